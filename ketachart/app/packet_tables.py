"""The tables of the inspector packet that are made from the rows of the log."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from ketachart.app.clinic import Clinic
from ketachart.app.packet_facts import TableFile, fact_tables, table_file
from ketachart.domain import accountability
from ketachart.domain.accountability import Account, proof_lines
from ketachart.domain.daylog import ProductDay, Row
from ketachart.exports.cells import spreadsheet_csv
from ketachart.exports.packet import ACCOUNT_COLUMNS, account_row, table_csv

_PRODUCT: Final = ("substance", "schedule", "dea_code", "finished_form", "ndc")
_WHEN: Final = ("date", "time")
_WHO: Final = ("by", "by_initials", "witness")
_AMOUNT: Final = ("lot", "vial", "ml", "mg")
ADMINISTERED: Final = (
    *_WHEN,
    *("patient_name", "patient_address"),
    *_PRODUCT,
    *_AMOUNT,
    *("by", "by_initials", "prescriber", "prescriber_dea", "session"),
)
WASTED: Final = (
    *_WHEN,
    "movement",
    *_PRODUCT,
    *_AMOUNT,
    "containers",
    *_WHO,
    "reason",
    "patient_name",
    "session",
)
COUNTED: Final = (*_WHEN, *_PRODUCT, "containers", "ml", *_WHO, "reason")
DIFFERED: Final = (*_WHEN, "movement", *_PRODUCT, "containers", "ml", *_WHO, "reason", "reference")
CLOSES: Final = ("day", "closed_at", "closed_by", "witness", "sha256_of_the_log_as_csv")


class _Growing:
    """A table that is written as the days come: at the end nobody waits for years of rows."""

    def __init__(self, columns: tuple[str, ...]) -> None:
        self._columns = columns
        self._written = bytearray(table_csv(columns, ()))

    def add(self, row: Row) -> None:
        """Write one more row of the log."""
        cells = tuple(str(getattr(row, column)) for column in self._columns)
        self._written += spreadsheet_csv([cells])

    def table_file(self, name: str, holds: str) -> TableFile:
        """The table as a file."""
        return TableFile(name=f"{name}.csv", holds=holds, content=bytes(self._written))


class Tables:
    """Takes in the days one after the other, and gives the tables at the end."""

    def __init__(self, clinic: Clinic) -> None:
        self._clinic = clinic
        self._accounts: dict[str, Account] = {}
        self._administered, self._wasted = _Growing(ADMINISTERED), _Growing(WASTED)
        self._counted, self._differed = _Growing(COUNTED), _Growing(DIFFERED)
        self._closes: list[tuple[str, ...]] = []

    def add(self, day: date, parts: Sequence[ProductDay]) -> None:
        """Take in one more day."""
        for part in parts:
            name = part.product.id
            before = self._accounts.get(name) or accountability.opened(part)
            self._accounts[name] = before.after(part)
            for row in part.rows:
                self._add_row(row)
        done = self._clinic.closing(day)
        if done is not None:
            who = (self._name(done.closed_by), self._name(done.witness))
            digest = done.digests.get("all", "")
            self._closes.append((day.isoformat(), done.closed_at, *who, digest))

    def _add_row(self, row: Row) -> None:
        match row.movement:
            case "administered":
                self._administered.add(row)
            case "wasted" | "broken":
                self._wasted.add(row)
            case "counted":
                self._counted.add(row)
                if not row.reason.startswith("agrees"):
                    self._differed.add(row)
            case "adjusted":
                self._differed.add(row)
            case _:
                pass

    @property
    def adds_up(self) -> bool:
        """Whether the sum of every product holds."""
        return all(each.adds_up for each in self._accounts.values())

    def files(self, first: date, last: date) -> Iterator[TableFile | None]:
        """All tables, one at a time; nothing where other work may go on before the next."""
        yield from self._sums()
        yield self._administered.table_file("administrations", "Who was given what")
        yield self._wasted.table_file("wastes-and-breakages", "Wasted and broken")
        yield self._counted.table_file("counts", "Every count")
        yield self._differed.table_file("discrepancies", "Counts that differed, and adjustments")
        yield table_file("closes", "Who closed which day", CLOSES, self._closes)
        yield from fact_tables(self._clinic, first, last)

    def _sums(self) -> Iterator[TableFile]:
        accounts = sorted(self._accounts.values(), key=lambda each: each.product.order)
        rows = (account_row(each) for each in accounts)
        yield table_file("accountability", "The sum of each product", ACCOUNT_COLUMNS, rows)
        proof = "\n\n".join("\n".join(proof_lines(each)) for each in accounts)
        yield TableFile(
            name="accountability.txt",
            holds="The same sums, line by line",
            content=f"{proof}\n".encode(),
        )

    def _name(self, person: str) -> str:
        found = self._clinic.world.person(person)
        return found.name if found else person
