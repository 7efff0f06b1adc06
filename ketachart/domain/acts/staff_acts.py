"""Who stands behind what: responsibility, own parts, attestations, acknowledged drugs."""

from dataclasses import dataclass
from typing import ClassVar

from ketachart.domain import attesting
from ketachart.domain import events as ev
from ketachart.domain.acts.act import Act, Plan
from ketachart.domain.acts.chart_acts import CHARTABLE, entry_unknown
from ketachart.domain.acts.checks import (
    Raw,
    check_not_locked,
    check_phase,
    invalid,
    known_session,
    text,
    text_of,
    wrong_phase,
)
from ketachart.domain.bedside import BACK, HAND_OVER, TAKING
from ketachart.domain.clinic import Context, World
from ketachart.domain.entries import Planned, session_stream
from ketachart.domain.session import IN_CHAIR, Phase, Session

NOT_CHARTING = (ev.RecordRead, ev.SignatureGiven, ev.PartSigned)
"""What a person leaves in a session's log without having done anything in it."""


def _one(session: Session, event: ev.Event) -> Plan:
    return (Planned(stream=session_stream(session.id), event=event),)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeChair(Act):
    """Be responsible for a chair from now on."""

    do: ClassVar[str] = "session.take"
    session: Raw = None
    kind: Raw = HAND_OVER

    def decide(self, world: World, context: Context) -> Plan:
        """From someone else; back only after a relief."""
        session = known_session(world, self.session)
        check_not_locked(session)
        check_phase(session, IN_CHAIR, "Taking the chair over")
        kind = text_of(self.kind)
        if kind not in TAKING:
            invalid("Say how the chair changes hands.", f"Use {', '.join(TAKING)}.", "kind")
        if session.responsible == context.by.id:
            invalid("You are responsible for this chair already.", "Nothing is to be done.", "kind")
        held_before = any(each.person == context.by.id for each in session.responsibility)
        if kind == BACK and not held_before:
            invalid("You were not relieved from this chair.", "Take it over instead.", "kind")
        return _one(session, ev.ResponsibilityTaken(kind=kind))


@dataclass(frozen=True, slots=True, kw_only=True)
class SignPart(Act):
    """Sign what one charted so far."""

    do: ClassVar[str] = "session.sign-part"
    meaning: ClassVar[str] = "signed own part"
    session: Raw = None

    def decide(self, world: World, context: Context) -> Plan:
        """Someone who charted, until the nurse signs the session."""
        session = known_session(world, self.session)
        check_not_locked(session)
        check_phase(session, CHARTABLE | {Phase.CANCELLED}, "Signing your part")
        own = [entry.event for entry in session.log if entry.author == context.by.id]
        if all(isinstance(event, NOT_CHARTING) for event in own):
            invalid("You charted nothing in this session.", "Nothing is to be signed.", "session")
        return _one(session, ev.PartSigned())


@dataclass(frozen=True, slots=True, kw_only=True)
class AcknowledgeMedication(Act):
    """Stand behind a drug that was given first."""

    do: ClassVar[str] = "medication.acknowledge"
    session: Raw = None
    entry: Raw = None

    def decide(self, world: World, context: Context) -> Plan:
        """One that was given first and is not acknowledged."""
        session = known_session(world, self.session)
        given = next(
            (each for each in session.medications if each.ref == text_of(self.entry)), None
        )
        if given is None:
            entry_unknown("entry")
        check_not_locked(session)
        check_phase(session, CHARTABLE, "Acknowledging a drug")
        if given not in session.unacknowledged:
            invalid("This drug waits for no acknowledgement.", "Nothing is to be done.", "entry")
        return _one(session, ev.MedicationAcknowledged(of=given.ref))


@dataclass(frozen=True, slots=True, kw_only=True)
class Attest(Act):
    """Attest what happened, after it happened."""

    do: ClassVar[str] = "session.attest"
    meaning: ClassVar[str] = "attested"
    session: Raw = None
    kind: Raw = None
    words: Raw = None

    def decide(self, world: World, context: Context) -> Plan:
        """The earliest of its kind that nobody attested; never before it happened."""
        session = known_session(world, self.session)
        if session.phase is Phase.COSIGNED:
            check_not_locked(session)
        kind = text_of(self.kind)
        if kind not in attesting.ATTESTABLE:
            invalid("There is no such attestation.", "Choose one that is offered.", "kind")
        event = next((each for each in attesting.open_for(session) if each.kind == kind), None)
        if event is None:
            what = attesting.ATTESTABLE[kind]
            wrong_phase(session, f"Attesting {what}", "It opens once that has happened.")
        words = text(self.words, "words", "The attestation")
        return _one(session, ev.Attested(kind=kind, event_at=event.event_at, words=words))


@dataclass(frozen=True, slots=True, kw_only=True)
class CosignChange(Act):
    """Co-sign what was added after the co-signature."""

    do: ClassVar[str] = "session.cosign-change"
    meaning: ClassVar[str] = "co-signed the change"
    session: Raw = None
    words: Raw = None

    def decide(self, world: World, context: Context) -> Plan:
        """Only where an addendum came after the last co-signature."""
        session = known_session(world, self.session)
        if not session.changes_after_signature:
            wrong_phase(session, "Co-signing a change", "It follows an addendum.")
        words = text(self.words, "words", "The attestation")
        return _one(session, ev.ChangeCosigned(words=words))
