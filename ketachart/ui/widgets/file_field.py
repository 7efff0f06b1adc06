"""A file to read: typed, or chosen."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.form import TextField


class FileField(QWidget):
    """A path, and a button that lets the person look for it."""

    def __init__(self, name: str, label: str, kinds: str) -> None:
        super().__init__()
        self._field = TextField(name, label)
        self._label = label
        self._kinds = kinds
        choose = ActionButton("Choose …", f"{name}_choose")
        choose.clicked.connect(self._choose)
        self.setFocusProxy(self._field)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._field, stretch=1)
        row.addWidget(choose)

    @property
    def file(self) -> Path | None:
        """The file, if one is named."""
        return Path(self._field.typed).expanduser() if self._field.typed else None

    def show_file(self, file: Path) -> None:
        """Name another file."""
        self._field.setText(str(file))

    def _choose(self) -> None:
        # Opened, not executed: nothing waits for it, and no other window is blocked.
        dialog = QFileDialog(self, self._label, self._field.typed, self._kinds)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda chosen: self.show_file(Path(chosen)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
