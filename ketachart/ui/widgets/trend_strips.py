"""How the trend's strips lie above one another: names, heights, ranges and ruled lines."""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto

from ketachart.ui.presenters.trend_view import TrendView


class Strip(Enum):
    """The strips of the trend from top to bottom."""

    SPO2 = auto()
    PRESSURE = auto()
    SCALES = auto()
    RATE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class StripScale:
    """The range of a strip and the values that are ruled and written beside it."""

    low: int
    high: int
    ruled: tuple[int, ...]

    def thinned(self, height: int, line: int) -> tuple[int, ...]:
        """The ruled values that can be written in so many pixels without touching."""
        step = 1
        while len(self.ruled[::step]) * line > height and step < len(self.ruled):
            step += 1
        return self.ruled[::step]

    def fitted(self, height: int, above: int, below: int) -> tuple[float, float]:
        """The range to show so that so many pixels stay free above and below."""
        for_each = (self.high - self.low) / max(20, height - above - below)
        return self.low - below * for_each, self.high + above * for_each


STRETCH = {Strip.SPO2: 3, Strip.PRESSURE: 10, Strip.SCALES: 3, Strip.RATE: 3}


def scale_of(strip: Strip, view: TrendView) -> StripScale:
    """The range of a strip: the usual one, widened where a value lies outside it."""
    if strip is Strip.SPO2:
        low = min([80, *(int(one.value) // 10 * 10 for one in view.spo2)])
        return StripScale(low=low, high=100, ruled=tuple(range(low, 101, 10)))
    if strip is Strip.PRESSURE:
        values = [int(one.value) for one in view.heart_rate]
        values += [int(one.diastolic) for one in view.pressure]
        low = 40 if min(values, default=40) >= 40 else 20
        values += [int(one.systolic) for one in view.pressure]
        high = max(160, _rounded_up(max(values, default=0), 20))
        return StripScale(low=low, high=high, ruled=tuple(range(low, high + 1, 20)))
    if strip is Strip.SCALES:
        return StripScale(low=0, high=10, ruled=(0, 5, 10))
    top = max(10, _rounded_up(int(view.highest_rate + Decimal(1)), 10))
    return StripScale(low=0, high=top, ruled=(0, top))


def _rounded_up(value: int, step: int) -> int:
    return -(-value // step) * step
