"""Where segments lie between workstations: a hub on the network, or a stick that is carried."""

from collections.abc import Mapping, Sequence
from typing import ClassVar, Protocol

from ketachart.sync.segment import Segment


class PlaceTrouble(Exception):
    """A place could not be used; the sentence is for the person in front of it."""

    code: ClassVar[str] = "place.failed"
    sentence: ClassVar[str] = "The exchange failed; nothing was lost, it is tried again."

    def __init__(self, sentence: str = "") -> None:
        super().__init__(sentence or self.sentence)


class PlaceAway(PlaceTrouble):
    """It can't be reached now."""

    code = "place.away"
    sentence = "The other side can't be reached; the exchange is made up for later."


class PlaceRefused(PlaceTrouble):
    """It doesn't let this workstation in: password, role, certificate, revoked."""

    code = "place.refused"
    sentence = "The other side does not let this workstation in."


class PlaceFull(PlaceTrouble):
    """It has no room left."""

    code = "place.full"
    sentence = "The other side has no room left; nothing was lost."


class PlaceNewer(PlaceTrouble):
    """A later release laid its tables."""

    code = "place.newer"
    sentence = "The other side was set up by a newer release; install that release here."


class PlaceForeign(PlaceTrouble):
    """It is another clinic's, or not a place of this program at all."""

    code = "place.foreign"
    sentence = "That belongs to another clinic, or is not a place of this program."


class PlaceDamaged(PlaceTrouble):
    """What lies there can't be read."""

    code = "place.damaged"
    sentence = "What lies there is damaged or cut off; nothing of it was used."


class Source(Protocol):
    """Segments of one clinic, as they were put somewhere; nobody has to trust it.

    Every method may raise PlaceTrouble.
    """

    @property
    def name(self) -> str:
        """What people call it."""
        ...

    def tips(self) -> Mapping[str, tuple[int, bytes]]:
        """Number and hash of the newest entry of every workstation there."""
        ...

    def holds(self, device: str, seq: int) -> bytes | None:
        """The hash of the entry that ends a segment there; None if no segment ends with it."""
        ...

    def after(self, device: str, seq: int, limit: int) -> Sequence[Segment]:
        """At most `limit` segments that end after an entry, ordered by last_seq and tip_hash."""
        ...

    def close(self) -> None:
        """Let it go; safe to repeat."""
        ...


class Place(Source, Protocol):
    """One where segments can be put, too."""

    def put(self, segments: Sequence[Segment]) -> None:
        """Lay segments down, durably when it returns; the same again does nothing."""
        ...

    def runs(self, device: str, after: int, upto: int) -> Sequence[tuple[int, int, bytes]]:
        """First and last number, and last hash, of each segment there that reaches into a range."""
        ...
