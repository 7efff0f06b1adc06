"""The way in for someone in front of a window: an answer in words, never an exception."""

from datetime import datetime
from pathlib import Path

from ketachart.app.clinic import Clinic
from ketachart.app.clock import Clock, TrainingClock
from ketachart.app.outcomes import Trouble, Turn
from ketachart.app.passphrases import looks_like_pin
from ketachart.app.upgrading import Telling, tell_nobody
from ketachart.app.vaults import Founded, Founding, Unlocked, found, unlock
from ketachart.crypto.errors import CryptoError
from ketachart.crypto.passphrases import STANDARD_COST, Argon2Cost
from ketachart.crypto.sheets import WORDS_ON_A_SHEET, SheetTyped, read_sheet
from ketachart.domain.refusals import Refusal
from ketachart.store.errors import StoreError

__all__ = ["WORDS_ON_A_SHEET", "SheetTyped", "enter", "prove", "read_sheet", "set_up"]


def enter(
    folder: Path,
    user: str,
    passphrase: str,
    clock: Clock,
    training_speed: float = 1,
    telling: Telling = tell_nobody,
) -> Unlocked | Refusal | Trouble:
    """Open a vault; a damaged, newer or locked one is told and left as it is.

    A training clinic goes on from its last entry, at `training_speed`. One that another release
    used last is brought up to date first; `telling` is told how far that is.
    """

    def training_clock(at: datetime) -> Clock:
        return TrainingClock(at, training_speed)

    try:
        return unlock(folder, user, passphrase, clock, training_clock, telling)
    except (StoreError, CryptoError) as error:
        return Trouble(sentence=str(error))


def set_up(
    folder: Path, founding: Founding, clock: Clock, cost: Argon2Cost = STANDARD_COST
) -> Founded | Trouble:
    """Set a clinic up; nothing that stands in the folder is ever replaced."""
    try:
        return found(folder, founding, clock, cost)
    except (StoreError, CryptoError) as error:
        return Trouble(sentence=str(error))


def prove(clinic: Clinic, person: str, secret: str) -> Turn | Refusal | Trouble:
    """Whose turn it is from now on: proved with the PIN, or with the passphrase."""
    try:
        if looks_like_pin(secret):
            return clinic.take_over(person, secret)
        return clinic.sign_in(person, secret)
    except (StoreError, CryptoError) as error:
        return Trouble(sentence=str(error))
