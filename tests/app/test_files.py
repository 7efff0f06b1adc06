"""An export appears whole or not at all; what may be left of it on a drive is said."""

import errno
import os

import pytest

from ketachart.app.files import NotWritten, whole_folder, write_whole


@pytest.fixture
def stick(tmp_path):
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def pulled(stick):
    """Take the drive away with all that is on it."""
    return stick.rename(stick.with_name("elsewhere"))


def test_that_a_folder_appears_under_its_name_once_it_is_whole(stick):
    with whole_folder(stick / "all") as folder:
        (folder / "part").mkdir()
        (folder / "part" / "file").write_text("x")
        (unfinished,) = stick.iterdir()
        assert unfinished.name.startswith("all.unfinished-")
    assert [each.name for each in stick.iterdir()] == ["all"]
    assert (stick / "all" / "part" / "file").read_text() == "x"


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_that_a_disk_that_fails_leaves_nothing_and_says_whether_it_is_full(stick, number):
    with pytest.raises(NotWritten, match="nothing is left") as told, whole_folder(stick / "all"):
        raise OSError(number, "no")
    assert ("full" in str(told.value)) is (number == errno.ENOSPC)
    assert list(stick.iterdir()) == []


@pytest.fixture
def begun(stick):
    """A folder that is being written; its next step writes again."""

    def steps():
        with whole_folder(stick / "all") as folder:
            (folder / "file").write_text("Tobias Greer")
            yield
            (folder / "next").write_text("x")

    writing = steps()
    next(writing)
    return writing


def test_that_a_drive_pulled_out_may_hold_a_part_and_that_is_said(stick, begun):
    elsewhere = pulled(stick)
    with pytest.raises(NotWritten) as told:
        next(begun)
    (left,) = elsewhere.iterdir()
    assert left.name in str(told.value)
    assert "not encrypted" in str(told.value)


def test_that_what_is_given_up_on_a_drive_that_is_gone_is_said_too(stick, begun):
    pulled(stick)
    with pytest.raises(NotWritten, match="not encrypted"):
        begun.close()


def test_that_a_folder_whose_name_can_not_be_kept_is_taken_back(stick, monkeypatch):
    def gone(_handle):
        raise OSError(errno.EIO, "no")

    with pytest.raises(NotWritten, match="nothing is left"), whole_folder(stick / "all"):
        monkeypatch.setattr(os, "fsync", gone)
    assert list(stick.iterdir()) == []


def test_that_something_of_that_name_is_left_as_it_is(stick):
    (stick / "all").write_text("mine")
    with pytest.raises(NotWritten, match="already"), whole_folder(stick / "all"):
        raise AssertionError
    assert (stick / "all").read_text() == "mine"


def test_that_a_file_is_replaced_whole_or_not_at_all(stick):
    write_whole(stick / "chart.pdf", b"one")
    write_whole(stick / "chart.pdf", b"two")
    assert (stick / "chart.pdf").read_bytes() == b"two"
    with pytest.raises(NotWritten, match="nothing is left"):
        write_whole(stick / "gone" / "chart.pdf", b"three")
