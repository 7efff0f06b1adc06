"""New recovery sheets for a clinic: made, proven from paper, signed for, in force at last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ketachart.app.clinic import Clinic
from ketachart.app.key_slots import recovery_slot, sheets_in_force, with_slots_of_the_log
from ketachart.app.outcomes import Done, Outcome, Refused, Trouble, Turn
from ketachart.crypto.errors import CryptoError, WrongSheets
from ketachart.crypto.keyring import NewSheets
from ketachart.domain.acts import RenewSheets
from ketachart.domain.refusals import Code, Refusal

_NOT_PROVEN: Final = Refusal(
    code=Code.SHEETS_WRONG,
    sentence="Two of the new sheets were not typed in yet.",
    remedy="Type them from the paper first.",
)
_NOT_THESE: Final = Refusal(
    code=Code.SHEETS_WRONG,
    sentence="These are not two of the new sheets.",
    remedy="Read both again: each word counts, and the sheets must be two different ones.",
)
_LATER: Final = "Open KetaChart here once more: then the new sheets are taken."


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewed:
    """When the sheets that open the records now were put in force, and by whom."""

    at: datetime
    by: str


def last_renewed(clinic: Clinic) -> Renewed | None:
    """What is known of the sheets in force; None while those of the first start are."""
    entry = sheets_in_force(clinic.vault.log, clinic.keyring, clinic.site_key)
    return Renewed(at=entry.recorded_at, by=entry.author) if entry is not None else None


def make_sheets(clinic: Clinic, turn: Turn) -> "Renewal | Refusal | Trouble":
    """Make three new sheets, which open nothing yet; nothing is recorded.

    The sheets before stay in force until `put_in_force` says that it is done.
    """
    refusal = clinic.check(RenewSheets(), turn)
    if refusal is not None:
        return refusal
    try:
        return Renewal(clinic, clinic.keyring.new_sheets(clinic.site_key))
    except CryptoError as error:
        return Trouble(sentence=str(error))


class Renewal:
    """New sheets on their way; given up at any moment, all is as it was before."""

    def __init__(self, clinic: Clinic, new: NewSheets) -> None:
        self._clinic = clinic
        self._new = new
        self.is_proven = False
        self.is_recorded = False

    @property
    def words(self) -> tuple[str, str, str]:
        """The words of each sheet, to be printed."""
        return self._new.words

    def prove(self, sheets: Sequence[str]) -> Refusal | None:
        """Whether two sheets, typed in, are two of the new ones; nothing is recorded."""
        try:
            self._new.prove(sheets)
        except WrongSheets:
            return _NOT_THESE
        self.is_proven = True
        return None

    def put_in_force(self, turn: Turn, own_secret: str) -> Outcome:
        """Have the new sheets open the records, and those before nothing any more.

        The log comes first: where the keyring can't be saved, every opening tries it again. The
        other way round sheets would be in force that no other workstation ever hears of.

        Args:
            turn: an administrator's.
            own_secret: their PIN or passphrase.
        """
        clinic = self._clinic
        if not self.is_proven:
            return Refused(refusal=_NOT_PROVEN)
        act = RenewSheets(slot=recovery_slot(self._new))
        outcome = clinic.perform(act, turn, own_secret=own_secret)
        if isinstance(outcome, Done):
            self.is_recorded = True
            try:
                path = clinic.vault.files.keyring
                renewed = with_slots_of_the_log(clinic.vault.log, path, clinic.site_key)
            except CryptoError as error:
                return Trouble(sentence=f"The new sheets are on record. {error} {_LATER}")
            clinic.keyring = renewed or clinic.keyring
        return outcome
