"""The controlled-substance log on paper: landscape letter, one section a product."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ketachart.domain.clinic import Site
from ketachart.domain.daylog import Row as LogRow
from ketachart.paper.blocks import Box, Fact, Facts, Heading, Together, Words
from ketachart.paper.lettering import ALERT_INK, WHITE, Tone
from ketachart.paper.page import Document, Running, page_by_page, write
from ketachart.paper.signatures import Signed, signature_table
from ketachart.paper.strips import Block
from ketachart.paper.table import Cell, Column, Row, Run, Table, cell

AGREES = "agrees"
EDGES = ("opening", "closing")


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOnPaper:
    """How one day stands.

    Attributes:
        signatures: of the two who closed it; empty while it is open.
        digest: SHA-256 of this schedule's CSV as it was when the day was closed.
        blocks: what keeps an open day from being closed, in words.
    """

    day: date
    signatures: tuple[Signed, ...] = ()
    digest: str = ""
    blocks: tuple[str, ...] = ()

    @property
    def is_closed(self) -> bool:
        """Whether two persons closed it."""
        return bool(self.signatures)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayLogPaper:
    """A day's log, or that of several days, as it is to be printed.

    Attributes:
        schedule: `III`, another one, or `all`.
        days: the days in order, at least one.
        rows: of all the days in order, each day's opening and closing rows included.
        csv_digest: SHA-256 of the CSV of these same rows, hex.
        printed: when and by whom, in words.
    """

    site: Site
    schedule: str
    days: tuple[DayOnPaper, ...]
    rows: tuple[LogRow, ...]
    csv_digest: str
    printed: str


def write_day_log(path: Path, log: DayLogPaper) -> None:
    """Write the log as PDF.

    Raises:
        NotWritten: the folder or the disk failed; what stood there is unchanged.
    """
    write(path, day_log_document(log))


def day_log_page_by_page(log: DayLogPaper) -> Iterator[bytes]:
    """The log as PDF, to be put beside other files; see `page_by_page`."""
    return page_by_page(day_log_document(log))


def day_log_document(log: DayLogPaper) -> Document:
    """The log before it is on paper."""
    sections = [block for rows in _by_product(log.rows) for block in _section(rows)]
    nothing = Words(text=f"No product of {_schedule(log)} is kept here.", tone=Tone.STRONG)
    return Document(
        title=f"Controlled-substance log {_dates(log)}, {_schedule(log)}",
        running=Running(
            left=(
                log.site.name,
                log.site.address,
                f"DEA registration {log.site.dea_registration}",
            ),
            right=("Controlled-substance log", f"{_dates(log)} · {_schedule(log)} · {_state(log)}"),
            foot=f"Printed {log.printed} · {_ABBREVIATIONS}",
            mark="TRAINING – not a record of real stock" if log.site.training else "",
        ),
        blocks=(*(sections or [nothing]), *_discrepancies(log), _closing(log)),
        is_landscape=True,
    )


_ABBREVIATIONS = "mg = mL × strength · sealed = unopened containers · times in clinic time"


def _dates(log: DayLogPaper) -> str:
    first, last = log.days[0].day, log.days[-1].day
    return first.isoformat() if first == last else f"{first} to {last}"


def _schedule(log: DayLogPaper) -> str:
    return "all schedules" if log.schedule == "all" else f"Schedule {log.schedule}"


def _state(log: DayLogPaper) -> str:
    still_open = [day for day in log.days if not day.is_closed]
    if not still_open:
        return "CLOSED"
    if len(log.days) == 1:
        return "STILL OPEN"
    return f"{len(still_open)} of {len(log.days)} days STILL OPEN"


def _by_product(rows: Sequence[LogRow]) -> list[list[LogRow]]:
    products: dict[tuple[str, ...], list[LogRow]] = {}
    for row in rows:
        key = (row.substance, row.schedule, row.dea_code, row.finished_form, row.ndc)
        products.setdefault(key, []).append(row)
    return list(products.values())


def _section(rows: Sequence[LogRow]) -> list[Block]:
    product = rows[0]
    opening, closing = rows[0], rows[-1]
    name = f"{product.substance} {product.finished_form}"
    return [
        Heading(words=name),
        Facts(
            across=5,
            facts=(
                Fact(label="NDC", words=product.ndc),
                Fact(label="Schedule", words=product.schedule),
                Fact(label="DEA drug code", words=product.dea_code),
                Fact(label="Opening balance", words=_balance(opening), tone=Tone.STRONG),
                Fact(label="Closing balance", words=_balance(closing), tone=Tone.STRONG),
            ),
        ),
        Table(
            columns=_COLUMNS,
            rows=tuple(_row(row) for row in rows),
            continued=f"{name} · NDC {product.ndc}",
        ),
    ]


def _balance(row: LogRow) -> str:
    return f"{row.balance_ml} mL · {row.balance_sealed} sealed"


_COLUMNS = (
    Column(title="Date\nTime", width=51),
    Column(title="Movement", width=60),
    Column(title="Vial\nLot", width=58),
    Column(title="mL", width=39, is_number=True),
    Column(title="mg", width=44, is_number=True),
    Column(title="Cont.", width=28, is_number=True),
    Column(title="Balance\nmL", width=43, is_number=True),
    Column(title="Balance\nsealed", width=40, is_number=True),
    Column(title="Patient\nAddress · session", width=122),
    Column(title="Prescriber\nDEA no.", width=66),
    Column(title="By (initials)\nWitness", width=86),
    Column(title="Reason\nReference", width=87),
)


def _row(row: LogRow) -> Row:
    is_edge = row.movement in EDGES
    strong = Tone.STRONG if is_edge else Tone.PLAIN
    by = f"{row.by} ({row.by_initials})" if row.by_initials else row.by
    movement_tone = Tone.ALERT if _is_discrepancy(row) else strong
    where = [row.patient_address, f"session {row.session}" if row.session else ""]
    return Row(
        is_tinted=is_edge,
        cells=(
            cell(row.date, row.time, tone=strong),
            cell(row.movement, tone=movement_tone),
            cell(_each_on_a_line(row.vial), _each_on_a_line(row.lot)),
            cell(row.ml),
            cell(row.mg),
            cell(row.containers),
            cell(row.balance_ml, tone=Tone.STRONG),
            cell(row.balance_sealed, tone=Tone.STRONG),
            cell(row.patient_name, *where),
            cell(row.prescriber, row.prescriber_dea),
            Cell(runs=(Run(by), Run(row.witness and f"witness {row.witness}", Tone.FAINT))),
            cell(row.reason, row.reference and f"ref. {row.reference}"),
        ),
    )


def _each_on_a_line(joined: str) -> str:
    return joined.replace("+", "+\n")


def _is_discrepancy(row: LogRow) -> bool:
    differs = row.movement == "counted" and not row.reason.startswith(AGREES)
    return differs or row.movement in {"adjusted", "broken"}


def _discrepancies(log: DayLogPaper) -> tuple[Block, ...]:
    found = [row for row in log.rows if _is_discrepancy(row)]
    if not found:
        return (Heading(words="Discrepancies"), Words(text="None recorded."))
    told = tuple(Words(text=_told(row)) for row in found)
    box = Box(
        blocks=(Words(text="Discrepancies", points=10.0, tone=Tone.ALERT), *told),
        colour=ALERT_INK,
        fill=WHITE,
    )
    return (box,)


_UNITS: Mapping[str, str] = {"counted": "open mL counted", "adjusted": "mL", "broken": "mL"}


def _told(row: LogRow) -> str:
    words = [
        f"{row.date} {row.time}",
        f"{row.substance} {row.finished_form} {row.vial}".strip(),
        f"{row.movement}: {row.reason}",
        f"{row.ml} {_UNITS[row.movement]}",
        f"{row.containers or '0'} sealed",
        f"by {row.by}, witness {row.witness}",
    ]
    if row.reference:
        words.append(f"reference {row.reference}")
    return " · ".join(words)


def _closing(log: DayLogPaper) -> Together:
    days = [
        block for day in log.days for block in (_closed(day) if day.is_closed else _still_open(day))
    ]
    return Together(
        blocks=(
            Heading(words="Closing"),
            *days,
            Words(text=f"SHA-256 of this log as CSV: {log.csv_digest}"),
            Words(text=_MEANING, points=7.0, tone=Tone.FAINT),
        )
    )


def _closed(day: DayOnPaper) -> tuple[Block, ...]:
    said = f"{day.day} is closed; its log does not change any more."
    digest = f"SHA-256 of its CSV when it was closed: {day.digest}"
    return (
        Words(text=said, tone=Tone.STRONG),
        signature_table(day.signatures),
        *([Words(text=digest)] if day.digest else []),
    )


def _still_open(day: DayOnPaper) -> tuple[Block, ...]:
    said = f"{day.day} is still open: what is recorded later may be added, and nobody has signed."
    waits = [Words(text=f"– {words}") for words in day.blocks]
    return (Words(text=said, tone=Tone.ALERT), *waits)


_MEANING = (
    "Closed means: the two persons named have seen this log, counted what moved, and sign for it. "
    "What is recorded after the close stands on the next day that is open, with its true date."
)
