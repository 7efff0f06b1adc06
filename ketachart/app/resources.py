"""Where what is shipped with the program lies.

The folder is found beside the package in a checkout, inside it when installed,
and among the unpacked files when the program was packaged.
"""

import sys
from pathlib import Path

import ketachart


def resource_folder() -> Path:
    """The folder that holds `fonts` and `defaults`."""
    unpacked = getattr(sys, "_MEIPASS", None)
    if isinstance(unpacked, str):
        return Path(unpacked) / "resources"
    package = Path(ketachart.__file__).parent
    installed = package / "_resources"
    return installed if installed.is_dir() else package.parent / "resources"


def picture_folder() -> Path:
    """The folder of the pictures that the help and the front page show."""
    return resource_folder() / "pictures"


def help_texts() -> dict[str, str]:
    """The pages of the help, Markdown, by the names of their files."""
    files = sorted((resource_folder() / "help").glob("*.md"))
    return {file.stem: file.read_text(encoding="utf-8") for file in files}


def font_files() -> tuple[Path, ...]:
    """The fonts the windows and the paper are set in, the regular weight first."""
    folder = resource_folder() / "fonts"
    return (folder / "DejaVuSans.ttf", folder / "DejaVuSans-Bold.ttf")


def icon_file() -> Path:
    """The program's icon, a drawing."""
    return resource_folder() / "icon" / "ketachart.svg"


def licences_file() -> Path | None:
    """The licences of everything inside, where the program was packaged."""
    file = resource_folder() / "licences.html"
    return file if file.is_file() else None
