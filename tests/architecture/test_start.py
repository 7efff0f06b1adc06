"""What the program reads before somebody can sign in."""

import subprocess
import sys

import pytest
from support.source import ROOT

READ = """
import sys
from pathlib import Path
from ketachart.bootstrap import parts_of
from ketachart.cli import main
from ketachart.ui import application
from ketachart.ui.entry_hall import EntryHall
parts_of(Path("nowhere"))
print(*sorted(sys.modules))
"""


def read_by(code: str) -> list[str]:
    """The modules that some code, which prints them, has read."""
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return said.stdout.split()


@pytest.fixture(scope="module")
def read_before_the_door() -> list[str]:
    """The modules that a start has read when it can show the sign-in window."""
    return read_by(READ)


@pytest.mark.parametrize(
    "costly",
    [
        "ketachart.app.clinic",
        "ketachart.domain.acts",
        "ketachart.ui.desk",
        "cryptography",
        "msgspec",
        "numpy",
        "psycopg",
        "pyqtgraph",
        "sqlite_utils",
    ],
)
def test_that_the_sign_in_window_waits_for_nothing_behind_it(read_before_the_door, costly):
    assert "PySide6.QtWidgets" in read_before_the_door
    assert costly not in read_before_the_door


def test_that_the_board_waits_for_no_plot():
    read = """
import sys
from ketachart.ui.reading_ahead import BEHIND_THE_DOOR
for each in BEHIND_THE_DOOR:
    __import__(each)
print(*sorted(sys.modules))
"""
    assert not {"numpy", "pyqtgraph"} & set(read_by(read))
