"""Recovery sheets: words to be printed, locked away, and typed in by two who hold them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ketachart.app.files import write_whole
from ketachart.paper.blocks import Words
from ketachart.paper.lettering import POINT, Tone
from ketachart.paper.page import Document, Running, rendered
from ketachart.paper.strips import Block, Strip, blank
from ketachart.paper.table import Cell, Column, Row, Run, Table

SHEETS = 3
NEEDED = 2
_ACROSS = 3
_USE = (
    f"Any {NEEDED} of the {SHEETS} sheets, typed in together, open this clinic's records when every"
    " passphrase is lost. One sheet alone opens nothing."
)
_CARE = (
    "Keep each sheet under lock in a different place, with a different person. Do not copy,"
    " photograph or scan it."
)
_FOOT = "Whoever holds two of these sheets and the clinic's computer can read its records."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Space:
    points: float

    def strips(self, width: float) -> list[Strip]:  # noqa: ARG002  every block is told the width
        return [blank(self.points * POINT)]


def write_sheet(path: Path, clinic: str, number: int, words: str | Sequence[str]) -> None:
    """Write one sheet on one page, in large type; no other user of the computer may read it.

    Raises:
        NotWritten: the folder or the disk failed.
    """
    write_whole(path, rendered(sheet(clinic, number, words)), private=True)


def sheet(clinic: str, number: int, words: str | Sequence[str]) -> Document:
    """One sheet: what it is for, and its numbered words in columns to be read downwards."""
    listed = words.split() if isinstance(words, str) else list(words)
    blocks: list[Block] = [
        _Space(points=14),
        *(Words(text=text, points=11.5) for text in (_USE, _CARE)),
        _Space(points=14),
        _table(listed),
        _Space(points=18),
        Words(text="Kept by ________________________    since ________________", points=11.5),
    ]
    return Document(
        title=f"Recovery sheet {number} of {SHEETS}",
        running=Running(
            left=(clinic, "KetaChart recovery sheet"),
            right=(f"Sheet {number} of {SHEETS}",),
            foot=_FOOT,
        ),
        blocks=tuple(blocks),
    )


def _table(words: Sequence[str]) -> Table:
    down = -(-len(words) // _ACROSS)
    cells = [
        Cell(runs=(Run(f"{place:\u2007>2}.  {word}", Tone.STRONG, 14.0),))
        for place, word in enumerate(words, start=1)
    ]
    cells += [Cell()] * (down * _ACROSS - len(cells))
    rows = tuple(
        Row(cells=tuple(cells[row + column * down] for column in range(_ACROSS)))
        for row in range(down)
    )
    columns = tuple(Column(title="", width=1) for _ in range(_ACROSS))
    return Table(columns=columns, rows=rows, is_ruled=False)
