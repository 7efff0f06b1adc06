"""The set that is due next at each chair, worked out again only when it may be another one.

Board, windows and sounds ask for it every second, at every chair.
"""

from datetime import datetime

from ketachart.domain import monitoring
from ketachart.domain.session import Session
from ketachart.domain.settings import Settings
from ketachart.domain.slots import Slot

MOST_KEPT = 64


class DueSlots:
    """Remembers the next slot of sessions that did not change.

    It is the first unfilled one whose span still runs, and stays so until that span ends, the
    session changes, or the clock goes back.
    """

    def __init__(self) -> None:
        self._kept: dict[str, tuple[Session, Settings, datetime, Slot | None]] = {}

    def of(self, session: Session, settings: Settings, now: datetime) -> Slot | None:
        """The slot to be filled next; its due time counts, not how it stood when it was kept."""
        kept = self._kept.get(session.id)
        if kept is not None:
            known, under, since, slot = kept
            still = since <= now and (slot is None or slot.end is None or now < slot.end)
            if known is session and under is settings and still:
                return slot
        slot = monitoring.next_slot(session, settings, now)
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        self._kept[session.id] = (session, settings, now, slot)
        return slot


due_slot = DueSlots().of
"""The one memory of all windows."""
