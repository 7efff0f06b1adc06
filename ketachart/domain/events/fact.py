"""What every fact is, known or not."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownEvent(Event):
    """A kind this release does not know: kept and shown as such, never dropped."""

    kind: str
    body: bytes
