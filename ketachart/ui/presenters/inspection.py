"""What an inspector asks for, and where it is: on screen, and in the packet."""

from datetime import date, timedelta
from typing import Final

from ketachart.domain.times import read_day
from ketachart.ui.presenters.ledger import TableLine

ASKED_COLUMNS: Final = ("Asked for", "On screen", "In the packet")
_ASKED: Final = (
    ("Initial and latest inventory", "Ledger · Inventories", "inventories.csv"),
    ("Invoices: what came in, from whom", "Ledger · Search, by lot", "receipts.csv"),
    ("Who was given what, with address", "Ledger · Day log", "administrations.csv"),
    ("Waste and breakage, with witness", "Ledger · Day log", "wastes-and-breakages.csv"),
    (
        "Returned, destroyed, transferred; Form 41",
        "Ledger · Day log",
        "disposals-and-transfers.csv",
    ),
    ("Losses, notices, Form 106", "Ledger · Differences", "forms.csv"),
    ("Counts, and those that differed", "Ledger · Differences", "counts.csv, discrepancies.csv"),
    ("The sum: opening + received = used + on hand", "Ledger · Stock", "accountability.csv, .txt"),
    ("Who closed which day, with two signatures", "Ledger · Day log", "closes.csv, day-logs/*.pdf"),
    ("Who handles the drugs", "Administration · People", "people.csv, handlers.csv"),
    ("That nothing was changed since", "Administration · Audit", "index.html, manifest.json"),
)
TWO_YEARS: Final = timedelta(days=731)
LONGEST: Final = timedelta(days=3653)
"""Ten years in a packet; records are kept for fewer."""


def asked_lines() -> tuple[TableLine, ...]:
    """What is asked for, a line each."""
    return tuple(TableLine(key=cells[0], cells=cells) for cells in _ASKED)


def packet_name(first: date, last: date) -> str:
    """The name of the folder for a packet of these days."""
    return f"packet-{first}-to-{last}"


def read_days(first: str, last: str) -> tuple[date, date] | str:
    """The days as typed, or what is wrong with them."""
    begin, end = read_day(first), read_day(last)
    if begin is None or end is None:
        return "Write both days as 2026-03-03."
    if end < begin:
        return "The last day is before the first."
    if end - begin > LONGEST:
        return "That is more than ten years; ask for fewer."
    return begin, end
