"""What a chart on paper is made from, and how it names people and moments."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from ketachart.domain.changes import Change
from ketachart.domain.clinic import Site
from ketachart.domain.patients import Patient
from ketachart.domain.people import Person
from ketachart.domain.products import Product
from ketachart.domain.protocols import Protocol
from ketachart.domain.session import Session
from ketachart.domain.settings import Settings
from ketachart.domain.times import clock_text, local_day
from ketachart.domain.vitals import FIELDS
from ketachart.paper.signatures import in_full

_SHORT: Mapping[str, str] = {
    **FIELDS,
    "hr": "HR",
    "sbp": "systolic",
    "dbp": "diastolic",
    "observed_at": "time",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartPaper:
    """Everything a chart on paper says.

    Attributes:
        protocol: of the library; None if it is no longer there.
        product: what the bag was made from; None before it was prepared.
        settings: those in force when the session was opened.
        people: everyone the chart may name.
        printed_at: the moment at which an unfinished chart is judged.
        printed_by: the identifier of who asked for it.
        course: how far the series is and what came of the session before, in lines.
    """

    session: Session
    patient: Patient
    protocol: Protocol | None
    product: Product | None
    site: Site
    settings: Settings
    people: tuple[Person, ...]
    printed_at: datetime
    printed_by: str
    course: tuple[str, ...] = ()

    def name(self, person: str) -> str:
        """A person with credentials, or the bare identifier of someone unknown."""
        known = self._person(person)
        return known.titled if known else person

    def initials(self, person: str) -> str:
        """A person's initials, or the bare identifier of someone unknown."""
        known = self._person(person)
        return known.initials if known else person

    def clock(self, moment: datetime) -> str:
        """Hours and minutes in clinic time; with the day where it is not the session's own."""
        text = clock_text(moment, self.site.zone)
        if local_day(moment, self.site.zone) == self._day:
            return text
        return f"{moment.astimezone(self.site.zone):%m-%d} {text}"

    def day_and_clock(self, moment: datetime) -> str:
        """Day, hours, minutes and seconds in clinic time, with its offset."""
        return in_full(moment, self.site.zone)

    def entered(self, observed_at: datetime, recorded_at: datetime) -> str:
        """When something was saved, if the clock showed another time than when it was true."""
        entered = self.clock(recorded_at)
        return "" if entered == self.clock(observed_at) else f"entered {entered}"

    def told(self, change: Change) -> tuple[str, str, str]:
        """What an amendment changed: the field, the old and the new value, in words."""
        name = _SHORT.get(change.field, change.field.replace("_", " "))
        if change.field == "observed_at":
            old, new = (
                self.clock(datetime.fromisoformat(each)) for each in (change.old, change.new)
            )
        else:
            old, new = change.old, change.new
        return name, old or "empty", new or "empty"

    @property
    def day(self) -> str:
        """The local day on which the session was opened."""
        return self._day.isoformat()

    @property
    def drug(self) -> str:
        """What is infused."""
        return self.product.substance if self.product else "Ketamine"

    @property
    def _day(self) -> date:
        return local_day(self.session.opened_at, self.site.zone)

    def _person(self, person: str) -> Person | None:
        return next((each for each in self.people if each.id == person), None)
