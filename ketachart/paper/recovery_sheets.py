"""Recovery sheets: words to be printed, locked away, and typed in by two who hold them."""

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ketachart.app.files import NotWritten, write_whole
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
_RENEWED = (
    "This sheet is in force once KetaChart has said so. Then sheets that were made before it, or"
    " that bear no time, open nothing any more but old backups."
)
_THERE = "There are recovery sheets in this folder already."
_FOOT = "Whoever holds two of these sheets and the clinic's computer can read its records."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Space:
    points: float

    def strips(self, width: float) -> list[Strip]:  # noqa: ARG002  every block is told the width
        return [blank(self.points * POINT)]


def write_sheets(folder: Path, clinic: str, sheets: Sequence[str]) -> None:
    """Write the sheets of a new clinic, over those of a try before.

    Raises:
        NotWritten: the folder or the disk failed.
    """
    _make(folder)
    for number, words in enumerate(sheets, start=1):
        write_sheet(_file(folder, number), clinic, number, words)


def written_anew(folder: Path, clinic: str, sheets: Sequence[str], made: str) -> tuple[Path, ...]:
    """Write all of the sheets that are to take the place of others, or none.

    Args:
        folder: where they go; sheets that lie there are never replaced.
        clinic: its name.
        sheets: the words of each.
        made: when, by which the new are told from the old.

    Returns:
        The file of each.

    Raises:
        NotWritten: the folder or the disk failed, or sheets are there already.
    """
    _make(folder)
    files = tuple(_file(folder, number) for number in range(1, len(sheets) + 1))
    if any(os.path.lexists(file) for file in files):
        raise NotWritten(_THERE)
    try:
        for number, (file, words) in enumerate(zip(files, sheets, strict=True), start=1):
            write_sheet(file, clinic, number, words, made)
    except NotWritten:
        for file in files:
            with suppress(OSError):
                file.unlink()
        raise
    return files


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotWritten from error


def _file(folder: Path, number: int) -> Path:
    return folder / f"recovery-sheet-{number}.pdf"


def write_sheet(
    path: Path, clinic: str, number: int, words: str | Sequence[str], made: str = ""
) -> None:
    """Write one sheet on one page, in large type; no other user of the computer may read it.

    Raises:
        NotWritten: the folder or the disk failed.
    """
    write_whole(path, rendered(sheet(clinic, number, words, made)), private=True)


def sheet(clinic: str, number: int, words: str | Sequence[str], made: str = "") -> Document:
    """One sheet: what it is for, and its numbered words in columns to be read downwards.

    `made` says of a sheet that takes the place of another when that was.
    """
    listed = words.split() if isinstance(words, str) else list(words)
    said = (_USE, _CARE, _RENEWED) if made else (_USE, _CARE)
    blocks: list[Block] = [
        _Space(points=14),
        *(Words(text=text, points=11.5) for text in said),
        _Space(points=14),
        _table(listed),
        _Space(points=18),
        Words(text="Kept by ________________________    since ________________", points=11.5),
    ]
    return Document(
        title=f"Recovery sheet {number} of {SHEETS}",
        running=Running(
            left=(clinic, "KetaChart recovery sheet"),
            right=(f"Sheet {number} of {SHEETS}", *((f"Made {made}",) if made else ())),
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
