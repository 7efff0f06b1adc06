"""Words that more than one window says."""

from dataclasses import dataclass

from ketachart.app.outcomes import Trouble
from ketachart.domain.refusals import Refusal

PROGRAM = "KetaChart"
RECORD_NOT_MONITOR = (
    "KetaChart is a record, not a monitor. It never replaces a monitor, never silences one, and its"
    " alerts only repeat what somebody charted. Watch the patient and the monitor."
)
NOTHING_RECORDED = "Nothing was recorded. What you typed is kept."
TRAINING = "TRAINING"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a refusal bar says."""

    sentence: str
    remedy: str = ""
    code: str = ""


def said_of(answer: Refusal | Trouble) -> Said:
    """A refusal or a failure of the machine, in words."""
    if isinstance(answer, Refusal):
        return Said(sentence=answer.sentence, remedy=answer.remedy, code=answer.code.value)
    return Said(sentence=answer.sentence, remedy=NOTHING_RECORDED)


def title_of(place: str) -> str:
    """A window's title; it names a place and never a patient."""
    return f"{place} – {PROGRAM}"
