"""A monitor on a serial line: read, and taken up again when it was unplugged."""

import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Final, Protocol

import serial

from ketachart.devices.readings import Inbox
from ketachart.devices.text_line import LONGEST_LINE, read_line
from ketachart.domain.line_patterns import Piece

_WAIT_S: Final = 0.5
"""How long a line is listened to before it is asked whether to stop."""
_AGAIN_S: Final = 3.0
_REST_S: Final = 0.05
_MOST_AT_ONCE: Final = 8
"""Lines that are read between two rests; of a flood the newest."""
_SLICE: Final = 4096


class Line(Protocol):
    """What bytes come from."""

    @property
    def in_waiting(self) -> int:
        """How many bytes came and were not read yet."""

    def read(self, size: int) -> bytes:
        """At most so many bytes; none where none came in a while."""

    def close(self) -> None:
        """Let it go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SerialPlace:
    """A serial line, how fast it is, and what its lines look like."""

    device: str
    line: str
    speed: int
    pieces: tuple[Piece, ...]


def opened(place: SerialPlace) -> Line:
    """The line itself.

    Raises:
        OSError: it is not there, or another program has it.
        ValueError: it can't be so fast.
    """
    line: Line = serial.Serial(place.line, place.speed, timeout=_WAIT_S, exclusive=None)
    return line


class SerialSource(threading.Thread):
    """Reads one line until it is stopped."""

    def __init__(
        self,
        place: SerialPlace,
        inbox: Inbox,
        open_line: Callable[[SerialPlace], Line] = opened,
        again_s: float = _AGAIN_S,
    ) -> None:
        super().__init__(name=f"monitor {place.device}", daemon=True)
        self._place = place
        self._inbox = inbox
        self._open_line = open_line
        self._again_s = again_s
        self._ends = threading.Event()

    def stop(self) -> None:
        """Have it end; it does within half a second."""
        self._ends.set()

    def run(self) -> None:
        """Read, on the thread itself."""
        while not self._ends.is_set():
            try:
                with closing(self._open_line(self._place)) as line:
                    self._listen(line)
            except (OSError, ValueError):
                self._inbox.complain(
                    self._place.device, f"The serial line {self._place.line} can't be read."
                )
            self._ends.wait(self._again_s)

    def _listen(self, line: Line) -> None:
        """Read whole lines; one whose begin was not heard may lack the patient it is of."""
        held, is_begun = b"", False
        while not self._ends.is_set():
            data = line.read(min(max(line.in_waiting, 1), _SLICE))
            if not data and not is_begun:
                held, is_begun = b"", True  # what comes after a pause begins there
            *whole, held = (held + data).replace(b"\r", b"\n").split(b"\n")
            if whole and not is_begun:
                whole, is_begun = whole[1:], True
            for each in whole[-_MOST_AT_ONCE:]:
                self._take(each)
            if len(held) > LONGEST_LINE:
                self._inbox.complain(
                    self._place.device, "What comes on this line are no lines of text."
                )
                held, is_begun = b"", False
            if whole:
                self._ends.wait(_REST_S)

    def _take(self, text: bytes) -> None:
        if not text.strip() or len(text) > LONGEST_LINE:
            return
        reading = read_line(text, self._place.pieces)
        if reading is None:
            self._inbox.complain(
                self._place.device, "A line came that does not look as the pattern says."
            )
        else:
            self._inbox.put(self._place.device, reading)
