"""An inventory on paper, as 21 CFR 1304.11 asks: one section a schedule, II apart from the rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ketachart.domain.clinic import Site
from ketachart.domain.events import InventoryLine
from ketachart.domain.inventories import BusinessMoment, Inventory
from ketachart.domain.quantities import two_places
from ketachart.paper.blocks import Fact, Facts, Heading, Words
from ketachart.paper.lettering import Tone
from ketachart.paper.page import Document, Running, write
from ketachart.paper.signatures import Signed, signature_table
from ketachart.paper.strips import Block
from ketachart.paper.table import Column, Row, Table, cell

_MOMENTS = {
    BusinessMoment.OPENING: "opening of business",
    BusinessMoment.CLOSE: "close of business",
}
_KEEP = (
    "Keep at the registered location with the records of the same schedules, for two years at"
    " least. Expired stock that waits for its disposal is counted too."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InventoryPaper:
    """An inventory as it is to be printed.

    Attributes:
        signatures: of the two who counted.
        due: until when the next is to be taken, in words.
        printed: when and by whom, in words.
    """

    site: Site
    inventory: Inventory
    signatures: tuple[Signed, ...]
    due: str
    printed: str


def moment_words(moment: str) -> str:
    """At which end of the day it was taken."""
    return _MOMENTS[BusinessMoment(moment)]


def write_inventory(path: Path, paper: InventoryPaper) -> None:
    """Write the inventory as PDF.

    Raises:
        NotWritten: the folder or the disk failed; what stood there is unchanged.
    """
    write(path, inventory_document(paper))


def inventory_document(paper: InventoryPaper) -> Document:
    """The inventory before it is on paper."""
    taken, site = paper.inventory.taken, paper.site
    at_two = [line for line in taken.lines if line.schedule == "II"]
    others = [line for line in taken.lines if line.schedule != "II"]
    blocks: list[Block] = [
        Facts(
            across=4,
            facts=(
                Fact(label="Kind", words=taken.kind, tone=Tone.STRONG),
                Fact(label="Date", words=taken.day.isoformat(), tone=Tone.STRONG),
                Fact(label="Taken at", words=moment_words(taken.moment), tone=Tone.STRONG),
                Fact(label="Next is due", words=paper.due),
            ),
        )
    ]
    for title, lines in (("Schedule II", at_two), ("Schedules III to V", others)):
        if lines:
            blocks += [Heading(words=title), _table(lines)]
    blocks += [
        Heading(words="Counted by"),
        signature_table(paper.signatures),
        Words(text=_KEEP, points=7.5, tone=Tone.FAINT),
    ]
    return Document(
        title=f"Inventory of controlled substances {taken.day}",
        running=Running(
            left=(site.name, site.address, f"DEA registration {site.dea_registration}"),
            right=("Inventory of controlled substances", f"{taken.day} · {taken.kind}"),
            foot=f"Printed {paper.printed}",
            mark="TRAINING – not a record of real stock" if site.training else "",
        ),
        blocks=tuple(blocks),
        is_landscape=True,
    )


def _table(lines: Sequence[InventoryLine]) -> Table:
    return Table(
        columns=(
            Column(title="Drug", width=150),
            Column(title="Schedule", width=50),
            Column(title="Finished form, volume of a container", width=160),
            Column(title="NDC", width=90),
            Column(title="Sealed containers", width=80, is_number=True),
            Column(title="In opened ones, mL", width=80, is_number=True),
            Column(title="Opened ones were", width=90),
        ),
        rows=tuple(
            Row(
                cells=(
                    cell(line.substance, tone=Tone.STRONG),
                    cell(line.schedule),
                    cell(line.finished_form),
                    cell(line.ndc),
                    cell(str(line.sealed)),
                    cell(two_places(line.open_ml)),
                    cell(line.method),
                )
            )
            for line in lines
        ),
    )
