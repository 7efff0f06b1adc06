"""The closed days, of which there are thousands after years: looked up when asked, not before."""

from collections.abc import Iterator, Mapping
from datetime import date

from ketachart.store.derived import DayClosing, Derived


class Closings(Mapping[date, DayClosing]):
    """Closings by day, in the order of the days; those that are looked up are remembered."""

    def __init__(self, derived: Derived) -> None:
        self._derived = derived
        self._known: dict[date, DayClosing | None] = {}
        self._last = derived.last_closed_day()

    def __getitem__(self, day: date) -> DayClosing:
        if day not in self._known:
            self._known[day] = self._derived.closing(day)
        closing = self._known[day]
        if closing is None:
            raise KeyError(day)
        return closing

    def __iter__(self) -> Iterator[date]:
        return iter(self._derived.closed_days(date.min))

    def __len__(self) -> int:
        return len(self._derived.closed_days(date.min))

    def since(self, day: date) -> tuple[DayClosing, ...]:
        """The closings of a day and all later ones."""
        if self._last is None or self._last < day:
            return ()
        return tuple(self[later] for later in self._derived.closed_days(day))

    def add(self, closings: Mapping[date, DayClosing]) -> None:
        """Take up what was written; a day closed again earlier stands in place of the other."""
        self._known |= closings
        self._last = max((*closings, *filter(None, (self._last,))), default=None)
