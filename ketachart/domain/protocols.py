"""The protocol library: every published way to give ketamine that the clinic knows of.

An entry says what a source describes, not what this clinic orders. Only what
may be given in an outpatient chair can be ordered; the rest stands there as
what it is, with the reason why it is not.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from ketachart.domain.quantities import written


class Place(StrEnum):
    """Where a protocol belongs."""

    CHAIR = "chair"
    INPATIENT = "inpatient"
    COMA = "coma"
    INFORMATION = "information"


class Calendar(StrEnum):
    """How the sessions of a series follow one another."""

    SINGLE = "single"
    CONSECUTIVE = "consecutive"
    WEEKDAYS = "weekdays"
    DAILY_AT_HOME = "daily-at-home"
    CONTINUOUS = "continuous"
    SPACED = "spaced"
    NOT_STATED = "not-stated"


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseExpression:
    """A dose as its source expresses it.

    Attributes:
        kind: `mg`, `mg/kg`, `mg/h` or `mg/kg/h`; None where the source states no dose.
        amount: the amount, or the least of a range.
        amount_most: the most of a range; None if it is one amount.
        words: what figures alone do not say.
    """

    kind: str | None
    amount: Decimal | None
    amount_most: Decimal | None
    words: str

    def written(self) -> str:
        """`0.5 mg/kg`, `7 to 9 mg/kg/h`, `not stated`."""
        if self.kind is None or self.amount is None:
            return "not stated"
        least = written(self.amount)
        if self.amount_most is None:
            return f"{least} {self.kind}"
        return f"{least} to {written(self.amount_most)} {self.kind}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How many sessions, and on which days; counts are None where they are not stated."""

    sessions_least: int | None
    sessions_most: int | None
    calendar: Calendar
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """One entry of the library.

    Attributes:
        id: the name in charts and scenario files.
        code: its number in the library, `P1` and so on; empty for an order of one's own.
        minutes_least: of one session; None where it is not stated.
        minutes_most: of one session; None where it is not stated or open.
        cap_mg_per_h: a rate that the protocol does not exceed whatever the weight.
        evidence: the grade or kind of evidence its source claims.
        outpatient: whether it may be given in a chair.
        why_not: the sentence that refuses an order for it; empty where it may be ordered.
    """

    id: str
    code: str
    name: str
    indication: str
    dose: DoseExpression
    minutes_least: int | None
    minutes_most: int | None
    course: Course
    cap_mg_per_h: Decimal | None
    evidence: str
    setting: str
    source: str
    outpatient: Place
    why_not: str

    @property
    def may_be_given_in_a_chair(self) -> bool:
        """Whether a session of it may be ordered here."""
        return self.outpatient is Place.CHAIR

    def warning(self, mg_per_h: Fraction) -> str:
        """What to tell who orders or sets this rate; empty if it is within the protocol's cap."""
        if self.cap_mg_per_h is None or mg_per_h <= self.cap_mg_per_h:
            return ""
        return (
            f"{written(mg_per_h, 'mg/h')} is above the {written(self.cap_mg_per_h, 'mg/h')}"
            f" that {self.name} does not exceed."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolLibrary:
    """The clinic's protocols by id, in the order of the library."""

    version: str
    protocols: Mapping[str, Protocol]

    def with_protocols(self, protocols: Mapping[str, Protocol]) -> "ProtocolLibrary":
        """With these entries in place of those of the same id."""
        return replace(self, protocols={**self.protocols, **protocols}) if protocols else self

    def find(self, protocol_id: str) -> Protocol | None:
        """The protocol with this id; None if there is none."""
        return self.protocols.get(protocol_id)
