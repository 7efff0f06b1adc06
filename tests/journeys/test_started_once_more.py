"""Somebody starts KetaChart from the menu though it runs already, behind another window."""

import pytest
from journeys.screen import Screen, wait_until

pytestmark = pytest.mark.journey


def test_that_the_one_that_runs_comes_back_and_the_other_ends(screen: Screen, tmp_path) -> None:
    words = ("--vault", str(tmp_path / "vault"))
    running = screen.start(*words)
    screen.to_front("First start")
    screen.minimise("First start")
    assert screen.start(*words).ended() == (0, "")
    wait_until(lambda: "First start" in screen.front_title(), "the window in front again")
    assert len(screen.windows("First start")) == 1
    assert running.process.poll() is None
