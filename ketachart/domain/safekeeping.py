"""Backups: where they go, which are kept, and when one was last proven to be restorable."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from ketachart.domain import events as ev

DAILY_KEPT = 7
WEEKLY_KEPT = 5
MONTHLY_KEPT = 12

_PERIODS: tuple[tuple[int, Callable[[date], date]], ...] = (
    (DAILY_KEPT, lambda day: day),
    (WEEKLY_KEPT, lambda day: day - timedelta(days=day.weekday())),
    (MONTHLY_KEPT, lambda day: day.replace(day=1)),
)
"""How many are kept of which periods, each named by its first day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Safekeeping:
    """What one workstation knows of its backups.

    Attributes:
        folder: where they go; empty while no place is chosen.
        made_at: when the newest was made; None: never.
        made: its file's name.
        proven_at: when one was last opened and found whole.
        failed_at: when one was last found damaged, after it was last proven.
    """

    folder: str = ""
    made_at: datetime | None = None
    made: str = ""
    proven_at: datetime | None = None
    failed_at: datetime | None = None

    def after(self, event: ev.Event, at: datetime) -> "Safekeeping":
        """The same after one more fact."""
        match event:
            case ev.BackupPlaceChosen(folder=folder):
                return replace(self, folder=folder)
            case ev.BackupMade(file=file):
                return replace(self, made_at=at, made=file)
            case ev.BackupProven(findings=0):
                return replace(self, proven_at=at, failed_at=None)
            case ev.BackupProven():
                return replace(self, failed_at=at)
            case _:
                return self

    @property
    def is_proven(self) -> bool:
        """Whether the newest backup was opened since it was made, whatever was found."""
        if self.made_at is None:
            return True
        opened = [at for at in (self.proven_at, self.failed_at) if at is not None]
        return any(at >= self.made_at for at in opened)

    def is_due(self, today: date, made_on: date | None) -> bool:
        """Whether today's backup is still to be made."""
        return bool(self.folder) and made_on != today


def superfluous(made_on: Iterable[tuple[str, date]]) -> tuple[str, ...]:
    """Which backups may go: all but the newest of each of the last days, weeks and months.

    Args:
        made_on: name and day of each backup, in any order; names sort by the time made.
    """
    newest_first = sorted(made_on, key=lambda each: (each[1], each[0]), reverse=True)
    kept: set[str] = set()
    for most, period in _PERIODS:
        newest: dict[date, str] = {}
        for name, day in newest_first:
            newest.setdefault(period(day), name)
        kept |= set(list(newest.values())[:most])
    return tuple(name for name, _ in reversed(newest_first) if name not in kept)
