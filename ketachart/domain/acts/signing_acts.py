"""Signing, co-signing, sending back, addenda."""

from dataclasses import dataclass
from typing import ClassVar

from ketachart.domain import events as ev
from ketachart.domain import gates
from ketachart.domain.acts.act import Act, Plan
from ketachart.domain.acts.checks import (
    Raw,
    check_not_locked,
    check_phase,
    known_session,
    optional_text,
    reason,
    text,
    wrong_phase,
)
from ketachart.domain.clinic import Context, World
from ketachart.domain.entries import Planned, session_stream
from ketachart.domain.refusals import Code, refuse
from ketachart.domain.session import Phase
from ketachart.domain.times import clock_text


@dataclass(frozen=True, slots=True, kw_only=True)
class SignSession(Act):
    """The nurse signs."""

    do: ClassVar[str] = "session.sign"
    meaning: ClassVar[str] = "signed"
    session: Raw = None
    answer: Raw = None

    def decide(self, world: World, context: Context) -> Plan:
        """After release or cancelling; every missed set explained, everything drawn accounted."""
        session = known_session(world, self.session)
        check_not_locked(session)
        check_phase(session, frozenset({Phase.RELEASED, Phase.CANCELLED}), "Signing")
        settings = world.settings_at(session.opened_at)
        missed = gates.unexplained(session, context.now, settings)
        if missed:
            times = ", ".join(clock_text(slot.due, world.site.zone) for slot in missed)
            refuse(
                Code.SLOTS_UNEXPLAINED,
                f"Missed and not explained: {times}.",
                "Explain each missed set, then sign.",
                "slots",
            )
        if session.unaccounted_ml:
            refuse(
                Code.WASTE_UNRECONCILED,
                f"{gates.unreconciled_words(session)}.",
                "Waste the rest before a witness, then sign.",
                "waste",
            )
        event = ev.SessionSigned(answer=optional_text(self.answer, "answer"))
        return (Planned(stream=session_stream(session.id), event=event),)


@dataclass(frozen=True, slots=True, kw_only=True)
class CosignSession(Act):
    """An anesthesiologist co-signs, after the nurse."""

    do: ClassVar[str] = "session.cosign"
    meaning: ClassVar[str] = "co-signed"
    session: Raw = None
    attestation: Raw = None

    def decide(self, world: World, context: Context) -> Plan:
        """After the nurse's signature, with an attestation."""
        session = known_session(world, self.session)
        if session.phase is Phase.COSIGNED:
            check_not_locked(session)
        if session.phase is not Phase.SIGNED:
            wrong_phase(session, "Co-signing", "The nurse signs first.")
        attestation = text(self.attestation, "attestation", "The attestation")
        event = ev.SessionCosigned(attestation=attestation)
        return (Planned(stream=session_stream(session.id), event=event),)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnSession(Act):
    """Send a signed session back."""

    do: ClassVar[str] = "session.return"
    session: Raw = None
    reason: Raw = None

    def decide(self, world: World, context: Context) -> Plan:
        """While signed and not co-signed, with a reason."""
        session = known_session(world, self.session)
        if session.phase is Phase.COSIGNED:
            check_not_locked(session)
        if session.phase is not Phase.SIGNED:
            wrong_phase(session, "Sending back", "It is possible after the nurse signed.")
        event = ev.SessionReturned(reason=reason(self.reason, "Sending back"))
        return (Planned(stream=session_stream(session.id), event=event),)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddAddendum(Act):
    """Add text after the co-signature."""

    do: ClassVar[str] = "session.addendum"
    session: Raw = None
    text: Raw = None

    def decide(self, world: World, context: Context) -> Plan:
        """Only after the co-signature; shown after the signatures."""
        session = known_session(world, self.session)
        if session.phase is not Phase.COSIGNED:
            wrong_phase(session, "An addendum", "It follows the co-signature; use a note before.")
        event = ev.AddendumAdded(text=text(self.text, "text", "The addendum"))
        return (Planned(stream=session_stream(session.id), event=event),)
