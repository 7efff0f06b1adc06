"""What comes of trying something: done, refused, or the machine failed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ketachart.domain.refusals import Code, Refusal

if TYPE_CHECKING:
    from ketachart.app.pending import Changed
    from ketachart.domain.entries import Entry
    from ketachart.domain.people import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Who is at the keyboard, proved by passphrase or PIN."""

    person: "Person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """It is on disk."""

    entries: "tuple[Entry, ...]"
    changed: "Changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """It was refused; the person can mend it."""

    refusal: Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """The machine failed; nothing was recorded.

    Attributes:
        sentence: for the person in front of it.
        code: which failure it is, where there is a name for it.
    """

    sentence: str
    code: str = ""


Outcome = Done | Refused | Trouble

Telling = Callable[[str, int], None]
"""Told what is being done, and how far in percent; may raise to end it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outdated:
    """A vault that another release of the program used last opens once it is up to date.

    Attributes:
        bring_up_to_date: does it, in any thread; answers what went wrong, if anything did.
    """

    bring_up_to_date: Callable[[Telling], Trouble | None] = field(repr=False)


def sign_first(sentence: str, about: str) -> Refusal:
    """What someone is told whose signature is missing."""
    return Refusal(
        code=Code.AUTH_FAILED,
        sentence=sentence,
        remedy="Enter the PIN, or the passphrase.",
        about=about,
    )


def unknown_session() -> Refusal:
    """What someone is told who asks for a session that there isn't."""
    return Refusal(
        code=Code.SESSION_UNKNOWN,
        sentence="There is no such session.",
        remedy="Choose one from the list.",
        about="session",
    )


def too_many_tries(wait_s: int) -> Refusal:
    """What someone is told who guessed too often."""
    return Refusal(
        code=Code.AUTH_LOCKED,
        sentence="Too many wrong tries.",
        remedy=f"Wait {wait_s} s, then try again.",
        about="secret",
    )
