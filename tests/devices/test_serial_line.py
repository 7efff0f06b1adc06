"""A monitor on a serial line that is plugged in, pulled out and noisy."""

import os
import sys
from collections.abc import Callable

import pytest
from devices.messages import values
from devices.waiting import heard

from ketachart.devices.serial_line import SerialPlace, SerialSource, opened
from ketachart.domain.line_patterns import SHIPPED, pieces_of


class Cable:
    """A line whose other end is in our hands; reading it when it is pulled out fails."""

    def __init__(self) -> None:
        self._far, near = os.pipe()
        self.near = os.fdopen(near, "wb", buffering=0)
        os.set_blocking(self._far, False)
        self.is_out = False

    @property
    def in_waiting(self) -> int:
        return 4096

    def read(self, size: int) -> bytes:
        if self.is_out:
            raise OSError
        try:
            return os.read(self._far, size)
        except BlockingIOError:
            return b""

    def close(self) -> None:
        os.close(self._far)
        self.near.close()


def _place(line: str = "COM9") -> SerialPlace:
    return SerialPlace(device="m-1", line=line, speed=9600, pieces=pieces_of(SHIPPED))


def sending(far: int) -> Callable[[], None]:
    """Sends a line again and again, as a monitor does: what came before it is opened is lost."""
    return lambda: os.write(far, b"HR=82 NIBP=124/78\r\n") and None


def _end(source: SerialSource) -> None:
    source.stop()
    source.join(10)
    assert not source.is_alive()


def test_that_lines_are_read_and_taken_up_again_after_the_cable_was_out(inbox):
    cables = [Cable(), Cable()]
    waiting = list(cables)
    source = SerialSource(_place(), inbox, lambda _place: waiting.pop(0), again_s=0.01)
    source.start()
    try:
        cables[0].near.write(b"HR=8")
        cables[0].near.write(b"2 SPO2=97\r\nHR=83\r")
        assert values(heard(inbox, lambda each: each.reading is not None).reading)["hr"] == "83"
        cables[0].is_out = True
        assert "can't be read" in heard(inbox, lambda each: bool(each.trouble)).trouble
        cables[1].near.write(b"\nHR=84\n")
        found = heard(inbox, lambda each: each.reading is not None)
        assert values(found.reading) == {"hr": "84"}
    finally:
        _end(source)


def test_that_a_line_whose_begin_was_not_heard_is_none(inbox):
    cable = Cable()
    cable.near.write(b"99 HR=50\nID=1 HR=83\n")
    source = SerialSource(_place(), inbox, lambda _place: cable)
    source.start()
    try:
        reading = heard(inbox, lambda each: each.reading is not None).reading
        assert (values(reading), reading.patients) == ({"hr": "83"}, {"1"})
    finally:
        _end(source)


def test_that_noise_is_said_and_does_not_fill_memory(inbox):
    cable = Cable()
    source = SerialSource(_place(), inbox, lambda _place: cable)
    source.start()
    try:
        cable.near.write(b"\xff" * 5000)
        assert "no lines of text" in heard(inbox, lambda each: bool(each.trouble)).trouble
        cable.near.write(b"\nhello\n")
        assert "pattern" in heard(inbox, lambda each: "pattern" in each.trouble).trouble
        cable.near.write(b"HR=84\n")
        assert values(heard(inbox, lambda each: each.reading is not None).reading) == {"hr": "84"}
    finally:
        _end(source)


def test_that_a_line_that_is_not_there_is_said(inbox, tmp_path):
    source = SerialSource(_place(str(tmp_path / "no-such-line")), inbox, again_s=0.01)
    source.start()
    try:
        assert "no-such-line" in heard(inbox, lambda each: bool(each.trouble)).trouble
    finally:
        _end(source)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_that_a_real_line_is_read(inbox):
    try:
        far, near = os.openpty()
    except OSError:
        pytest.skip("no pseudo-terminals here")
    source = SerialSource(_place(os.ttyname(near)), inbox, opened)
    source.start()
    try:
        found = heard(inbox, lambda each: each.reading is not None, sending(far))
        assert values(found.reading) == {"hr": "82", "sbp": "124", "dbp": "78"}
    finally:
        _end(source)
        os.close(far)
        os.close(near)
