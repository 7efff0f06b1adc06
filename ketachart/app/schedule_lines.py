"""The lines of a schedule: who is expected when, what of it is new, and who is taken off."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from ketachart.app.csv_file import Line, Problem, table_of
from ketachart.app.importing import (
    BIRTH_HEADINGS,
    DATES,
    MRN_HEADINGS,
    NAME_HEADINGS,
    Made,
    Preview,
    WrongLine,
    by_line,
    called,
    read_date,
    words_of,
)
from ketachart.domain.acts import PlanDays
from ketachart.domain.patients import Patient
from ketachart.domain.protocols import ProtocolLibrary
from ketachart.domain.schedule import DayPlan, Visit

MOST_LINES: Final = 2000
HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "date": ("date", "day", "appointmentdate", "visitdate"),
    "time": ("time", "start", "starttime", "appointmenttime"),
    "mrn": MRN_HEADINGS,
    "name": NAME_HEADINGS,
    "birth_date": BIRTH_HEADINGS,
    "chair": ("chair", "room", "resource"),
    "protocol": ("protocol", "treatment"),
}
_TIME: Final = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::[0-9]{2})? ?([AaPp][Mm])?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What of the clinic a schedule speaks of."""

    patients: Sequence[Patient]
    chairs: Sequence[str]
    protocols: ProtocolLibrary
    plan_of: Callable[[date], DayPlan | None]
    today: date


def preview_schedule(content: bytes, place: Place) -> Preview:
    """What importing a schedule would make: the days it names are planned as it says.

    A visit that is planned now, on one of those days, and that the file leaves out is taken off.

    Raises:
        NotReadable: it is no file of a schedule.
    """
    lines, problems = table_of(content, HEADINGS, ("date", "time", "mrn"), MOST_LINES)
    reader = _ScheduleReader(place)
    visits: list[tuple[Line, date, Visit]] = []
    for line in lines:
        try:
            visits.append((line, *reader.visit(line)))
        except WrongLine as wrong:
            problems.append(Problem(line=line.number, sentence=str(wrong)))
    days: dict[date, tuple[Visit, ...]] = {}
    for _, day, visit in visits:
        days[day] = (*days.get(day, ()), visit)
    made = (*_compared(visits, reader), *_taken_off(days, reader))
    is_other = any(each.what != "same" for each in made)
    act = PlanDays(days=days) if is_other and not problems else None
    return Preview(made=made, problems=by_line(problems), act=act)


def _compared(
    visits: Sequence[tuple[Line, date, Visit]], reader: "_ScheduleReader"
) -> Iterator[Made]:
    for line, day, visit in visits:
        before = reader.planned(day).get(visit.patient)
        what = "new" if before is None else "same" if before == visit else "changed"
        words = reader.words(day, visit)
        if before is not None and what == "changed":
            words += f"; before: {reader.when_and_where(before)}"
        yield Made(line=line.number, what=what, words=words)


def _taken_off(days: Mapping[date, Sequence[Visit]], reader: "_ScheduleReader") -> Iterator[Made]:
    for day, visits in sorted(days.items()):
        staying = {each.patient for each in visits}
        for patient, before in reader.planned(day).items():
            if patient not in staying:
                yield Made(line=0, what="taken off", words=reader.words(day, before))


class _ScheduleReader:
    """Reads the lines of a schedule against what the clinic has."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._by_mrn = {each.mrn.casefold(): each for each in place.patients}
        self._by_id = {each.id: each for each in place.patients}
        self._chairs = {each.casefold(): each for each in place.chairs}
        self._protocols = {
            word.casefold(): each
            for each in place.protocols.protocols.values()
            for word in (each.id, each.code, each.name)
            if word
        }
        self._seen: dict[tuple[date, str], int] = {}
        self._plans: dict[date, dict[str, Visit]] = {}

    def planned(self, day: date) -> dict[str, Visit]:
        """What is planned of a day now, by patient."""
        if day not in self._plans:
            plan = self._place.plan_of(day)
            self._plans[day] = {each.patient: each for each in plan.visits} if plan else {}
        return self._plans[day]

    def visit(self, line: Line) -> tuple[date, Visit]:
        """The day and the visit of a line."""
        day = self._day(line)
        patient = self._patient(line)
        first = self._seen.setdefault((day, patient.id), line.number)
        if first != line.number:
            raise WrongLine(f"{patient.name} stands in line {first} already, on the same day.")
        return day, Visit(
            patient=patient.id,
            time=_clock(line.cell("time")),
            chair=self._chair(line),
            protocol=self._protocol(line),
        )

    def _day(self, line: Line) -> date:
        day = read_date(line.cell("date"))
        if day is None:
            raise WrongLine(f"The date “{line.cell('date')}” can't be read: write {DATES}.")
        if day < self._place.today:
            raise WrongLine(f"{day} has gone by.")
        return day

    def _patient(self, line: Line) -> Patient:
        mrn = line.cell("mrn")
        patient = self._by_mrn.get(mrn.casefold())
        if patient is None:
            raise WrongLine(f"MRN {mrn} is not registered." if mrn else "The MRN is missing.")
        # A second mark, where the file has one, shows a mistyped number.
        name, born = line.cell("name"), line.cell("birth_date")
        if born and read_date(born) != patient.birth_date:
            raise WrongLine(f"MRN {mrn} is registered with the birth date {patient.birth_date}.")
        if name and not words_of(name) & words_of(patient.name):
            raise WrongLine(f"MRN {mrn} is registered for {patient.name}, not for {name}.")
        return patient

    def _chair(self, line: Line) -> str:
        chair = line.cell("chair")
        if chair and chair.casefold() not in self._chairs:
            raise WrongLine(f"There is no {chair}: the clinic has {', '.join(self._place.chairs)}.")
        return self._chairs.get(chair.casefold(), "")

    def _protocol(self, line: Line) -> str:
        text = line.cell("protocol")
        protocol = self._protocols.get(text.casefold())
        if text and (protocol is None or not protocol.may_be_given_in_a_chair):
            raise WrongLine(
                f"There is no protocol {text} for a chair: write its number, such as P1."
            )
        return protocol.id if protocol is not None else ""

    def words(self, day: date, visit: Visit) -> str:
        """Who comes when, where and for what."""
        patient = self._by_id.get(visit.patient)
        who = called(patient) if patient is not None else visit.patient
        return f"{day} {self.when_and_where(visit)}: {who}"

    def when_and_where(self, visit: Visit) -> str:
        """`09:30, Chair 2, P1`."""
        protocol = self._place.protocols.find(visit.protocol) if visit.protocol else None
        name = (protocol.code or protocol.name) if protocol is not None else ""
        return ", ".join(part for part in (visit.time, visit.chair, name) if part)


def _clock(text: str) -> str:
    """A time of the day as `09:30`."""
    found = _TIME.fullmatch(text)
    if found is not None:
        hour, minute, half = int(found[1]), int(found[2]), (found[3] or "").lower()
        if half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half == "pm" else 0)
        elif half:
            hour = 24
        if hour < 24 and minute < 60:
            return f"{hour:02}:{minute:02}"
    raise WrongLine(f"The time “{text}” can't be read: write 09:30 or 9:30 AM.")
