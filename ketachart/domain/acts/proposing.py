"""Proposing other limits, drugs and protocols, and approving what was proposed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from typing import ClassVar

from ketachart.domain import events as ev
from ketachart.domain.acts.act import Act, Plan
from ketachart.domain.acts.checks import Raw, day, invalid, mapping, reason, text_of, whole
from ketachart.domain.clinic import Context, World
from ketachart.domain.entries import CLINIC, Planned
from ketachart.domain.formulary import Drug
from ketachart.domain.proposals import (
    DIRECT,
    FieldChange,
    Kind,
    NotAValue,
    Proposal,
    Subject,
    changes_between,
    fields_of,
    with_fields,
)
from ketachart.domain.protocols import Protocol
from ketachart.domain.settings import Settings
from ketachart.domain.times import local_day

_END_OF_TIME = datetime.max.replace(tzinfo=UTC)
LONGEST_IDLE_MIN = 60


def subject_of(world: World, kind: str, about: str) -> Subject | None:
    """What a proposal of a kind is about, as it is in force now."""
    match kind:
        case Kind.SETTINGS:
            return world.settings_at(_END_OF_TIME)
        case Kind.DRUG:
            return world.drug(about)
        case Kind.PROTOCOL:
            return world.protocol(about)
        case _:
            return None


def _known_subject(world: World, kind: str, about: str) -> Subject:
    subject = subject_of(world, kind, about)
    if subject is None:
        invalid("There is nothing of that name to change.", "Choose one from the list.", "about")
    return subject


def _begins_alone(world: World, context: Context) -> None:
    """Refuse other settings while some that begin later are approved already."""
    if world.settings_at(context.now) != world.settings_at(_END_OF_TIME):
        invalid(
            "Other limits are approved and begin on a later day.",
            "Wait until they have begun, then decide this.",
            "since",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeChange(Act):
    """Propose other limits or plans, or another line of the formulary or the library."""

    do: ClassVar[str] = "settings.propose"
    proposal: Raw = None
    kind: Raw = None
    about: Raw = None
    values: Raw = None
    since: Raw = None
    reason: Raw = None

    def decide(self, world: World, context: Context) -> Plan:
        """Values that fit their fields; a draft of a drug may be proposed as it stands."""
        kind, about = text_of(self.kind), text_of(self.about)
        subject = _known_subject(world, kind, about)
        values = {name: text_of(each) for name, each in mapping(self.values, "values").items()}
        changes = _changes(subject, values)
        is_draft = isinstance(subject, Drug) and not subject.approved_by
        if not changes and not is_draft:
            invalid("Nothing is to be changed.", "Change something first.", next(iter(values), ""))
        since = day(self.since, "since") if self.since else None
        if since is not None and kind != Kind.SETTINGS:
            invalid("This begins with its approval.", "Leave the day empty.", "since")
        if since is not None and since < local_day(context.now, world.site.zone):
            invalid("This day is past.", "Enter today or a later day.", "since")
        name = text_of(self.proposal)
        if not name or world.proposal(name) is not None:
            invalid("This proposal is there already.", "Nothing is to be done.", "proposal")
        event = ev.ChangeProposed(
            proposal=name,
            kind=Kind(kind),
            about=about,
            changes=changes,
            since=since,
            reason=reason(self.reason, "A proposal"),
        )
        return (Planned(stream=CLINIC, event=event),)


def _changes(subject: Subject, values: Mapping[str, str]) -> tuple[FieldChange, ...]:
    try:
        return changes_between(subject, values)
    except NotAValue as wrong:
        invalid(wrong.sentence, "Correct it.", wrong.field)


def _open_proposal(world: World, raw: Raw) -> Proposal:
    proposal = world.proposal(text_of(raw))
    if proposal is None:
        invalid("There is no such proposal.", "Choose one from the list.", "proposal")
    if proposal.state != "open":
        invalid(f"This proposal is {proposal.state} already.", "Nothing is to be done.", "proposal")
    return proposal


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveProposal(Act):
    """Put into force what was proposed; sessions that are open keep the limits they began with."""

    do: ClassVar[str] = "settings.approve"
    meaning: ClassVar[str] = "approved"
    proposal: Raw = None

    def decide(self, world: World, context: Context) -> Plan:
        """As it was proposed, on what is still as it was then."""
        proposal = _open_proposal(world, self.proposal)
        subject = _known_subject(world, proposal.kind, proposal.about)
        now = fields_of(subject)
        for change in proposal.changes:
            if now.get(change.field) != change.before:
                invalid(
                    "This was changed since it was proposed.",
                    "Refuse this proposal and have it made anew.",
                    "proposal",
                )
        changed = with_fields(subject, {each.field: each.after for each in proposal.changes})
        event = ev.ProposalDecided(proposal=proposal.id, approved=True)
        adopted = _adopted(world, context, proposal, changed)
        return tuple(Planned(stream=CLINIC, event=each) for each in (event, adopted))


def _adopted(world: World, context: Context, proposal: Proposal, changed: Subject) -> ev.Event:
    match changed:
        case Settings():
            _begins_alone(world, context)
            begins = context.now
            if proposal.since is not None:
                midnight = datetime.combine(proposal.since, time(), tzinfo=world.site.zone)
                begins = max(begins, midnight)
            return ev.SettingsAdopted(
                settings=changed, since=begins, changes=proposal.changes, proposal=proposal.id
            )
        case Drug():
            approved = replace(changed, approved_by=context.by.titled)
            return ev.DrugAdopted(drug=approved, changes=proposal.changes, proposal=proposal.id)
        case Protocol():
            return ev.ProtocolAdopted(
                protocol=changed, changes=proposal.changes, proposal=proposal.id
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseProposal(Act):
    """Leave what was proposed as it is."""

    do: ClassVar[str] = "settings.refuse"
    proposal: Raw = None
    reason: Raw = None

    def decide(self, world: World, context: Context) -> Plan:
        """With a reason; the proposal stays in the log."""
        del context
        proposal = _open_proposal(world, self.proposal)
        why = reason(self.reason, "Refusing a proposal")
        event = ev.ProposalDecided(proposal=proposal.id, approved=False, reason=why)
        return (Planned(stream=CLINIC, event=event),)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetIdleLock(Act):
    """Have the screen lock by itself sooner or later."""

    do: ClassVar[str] = "clinic.idle-lock"
    idle_lock_min: Raw = None

    def decide(self, world: World, context: Context) -> Plan:
        """Between one minute and an hour."""
        _begins_alone(world, context)
        minutes = whole(
            self.idle_lock_min, DIRECT, "Minutes until the lock", low=1, high=LONGEST_IDLE_MIN
        )
        settings = world.settings_at(context.now)
        if minutes == settings.idle_lock_min:
            invalid("Nothing was changed.", "Enter other minutes, or go back.", DIRECT)
        change = FieldChange(field=DIRECT, before=str(settings.idle_lock_min), after=str(minutes))
        changed = replace(settings, idle_lock_min=minutes)
        event = ev.SettingsAdopted(settings=changed, changes=(change,))
        return (Planned(stream=CLINIC, event=event),)
