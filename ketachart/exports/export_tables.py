"""The tables of a whole export: what each column says, and the lines of a session in each.

Times are ISO 8601 in clinic time with the offset; amounts are plain decimals with a point. A line
that was made from an entry of the log names it as `workstation:number`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import Final

from ketachart.domain.amendments import intake_changes
from ketachart.domain.courses import Relief, mg_given
from ketachart.domain.daylog import COLUMNS
from ketachart.domain.events import AdverseRecorded, NoteAdded, ResponseCharted
from ketachart.domain.infusion import dose_in_words
from ketachart.domain.patients import Patient
from ketachart.domain.people import Person
from ketachart.domain.quantities import two_places
from ketachart.domain.session import Session
from ketachart.domain.times import stamp
from ketachart.domain.vitals import FIELDS

Line = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportTable:
    """A file of the export: what is in it, and each column with what it says."""

    name: str
    holds: str
    columns: Mapping[str, str]


_SESSION = {"session": "identifier of the session"}
_ENTRY = {**_SESSION, "entry": "the entry of the log it was made from"}
_WHEN = {"observed_at": "when it was true of the patient", "recorded_at": "when it was saved"}
_BY = {"by": "identifier of who charted it"}

SESSIONS: Final = ExportTable(
    name="sessions",
    holds="Every session, a line each",
    columns={
        **_SESSION,
        "patient": "identifier of the patient",
        "chair": "where",
        "protocol": "identifier of the protocol",
        "series_number": "which session of its series",
        "series_of": "how many sessions the series has",
        "phase": "where it stands",
        "opened_at": "when it was opened",
        "opened_by": "by whom",
        "weight_kg": "weight of the day, kg",
        "pain_at_intake": "0 to 10",
        "ordered_by": "identifier of who ordered",
        "order": "the order in every unit",
        "started_at": "when the pump first ran",
        "stopped_at": "when the infusion was stopped",
        "stopped_because": "why",
        "released_at": "when the patient left",
        "drawn_ml": "drawn for the bag, mL of the product",
        "administered_ml": "given from the bag, mL of the product",
        "administered_mg": "the same in mg",
        "wasted_ml": "wasted of the bag, mL of the product",
        "pump_ml": "the pump's own reading, mL of the bag",
        "signed_by": "the nurse whose signature stands",
        "signed_at": "when",
        "cosigned_by": "the anesthesiologist who co-signed",
        "cosigned_at": "when",
        "cancelled_because": "why it was called off before its start",
        "relief_percent": "pain relieved, as the patient told later",
        "relief_weeks": "for how many weeks",
    },
)
READINGS: Final = ExportTable(
    name="readings",
    holds="Every set of vitals as it counts now; what it said before stands in amendments.csv",
    columns={
        **_ENTRY,
        **_WHEN,
        **_BY,
        "hr": "heart rate, /min",
        "sbp": "systolic pressure, mmHg",
        "dbp": "diastolic pressure, mmHg",
        "spo2": "oxygen saturation, %",
        "rr": "respiratory rate, /min",
        "etco2": "end-tidal CO2, mmHg",
        "o2_lpm": "oxygen, L/min",
        "temp_c": "temperature, °C",
        "moaas": "MOAA/S (alertness), 0 to 5",
        "pain": "0 to 10",
        "dissociation": "quick rating, 0 to 10",
        "hallucination": "quick rating, 0 to 10",
        "nausea": "0 to 3",
        "not_obtained": "what could not be read, and why",
        "sources": "where a value comes from that was not typed",
        "amended": "yes where it was changed later",
    },
)
SCORES: Final = ExportTable(
    name="scores",
    holds="Every full scale as it counts now",
    columns={
        **_ENTRY,
        **_WHEN,
        **_BY,
        "scale": "which",
        "total": "the sum of its items",
        "items": "the items in the order of the scale",
        "amended": "yes where it was changed later",
    },
)
MEDICATIONS: Final = ExportTable(
    name="medications",
    holds="Every single dose as it counts now",
    columns={
        **_ENTRY,
        **_WHEN,
        **_BY,
        "drug": "as charted",
        "dose": "how much",
        "unit": "of what",
        "route": "how it was given",
        "indication": "what for",
        "rescue": "yes or no",
        "vial": "the container of a controlled drug",
        "ml_drawn": "drawn from it, mL",
        "witness": "identifier of the witness",
        "given_first": "yes where it was given before it was ordered",
        "amended": "yes where it was changed later",
    },
)
RATES: Final = ExportTable(
    name="rates",
    holds="What was done at the pump",
    columns={
        **_SESSION,
        "at": "when",
        "did": "start, rate, pause, resume, bolus or stop",
        "ml_per_h": "the rate from then on, mL/h of the bag",
        "bolus_ml": "volume of a bolus, mL of the bag",
    },
)
REMARKS: Final = ExportTable(
    name="remarks",
    holds="Notes, adverse events, responses, effects, marks, other readings, missed sets, addenda",
    columns={
        **_SESSION,
        "at": "when",
        **_BY,
        "what": "note, adverse event, response, effect, mark, reading, missed set, addendum",
        "words": "what was said",
    },
)
AMENDMENTS: Final = ExportTable(
    name="amendments",
    holds="Every change of an entry, with what it said before",
    columns={
        **_ENTRY,
        "field": "what was changed",
        "old": "before",
        "new": "since",
        "by": "identifier of who changed it",
        "at": "when",
        "reason": "why",
    },
)
PATIENTS: Final = ExportTable(
    name="patients",
    holds="Every patient as registered last",
    columns={
        "patient": "identifier",
        "mrn": "medical record number",
        "name": "name",
        "birth_date": "date of birth",
        "sex": "sex",
        "address": "address",
        "phone": "telephone",
        "weight_kg": "weight on file, kg",
        "height_cm": "height, cm",
        "diagnosis": "diagnosis",
        "referred_by": "who referred",
        "allergies": "allergies, parted by ;",
        "high_respiratory_risk": "yes or no",
    },
)
PEOPLE: Final = ExportTable(
    name="people",
    holds="Everyone who can or could sign in; no secret is among it",
    columns={
        "person": "identifier",
        "name": "name",
        "credentials": "as signed",
        "initials": "initials",
        "roles": "roles",
        "dea_registration": "own DEA registration",
        "npi": "National Provider Identifier",
        "public_key": "Ed25519 key that signatures are checked with, hex",
        "may_enter": "yes or no",
    },
)
_OF_A_MOVEMENT: Final = (
    *("day it happened", "clinic time it happened", "drug", "schedule of the CSA", "DEA drug code"),
    *("strength and container", "National Drug Code", "lots", "containers", "what happened"),
    *("patient, if one was meant", "the address then", "identifier of the session"),
    *("volume, mL", "amount, mg", "containers opened, received, counted or gone"),
    *("balance of the product after it, mL", "sealed containers after it"),
    *("who recorded it", "their initials", "the second person", "who ordered", "their DEA number"),
    *("reason, supplier, recipient or result", "invoice or form"),
)
MOVEMENTS: Final = ExportTable(
    name="movements",
    holds="Every row of the controlled-substance log, in the order recorded",
    columns=dict(zip(COLUMNS, _OF_A_MOVEMENT, strict=True)),
)
TABLES: Final = (
    *(SESSIONS, READINGS, SCORES, MEDICATIONS, RATES, REMARKS, AMENDMENTS),
    *(PATIENTS, PEOPLE, MOVEMENTS),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLines:
    """A session as lines of the tables that are about sessions."""

    session: Session
    relief: Relief | None
    zone: tzinfo

    def by_table(self) -> Iterator[tuple[ExportTable, list[Line]]]:
        """Its lines, table by table."""
        of_each: tuple[tuple[ExportTable, Callable[[], Iterator[Line]]], ...] = (
            (SESSIONS, self._itself),
            (READINGS, self._readings),
            (SCORES, self._scores),
            (MEDICATIONS, self._medications),
            (RATES, self._rates),
            (REMARKS, self._remarks),
            (AMENDMENTS, self._amendments),
        )
        for table, lines in of_each:
            yield table, list(lines())

    def _at(self, moment: datetime | None) -> str:
        return stamp(moment, self.zone) if moment else ""

    def _itself(self) -> Iterator[Line]:
        session, relief = self.session, self.relief
        intake, plan, stop = session.intake, session.dose_plan, session.stop
        signed, cosigned = session.signature, session.cosignature
        series = session.series
        yield (
            *(session.id, session.patient, session.chair, session.protocol),
            *((str(series.number), str(series.of)) if series else ("", "")),
            *(session.phase.value, self._at(session.opened_at), session.opened_by),
            *((_plain(intake.weight_kg), str(intake.baseline_pain)) if intake else ("", "")),
            *(session.ordered_by, dose_in_words(plan) if plan else ""),
            *(self._at(session.started_at), self._at(session.stopped_at)),
            *(stop.reason if stop else "", self._at(session.released_at)),
            *(two_places(session.drawn_ml), two_places(session.administered_ml)),
            *(two_places(mg_given(session)), two_places(session.wasted_ml)),
            _plain(stop.pump_ml) if stop else "",
            *((signed.by, self._at(signed.at)) if signed else ("", "")),
            *((cosigned.by, self._at(cosigned.at)) if cosigned else ("", "")),
            session.cancelled_reason,
            *((str(relief.percent), _plain(relief.weeks)) if relief else ("", "")),
        )

    def _readings(self) -> Iterator[Line]:
        for each in self.session.readings:
            yield (
                *(self.session.id, each.ref, self._at(each.observed_at)),
                *(self._at(each.recorded_at), each.by),
                *(_plain(each.values.get(name)) for name in FIELDS),
                "; ".join(f"{name}: {why}" for name, why in each.not_obtained.items()),
                "; ".join(f"{name}: {source}" for name, source in each.sources.items()),
                _yes(bool(each.changes)),
            )

    def _scores(self) -> Iterator[Line]:
        for each in self.session.scores:
            yield (
                *(self.session.id, each.ref, self._at(each.observed_at)),
                *(self._at(each.recorded_at), each.by, each.scale, str(each.total)),
                " ".join(str(item) for item in each.items),
                _yes(bool(each.changes)),
            )

    def _medications(self) -> Iterator[Line]:
        for each in self.session.medications:
            given = each.given
            yield (
                *(self.session.id, each.ref, self._at(each.observed_at)),
                *(self._at(each.recorded_at), each.by, given.drug, _plain(given.dose)),
                *(given.unit, given.route, given.indication, _yes(given.rescue)),
                *(given.vial, _plain(given.ml_drawn), given.witness, _yes(given.given_first)),
                _yes(bool(each.changes)),
            )

    def _rates(self) -> Iterator[Line]:
        for step in self.session.pump:
            bolus = _plain(step.ml) if step.ml else ""
            yield (
                *(self.session.id, self._at(step.at), step.do),
                *(_plain(step.ml_per_h), bolus),
            )

    def _remarks(self) -> Iterator[Line]:
        session = self.session
        for each in session.remarks:
            what, words = _said(each.event)
            yield session.id, self._at(each.at), each.by, what, words
        for effect in session.effects:
            end = self._at(effect.resolved) or "not over"
            words = f"{effect.effect}, until {end}"
            yield session.id, self._at(effect.onset), effect.by, "effect", words
        for mark in session.markers:
            words = ", ".join(part for part in (mark.kind, mark.detail) if part)
            yield session.id, self._at(mark.at), mark.by, "mark", words
        for extra in session.extras:
            words = f"{extra.name} {extra.value} {extra.unit}".strip()
            yield session.id, self._at(extra.observed_at), extra.by, "reading", words
        for due, why in session.explanations.items():
            yield session.id, self._at(due), "", "missed set", why
        for at, by, text in session.addenda:
            yield session.id, self._at(at), by, "addendum", text

    def _amendments(self) -> Iterator[Line]:
        session = self.session
        changed = (
            *((each.ref, each.changes) for each in session.readings),
            *((each.ref, each.changes) for each in session.scores),
            *((each.ref, each.changes) for each in session.medications),
            *((each.ref, each.changes) for each in session.remarks),
            *((each.ref, each.changes) for each in session.markers),
            *((each.ref, each.changes) for each in session.extras),
        )
        of_intake = ((taken.ref, (change,)) for taken, change in intake_changes(session))
        for ref, changes in (*changed, *of_intake):
            for each in changes:
                yield (
                    *(session.id, ref, each.field, each.old, each.new, each.by),
                    *(self._at(each.at), each.reason),
                )


def patient_line(patient: Patient) -> Line:
    """A patient in their table."""
    return (
        *(patient.id, patient.mrn, patient.name, patient.birth_date.isoformat(), patient.sex),
        *(patient.address, patient.phone, patient.weight_kg, patient.height_cm),
        *(patient.diagnosis, patient.referred_by, "; ".join(patient.allergies)),
        _yes(patient.high_respiratory_risk),
    )


def person_line(person: Person) -> Line:
    """A person in their table, without what proves who they are."""
    return (
        *(person.id, person.name, person.credentials, person.initials),
        ", ".join(sorted(role.value for role in person.roles)),
        *(person.dea_registration, person.npi, person.public_key, _yes(not person.disabled)),
    )


def _said(event: NoteAdded | AdverseRecorded | ResponseCharted) -> tuple[str, str]:
    match event:
        case NoteAdded():
            return "note", event.text
        case AdverseRecorded():
            return "adverse event", f"{event.kind}, {event.severity}; done: {event.action}"
        case ResponseCharted():
            return "response", f"to {event.of}: {event.effect}"


def _plain(amount: Decimal | None) -> str:
    return "" if amount is None else format(amount, "f")


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"
