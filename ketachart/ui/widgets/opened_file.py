"""A file that was written, opened by whatever the computer has for it."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from ketachart.ui.widgets.refusal_bar import RefusalBar


def open_file(file: Path, bar: RefusalBar) -> None:
    """Have the computer open a file; say so where it has nothing that does, or the file is gone."""
    if not file.is_file():
        bar.explain(f"{file} is not there any more.", "Make it anew.")
    elif not QDesktopServices.openUrl(QUrl.fromLocalFile(str(file))):
        bar.explain(
            "Nothing on this computer opens such a file.",
            f"It is saved as {file}: carry it to a computer that prints it.",
        )
