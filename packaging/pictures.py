"""Pictures of the training clinic.

    python packaging/pictures.py              those that the README shows
    python packaging/pictures.py --all DIR    every window, light, dark and dim, at 100 and 200 %

A training day is played from one moment to the next; each window is brought into the state that
shows most, painted into memory and written as a PNG. Pages of the day's papers need poppler.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from shutil import which

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PySide6.QtWidgets import QLineEdit, QMainWindow
from scenes import draw_all
from studio import ADMINISTRATOR, DARK, DOCTOR, LIGHT, ROOM, Studio, studio

from ketachart.app.resources import resource_folder
from ketachart.bootstrap import (
    make_screenless_application,
    write_chart_pdf,
    write_log_pdf,
)
from ketachart.domain.times import local_day
from ketachart.ui.pictures import take_picture
from ketachart.ui.widgets.segmented import Segmented
from ketachart.ui.windows.chair_window import ChairWindow
from ketachart.ui.windows.close_page import ClosePage

PAGE_WIDTH = 1000


def draw_readme(folder: Path) -> None:
    """Draw the pictures that the README shows."""
    folder.mkdir(parents=True, exist_ok=True)
    with studio() as made:
        for name, window in _readme_windows(made):
            take_picture(window, folder / f"{name}-light.png")
            if name == "chair":
                DARK.wear()
                take_picture(window, folder / f"{name}-dark.png")
                LIGHT.wear()
            window.close()
        draw_papers(made, folder)


def _readme_windows(made: Studio) -> Iterator[tuple[str, QMainWindow]]:
    made.go_to("08:44:30", DOCTOR)
    yield "order", _order(made)
    made.go_to("09:06:40")
    made.amend_the_second_set("s2")
    window = made.chair("s2")
    made.type_vitals(window, "92\r137/9")
    yield "chair", window
    made.go_to("10:09:00")
    yield "recovery", made.chair("s2", "recovery")
    made.go_to("10:47:00")
    made.windows.open_board()
    yield "board", made.shown("board")
    made.go_to("10:49:30", DOCTOR)
    made.windows.open_cosign()
    yield "cosign", made.shown("cosign")
    made.go_to("17:58:00", ADMINISTRATOR)
    window = made.ledger("close")
    page = window.page("close")
    if isinstance(page, ClosePage):
        page.begin_closing()
    yield "close", window
    made.go_to("18:19:00", ADMINISTRATOR)
    yield "ledger", made.ledger("day")
    yield "inspection", made.ledger("inspection")


def _order(made: Studio) -> ChairWindow:
    window = made.chair("s3", "order")
    if window.panel is not None:
        kind, amount, minutes = (
            window.panel.findChild(kind, name)
            for kind, name in ((Segmented, "kind"), (QLineEdit, "amount"), (QLineEdit, "minutes"))
        )
        if isinstance(kind, Segmented):
            kind.set_value("mg")
            kind.chosen.emit("mg")
        for field, text in ((amount, "80"), (minutes, "300")):
            if isinstance(field, QLineEdit):
                field.setText(text)
    return window


def draw_papers(made: Studio, folder: Path) -> None:
    """Draw the first page of the day's log and of a chart."""
    if which("pdftoppm") is None:
        print("No pictures of papers: pdftoppm (poppler) is missing.", file=sys.stderr)
        return
    clinic = made.desk.clinic
    day, session = local_day(made.desk.now(), clinic.world.site.zone), clinic.world.session("s2")
    with tempfile.TemporaryDirectory() as drawer:
        paper = Path(drawer) / "paper.pdf"
        write_log_pdf(clinic, [day], "III", paper, made.desk.turn.person)
        _draw_first_page(paper, folder / "day-log-page.png")
        if session is not None:
            write_chart_pdf(clinic, session, paper, made.desk.turn.person)
            _draw_first_page(paper, folder / "chart-page.png")


def _draw_first_page(paper: Path, file: Path) -> None:
    size = ("-scale-to-x", str(PAGE_WIDTH), "-scale-to-y", "-1")
    command = ["pdftoppm", "-png", "-singlefile", *size, str(paper), str(file.with_suffix(""))]
    subprocess.run(command, check=True)  # noqa: S603 (fixed words, and paths made here)


def main(arguments: Iterable[str]) -> None:
    """Draw what was asked for."""
    asked = argparse.ArgumentParser(description="Draws pictures of the training clinic.")
    asked.add_argument("--all", type=Path, metavar="DIR", help="draw every window into a folder")
    folder = asked.parse_args(list(arguments)).all
    make_screenless_application(**ROOM)
    if folder is None:
        draw_readme(resource_folder() / "pictures")
    else:
        draw_all(folder)


if __name__ == "__main__":
    main(sys.argv[1:])
