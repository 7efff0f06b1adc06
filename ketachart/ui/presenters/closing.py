"""The close of a day: what holds it, what is only shown, and what is still to be counted."""

from dataclasses import dataclass
from datetime import date, timedelta

from ketachart.app.clinic import Clinic
from ketachart.domain.inventories import next_due
from ketachart.domain.people import Person, may
from ketachart.domain.session import IN_CHAIR
from ketachart.domain.stock import Stock
from ketachart.ui.presenters.differences import running_clocks
from ketachart.ui.presenters.grid_view import Priority
from ketachart.ui.presenters.inventories import next_inventory_words
from ketachart.ui.presenters.ledger import day_state
from ketachart.ui.presenters.owed import owed
from ketachart.ui.presenters.sheet import SheetLine, SheetSection

ONE_DAY = timedelta(days=1)
LOOKED_BACK = timedelta(days=92)
"""Earlier days are looked for a quarter of a year back."""

INVENTORY_SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseState:
    """How the day stands.

    Attributes:
        words: in a sentence.
        to_count: products that moved and were not counted since.
        sections: to be read before closing.
        is_held: whether something besides counting holds the day.
        may_close: whether it can be closed, counting included.
    """

    words: str
    to_count: tuple[Stock, ...]
    sections: tuple[SheetSection, ...]
    is_held: bool
    may_close: bool


def close_state(clinic: Clinic, day: date, *, sees_charts: bool = True) -> CloseState:
    """What there is to know before two people sign.

    Args:
        clinic: where it is closed.
        day: which day.
        sees_charts: whether patients may be named of whom a signature is owed.
    """
    world = clinic.world
    names = world.uncounted_on(day)
    to_count = tuple(stock for name in names if (stock := world.stock(name)) is not None)
    state = day_state(clinic, day)
    others = tuple(words for words in state.blocks if not words.endswith("since it moved"))
    may_close = state.may_close or (bool(state.blocks) and not others)
    holding = SheetSection(
        title="Holds the day",
        lines=tuple(
            SheetLine(
                label="Counts" if words not in others else "Stock",
                words=words,
                priority=Priority.HIGH if words in others else Priority.MEDIUM,
            )
            for words in state.blocks
        ),
        empty="Nothing." if state.may_close else "",
    )
    shown = SheetSection(
        title="Shown, and does not hold the day", lines=_shown(clinic, day), empty="Nothing."
    )
    is_open = bool(state.blocks) or state.may_close
    return CloseState(
        words=state.words,
        to_count=to_count,
        sections=(*((holding,) if is_open else ()), *((shown,) if sees_charts else ())),
        is_held=bool(others),
        may_close=may_close,
    )


def open_days_words(clinic: Clinic, person: Person, today: date) -> str:
    """How many days gone by nobody closed, for whoever may close them; empty if none."""
    if not may(person, "day.close"):
        return ""
    count = len(clinic.open_days(today - LOOKED_BACK, today - ONE_DAY))
    return f"{count} earlier {'day' if count == 1 else 'days'} not closed" if count else ""


def _shown(clinic: Clinic, day: date) -> tuple[SheetLine, ...]:
    """Earlier days, who has not left, who owes a signature, what waits, which clocks run."""
    world, now = clinic.world, clinic.clock.now()
    sessions = clinic.sessions_open()
    lines = [
        SheetLine(
            label="Earlier day open",
            words=f"{earlier}: close it on the page Day log",
            priority=Priority.LOW,
        )
        for earlier in clinic.open_days(day - LOOKED_BACK, day - ONE_DAY)
    ]
    lines += [
        SheetLine(label="Not released", words=f"{session.chair}: {session.phase}")
        for session in sessions
        if session.phase in IN_CHAIR
    ]
    lines += [
        SheetLine(label=line.label, words=f"{section.title}: {line.words}")
        for section in owed(sessions, world, now)
        for line in section.lines
    ]
    lines += [
        SheetLine(label="Waits for a witness", words=call.words, priority=Priority.LOW)
        for call in clinic.calls()
    ]
    lines += [
        SheetLine(label="Clock runs", words=words, priority=Priority.MEDIUM)
        for words in running_clocks(world, clinic.losses(), now)
    ]
    inventories = clinic.inventories()
    due = next_due(inventories, world.profile)
    if due is None or due - day <= INVENTORY_SOON:
        said = next_inventory_words(world, inventories, day)
        lines.append(SheetLine(label="Inventory", words=said, priority=Priority.LOW))
    return tuple(lines)
