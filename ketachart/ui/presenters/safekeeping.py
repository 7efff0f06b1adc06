"""What is said of backups: when one was last proven, what is wrong, which there are."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from ketachart.app.new_sheets import Renewed
from ketachart.domain.safekeeping import Safekeeping
from ketachart.domain.times import clock_text, local_day
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


def sheets_words(renewed: Renewed | None, by: str, proven: datetime | None, zone: tzinfo) -> str:
    """Which recovery sheets are in force, and when two of them were last typed in.

    Args:
        renewed: what is known of the last renewal, if there was one.
        by: the name of who renewed them.
        proven: when two were last proven.
        zone: the clinic's.
    """
    said = "never proven: do it under Set-up"
    if proven is not None:
        said = f"last proven {local_day(proven, zone)}"
    if renewed is None:
        return f"In force are those of the first start; {said}."
    at = f"{local_day(renewed.at, zone)} {clock_text(renewed.at, zone)}"
    return f"In force are those that {by} signed for on {at}; {said}."
