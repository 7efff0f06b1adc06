"""Order, bag, infusion with its rates, and single doses of an exported session."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from ketachart.domain import events as ev
from ketachart.domain.courses import mg_given
from ketachart.domain.entries import Entry
from ketachart.domain.infusion import PumpStep, dose_in_words
from ketachart.domain.quantities import half_up, written
from ketachart.domain.session import Medication, Phase
from ketachart.exports.fhir_codes import (
    HL7,
    NDC,
    Resource,
    dose_quantity,
    local,
    quantity,
    words_only,
)
from ketachart.exports.fhir_record import Writing, entry_name, narrative, note
from ketachart.exports.fhir_words import told

_DRUG: Final = "Ketamine"
_IV: Final = "IV"
_INFUSION: Final = "infusion"
_AS_PLANNED: Final = "complete"
"""The usual reason of a stop that cuts nothing short."""
_FUNCTIONS: Final = f"{HL7}/med-admin-perform-function"
_RUNS: Final = (ev.InfusionStarted, ev.RateChanged, ev.InfusionResumed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A time at one rate in mL/h of the bag; open while the pump runs at it."""

    begin: datetime
    end: datetime | None
    ml_per_h: Decimal


def segments(steps: tuple[PumpStep, ...]) -> tuple[Segment, ...]:
    """The rates of a pump one after the other; a pause is a gap, a bolus changes none."""
    found: list[Segment] = []
    ends = (*(each.at for each in steps[1:]), None)
    for step, end in zip(steps, ends, strict=False):
        if not step.ml_per_h or step.at == end:
            continue
        last = found[-1] if found else None
        begin = step.at
        if last is not None and (last.end, last.ml_per_h) == (step.at, step.ml_per_h):
            begin = found.pop().begin
        found.append(Segment(begin=begin, end=end, ml_per_h=step.ml_per_h))
    return tuple(found)


class Infusions:
    """Takes what was ordered and given into a bundle."""

    def __init__(self, writing: Writing) -> None:
        self._writing = writing
        self._record = writing.record
        self._session = writing.record.session

    def add_order(self) -> list[Resource]:
        """The order that held."""
        session, order = self._session, self._session.order
        entry = next((each for each in reversed(self._record.entries) if each.event == order), None)
        if order is None or entry is None:
            return []
        reasons = [each for each in (order.override_reason, order.limit_reason) if each]
        amount = f"{order.dose.amount:f} {order.dose.kind} over {order.dose.minutes} min"
        found: Resource = {
            "resourceType": "MedicationRequest",
            "identifier": entry_name(entry.ref),
            "status": self._order_status(),
            "intent": "order",
            "medicationCodeableConcept": words_only(_DRUG),
            **self._writing.of_the_session,
            "authoredOn": self._record.moment(entry.recorded_at),
            "requester": self._writing.who(session.ordered_by),
            "dosageInstruction": self._instructions(amount),
        }
        if reasons:
            found["note"] = [{"text": each} for each in reasons]
        return [self._writing.add(found)]

    def _instructions(self, amount: str) -> list[Resource]:
        """The steps of the order, one after the other, with their rates to 0.01 mg/h."""
        plan, route = self._session.dose_plan, words_only(_IV)
        if plan is None:
            return [{"text": amount, "route": route}]
        return [
            {
                "sequence": number,
                "text": f"{written(mg_h, 'mg/h')} for {minutes} min; in all {dose_in_words(plan)}",
                "timing": {"repeat": {"duration": minutes, "durationUnit": "min"}},
                "route": route,
                "doseAndRate": [{"rateQuantity": quantity(half_up(mg_h), "mg/h", "mg/h")}],
            }
            for number, (minutes, mg_h) in enumerate(plan.steps, start=1)
        ]

    def _order_status(self) -> str:
        if self._session.cancelled:
            return "cancelled"
        return "active" if self._session.stop is None else "completed"

    def add_bag(self) -> list[Resource]:
        """What the bag was made of."""
        made, product = self._session.preparation, self._record.product
        if made is None or product is None:
            return []
        bag = self._session.bag
        mg = half_up(bag.mg) if bag else Decimal(0)
        verifier = self._record.name(made.verified_by)
        vials = ", ".join(f"{draw.vial} {written(draw.ml, 'mL')}" for draw in made.draws)
        lots = dict.fromkeys(draw.vial.rpartition("-")[0] for draw in made.draws)
        strength = {
            "numerator": quantity(mg, "mg", "mg"),
            "denominator": quantity(made.bag_ml, "mL", "mL"),
        }
        substance = {
            "coding": [{"system": NDC, "code": product.ndc}],
            "text": f"{product.substance} {product.finished_form}",
        }
        found: Resource = {
            "resourceType": "Medication",
            "code": words_only(f"{product.substance}, bag of {written(made.bag_ml, 'mL')}"),
            "ingredient": [{"itemCodeableConcept": substance, "strength": strength}],
            "batch": {"lotNumber": "+".join(lots)},
            "text": narrative([f"Drawn from {vials}, verified by {verifier}."]),
        }
        return [self._writing.add(found)]

    def add_procedure(self) -> list[Resource]:
        """The infusion as a procedure."""
        session = self._session
        found: Resource = {
            "resourceType": "Procedure",
            "status": self._procedure_status(),
            "code": local("ketamine-infusion", "Ketamine infusion"),
            **self._writing.of_the_session,
            "location": self._writing.refer("Location"),
        }
        if session.started_at is not None:
            found["performedPeriod"] = self._period(session.started_at, session.stopped_at)
        if self._started is not None:
            found["performer"] = [{"actor": self._writing.who(self._started.author)}]
        if session.cancelled:
            found["statusReason"] = words_only(session.cancelled_reason)
        elif self._cut_short:
            found["statusReason"] = words_only(self._cut_short)
        if self._record.patient.diagnosis:
            found["reasonCode"] = [words_only(self._record.patient.diagnosis)]
        return [self._writing.add(found)]

    @property
    def _started(self) -> Entry | None:
        entries = self._record.entries
        return next((each for each in entries if isinstance(each.event, ev.InfusionStarted)), None)

    @property
    def _cut_short(self) -> str:
        """Why the infusion was stopped, where it was not as planned."""
        stop = self._session.stop
        reason = stop.reason if stop is not None else ""
        return "" if reason.casefold() == _AS_PLANNED else reason

    def _procedure_status(self) -> str:
        if self._session.cancelled:
            return "not-done"
        if self._session.stop is not None:
            return "stopped" if self._cut_short else "completed"
        return {Phase.INFUSING: "in-progress", Phase.PAUSED: "on-hold"}.get(
            self._session.phase, "preparation"
        )

    def add_infusion(self) -> list[Resource]:
        """The infusion whole, with the amount of record, and its rates and boluses as parts.

        Only the whole bears an amount in mg: whoever adds up what was given counts it once.
        """
        session = self._session
        started = self._started
        if session.started_at is None or started is None:
            return []
        event = started.event
        verifier = event.verified_by if isinstance(event, ev.InfusionStarted) else ""
        whole: Resource = {
            **self._administration(started.author, verifier),
            "status": self._status(),
            "effectivePeriod": self._period(session.started_at, session.stopped_at),
            "partOf": [self._writing.refer("Procedure")],
        }
        if session.order is not None:
            whole["request"] = self._writing.refer("MedicationRequest")
        if self._cut_short:
            whole["statusReason"] = [words_only(self._cut_short)]
        stop = session.stop
        if stop is not None:
            dosage: Resource = {
                "text": f"{written(stop.pump_ml, 'mL')} of the bag by the pump's own reading",
                "route": words_only(_IV),
                "dose": quantity(half_up(mg_given(session)), "mg", "mg"),
            }
            whole["dosage"] = dosage
            if stop.variance_reason:
                whole["note"] = note(f"The pump's reading is off: {stop.variance_reason}")
        found = [self._writing.add(whole, _INFUSION)]
        found += [self._segment(each, started.author) for each in segments(session.pump)]
        return found + [self._bolus(each) for each in session.pump if each.ml]

    def _segment(self, segment: Segment, by: str) -> Resource:
        bag = self._session.bag
        rate = written(segment.ml_per_h, "mL/h of the bag")
        dose = f" = {written(bag.mg_h(segment.ml_per_h), 'mg/h')}" if bag else ""
        change = self._entry_at(segment.begin, *_RUNS)
        part: Resource = {
            **self._administration(change.author if change else by),
            "status": "completed" if segment.end else "in-progress",
            "effectivePeriod": self._period(segment.begin, segment.end),
            "partOf": [self._writing.refer("MedicationAdministration", _INFUSION)],
            "dosage": {
                "text": f"{rate}{dose}; part of the infusion, whose amount counts",
                "route": words_only(_IV),
                "rateQuantity": quantity(segment.ml_per_h, "mL/h", "mL/h"),
            },
        }
        event = change.event if change else None
        if isinstance(event, ev.RateChanged) and event.reason:
            part["note"] = note(event.reason)
        name = f"rate {segment.begin.isoformat()}"
        return self._writing.add(part, name)

    def _bolus(self, step: PumpStep) -> Resource:
        """A bolus from the bag, in mL: its mg are counted in the whole."""
        given = self._entry_at(step.at, ev.BolusGiven)
        by = given.author if given else self._session.responsible
        part: Resource = {
            **self._administration(by),
            "status": "completed",
            "effectiveDateTime": self._record.moment(step.at),
            "partOf": [self._writing.refer("MedicationAdministration", _INFUSION)],
            "dosage": {
                "text": "Bolus from the bag; part of the infusion, whose amount counts",
                "route": words_only(_IV),
                "dose": quantity(step.ml, "mL", "mL"),
            },
        }
        return self._writing.add(part, f"bolus {step.at.isoformat()}")

    def _entry_at(self, at: datetime, *kinds: type[ev.Event]) -> Entry | None:
        """What was charted of the pump at a moment."""
        return next(
            (
                each
                for each in self._record.entries
                if isinstance(each.event, kinds) and each.observed_at == at
            ),
            None,
        )

    def _status(self) -> str:
        if self._session.stop is not None:
            return "stopped" if self._cut_short else "completed"
        return "on-hold" if self._session.phase is Phase.PAUSED else "in-progress"

    def _administration(self, by: str, verifier: str = "") -> Resource:
        """What every administration from the bag says."""
        drug: Resource = {"medicationCodeableConcept": words_only(_DRUG)}
        if self._record.product is not None:
            drug = {"medicationReference": self._writing.refer("Medication")}
        return {
            "resourceType": "MedicationAdministration",
            **drug,
            "subject": self._writing.refer("Patient"),
            "context": self._writing.refer("Encounter"),
            "performer": self._performers(by, verifier=verifier),
        }

    def _performers(self, by: str, verifier: str = "", witness: str = "") -> list[Resource]:
        who = (("performer", by), ("verifier", verifier), ("witness", witness))
        return [
            {
                "function": {"coding": [{"system": _FUNCTIONS, "code": function}]},
                "actor": self._writing.who(person),
            }
            for function, person in who
            if person
        ]

    def _period(self, begin: datetime, end: datetime | None) -> Resource:
        period: Resource = {"start": self._record.moment(begin)}
        return period | {"end": self._record.moment(end)} if end else period

    def add_doses(self) -> list[Resource]:
        """Every single dose."""
        given = sorted(self._session.medications, key=lambda each: each.observed_at)
        return [self._dose(each) for each in given]

    def _dose(self, medication: Medication) -> Resource:
        given = medication.given
        is_rate = given.unit == "L/min"
        amount = (
            {"rateQuantity": quantity(given.dose, given.unit, given.unit)}
            if is_rate
            else {"dose": dose_quantity(given.dose, given.unit)}
        )
        said = [f"{name}: {why}." for name, why in given.overrides.items()]
        if given.vial:
            said.insert(0, f"From vial {given.vial}.")
        if given.method:
            said.append(f"The rest: {given.method}.")
        if given.given_first:
            by = medication.acknowledged_by
            stood = f"acknowledged by {self._record.name(by)}" if by else "not acknowledged yet"
            said.append(f"Given before it was ordered; {stood}.")
        said += told(self._record, medication.changes)
        found: Resource = {
            "resourceType": "MedicationAdministration",
            "identifier": entry_name(medication.ref),
            "status": "completed",
            "category": local("rescue", "Rescue") if given.rescue else local("other", "Other"),
            "medicationCodeableConcept": words_only(given.drug),
            "subject": self._writing.refer("Patient"),
            "context": self._writing.refer("Encounter"),
            "effectiveDateTime": self._record.moment(medication.observed_at),
            "performer": self._performers(medication.by, witness=given.witness),
            "reasonCode": [words_only(given.indication)],
            "dosage": {"route": words_only(given.route), **amount},
        }
        if said:
            found["note"] = note(" ".join(said))
        return self._writing.add(found, medication.ref)
