"""Who is here: signed in with the passphrase in this shift, so that a PIN will do."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from ketachart.crypto.pins import verify_pin
from ketachart.crypto.signing import Signer
from ketachart.domain.people import Person
from ketachart.domain.refusals import Code, Refusal

SHIFT = timedelta(hours=16)
WRONG_PINS = 5


@dataclass(slots=True)
class _Present:
    signer: Signer
    since: datetime
    wrong_pins: int = 0


class Presence:
    """The signing keys of those who are here."""

    def __init__(self) -> None:
        self._present: dict[str, _Present] = {}

    def arrive(self, person: str, signer: Signer, now: datetime) -> None:
        """Someone proved the passphrase."""
        self._present[person] = _Present(signer=signer, since=now)

    def leave(self, person: str) -> None:
        """A PIN of theirs will do no more until they sign in again."""
        self._present.pop(person, None)

    def leave_if_renewed(self, known: Callable[[str], Person | None]) -> None:
        """Send away whoever was given other keys, or may sign in no more: elsewhere, say."""
        for name, present in tuple(self._present.items()):
            person = known(name)
            public_key = present.signer.public_key.hex()
            if person is None or person.disabled or person.public_key != public_key:
                del self._present[name]

    def is_here(self, person: str, now: datetime) -> bool:
        """Whether the PIN will do."""
        present = self._present.get(person)
        # A clock that was set back doesn't send anyone away.
        return present is not None and now - present.since < SHIFT

    def signer(self, person: str) -> Signer:
        """The key of someone who is here."""
        return self._present[person].signer

    def check_pin(self, person: Person, pin: str, now: datetime) -> Refusal | None:
        """Whether the PIN is right; after five wrong ones the passphrase is asked for."""
        if not self.is_here(person.id, now):
            return not_here()
        present = self._present[person.id]
        if verify_pin(person.pin_record, pin):
            present.wrong_pins = 0
            return None
        present.wrong_pins += 1
        if present.wrong_pins >= WRONG_PINS:
            del self._present[person.id]
            return Refusal(
                code=Code.AUTH_LOCKED,
                sentence=f"{WRONG_PINS} wrong PINs.",
                remedy="Enter the passphrase.",
                about="secret",
            )
        return wrong_secret()


def wrong_secret() -> Refusal:
    """What a wrong name, passphrase or PIN is told."""
    return Refusal(
        code=Code.AUTH_FAILED,
        sentence="Name and passphrase or PIN do not fit.",
        remedy="Try again.",
        about="secret",
    )


def not_here() -> Refusal:
    """What a PIN is told of somebody who did not sign in, be there such a person or not."""
    return Refusal(
        code=Code.AUTH_LOCKED,
        sentence="A PIN will not do here.",
        remedy="Type the passphrase instead; after that the PIN will do for this shift.",
        about="secret",
    )


def half_renewed() -> Refusal:
    """What someone is told whose signatures would not hold: keyring and log name two keys."""
    return Refusal(
        code=Code.AUTH_LOCKED,
        sentence="Renewing this access was cut short, and signatures made with it would not hold.",
        remedy="Ask an administrator to renew it again.",
        about="secret",
    )
