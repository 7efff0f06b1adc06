"""A screen of its own for each journey: a virtual X server with a window manager."""

import shutil
from collections.abc import Iterator

import pytest
from journeys.screen import Screen

NEEDED = ("Xvfb", "openbox", "xdotool", "xprop", "import")


@pytest.fixture
def second_screen() -> Iterator[Screen]:
    """The screen of another room."""
    require_windows()
    with Screen.opened() as opened:
        yield opened


@pytest.fixture
def screen() -> Iterator[Screen]:
    """A real X screen; skipped, with the reason, where its programs are missing."""
    require_windows()
    with Screen.opened() as opened:
        yield opened


def require_windows() -> None:
    """Skip, with the reason, where the programs that real windows need are missing."""
    missing = [program for program in NEEDED if shutil.which(program) is None]
    if missing:
        pytest.skip(f"no real windows without {', '.join(missing)}")
