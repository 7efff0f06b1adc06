"""From recovery to the door: checklist, discharge order, release with an escort."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from ketachart.domain import events as ev
from ketachart.domain import gates
from ketachart.domain.acts.act import Act, Plan
from ketachart.domain.acts.checks import (
    Raw,
    check_not_locked,
    check_phase,
    check_second,
    invalid,
    known_session,
    mapping,
    observed,
    optional_text,
    reason,
    text_of,
    yes_or_no,
)
from ketachart.domain.acts.session_acts import read_escort
from ketachart.domain.clinic import Context, World
from ketachart.domain.entries import Planned, session_stream
from ketachart.domain.patients import EscortAtRelease
from ketachart.domain.refusals import Code, refuse
from ketachart.domain.session import IN_CHAIR, Phase, Session

RECOVERING = frozenset({Phase.RECOVERING})
MAY_HAVE_REASON = "walks_unaided"


def _recovering(world: World, raw: Raw, what: str) -> Session:
    session = known_session(world, raw)
    check_not_locked(session)
    check_phase(session, RECOVERING, what)
    return session


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckDischarge(Act):
    """Tick items of the discharge checklist."""

    do: ClassVar[str] = "discharge.check"
    session: Raw = None
    items: Raw = None

    def decide(self, world: World, context: Context) -> Plan:
        """Known items; how the patient walks may be answered with a reason instead."""
        session = _recovering(world, self.session, "The discharge checklist")
        items: dict[str, bool | str] = {}
        for item, answer in mapping(self.items, "items").items():
            if item not in gates.DISCHARGE_ITEMS:
                invalid(f"“{item}” is not on the checklist.", "Leave it out.", item)
            not_applicable = text_of(answer) if item == MAY_HAVE_REASON else ""
            items[item] = not_applicable or yes_or_no(answer, item)
        if not items:
            invalid("Nothing was checked.", "Tick an item.", "items")
        event = ev.DischargeChecked(items=items)
        return (Planned(stream=session_stream(session.id), event=event),)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDischarge(Act):
    """Let the patient go once the criteria are met."""

    do: ClassVar[str] = "discharge.order"
    session: Raw = None

    def decide(self, world: World, context: Context) -> Plan:
        """While recovering."""
        session = _recovering(world, self.session, "A discharge order")
        return (Planned(stream=session_stream(session.id), event=ev.DischargeOrdered()),)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectEscort(Act):
    """Name who will take the patient home, and the code that person was given."""

    do: ClassVar[str] = "session.escort"
    session: Raw = None
    escort: Raw = None
    code: Raw = None
    reason: Raw = None

    def decide(self, world: World, context: Context) -> Plan:
        """Until the release; another person than before needs a reason."""
        session = known_session(world, self.session)
        check_not_locked(session)
        check_phase(session, IN_CHAIR, "Naming the escort")
        escort = read_escort(self.escort)
        before = session.escort
        changed = before is not None and before.name.casefold() != escort.name.casefold()
        why = reason(self.reason, "Another escort") if changed else text_of(self.reason)
        event = ev.EscortExpected(escort=escort, code=optional_text(self.code, "code"), reason=why)
        return (Planned(stream=session_stream(session.id), event=event),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Release(Act):
    """Let the patient leave with the escort.

    Attributes:
        escort_code: what the escort said; None where the code is not asked for.
        override_reason: why the patient leaves without the code; `witness` agrees with a PIN.
        ready_at: when the patient would have been ready.
        early_reason: why the patient leaves before the advised time.
    """

    do: ClassVar[str] = "discharge.release"
    second_meaning: ClassVar[str] = "agreed to a release without the escort's code"
    session: Raw = None
    escort: Raw = None
    escort_code: Raw = None
    override_reason: Raw = None
    witness: Raw = None
    ready_at: Raw = None
    early_reason: Raw = None

    @property
    def second_person(self) -> str:
        """Who agreed that the code is left out."""
        return text_of(self.witness)

    def decide(self, world: World, context: Context) -> Plan:
        """Every criterion met, then an escort who is known, willing and has a way home."""
        session = _recovering(world, self.session, "A release")
        overridden = text_of(self.override_reason) != ""
        agreed = ""
        if overridden or self.second_person:
            agreed = check_second(world, context, self.witness, "A release without the code")
        escort = _read_escort(self.escort)
        settings = world.settings_at(session.opened_at)
        unmet = gates.release_unmet(session, context.now, settings)
        if unmet:
            refuse(
                Code.CRITERIA_UNMET,
                f"Not yet: {'; '.join(each.words for each in unmet)}.",
                "Meet every criterion, then release.",
                unmet[0].key,
            )
        missing = gates.escort_unmet(escort)
        if missing:
            refuse(
                Code.NO_ESCORT,
                f"No escort: {', '.join(missing)} missing.",
                "The patient stays until an adult takes responsibility.",
                "escort",
            )
        event = ev.Released(
            escort=escort,
            code="overridden" if overridden else self._code(session),
            override_reason=text_of(self.override_reason),
            witness=agreed,
            ready_at=self._ready_at(session, world, context),
            early_reason=optional_text(self.early_reason, "early_reason"),
        )
        return (Planned(stream=session_stream(session.id), event=event),)

    def _code(self, session: Session) -> str:
        """Whether the code was shown; refused when it is another."""
        if self.escort_code is None or not session.escort_code:
            return ""
        if "".join(text_of(self.escort_code).split()) != session.escort_code:
            refuse(
                Code.WRONG_CODE,
                "That is not the code the escort was given.",
                "Ask again, or let a second person agree to a release without it.",
                "escort_code",
            )
        return "shown"

    def _ready_at(self, session: Session, world: World, context: Context) -> datetime | None:
        if self.ready_at is None:
            return None
        return observed(self.ready_at, session, world, context)


def _read_escort(raw: Raw) -> EscortAtRelease:
    given = mapping(raw if raw is not None else {}, "escort")
    return EscortAtRelease(
        name=optional_text(given.get("name"), "name"),
        identity_checked=_ticked(given, "identity_checked"),
        accepts_responsibility=_ticked(given, "accepts_responsibility"),
        drives=_ticked(given, "drives"),
        travels_by=optional_text(given.get("travels_by"), "travels_by"),
    )


def _ticked(given: Mapping[str, Raw], item: str) -> bool:
    """Whether an item was answered with yes; not answered is no."""
    answer = given.get(item)
    return answer is not None and yes_or_no(answer, item)
