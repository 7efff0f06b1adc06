"""MLLP: where one HL7 message ends in a stream of bytes (HL7 v2 Transport, Appendix C)."""

from typing import Final

BEGIN: Final = b"\x0b"
END: Final = b"\x1c"
RETURN: Final = b"\r"
MOST: Final = 64 * 1024
"""Bytes of one message; a monitor's has a few thousand."""
MOST_SKIPPED: Final = 64 * 1024
"""Bytes between messages, until the line is taken for something else."""
_BLANKS: Final = b"\r\n\x00 "


class NotMllp(Exception):
    """What comes is not HL7 in its frames; str() is a sentence."""


class Frames:
    """Takes bytes as they come, and gives whole messages; holds at most one that is too long."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._looked = 0
        self._skipped = 0

    def feed(self, data: bytes) -> None:
        """Take bytes, one or many."""
        self._held += data

    def next(self) -> bytes | None:
        """The next whole message; None until more has come.

        Raises:
            NotMllp: a message is too long, or too much came that is none.
        """
        while (end := self._held.find(END, self._looked)) >= 0:
            # A message that a gateway began anew, after it lost its line, begins at its last start.
            begin = self._held.rfind(BEGIN, 0, end)
            message = bytes(self._held[begin + 1 : end])
            self._skip(self._held[: begin if begin >= 0 else end + 1])
            del self._held[: end + 1]
            self._looked = 0
            if begin >= 0:
                if len(message) > MOST:
                    raise NotMllp(_TOO_LONG)
                return message
        self._looked = len(self._held)
        self._check()
        return None

    def _check(self) -> None:
        begin = self._held.find(BEGIN)
        if begin < 0:
            self._skip(self._held)
            self._held.clear()
            self._looked = 0
        elif len(self._held) - begin > MOST:
            raise NotMllp(_TOO_LONG)

    def _skip(self, other: bytearray) -> None:
        self._skipped += len(other.strip(_BLANKS))
        if self._skipped > MOST_SKIPPED:
            raise NotMllp("What came on this line is not HL7.")


def framed(message: bytes) -> bytes:
    """A message as it is sent."""
    return BEGIN + message + END + RETURN


_TOO_LONG: Final = f"A message of more than {MOST // 1024} KiB came; the line was closed."
