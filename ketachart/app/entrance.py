"""The way in for someone in front of a window: an answer in words, never an exception."""

from datetime import datetime
from functools import partial
from pathlib import Path

from ketachart.app.clinic import Clinic
from ketachart.app.clock import Clock, TrainingClock
from ketachart.app.outcomes import Outdated, Telling, Trouble, Turn
from ketachart.app.passphrases import looks_like_pin
from ketachart.app.upgrading import is_outdated, upgrade
from ketachart.app.vaults import Founded, Founding, Unlocked, found, open_up_to_date, unlock
from ketachart.crypto.errors import CryptoError
from ketachart.crypto.passphrases import STANDARD_COST, Argon2Cost
from ketachart.crypto.sheets import WORDS_ON_A_SHEET, SheetTyped, read_sheet
from ketachart.domain.refusals import Refusal
from ketachart.store.errors import StoreError
from ketachart.store.vault import Vault

__all__ = ["WORDS_ON_A_SHEET", "SheetTyped", "enter", "prove", "read_sheet", "set_up"]


class _Held(Exception):
    """The vault is to be brought up to date first."""

    def __init__(self, site_key: bytes) -> None:
        super().__init__()
        self.site_key = site_key


def enter(
    folder: Path, user: str, passphrase: str, clock: Clock, training_speed: float = 1
) -> Unlocked | Outdated | Refusal | Trouble:
    """Open a vault; a damaged, newer or locked one is told and left as it is.

    A training clinic goes on from its last entry, at `training_speed`. One that another release
    used last is left closed: bringing it up to date may take minutes.
    """

    def hold_outdated(vault: Vault, site_key: bytes, at: datetime) -> None:
        if is_outdated(vault):
            raise _Held(site_key)
        upgrade(vault, site_key, at)

    def training_clock(at: datetime) -> Clock:
        return TrainingClock(at, training_speed)

    try:
        return unlock(folder, user, passphrase, clock, training_clock, hold_outdated)
    except _Held as held:
        return Outdated(bring_up_to_date=partial(_bring_up_to_date, folder, held.site_key, clock))
    except (StoreError, CryptoError) as error:
        return Trouble(sentence=str(error))


def _bring_up_to_date(
    folder: Path, site_key: bytes, clock: Clock, telling: Telling
) -> Trouble | None:
    try:
        open_up_to_date(folder, site_key, clock, partial(upgrade, telling=telling)).close()
    except (StoreError, CryptoError) as error:
        return Trouble(sentence=str(error))
    return None


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
