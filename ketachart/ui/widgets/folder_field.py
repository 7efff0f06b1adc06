"""A folder to write into: typed, or chosen."""

from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.form import TextField


class FolderField(QWidget):
    """A path, and a button that lets the person look for it."""

    def __init__(self, name: str, label: str, folder: Path | None = None) -> None:
        super().__init__()
        documents = QStandardPaths.StandardLocation.DocumentsLocation
        start = str(folder or QStandardPaths.writableLocation(documents))
        self._field = TextField(name, label, text=start)
        self._label = label
        choose = ActionButton("Choose …", f"{name}_choose")
        choose.clicked.connect(self._choose)
        self.setFocusProxy(self._field)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._field, stretch=1)
        row.addWidget(choose)

    @property
    def folder(self) -> Path | None:
        """The folder, if one is named."""
        return Path(self._field.typed).expanduser() if self._field.typed else None

    def show_folder(self, folder: Path) -> None:
        """Name another folder."""
        self._field.setText(str(folder))

    def _choose(self) -> None:
        # Opened, not executed: nothing waits for it, and no other window is blocked.
        dialog = QFileDialog(self, self._label, self._field.typed)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda chosen: self.show_folder(Path(chosen)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
