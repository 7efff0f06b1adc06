"""Pictures of the training clinic.

    python packaging/pictures.py              those that README and help show
    python packaging/pictures.py --all DIR    every window, light, dark and dim, at 100 and 200 %

A training day is played from one moment to the next; each window is brought into the state that
shows most, painted into memory and written as a PNG. Pages of the day's papers need poppler.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from page_scenes import Shown, draw_of_several, entrances, the_day
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from scenes import draw_all
from series_scene import the_series
from studio import DARK, LIGHT, ROOM, Studio, studio

from ketachart.app.resources import picture_folder
from ketachart.bootstrap import (
    make_screenless_application,
    write_chart_pdf,
    write_log_pdf,
)
from ketachart.domain.times import local_day
from ketachart.ui.pictures import take_picture

PAGE_WIDTH = 1000
MOST_COLOURS = 256


def draw_pages(folder: Path) -> None:
    """Draw the pictures that README and help show."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as drawer:
        for shown in entrances(Path(drawer)):
            _draw(shown, folder)
    with studio() as made:
        for shown in the_day(made):
            _draw(shown, folder)
            if shown[0] == "chair":
                DARK.wear()
                _draw(shown, folder, "dark")
                LIGHT.wear()
        draw_papers(made, folder)
        draw_of_several(made, folder)
    for shown in the_series():
        _draw(shown, folder)
    for file in folder.glob("*.png"):
        make_small(file)


def _draw(shown: Shown, folder: Path, look: str = "light") -> None:
    name, window, part = shown
    take_picture(window, folder / f"{name}-{look}.png", part)


def make_small(file: Path) -> None:
    """Keep a picture's commonest colours alone, which is all that windows and papers have."""
    picture = QImage(str(file)).convertToFormat(QImage.Format.Format_RGB32)
    if picture.isNull():
        raise OSError(file.name)
    pixels = np.frombuffer(picture.constBits(), dtype=np.uint32)
    colours, counts = np.unique(pixels, return_counts=True)
    kept = colours[np.argsort(counts)[::-1][:MOST_COLOURS]]
    small = picture.convertToFormat(
        QImage.Format.Format_Indexed8, kept.tolist(), Qt.ImageConversionFlag.ThresholdDither
    )
    if not small.save(str(file), "PNG", 0):
        raise OSError(file.name)


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
    with a_player():
        if folder is None:
            draw_pages(picture_folder())
        else:
            draw_all(folder)


@contextmanager
def a_player() -> Iterator[None]:
    """Let the windows find a player of sounds, a silent one, as on the computer of a clinic."""
    silent = which("true")
    with tempfile.TemporaryDirectory() as drawer:
        if silent is not None:
            (Path(drawer) / "aplay").symlink_to(silent)
            os.environ["PATH"] = os.pathsep.join((drawer, os.environ["PATH"]))
        yield


if __name__ == "__main__":
    main(sys.argv[1:])
