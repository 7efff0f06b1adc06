"""From recovery to the door: checklist, discharge order, release with an escort."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from ketachart.domain import events as ev
from ketachart.domain import gates
from ketachart.domain.acts.act import Act, Plan
from ketachart.domain.acts.checks import (
    Raw,
    check_not_locked,
    check_phase,
    invalid,
    known_session,
    mapping,
    optional_text,
    text_of,
    yes_or_no,
)
from ketachart.domain.clinic import Context, World
from ketachart.domain.entries import Planned, session_stream
from ketachart.domain.patients import EscortAtRelease
from ketachart.domain.refusals import Code, refuse
from ketachart.domain.session import Phase, Session

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
class Release(Act):
    """Let the patient leave with the escort."""

    do: ClassVar[str] = "discharge.release"
    session: Raw = None
    escort: Raw = None

    def decide(self, world: World, context: Context) -> Plan:
        """Every criterion met, then an escort who is known, willing and has a way home."""
        session = _recovering(world, self.session, "A release")
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
        event = ev.Released(escort=escort)
        return (Planned(stream=session_stream(session.id), event=event),)


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
