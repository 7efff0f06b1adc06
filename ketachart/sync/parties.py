"""Who takes part in an exchange, whom it believes, and what it tells afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from ketachart.crypto.signing import Signer
from ketachart.store.entries import Stored
from ketachart.sync.segment import tip_message

DAMAGED: Final = "damaged"
FORGED: Final = "forged"
REVOKED: Final = "revoked"
NEWER: Final = "newer"
FORKED: Final = "forked"
UNVOUCHED: Final = "unvouched"


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """This workstation: its name and its key."""

    device: str
    signer: Signer = field(repr=False)

    def sign(self, site: str, seq: int, tip_hash: bytes) -> bytes:
        """Vouch for an own entry and all before it."""
        return self.signer.sign(tip_message(site, self.device, seq, tip_hash))


class Trust(Protocol):
    """Whom the clinic's log vouches for."""

    def key_of(self, device: str, first: Sequence[Stored]) -> bytes | None:
        """The Ed25519 public key of a workstation, 32 bytes.

        Args:
            device: its name.
            first: the entries that arrive, if none of it is here yet; they may bring the voucher.

        Returns:
            None if nobody vouches for it.
        """
        ...

    def last_allowed(self, device: str) -> int | None:
        """The last entry that counts, of a workstation that was retired; None if it wasn't."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """Entries that came and were not taken in.

    `why` is damaged, forged, revoked, newer, forked, or unvouched.
    """

    device: str
    first_seq: int
    last_seq: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """A place holds less of a workstation than it once acknowledged; it was refilled from here.

    `holds` is 0 where nothing is left.
    """

    device: str
    acknowledged: int
    holds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A workstation signed that it has this one's entries up to a number, and when."""

    workstation: str
    at: str
    has: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What an exchange did; `sent` and `received` count entries.

    Attributes:
        place: its name, for people.
        sent: entries laid down there, other workstations' included.
        received: entries that are new here.
        set_aside: what came and was not taken in, if it was not known already.
        behind: what the place lost of what it once acknowledged.
        forked: the place holds entries signed with this workstation's key that it never wrote.
        receipts: the newest of each other workstation, from a stick.
    """

    place: str
    sent: int = 0
    received: int = 0
    set_aside: tuple[SetAside, ...] = ()
    behind: tuple[Behind, ...] = ()
    forked: bool = False
    receipts: tuple[Receipt, ...] = ()
