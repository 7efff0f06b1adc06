"""Recovery sheets."""

import pytest

from ketachart.app.files import NotWritten
from ketachart.paper import recovery_sheets
from ketachart.paper.page import rendered
from ketachart.paper.recovery_sheets import sheet, write_sheet, written_anew
from tests.paper import reading

WORDS = [f"word{number}" for number in range(1, 34)]


def test_that_a_sheet_is_one_page_with_every_word_numbered():
    pages = reading.printed(rendered(sheet("Harbor Pain Infusion", 2, " ".join(WORDS))))
    assert len(pages) == 1
    assert "Sheet 2 of 3" in pages[0]
    close = reading.closed_up(pages[0])
    assert [f"{n}.word{n}" in close for n in range(1, 34)] == [True] * 33


def test_that_the_words_are_read_downwards():
    lines = reading.laid_out(rendered(sheet("Clinic", 1, WORDS))).splitlines()
    first = next(line for line in lines if "word1 " in line)
    assert first.split() == ["1.", "word1", "12.", "word12", "23.", "word23"]


def test_that_a_sheet_says_how_many_are_needed():
    page = reading.printed(rendered(sheet("Clinic", 1, WORDS)))[0]
    assert "Any 2 of the 3 sheets" in page


def test_that_a_sheet_made_anew_bears_the_time_by_which_it_is_told_from_the_old():
    first, anew = (
        reading.printed(rendered(sheet("Clinic", 1, WORDS, made)))
        for made in ("", "2026-03-03 07:01")
    )
    assert len(anew) == 1
    assert "Made 2026-03-03 07:01" in anew[0]
    assert "once KetaChart has said so" in " ".join(anew[0].split())
    assert "Made" not in first[0]


def test_that_of_sheets_made_anew_all_are_written_or_none(tmp_path, monkeypatch):
    def full(path, clinic, number, *words):
        if number == 3:
            raise NotWritten
        write_sheet(path, clinic, number, *words)

    monkeypatch.setattr(recovery_sheets, "write_sheet", full)
    with pytest.raises(NotWritten):
        written_anew(tmp_path / "stick", "Clinic", ["one"] * 3, "2026-03-03 07:01")
    assert list((tmp_path / "stick").iterdir()) == []
