"""The closed days: the dates at hand; who closed one, and with what, is looked up when asked."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from datetime import date

from ketachart.store.derived import DayClosing, Derived


class Closings(Mapping[date, DayClosing]):
    """Closings by day, in the order of the days; after ten years there are thousands."""

    def __init__(self, derived: Derived) -> None:
        self._derived = derived
        self._days = list(derived.closed_days())
        self._looked_up: dict[date, DayClosing] = {}

    def __getitem__(self, day: date) -> DayClosing:
        if day not in self._looked_up:
            closing = self._derived.closing(day)
            if closing is None:
                raise KeyError(day)
            self._looked_up[day] = closing
        return self._looked_up[day]

    def __contains__(self, day: object) -> bool:
        if not isinstance(day, date):
            return False
        at = bisect_left(self._days, day)
        return at < len(self._days) and self._days[at] == day

    def __iter__(self) -> Iterator[date]:
        return iter(self._days)

    def __len__(self) -> int:
        return len(self._days)

    def since(self, day: date) -> Iterator[DayClosing]:
        """The closings of a day and all later ones."""
        for later in self._days[bisect_left(self._days, day) :]:
            yield self[later]

    def add(self, closings: Mapping[date, DayClosing]) -> None:
        """Take up what was written; a day closed again earlier stands in place of the other."""
        self._looked_up |= closings
        for day in closings.keys() - set(self._days):
            self._days.insert(bisect_left(self._days, day), day)
