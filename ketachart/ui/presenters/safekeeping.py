"""What is said of backups: when one was last proven, what is wrong, which there are."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from ketachart.domain.safekeeping import Safekeeping
from ketachart.domain.times import local_day
from ketachart.ui.presenters.ledger import TableLine

BACKUP_COLUMNS = ("Day", "File")
STALE_AFTER = timedelta(days=3)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptWords:
    """A line about backups, and whether it is a warning."""

    words: str
    warns: bool


def kept_words(kept: Safekeeping, now: datetime, trouble: str = "") -> KeptWords:
    """For the board: how old the last proven restore is.

    Args:
        kept: what is known of this workstation's backups.
        now: the moment.
        trouble: what went wrong with the last try since the program started; empty if nothing.
    """
    if not kept.folder:
        return KeptWords(words="No backup place is chosen", warns=True)
    if kept.failed_at is not None:
        return KeptWords(words="The newest backup can't be restored: see Backup", warns=True)
    age = f"Last proven restore {ago(kept.proven_at, now)}"
    if trouble:
        return KeptWords(words=f"{trouble} {age}", warns=True)
    is_stale = kept.proven_at is None or now - kept.proven_at > STALE_AFTER
    return KeptWords(words=age, warns=is_stale)


def ago(at: datetime | None, now: datetime) -> str:
    """`3 h ago`, `12 days ago`, `never`."""
    if at is None:
        return "never"
    passed = max(now - at, timedelta(0))
    if passed < _HOUR:
        return "within the hour"
    if passed < 2 * _DAY:
        return f"{passed // _HOUR} h ago"
    return f"{passed // _DAY} days ago"


def facts(kept: Safekeeping, now: datetime, zone: tzinfo) -> tuple[tuple[str, str], ...]:
    """What the page says of the last backup and its proof, by label."""
    made = f"{local_day(kept.made_at, zone)}, {kept.made}" if kept.made_at else "none yet"
    proven = ago(kept.proven_at, now)
    if kept.failed_at is not None:
        proven = f"{proven}; the newest was found damaged {ago(kept.failed_at, now)}"
    return (("Last backup", made), ("Last proven restore", proven))


def backup_lines(found: tuple[tuple[str, date], ...]) -> tuple[TableLine, ...]:
    """A line for each backup in the folder, the newest first."""
    return tuple(
        TableLine(key=name, cells=(day.isoformat(), name)) for name, day in reversed(found)
    )
