"""Signed heads of the log, kept beside the database.

SQLite takes a damaged write-ahead log for one that ends earlier, and a file put back from yesterday
looks sound. The head noted here, after each commit, tells what must be in the database at least.
"""

import os
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from ketachart.crypto.durable_file import replace_durably
from ketachart.crypto.errors import BadSignature
from ketachart.crypto.signing import Signer, verify
from ketachart.store.entries import GENESIS, Head
from ketachart.store.errors import StoreDamaged, StoreDiskFault, StoreReadOnly

FORMAT: Final = "ketachart-anchor-1"
LINES_KEPT: Final = 1024
_CLOSED: Final = -1
_EMPTY: Final = b"\0"
_LINE: Final = re.compile(rb"(0|[1-9]\d{0,18}) (0|[1-9]\d{0,18}) ([0-9a-f]{64}) ([0-9a-f]{128})")


@dataclass(frozen=True, slots=True)
class AnchoredHead:
    """A head that was on the disk, how often drafts had changed by then, and the seal on both."""

    head: Head
    drafts: int
    signature: bytes

    @classmethod
    def signed(cls, head: Head, drafts: int, signer: Signer) -> Self:
        """Seal a head with the workstation's key."""
        return cls(head, drafts, signer.sign(_signed_form(head, drafts)))

    def holds_under(self, public_key: bytes) -> bool:
        """Whether the workstation with this key has signed it."""
        try:
            verify(public_key, self.signature, _signed_form(self.head, self.drafts))
        except BadSignature:
            return False
        return True

    def line(self) -> bytes:
        """The line of the file."""
        hashes = f"{self.head.hash.hex()} {self.signature.hex()}"
        return f"{self.head.seq} {self.drafts} {hashes}\n".encode("ascii")


@dataclass(frozen=True, slots=True)
class AnchorContent:
    """What stands in the anchor file, without what a crash or a power cut left half written.

    Attributes:
        heads: the whole lines, in order.
        whole_bytes: where the next line goes.
        is_torn: whether something half written stands there too.
    """

    heads: tuple[AnchoredHead, ...]
    whole_bytes: int
    is_torn: bool

    @property
    def newest(self) -> AnchoredHead:
        """The head noted last."""
        return self.heads[-1]


def read_anchor(path: Path, device: str) -> AnchorContent:
    """Read an anchor file; changes nothing.

    Raises:
        StoreDamaged: it is missing, or something else than its last line was damaged.
        StoreReadOnly: it cannot be read.
    """
    try:
        untrusted = path.read_bytes()
    except FileNotFoundError as error:
        message = "The anchor file of this vault is missing."
        raise StoreDamaged(message) from error
    except OSError as error:
        raise StoreReadOnly from error
    header, *lines = untrusted[: untrusted.rfind(b"\n") + 1].split(b"\n")[:-1] or [b""]
    # A power cut may leave a later sector of the file and an earlier one empty. Whoever empties
    # lines on purpose could as well cut them off.
    whole = [line for line in lines if _EMPTY not in line]
    heads = [_head_on(line, device) for line in whole]
    places = [(anchored.head.seq, anchored.drafts) for anchored in heads if anchored]
    sound = header == _header(device) and places and None not in heads
    if not sound or places != sorted(places):
        message = "The anchor file of this vault is damaged."
        raise StoreDamaged(message)
    return AnchorContent(
        heads=tuple(anchored for anchored in heads if anchored),
        whole_bytes=untrusted.rfind(b"\n") + 1,
        is_torn=len(whole) < len(lines) or not untrusted.endswith(b"\n"),
    )


def create_anchor(path: Path, device: str, signer: Signer) -> None:
    """Begin the anchor file of a new vault.

    Raises:
        StoreDiskFault: it could not be written.
    """
    first = AnchoredHead.signed(Head(device, 0, GENESIS), 0, signer)
    try:
        replace_durably(path, _header(device) + b"\n" + first.line())
    except OSError as error:
        raise StoreDiskFault from error


class Anchor:
    """The anchor file, open for notes.

    A note is not forced to the disk: what it speaks of is there already, so the anchor may lag
    behind the database and never runs ahead of it. For the same reason a note that cannot be
    written is no failure; the next one says all that it said.
    """

    def __init__(self, path: Path, device: str, signer: Signer, content: AnchorContent) -> None:
        self._path = path
        self._device = device
        self._signer = signer
        self._newest = content.newest
        self._lines = len(content.heads)
        self._size = content.whole_bytes
        try:
            self._handle = self._open()
        except OSError as error:
            raise StoreReadOnly from error
        if content.is_torn:
            self._compact()

    def note(self, head: Head) -> None:
        """Note that this head is on the disk."""
        self._note(head, self._newest.drafts)

    def note_drafts(self, drafts: int) -> None:
        """Note how often drafts have changed."""
        self._note(self._newest.head, drafts)

    def close(self) -> None:
        """Force what was noted to the disk; a disk that refuses leaves the anchor lagging."""
        with suppress(OSError):
            os.fsync(self._handle)
        self._let_go()

    def reopen(self) -> None:
        """Go on with the file that stands there now, as after its drive was gone."""
        self._let_go()
        with suppress(OSError):
            self._handle = self._open()

    def _note(self, head: Head, drafts: int) -> None:
        self._newest = AnchoredHead.signed(head, drafts, self._signer)
        if self._lines >= LINES_KEPT:
            self._compact()
        line = self._newest.line()
        try:
            os.lseek(self._handle, self._size, os.SEEK_SET)
            written = os.write(self._handle, line)
        except OSError:
            return
        if written == len(line):
            self._size += written
            self._lines += 1
        else:
            self._lines = LINES_KEPT

    def _compact(self) -> None:
        """Begin the file anew: it grew long, or something half written stands at its end.

        What is written over a half line could stand mixed with it after a power cut.
        """
        content = _header(self._device) + b"\n" + self._newest.line()
        self._let_go()
        self._lines = 0
        with suppress(OSError):
            replace_durably(self._path, content)
            self._size = len(content)
        with suppress(OSError):
            self._handle = self._open()

    def _let_go(self) -> None:
        with suppress(OSError):
            os.close(self._handle)
        self._handle = _CLOSED

    def _open(self) -> int:
        return os.open(self._path, os.O_WRONLY | getattr(os, "O_BINARY", 0))


def _header(device: str) -> bytes:
    return f"{FORMAT} {device}".encode()


def _signed_form(head: Head, drafts: int) -> bytes:
    return f"{FORMAT} {head.device} {head.seq} {drafts} {head.hash.hex()}".encode()


def _head_on(untrusted_line: bytes, device: str) -> AnchoredHead | None:
    parts = _LINE.fullmatch(untrusted_line)
    if parts is None:
        return None
    seq, drafts, digest, signature = parts.groups()
    return AnchoredHead(
        head=Head(device, int(seq), bytes.fromhex(digest.decode())),
        drafts=int(drafts),
        signature=bytes.fromhex(signature.decode()),
    )
