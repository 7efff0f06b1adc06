"""Where new entries stand among those of all workstations, and whose word is last."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from ketachart.app.lookups import Lookups
from ketachart.app.pending import Pending
from ketachart.domain import events as ev
from ketachart.domain.entries import CLINIC, Entry
from ketachart.store.codec import NAMES, entry_from
from ketachart.store.entries import Stored, written_time
from ketachart.store.places import Place

NOWHERE: Final = Place("", "", 0)
"""Before everything."""
SAY_HEADS: Final = (NAMES[ev.Seen], NAMES[ev.VaultRestored])
_A_MOMENT: Final = timedelta(milliseconds=1)


def heads_in(event: ev.Event) -> dict[str, int] | None:
    """How far a workstation had the others, where an event says that; None where it doesn't."""
    match event:
        case ev.Seen(heads=heads):
            return dict(heads)
        case ev.VaultRestored():
            return dict(event.heads or {event.device: event.entries})
        case _:
            return None


class Placing(Lookups):
    """Gives entries their places; what is worked in is a beginning of each workstation's log."""

    newest_before: Callable[[str, int, str, Sequence[str]], Stored | None]
    """Looks up a workstation's newest entry before a number, in a stream, of some kinds."""

    def begin_behind(self, newest: Iterable[Stored]) -> None:
        """Say what was worked in before, and fold the sessions that wait for something.

        Args:
            newest: the newest entry of each workstation that is worked in.
        """
        for stored in newest:
            placed = self.floors.place(stored.device, stored.seq, stored.recorded).placed
            self._latest[stored.device] = placed
            self._worked_in[stored.device] = stored.seq
        for name in self._derived.sessions_waiting():
            session = self._fold(name, self.floors, self._worked_in)
            if session is not None:
                self._open[name] = session

    def worked_in(self) -> dict[str, int]:
        """How far each workstation's entries are worked in, by the numbers of their entries."""
        return dict(self._worked_in)

    def seen_by(self, device: str) -> dict[str, int]:
        """What a workstation said it had of the others when it last said so."""
        return self._derived.doc("seen", device, dict[str, int]) or {}

    def has_news(self, device: str) -> bool:
        """Whether anything of others is worked in that a workstation has not yet said it had."""
        seen = self.seen_by(device)
        return any(
            seq > seen.get(name, 0) for name, seq in self._worked_in.items() if name != device
        )

    def seen_now(self, device: str) -> ev.Seen:
        """What a workstation has of the others now."""
        heads = {name: seq for name, seq in self._worked_in.items() if name != device}
        latest = max((self._latest[name] for name in heads), default="")
        # Later than all of them, also where a name that sorts before theirs says it at once.
        upto = written_time(datetime.fromisoformat(latest) + _A_MOMENT) if latest else ""
        return ev.Seen(heads=heads, upto=upto)

    def _place(self, pending: Pending, entry: Entry) -> Place:
        """Where an entry stands: by its time, but never before what came before it."""
        device, seq = entry.device, entry.seq
        latest = pending.latest.get(device, self._latest.get(device, ""))
        event = entry.event
        upto = event.upto if isinstance(event, ev.Seen) else ""
        recorded = written_time(entry.recorded_at)
        placed = max(recorded, latest, upto)
        if placed > recorded and placed > self._floor(pending, device):
            pending.floors.append(Place(placed, device, seq))
        pending.latest[device] = placed
        pending.worked_in[device] = seq
        if (heads := heads_in(event)) is not None:
            pending.seen[device] = heads
        return Place(placed, device, seq)

    def _floor(self, pending: Pending, device: str) -> str:
        """How early a workstation's entries may stand, by what is known so far."""
        known = self.floors.rows(device)
        new = [floor.placed for floor in pending.floors if floor.device == device]
        return max([*new, known[-1][1] if known else ""])

    def _is_last_word(self, pending: Pending, thing: str, place: Place) -> bool:
        """Whether nothing that stands later was said on a thing; it is noted if so."""
        if place < self._said_last(pending, thing):
            return False
        pending.said[thing] = place
        return True

    def _said_last(self, pending: Pending, thing: str) -> Place:
        """Where the last word on a thing stands; before everything if there is none."""
        if thing in pending.said:
            return pending.said[thing]
        if thing not in self._said:
            self._said[thing] = self._derived.doc("said", thing, Place) or NOWHERE
        return self._said[thing]

    def _had(self, pending: Pending, entry: Entry, place: Place) -> bool:
        """Whether what stands at a place was known where an entry was recorded."""
        device = entry.device
        if place == NOWHERE:
            return True
        if place.device == device:
            return place.seq < entry.seq
        newest = pending.seen.get(device) or self.seen_by(device)
        if newest.get(place.device, 0) < place.seq:
            return False
        return self._seen_before(device, entry.seq).get(place.device, 0) >= place.seq

    def _seen_before(self, device: str, seq: int) -> dict[str, int]:
        """What a workstation had said that it had of the others, before one of its entries."""
        stored = self.newest_before(device, seq, CLINIC, SAY_HEADS)
        return heads_in(entry_from(stored).event) or {} if stored is not None else {}

    def _accept_places(self, pending: Pending) -> None:
        for floor in pending.floors:
            self.floors.raise_to(floor.device, floor.seq, floor.placed)
        self._said |= pending.said
        self._latest |= pending.latest
        self._worked_in |= pending.worked_in
