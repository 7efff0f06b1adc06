"""Where a set that is being typed is kept against a crash."""

from datetime import datetime

from ketachart.app.clinic import Trouble
from ketachart.ui.desk import Desk
from ketachart.ui.presenters.typed_set import Unfinished


class KeptSet:
    """The draft of one session's set; nothing of it counts as charted."""

    def __init__(self, desk: Desk, session: str) -> None:
        self._desk = desk
        self._place = f"vitals:{session}"
        self._is_there = False

    def take_up(self, now: datetime) -> Unfinished | None:
        """What was half typed when the program ended."""
        body = self._desk.clinic.load_draft(self._place)
        self._is_there = body is not None
        return Unfinished.of(body, now) if body is not None else None

    def keep(self, unfinished: Unfinished) -> Trouble | None:
        """Keep it on the disk, or say why that failed."""
        self._is_there = True
        author = self._desk.turn.person.id
        return self._desk.clinic.save_draft(self._place, author, unfinished.body)

    def forget(self) -> Trouble | None:
        """Keep nothing any more: the values were cleared."""
        was_there, self._is_there = self._is_there, False
        return self._desk.clinic.delete_draft(self._place) if was_there else None

    def went(self) -> None:
        """The set was recorded, and its draft went with it."""
        self._is_there = False
