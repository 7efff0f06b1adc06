"""What a benchmark gives: figures that say what was measured, against what, and what to reach."""

import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

TIMES = "×"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """How to measure.

    Attributes:
        short: with few rounds and small vaults, to see that it works.
        peers: the folder that other programs are installed into; None leaves them out.
    """

    short: bool = False
    peers: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the table.

    Attributes:
        what: what was measured.
        against: what it is compared with, in the same run.
        reach: the bound it is to keep.
        got: what came out; None where it could not be measured, and `note` says why.
        unit: of both.
        at_least: whether the bound is a lower one.
        each: what each pair of runs gave, where there are several.
        note: what has to be known to read it.
    """

    what: str
    against: str
    reach: float
    got: float | None
    unit: str = TIMES
    at_least: bool = False
    each: tuple[float, ...] = ()
    note: str = ""

    @classmethod
    def of_pairs(
        cls,
        what: str,
        against: str,
        reach: float,
        pairs: Sequence[tuple[float, float]],
        note: str = "",
    ) -> Self:
        """The median ratio of pairs that ran by turns: ours, theirs."""
        each = tuple(ours / theirs for ours, theirs in pairs)
        got = statistics.median(each)
        return cls(what=what, against=against, reach=reach, got=got, each=each, note=note)

    @property
    def is_met(self) -> bool:
        """Whether it keeps its bound; what was not measured keeps none."""
        if self.got is None:
            return False
        return self.got >= self.reach if self.at_least else self.got <= self.reach

    @property
    def verdict(self) -> str:
        """The last word of its line."""
        if self.got is None:
            return "not measured"
        return "met" if self.is_met else "falls short"

    @property
    def bound(self) -> str:
        """What it is to reach."""
        return f"{'≥' if self.at_least else '≤'} {told(self.reach)} {self.unit}"


def told(number: float) -> str:
    """A number with as many decimals as are of use: 0.08, 1.25, 16.7, 70 000."""
    if abs(number) >= 100:
        return f"{number:,.0f}".replace(",", " ")
    return f"{number:.3g}"


def write(figures: Sequence[Figure], file: Path) -> None:
    """Hand figures on to the process that asked for them."""
    file.write_text(json.dumps([asdict(each) for each in figures]), encoding="utf-8")


def read(file: Path) -> list[Figure]:
    """What another process measured."""
    raw = json.loads(file.read_text(encoding="utf-8"))
    return [Figure(**each | {"each": tuple(each["each"])}) for each in raw]


def show(figures: Sequence[Figure]) -> None:
    """Print figures, a line each, for whoever runs one benchmark alone."""
    for each in figures:
        got = "not measured" if each.got is None else f"{told(each.got)} {each.unit}"
        print(f"{each.what}, against {each.against}: {got} ({each.bound}: {each.verdict})")
        if each.note:
            print(f"    {each.note}")
