"""What workstations said differently, gathered from where it shows, and whose task it is."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from ketachart.app.lookups import Lookups
from ketachart.app.pending import ArrivedLate
from ketachart.domain.meeting import Conflict, Settled
from ketachart.domain.people import Role
from ketachart.domain.session import IN_CHAIR, Session
from ketachart.store.derived import DayClosing, Derived


def conflicts(books: Lookups, derived: Derived) -> tuple[Conflict, ...]:
    """All of them, the open ones first and the latest of those first."""
    found = [
        replace(each, settled=derived.doc("settled", each.id, Settled))
        for each in (
            *_of_sessions(derived),
            *_in_one_chair(books),
            *_below_zero(books),
            *_closed_again(books, derived),
            *_arrived_late(derived),
            *derived.docs("to-look-at", Conflict),
        )
    ]
    found.sort(key=lambda each: (each.at, each.id), reverse=True)
    return tuple(sorted(found, key=lambda each: each.settled is not None))


def _of_sessions(derived: Derived) -> Iterator[Conflict]:
    for each in derived.docs("meeting", tuple[Conflict, ...]):
        yield from each


def _in_one_chair(books: Lookups) -> Iterator[Conflict]:
    by_chair: dict[str, list[Session]] = {}
    for session in books.sessions_open():
        if session.phase in IN_CHAIR:
            by_chair.setdefault(session.chair, []).append(session)
    for chair, sessions in by_chair.items():
        if len(sessions) < 2:
            continue
        opened = sorted((each.log[0] for each in sessions), key=lambda each: each.ref)
        said = " and ".join(f"by {each.author} at {each.device}" for each in opened)
        yield Conflict(
            id=f"chair.two-sessions {' '.join(sorted(each.id for each in sessions))}",
            kind="chair.two-sessions",
            role=Role.NURSE,
            words=f"{chair}: two sessions are open, {said}.",
            task="Look who sits there; cancel the session that is not, with the reason.",
            refs=tuple(each.ref for each in opened),
            about=max(each.id for each in sessions),
            at=max(each.recorded_at for each in opened),
        )


def _below_zero(books: Lookups) -> Iterator[Conflict]:
    for product in books.products():
        stock = books.stock(product)
        vials = [each for each in stock.containers.values() if each.left < 0] if stock else []
        for vial in vials:
            yield Conflict(
                id=f"stock.below-zero {vial.id}",
                kind="stock.below-zero",
                role=Role.ADMINISTRATOR,
                words=f"{vial.id}: {-vial.left:.2f} mL more drawn than was in it.",
                task="Count the product and resolve the difference; two workstations drew from it.",
                refs=(),
                about=product,
                at=vial.opened_at or datetime.min.replace(tzinfo=UTC),
            )


def _closed_again(books: Lookups, derived: Derived) -> Iterator[Conflict]:
    for again in derived.docs("closed-again", DayClosing):
        standing = books.closing(again.day)
        first = f"{standing.closed_by} at {standing.place.device}" if standing else ""
        yield Conflict(
            id=f"day.closed-twice {again.day.isoformat()} {again.place.device}",
            kind="day.closed-twice",
            role=Role.ADMINISTRATOR,
            words=(
                f"{again.day.isoformat()} was closed twice: by {first}, which stands, and by "
                f"{again.closed_by} at {again.place.device}."
            ),
            task="Compare the two signed logs; what the first had not stands on the day after.",
            refs=tuple(
                f"{each.place.device}:{each.place.seq}" for each in (standing, again) if each
            ),
            about=again.day.isoformat(),
            at=datetime.fromisoformat(again.place.placed),
        )


def _arrived_late(derived: Derived) -> Iterator[Conflict]:
    for late in derived.docs("arrived-late", ArrivedLate):
        recorded, day = late.recorded.isoformat(), late.day.isoformat()
        yield Conflict(
            id=f"day.arrived-late {late.ref}",
            kind="day.arrived-late",
            role=Role.ADMINISTRATOR,
            words=(
                f"{recorded} was closed before {late.author}'s entry {late.ref} of that day came; "
                f"it stands on {day}."
            ),
            task=f"Read the row on the log of {day}, and say why it came late.",
            refs=(late.ref,),
            about=late.product,
            at=late.at,
        )
