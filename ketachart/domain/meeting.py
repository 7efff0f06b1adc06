"""What workstations said differently: never chosen between, always somebody's task.

An act is decided on what its workstation knows. Where two did not know of each other, both their
facts stand, in the order of the log, and what does not go together is named here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ketachart.domain import events as ev
from ketachart.domain.entries import Entry
from ketachart.domain.people import Role
from ketachart.domain.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """Who looked at a conflict, when, and what was done."""

    by: str
    at: datetime
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Something that workstations said differently.

    Attributes:
        id: the same on every workstation.
        kind: a published name, such as `session.said-twice`.
        role: whose task it is.
        words: what was said, by whom and where.
        task: what has to be done.
        refs: the entries it is about.
        about: the session, product or workstation it is about.
        at: when the later of them was recorded.
        settled: who has looked at it; None while it is open.
    """

    id: str
    kind: str
    role: Role
    words: str
    task: str
    refs: tuple[str, ...]
    about: str
    at: datetime
    settled: Settled | None = None


ONCE: Mapping[type[ev.Event], tuple[str, Role]] = {
    ev.Ordered: ("ordered", Role.ANESTHESIOLOGIST),
    ev.Prepared: ("prepared", Role.NURSE),
    ev.InfusionStarted: ("started", Role.NURSE),
    ev.InfusionStopped: ("stopped", Role.NURSE),
    ev.Cancelled: ("cancelled", Role.NURSE),
    ev.Released: ("released", Role.NURSE),
    ev.SessionSigned: ("signed", Role.NURSE),
    ev.SessionCosigned: ("co-signed", Role.ANESTHESIOLOGIST),
    ev.DischargeOrdered: ("discharge ordered", Role.ANESTHESIOLOGIST),
}
"""What a session has once: a workstation that knows of the first refuses the second."""

CHARTED = (
    ev.VitalsCharted,
    ev.ScoreCharted,
    ev.MedicationGiven,
    ev.ResponseCharted,
    ev.AdverseRecorded,
    ev.NoteAdded,
    ev.RateChanged,
    ev.InfusionPaused,
    ev.InfusionResumed,
    ev.BolusGiven,
    ev.InfusionStopped,
    ev.ResidualWasted,
    ev.ExtraCharted,
    ev.EffectMarked,
    ev.MarkerPlaced,
    ev.EntryAmended,
)
"""What a signature is about; what comes after it is added, and co-signed."""


def session_conflicts(session: Session) -> tuple[Conflict, ...]:
    """What workstations said differently of a session."""
    return (*_said_twice(session), *_beside_signature(session), *_unplaced(session))


_SIGNED_BY: Mapping[str, Role] = {
    "co-signed": Role.ANESTHESIOLOGIST,
    "co-signed the change": Role.ANESTHESIOLOGIST,
    "attested": Role.ANESTHESIOLOGIST,
    "closed": Role.ADMINISTRATOR,
}


def conflict_of(entry: Entry) -> Conflict | None:
    """What one entry says by itself that somebody has to look at."""
    match entry.event:
        case ev.SignedBefore() as signed:
            return _signed_on_a_copy(entry, signed)
        case ev.WorkstationRetired() as retired if entry.author == entry.device:
            return _counted_after_retirement(entry, retired)
        case _:
            return None


def _counted_after_retirement(entry: Entry, retired: ev.WorkstationRetired) -> Conflict:
    return Conflict(
        id=f"workstation.counted-after {retired.device} {entry.ref}",
        kind="workstation.counted-after",
        role=Role.ADMINISTRATOR,
        words=(
            f"{retired.device} was retired, but {entry.device} had worked in its entries up to "
            f"number {retired.last_seq} before that was known there. They count everywhere."
        ),
        task="Read in the audit what it recorded last, and amend what should not stand.",
        refs=(f"{retired.device}:{retired.last_seq}", entry.ref),
        about=retired.device,
        at=entry.recorded_at,
    )


def _signed_on_a_copy(entry: Entry, signed: ev.SignedBefore) -> Conflict:
    about = entry.stream.partition(":")[2] or entry.stream
    return Conflict(
        id=f"signature.on-a-copy {entry.ref}",
        kind="signature.on-a-copy",
        role=_SIGNED_BY.get(signed.meaning, Role.NURSE),
        words=(
            f"{about}: {signed.signer} signed at a copy of a workstation in use "
            f"({signed.meaning}). What was recorded there stands under {entry.device} now, and the "
            "signature proves nothing of it."
        ),
        task=f"Have {signed.signer} read it and sign it again, or say why nobody can.",
        refs=(entry.ref,),
        about=about,
        at=entry.recorded_at,
    )


def _said_twice(session: Session) -> list[Conflict]:
    found = []
    by_kind: dict[type[ev.Event], list[Entry]] = {kind: [] for kind in ONCE}
    for each in session.log:
        if type(each.event) in by_kind:
            by_kind[type(each.event)].append(each)
    for kind, (said, role) in ONCE.items():
        entries = by_kind[kind]
        if len({each.device for each in entries}) < 2 or _was_returned(session, kind):
            continue
        words = (
            f"{session.chair}: {said} twice, "
            f"{_each_said(entries)}; no workstation knew of the other."
        )
        task = "Look which holds, chart what is right, and say what was done."
        found.append(_conflict("session.said-twice", session, role, words, task, entries))
    return found


def _was_returned(session: Session, kind: type[ev.Event]) -> bool:
    """Whether a session was sent back between: then it is signed again as it should be."""
    return kind is ev.SessionSigned and bool(session.returns)


def _beside_signature(session: Session) -> list[Conflict]:
    """What was charted elsewhere and not before whoever signed."""
    sealed = [each for each in session.log if isinstance(each.event, ev.SignatureGiven)]
    signed = [
        (each, each.event)
        for each in sealed
        if isinstance(each.event, ev.SignatureGiven) and each.event.meaning == "signed"
    ]
    if not signed:
        return []
    seal, given = signed[-1]
    through: Mapping[str, int] = given.through or {}
    missed = [
        each
        for each in session.log
        if isinstance(each.event, CHARTED)
        and each.device != seal.device
        and each.seq > through.get(each.device, 0)
    ]
    if not missed:
        return []
    entries = "1 entry" if len(missed) == 1 else f"{len(missed)} entries"
    words = (
        f"{session.chair}: signed by {seal.author} at {seal.device} without {entries} that "
        f"{_who(missed)} charted at {_where(missed)}."
    )
    task = "Read what was charted there, and add to the record or have it signed again."
    return [_conflict("session.charted-beside", session, Role.NURSE, words, task, missed)]


def _unplaced(session: Session) -> list[Conflict]:
    if not session.unplaced:
        return []
    entries = [each for each in session.log if each.ref in session.unplaced]
    words = (
        f"{session.chair}: what {_who(entries)} charted at {_where(entries)} does not go with "
        "what was charted elsewhere meanwhile. It is kept and counts for nothing yet."
    )
    task = "Read it in the log of the session, and chart what holds."
    return [_conflict("session.does-not-follow", session, Role.NURSE, words, task, entries)]


def prepared_without(session: Session, order: Entry, bag: Entry) -> Conflict:
    """A bag that was prepared where an order from elsewhere had not come yet."""
    words = (
        f"{session.chair}: {bag.author} prepared the bag at {bag.device} without the order that "
        f"{order.author} gave at {order.device}."
    )
    task = "Hold the bag against that order before anything runs; ask which order holds."
    return _conflict("session.prepared-without", session, Role.NURSE, words, task, (order, bag))


def _conflict(
    kind: str, session: Session, role: Role, words: str, task: str, entries: Sequence[Entry]
) -> Conflict:
    refs = tuple(sorted(each.ref for each in entries))
    return Conflict(
        id=f"{kind} {' '.join(refs)}",
        kind=kind,
        role=role,
        words=words,
        task=task,
        refs=refs,
        about=session.id,
        at=max(each.recorded_at for each in entries),
    )


def _each_said(entries: Sequence[Entry]) -> str:
    return " and ".join(f"by {each.author} at {each.device}" for each in entries)


def _who(entries: Sequence[Entry]) -> str:
    return ", ".join(dict.fromkeys(each.author for each in entries))


def _where(entries: Sequence[Entry]) -> str:
    return ", ".join(dict.fromkeys(each.device for each in entries))
