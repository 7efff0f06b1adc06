"""Readings, scales and responses of an exported session, each with its own time."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Final

from ketachart.domain import events as ev
from ketachart.domain.amendments import intake_changes
from ketachart.domain.bedside import Extra
from ketachart.domain.changes import Change
from ketachart.domain.entries import Entry
from ketachart.domain.quantities import exact
from ketachart.domain.scales import scale_called
from ketachart.domain.session import Reading, Score
from ketachart.domain.vitals import FIELDS
from ketachart.exports.fhir_codes import (
    LOINC,
    PRESSURE,
    VITALS,
    WEIGHT,
    Measured,
    Resource,
    local,
    published,
    scale_measured,
    words_only,
)
from ketachart.exports.fhir_record import Writing, entry_name, note
from ketachart.exports.fhir_words import TIME, told

_PRESSURES: Final = ("sbp", "dbp")
_ALONE: Final = tuple(name for name in FIELDS if name not in _PRESSURES)
_NOT_READ: Final = published("data-absent-reason", "unknown")


class Observations:
    """Takes observations into a bundle, and keeps references to them."""

    def __init__(self, writing: Writing) -> None:
        self._writing = writing
        self._record = writing.record

    def intake(self) -> list[Resource]:
        """Weight and pain as told at intake."""
        session = self._record.session
        entries = reversed(self._record.entries)
        taken = next((each for each in entries if isinstance(each.event, ev.TakenIn)), None)
        if session.intake is None or taken is None:
            return []
        return [
            self._of_intake(taken, WEIGHT, "weight_kg", session.intake.weight_kg),
            self._of_intake(taken, VITALS["pain"], "baseline_pain", session.intake.baseline_pain),
        ]

    def _of_intake(
        self, taken: Entry, measured: Measured, name: str, value: Decimal | int
    ) -> Resource:
        made = [change for _, change in intake_changes(self._record.session)]
        changes = _of_fields(made, (name,))
        head = self._head("vital-signs", taken.author, taken.observed_at, taken.recorded_at)
        found: Resource = {
            **head,
            "identifier": entry_name(taken.ref),
            "status": "amended" if changes else self._writing.status,
            "code": measured.code,
            "valueQuantity": measured.value(value),
        }
        said = note(" ".join(self._told(changes)))
        return self._add(found | ({"note": said} if said else {}), f"{taken.ref} {name}")

    def vitals(self) -> list[Resource]:
        """One observation for each value; both pressures in one, as their profile asks."""
        readings = sorted(self._record.session.readings, key=lambda each: each.observed_at)
        return [each for reading in readings for each in self._of_reading(reading)]

    def _of_reading(self, reading: Reading) -> Iterator[Resource]:
        said = {*reading.values, *reading.not_obtained}
        if said & set(_PRESSURES):
            yield self._pressure(reading)
        for name in _ALONE:
            if name in said:
                yield self._reading(reading, (name,), self._value(reading, name))
        for change in reading.changes:
            # A value that an amendment took out was entered in error; it says so and stays.
            if not change.new and change.field in VITALS and change.field not in said:
                yield self._taken_out(reading, change)

    def _pressure(self, reading: Reading) -> Resource:
        # Its profile asks for both, one that nobody charted as absent.
        parts: list[Resource] = [
            {"code": VITALS[name].code, **self._value(reading, name)} for name in _PRESSURES
        ]
        panel: Resource = {
            "code": {
                "coding": [{"system": LOINC, "code": PRESSURE}],
                "text": "Blood pressure",
            },
            "component": parts,
        }
        return self._reading(reading, _PRESSURES, panel)

    def _reading(self, reading: Reading, names: tuple[str, ...], content: Resource) -> Resource:
        changes = _of_fields(reading.changes, (*names, TIME))
        sources = dict.fromkeys(
            f"Source: {reading.sources[name]}." for name in names if name in reading.sources
        )
        missing = (
            f"{FIELDS[name]} not obtained: {reading.not_obtained[name]}."
            for name in names
            if name in reading.not_obtained
        )
        said = note(" ".join((*missing, *sources, *self._told(changes))))
        head = self._head("vital-signs", reading.by, reading.observed_at, reading.recorded_at)
        found: Resource = {
            **head,
            "identifier": entry_name(reading.ref),
            "status": "amended" if changes else self._writing.status,
            "code": VITALS[names[0]].code,
            **content,
        }
        return self._add(found | ({"note": said} if said else {}), f"{reading.ref} {names[0]}")

    @staticmethod
    def _value(reading: Reading, name: str) -> Resource:
        if name in reading.values:
            return {"valueQuantity": VITALS[name].value(reading.values[name])}
        why = reading.not_obtained.get(name, "")
        return {"dataAbsentReason": _NOT_READ | ({"text": why} if why else {})}

    def _taken_out(self, reading: Reading, change: Change) -> Resource:
        measured, old = VITALS[change.field], exact(change.old)
        value: Resource = (
            {"dataAbsentReason": _NOT_READ | {"text": change.old}}
            if old is None
            else {"valueQuantity": measured.value(old)}
        )
        head = self._head("vital-signs", reading.by, reading.observed_at, reading.recorded_at)
        found = {
            **head,
            "identifier": entry_name(reading.ref),
            "status": "entered-in-error",
            "code": measured.code,
            **value,
            "note": note(" ".join(self._told([change]))),
        }
        return self._add(found, f"{reading.ref} {change.field} until {change.at.isoformat()}")

    def scales(self) -> list[Resource]:
        """The total of each scale, its items as components."""
        scores = sorted(self._record.session.scores, key=lambda each: each.observed_at)
        return [self._score(each) for each in scores]

    def _score(self, score: Score) -> Resource:
        measured = scale_measured(score.scale)
        found: Resource = {
            **self._head("survey", score.by, score.observed_at, score.recorded_at),
            "identifier": entry_name(score.ref),
            "status": "amended" if score.changes else self._writing.status,
            "code": measured.code,
            "valueQuantity": measured.value(score.total),
            "component": _items(score),
        }
        said = note(" ".join(self._told(score.changes)))
        return self._add(found | ({"note": said} if said else {}), score.ref)

    def others(self) -> list[Resource]:
        """Readings the grid has no row for."""
        return [self._extra(each) for each in self._record.session.extras]

    def _extra(self, extra: Extra) -> Resource:
        found: Resource = {
            **self._head("vital-signs", extra.by, extra.observed_at, extra.recorded_at),
            "identifier": entry_name(extra.ref),
            "status": "amended" if extra.changes else self._writing.status,
            "code": words_only(extra.name),
            "valueString": f"{extra.value} {extra.unit}".strip(),
        }
        # What no list of vital signs knows is none of the profile's.
        del found["category"]
        said = note(" ".join(self._told(extra.changes)))
        return self._add(found | ({"note": said} if said else {}), extra.ref)

    def responses(self) -> list[Resource]:
        """What the drugs did."""
        found = []
        given = {each.ref for each in self._record.session.medications}
        for remark in self._record.session.remarks:
            event = remark.event
            if isinstance(event, ev.ResponseCharted):
                response: Resource = {
                    **self._head("exam", remark.by, remark.at, remark.at),
                    "identifier": entry_name(remark.ref),
                    "status": "amended" if remark.changes else self._writing.status,
                    "code": local("response", "Response to a drug"),
                    "valueString": event.effect,
                }
                if event.of in given:
                    about = self._writing.refer("MedicationAdministration", event.of)
                    response["partOf"] = [about]
                found.append(self._add(response, remark.ref))
        return found

    def _head(self, category: str, by: str, observed: datetime, recorded: datetime) -> Resource:
        return {
            "resourceType": "Observation",
            "category": [published("observation-category", category)],
            **self._writing.of_the_session,
            "effectiveDateTime": self._record.moment(observed),
            "issued": self._record.moment(recorded),
            "performer": [self._writing.who(by)],
        }

    def _told(self, changes: Iterable[Change]) -> Iterator[str]:
        return told(self._record, changes)

    def _add(self, observation: Resource, name: str) -> Resource:
        return self._writing.add(observation, name)


def _of_fields(changes: Iterable[Change], names: tuple[str, ...]) -> list[Change]:
    return [each for each in changes if each.field in names]


def _items(score: Score) -> list[Resource]:
    scale = scale_called(score.scale)
    labels = [each.label for each in scale.items] if scale else []
    named: Mapping[int, str] = dict(enumerate(labels))
    return [
        {"code": words_only(named.get(place, f"Item {place + 1}")), "valueInteger": value}
        for place, value in enumerate(score.items)
    ]
