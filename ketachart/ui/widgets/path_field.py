"""A path, typed or chosen: of a folder to write into, or of a file to read."""

from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.form import TextField


class _PathField(QWidget):
    """A field for the path, and a button that lets the person look for it."""

    def __init__(self, name: str, label: str, start: str) -> None:
        super().__init__()
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
    def path(self) -> Path | None:
        """What is named, if anything is."""
        return Path(self._field.typed).expanduser() if self._field.typed else None

    def show_path(self, path: Path) -> None:
        """Name something else."""
        self._field.setText(str(path))

    def dialog(self) -> QFileDialog:
        """What the person looks in."""
        raise NotImplementedError

    def _choose(self) -> None:
        # Opened, not executed: nothing waits for it, and no other window is blocked.
        dialog = self.dialog()
        dialog.fileSelected.connect(lambda chosen: self.show_path(Path(chosen)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


_DOCUMENTS = QStandardPaths.StandardLocation.DocumentsLocation


def usual_folder(kind: QStandardPaths.StandardLocation = _DOCUMENTS) -> Path:
    """The person's documents, or such; their home where the system has not made that folder."""
    folder = Path(QStandardPaths.writableLocation(kind))
    return folder if folder.is_dir() else Path.home()


class FolderField(_PathField):
    """A folder to write into."""

    def __init__(self, name: str, label: str, folder: Path | None = None) -> None:
        super().__init__(name, label, str(folder or usual_folder()))

    @property
    def folder(self) -> Path | None:
        """The folder, if one is named."""
        return self.path

    def show_folder(self, folder: Path) -> None:
        """Name another folder."""
        self.show_path(folder)

    def dialog(self) -> QFileDialog:
        """Folders alone."""
        dialog = QFileDialog(self, self._label, self._field.typed)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        return dialog


class FileField(_PathField):
    """A file to read, of the kinds that Qt's filter names."""

    def __init__(self, name: str, label: str, kinds: str) -> None:
        super().__init__(name, label, "")
        self._kinds = kinds

    @property
    def file(self) -> Path | None:
        """The file, if one is named."""
        return self.path

    def dialog(self) -> QFileDialog:
        """Files that are there."""
        dialog = QFileDialog(self, self._label, self._field.typed, self._kinds)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        return dialog
