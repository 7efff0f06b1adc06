"""The page for an inspection: the packet from the window, its progress, and giving it up."""

import json

import pytest
from PySide6.QtWidgets import QProgressBar

from ketachart.ui.presenters.inspection import read_days
from ketachart.ui.widgets.action_button import ActionButton
from tests.ui.chair_day import NURSE
from tests.ui.test_ledger import ledger_at  # noqa: F401 - the window these tests look at


@pytest.fixture
def page(ledger_at, tmp_path):  # noqa: F811
    there = ledger_at()
    there.window.show_page("inspection")
    found = there.window.inspection_page
    found._first.setText("2026-03-01")
    found._last.setText("2026-03-03")
    found._folder._field.setText(str(tmp_path))
    return found


def press(page, name):
    page.findChild(ActionButton, name).click()


def test_that_the_packet_is_written_with_progress(page, qtbot, tmp_path):
    press(page, "write_packet")
    assert page.findChild(ActionButton, "stop_packet").isVisible()
    qtbot.waitUntil(lambda: not page.is_busy, timeout=20000)
    bar = page.findChild(QProgressBar)
    assert bar.value() == bar.maximum() == 5
    assert "The sums of all products hold." in page.work.said.text()
    packet = tmp_path / "packet-2026-03-01-to-2026-03-03"
    files = json.loads((packet / "manifest.json").read_bytes())["files"]
    log = packet / "day-logs" / "2026-03-03.pdf"
    assert "day-logs/2026-03-03.pdf" in {each["name"] for each in files}
    assert log.read_bytes().startswith(b"%PDF-")


def test_that_stopping_leaves_nothing_and_says_so(page, tmp_path):
    before = sorted(tmp_path.iterdir())
    press(page, "write_packet")
    page.work.step()
    assert sorted(tmp_path.iterdir()) != before
    press(page, "stop_packet")
    assert sorted(tmp_path.iterdir()) == before
    assert page.work.said.text() == "Stopped. Nothing was written."


def test_that_closing_the_window_gives_the_packet_up(page, tmp_path):
    before = sorted(tmp_path.iterdir())
    press(page, "write_packet")
    page.work.step()
    page.window().close()
    assert sorted(tmp_path.iterdir()) == before


def test_that_a_folder_that_is_not_there_is_told_and_what_was_typed_stays(page, qtbot, tmp_path):
    page._folder._field.setText(str(tmp_path / "nowhere"))
    press(page, "write_packet")
    qtbot.waitUntil(lambda: not page.is_busy, timeout=20000)
    assert "can't be written" in page.bar.sentence
    assert page._first.typed == "2026-03-01"
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("", ""),
        ("2026-03-03", "2026-03-02"),
        ("3/2/2026", "2026-03-03"),
        ("2016-01-01", "2026-03-03"),
        ("2026-02-30", "2026-03-03"),
    ],
)
def test_that_days_that_make_no_range_are_told(first, last):
    assert isinstance(read_days(first, last), str)


def test_that_a_nurse_is_offered_no_packet(ledger_at):  # noqa: F811
    there = ledger_at(person=NURSE)
    there.window.show_page("inspection")
    assert not there.window.inspection_page.findChild(ActionButton, "write_packet").isEnabled()
    assert "role" in there.window.inspection_page.bar.sentence


def test_that_nothing_is_written_before_it_is_asked_for(page, tmp_path):
    before = sorted(tmp_path.iterdir())
    page.window().show_page("stock")
    page.window().show_page("inspection")
    assert not page.is_busy
    assert sorted(tmp_path.iterdir()) == before
