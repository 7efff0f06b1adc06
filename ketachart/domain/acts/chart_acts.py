"""Charting: vitals, scores, medications, responses, events, notes, explanations, amendments."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, NoReturn

from ketachart.domain import events as ev
from ketachart.domain import monitoring
from ketachart.domain.acts.act import Act, Plan
from ketachart.domain.acts.amending import check_etco2, read_changes
from ketachart.domain.acts.checks import (
    Raw,
    check_not_locked,
    check_phase,
    check_second,
    invalid,
    known_container,
    known_second,
    known_session,
    mapping,
    observed,
    observed_in_chair,
    optional_text,
    reason,
    text,
    text_of,
    yes_or_no,
)
from ketachart.domain.acts.medicines import (
    SingleDose,
    is_controlled,
    read_dose_amount,
    single_dose,
)
from ketachart.domain.clinic import Context, World
from ketachart.domain.entries import Planned, session_stream
from ketachart.domain.refusals import Code, refuse
from ketachart.domain.scales import read_items
from ketachart.domain.session import IN_CHAIR, Phase, Session
from ketachart.domain.slots import Slot
from ketachart.domain.times import read_moment
from ketachart.domain.vitals import FIELDS, check_field, read_vitals

CHARTABLE = IN_CHAIR | {Phase.RELEASED}


def _open_chart(world: World, raw: Raw, what: str) -> Session:
    session = known_session(world, raw)
    check_not_locked(session)
    check_phase(session, CHARTABLE, what)
    return session


def _one(session: Session, event: ev.Event, at: datetime | None = None) -> Planned:
    return Planned(stream=session_stream(session.id), event=event, observed_at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartVitals(Act):
    """Chart a set of vitals."""

    do: ClassVar[str] = "vitals.chart"
    session: Raw = None
    values: Mapping[str, Raw]
    observed_at: Raw = None
    not_obtained: Raw = None
    sources: Raw = None

    def decide(self, world: World, context: Context) -> Plan:
        """Possible values or why there is none; EtCO2 where the respiratory risk is high."""
        session = _open_chart(world, self.session, "Charting")
        missing = self._not_obtained()
        values = read_vitals(self.values, world.settings_at(session.opened_at), missing)
        check_etco2(session, {*values, *missing})
        sources = {
            name: source for name, source in self._texts("sources").items() if name in values
        }
        at = observed_in_chair(self.observed_at, session, world, context)
        event = ev.VitalsCharted(values=values, not_obtained=missing, sources=sources)
        return (_one(session, event, at),)

    def _not_obtained(self) -> dict[str, str]:
        why = self._texts("not_obtained")
        for name, words in why.items():
            if self.values.get(name) is not None:
                invalid(
                    f"{FIELDS[name]} has a value and is not obtained.",
                    "Clear one of the two.",
                    name,
                )
            reason(words, f"{FIELDS[name]} not obtained", name)
        return why

    def _texts(self, about: str) -> dict[str, str]:
        """Words by vitals field."""
        raw = getattr(self, about)
        given = mapping(raw, about) if raw is not None else {}
        for name in given:
            check_field(name)
        return {name: optional_text(given[name], name) for name in FIELDS if name in given}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartScore(Act):
    """Chart a full scale."""

    do: ClassVar[str] = "score.chart"
    session: Raw = None
    scale: Raw = None
    items: Raw = None
    observed_at: Raw = None

    def decide(self, world: World, context: Context) -> Plan:
        """The right number of items, each within its bounds."""
        session = _open_chart(world, self.session, "Charting")
        scale = text_of(self.scale)
        items = read_items(scale, self.items)
        at = observed(self.observed_at, session, world, context)
        event = ev.ScoreCharted(scale=scale, items=items, total=sum(items))
        return (_one(session, event, at),)


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveMedication(Act):
    """Give a drug; a controlled one comes from a vial, before a witness."""

    do: ClassVar[str] = "medication.give"
    session: Raw = None
    drug: Raw = None
    dose: Raw = None
    unit: Raw = None
    route: Raw = None
    indication: Raw = None
    rescue: Raw = False
    observed_at: Raw = None
    vial: Raw = None
    ml_drawn: Raw = None
    witness: Raw = None
    method: Raw = None
    given_first: Raw = False
    overrides: Raw = None

    @property
    def second_person(self) -> str:
        """The witness of a controlled dose."""
        return text_of(self.witness)

    def decide(self, world: World, context: Context) -> Plan:
        """From the opening to the release; a controlled drug only after the order."""
        session = known_session(world, self.session)
        drug = text_of(self.drug)
        vial = known_container(world, self.vial) if text_of(self.vial) else None
        second = known_second(world, self.witness)
        check_not_locked(session)
        controlled = vial is not None or is_controlled(world, drug)
        allowed = IN_CHAIR
        if controlled and session.order is None:
            allowed -= {Phase.OPENED, Phase.SCREENED, Phase.TAKEN_IN}
        check_phase(session, allowed, "Giving this drug" if controlled else "Giving a drug")
        witness = ""
        if controlled or second is not None:
            witness = check_second(world, context, self.witness, "A controlled dose")
        text(drug, "drug", "The drug")
        dose, unit = read_dose_amount(self.dose, self.unit)
        given = ev.MedicationGiven(
            drug=drug,
            dose=dose,
            unit=unit,
            route=text(self.route, "route", "The route"),
            indication=text(self.indication, "indication", "The indication"),
            rescue=yes_or_no(self.rescue, "rescue"),
            witness=witness,
            given_first=yes_or_no(self.given_first, "given_first"),
            overrides=self._overrides(),
        )
        if not controlled:
            at = observed_in_chair(self.observed_at, session, world, context)
            return (_one(session, given, at),)
        source = single_dose(world, drug, vial)
        return self._controlled(source, given, session, world, context)

    def _overrides(self) -> dict[str, str]:
        """What spoke against it, each with the reason to give it all the same."""
        given = mapping(self.overrides, "overrides") if self.overrides is not None else {}
        return {
            text(against, "overrides", "What spoke against it"): reason(
                why, "Giving it all the same", "overrides"
            )
            for against, why in given.items()
        }

    def _controlled(
        self,
        source: SingleDose,
        given: ev.MedicationGiven,
        session: Session,
        world: World,
        context: Context,
    ) -> Plan:
        amounts = source.amounts(given.dose, given.unit, self.ml_drawn)
        method = optional_text(self.method, "method")
        if amounts.rest > 0:
            method = reason(self.method, "Wasting the rest", "method")
        at = observed_in_chair(self.observed_at, session, world, context)
        source.check_stock(amounts, world, context)
        recorded = source.given(given, amounts, method)
        movements = source.movements(recorded, amounts, session)
        stream = source.stream
        return (
            _one(session, recorded, at),
            *(Planned(stream=stream, event=movement, observed_at=at) for movement in movements),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartResponse(Act):
    """Chart what a drug did."""

    do: ClassVar[str] = "medication.response"
    session: Raw = None
    of: Raw = None
    effect: Raw = None
    observed_at: Raw = None

    def decide(self, world: World, context: Context) -> Plan:
        """Of a medication of this session."""
        session = known_session(world, self.session)
        given = text_of(self.of)
        if not any(each.ref == given for each in session.medications):
            entry_unknown("of")
        check_not_locked(session)
        check_phase(session, CHARTABLE, "Charting")
        effect = text(self.effect, "effect", "The effect")
        at = observed(self.observed_at, session, world, context)
        return (_one(session, ev.ResponseCharted(of=given, effect=effect), at),)


def entry_unknown(about: str) -> NoReturn:
    """Refuse an entry that is not in this session."""
    refuse(
        Code.ENTRY_UNKNOWN,
        "There is no such entry in this session.",
        "Choose one from the log.",
        about,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAdverse(Act):
    """Record an adverse event."""

    do: ClassVar[str] = "adverse.record"
    session: Raw = None
    kind: Raw = None
    severity: Raw = None
    action: Raw = None
    observed_at: Raw = None

    def decide(self, world: World, context: Context) -> Plan:
        """What, how bad, and what was done."""
        session = _open_chart(world, self.session, "Charting")
        event = ev.AdverseRecorded(
            kind=text(self.kind, "kind", "The event"),
            severity=text(self.severity, "severity", "The severity"),
            action=text(self.action, "action", "The action"),
        )
        at = observed(self.observed_at, session, world, context)
        return (_one(session, event, at),)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddNote(Act):
    """Add a note; also to a cancelled session."""

    do: ClassVar[str] = "note.add"
    session: Raw = None
    text: Raw = None

    def decide(self, world: World, context: Context) -> Plan:
        """Some text."""
        session = known_session(world, self.session)
        check_not_locked(session)
        check_phase(session, CHARTABLE | {Phase.CANCELLED}, "A note")
        event = ev.NoteAdded(text=text(self.text, "text", "The note"))
        return (_one(session, event),)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainSlot(Act):
    """Explain a missed set of vitals."""

    do: ClassVar[str] = "slot.explain"
    session: Raw = None
    due: Raw = None
    reason: Raw = None

    def decide(self, world: World, context: Context) -> Plan:
        """A due time of this session that nothing filled."""
        session = _open_chart(world, self.session, "An explanation")
        due = read_moment(self.due)
        slot = _slot_at(session, world, context, due)
        if slot is None or slot.observation is not None or slot.begin > context.now:
            invalid(
                "No set of vitals was missed at that time.",
                "Choose a missed column.",
                "due",
            )
        why = reason(self.reason, "A missed set")
        return (_one(session, ev.SlotExplained(due=slot.due, reason=why)),)


def _slot_at(session: Session, world: World, context: Context, due: datetime | None) -> Slot | None:
    settings = world.settings_at(session.opened_at)
    found = monitoring.slots(session, settings, context.now)
    return next((slot for slot in found if slot.due == due), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendEntry(Act):
    """Correct an entry; the old value stays visible."""

    do: ClassVar[str] = "entry.amend"
    session: Raw = None
    entry: Raw = None
    changes: Raw = None
    reason: Raw = None

    def decide(self, world: World, context: Context) -> Plan:
        """Until the nurse signs; the new value passes the same checks."""
        session = known_session(world, self.session)
        entry = session.entry(text_of(self.entry))
        if entry is None:
            entry_unknown("entry")
        check_not_locked(session)
        check_phase(session, CHARTABLE, "An amendment")
        typed = mapping(self.changes, "changes")
        changes = read_changes(entry, typed, session, world)
        if text_of(self.reason) == "":
            refuse(
                Code.AMEND_NO_REASON,
                "An amendment needs a reason.",
                "Say in a few words what was wrong.",
                "reason",
            )
        if "observed_at" in typed:
            in_chair = isinstance(entry.event, ev.VitalsCharted | ev.MedicationGiven)
            read = observed_in_chair if in_chair else observed
            moment = read(typed["observed_at"], session, world, context)
            changes["observed_at"] = moment.isoformat()
        event = ev.EntryAmended(entry=entry.ref, changes=changes, reason=text_of(self.reason))
        return (_one(session, event),)
