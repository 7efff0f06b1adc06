"""The inspector packet: all records of controlled substances of some days, in one new folder.

Only what 21 CFR 1304 asks for: nothing of a chart beyond the fields of the log, and no prices,
of which none are kept.
"""

from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from ketachart.app.clinic import Clinic, Turn
from ketachart.app.files import whole_folder
from ketachart.app.listed_folder import ListedFolder
from ketachart.app.packet_tables import Tables
from ketachart.domain.daylog import day_rows
from ketachart.domain.times import stamp
from ketachart.exports import packet
from ketachart.exports.daylog_csv import day_log_csv

PrintLog = Callable[[date], Iterable[bytes]]
"""One day's log of all schedules as PDF: nothing after each page, then all of it. It is read when
asked for; its pages are drawn one by one."""

DAY_LOGS: Final = "day-logs"
_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Which days are asked for, and the folder that is to come."""

    first: date
    last: date
    out: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far it is; `words` say what was done last, `digest` is that of the finished manifest."""

    done: int
    total: int
    words: str
    digest: str = ""


def write_packet(
    clinic: Clinic, wish: Wish, turn: Turn, print_log: PrintLog
) -> Generator[Progress, None, None]:
    """Write the packet, a page at a time; closing the iterator gives it up without a trace.

    A day is read at one go, and the sums are made from the very rows that are written, so that
    work may go on between the steps.

    Raises:
        NotWritten: the folder is there already, or the disk failed; nothing is left.
        ValueError: the days are in the wrong order.
    """
    if wish.last < wish.first:
        raise ValueError("the last day is before the first")
    days = [wish.first + index * _ONE_DAY for index in range((wish.last - wish.first).days + 1)]
    total = len(days) + 2
    clinic.record_reading(f"packet {wish.first} to {wish.last}", turn)
    with whole_folder(wish.out) as folder:
        writing, tables = ListedFolder(folder), Tables(clinic)
        (folder / DAY_LOGS).mkdir()
        for number, day in enumerate(days, start=1):
            parts = clinic.books.product_days(day, "all")
            tables.add(day, parts)
            if any(part.rows for part in parts) or clinic.closing(day) is not None:
                log = day_log_csv(day_rows(day, parts))
                writing.put(f"{DAY_LOGS}/{day}.csv", f"Log of {day}, of record", log)
                for printed in print_log(day):
                    if printed:
                        writing.put(f"{DAY_LOGS}/{day}.pdf", f"Log of {day}, to read", printed)
                    else:
                        yield Progress(done=number - 1, total=total, words=f"Log of {day}")
            yield Progress(done=number, total=total, words=f"Log of {day}")
        for file in tables.files(wish.first, wish.last):
            if file is not None:
                writing.put(file.name, file.holds, file.content)
            yield Progress(done=total - 1, total=total, words="Tables and sums")
        writing.files.sort(key=lambda each: (DAY_LOGS in each.name, each.name))
        digest = writing.finish(cover_of(clinic, wish.first, wish.last, turn))
    clinic.record_reading(
        f"packet {wish.first} to {wish.last}, written, manifest SHA-256 {digest}", turn
    )
    sums = "The sums of all products hold." if tables.adds_up else "A SUM DOES NOT HOLD."
    words = f"{len(writing.files)} files. {sums}"
    yield Progress(done=total, total=total, words=words, digest=digest)


def cover_of(clinic: Clinic, first: date, last: date, turn: Turn) -> packet.Cover:
    """Whose records, of which days, made now and by whom."""
    site = clinic.world.site
    return packet.Cover(
        clinic=site.name,
        address=site.address,
        dea_registration=site.dea_registration,
        first=first.isoformat(),
        last=last.isoformat(),
        made_at=stamp(clinic.clock.now(), site.zone),
        made_by=turn.person.titled,
        is_training=site.training,
    )
