"""A page of the help on paper: quick cards in large letters, other pages as they are.

The pages are Markdown; Qt reads it, and the blocks of this package set it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import (
    QFont,
    QImage,
    QPainter,
    QTextBlock,
    QTextCharFormat,
    QTextDocument,
    QTextFragment,
    QTextLayout,
    QTextLine,
    QTextListFormat,
    QTextOption,
    QTextTable,
)

import ketachart
from ketachart.paper.blocks import Heading
from ketachart.paper.lettering import INK, POINT, Lettering, Tone, ensure_application
from ketachart.paper.page import Document, Running, write
from ketachart.paper.strips import Block, Strip, blank
from ketachart.paper.table import Cell, Column, Row, Run, Table

_FOOT = "KetaChart is a record, not a monitor. Watch the patient and the monitor."
_IMAGE_MARK = "\ufffc"
_INDENT = 1.7
_NARROWEST, _WIDEST = 9, 60
"""Between these a column's share of the width follows its longest text, in letters."""
_PICTURE_WIDTH = 0.82
_KEYS = "Key"
"""The head of a column of keys, which stand out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How large a page is set, in points."""

    title: float
    heading: float
    body: float
    table: float


PAGE = Sizes(title=17, heading=12, body=9.5, table=8.5)
CARD = Sizes(title=24, heading=16, body=13.5, table=13.5)
"""To be read at arm's length, where it hangs."""


def write_help(path: Path, text: str, pictures: Path, sizes: Sizes = PAGE) -> None:
    """Put a page of the help into a PDF, whole or not at all.

    Args:
        path: the file.
        text: the page, Markdown; its first line is its title.
        pictures: the folder of the pictures that it names.
        sizes: how large it is set.

    Raises:
        NotWritten: the folder or the disk failed; what stood there is unchanged.
    """
    write(path, help_document(text, pictures, sizes))


def help_document(text: str, pictures: Path, sizes: Sizes = PAGE) -> Document:
    """A page of the help before it is on paper."""
    ensure_application()
    read = QTextDocument()
    read.setMarkdown(text)
    blocks = tuple(_blocks(read, pictures, sizes))
    title = next((each.words for each in blocks if isinstance(each, Heading)), "Help")
    return Document(
        title=title,
        running=Running(
            left=("KetaChart",), right=(f"Version {ketachart.__version__}",), foot=_FOOT
        ),
        blocks=blocks,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rich:
    """A paragraph, some of its words bold; a list's item stands beside its mark."""

    text: str
    bold: tuple[tuple[int, int], ...]
    points: float
    mark: str = ""
    level: int = 0

    def strips(self, width: float) -> list[Strip]:
        """A strip a line."""
        lettering = Lettering(self.points)
        indent = self.level * _INDENT * self.points * POINT
        lines = self._lines(lettering, width - indent)
        strips = [
            self._strip(lettering, line, indent, self.mark if number == 0 else "")
            for number, line in enumerate(lines)
        ]
        return [*strips, blank(self.points * POINT * 0.35)]

    def _lines(self, lettering: Lettering, width: float) -> list["_Laid"]:
        layout = QTextLayout(self.text, lettering.font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.setFormats([self._bold(start, length) for start, length in self.bold])
        lines = []
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            lines.append(_Laid(layout=layout, line=line))
        layout.endLayout()
        return lines

    def _bold(self, start: int, length: int) -> QTextLayout.FormatRange:
        bold = QTextCharFormat()
        bold.setFont(Lettering(self.points, Tone.STRONG).font)
        made = QTextLayout.FormatRange()
        # Named one by one: this binding takes none of them in its constructor.
        made.start, made.length, made.format = start, length, bold
        return made

    @staticmethod
    def _strip(lettering: Lettering, laid: "_Laid", indent: float, mark: str) -> Strip:
        def draw(painter: QPainter, y: float) -> None:
            painter.setPen(INK)
            painter.setFont(lettering.font)
            if mark:
                x = indent - lettering.width(mark) - lettering.points * POINT * 0.4
                painter.drawText(QPointF(x, y + laid.line.ascent()), mark)
            laid.line.draw(painter, QPointF(indent, y - laid.line.y()))

        return Strip(height=lettering.line_height, draw=draw)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Laid:
    """A line that was broken, and the layout it lives in."""

    layout: QTextLayout
    line: QTextLine


@dataclass(frozen=True, slots=True, kw_only=True)
class _Picture:
    """A picture, as wide as the text allows."""

    file: Path

    def strips(self, width: float) -> list[Strip]:
        """One strip, or none where the picture can't be read."""
        image = QImage(str(self.file))
        if image.isNull():
            return []
        # The archive format allows no transparency.
        solid = image.convertToFormat(QImage.Format.Format_RGB32)
        across = width * _PICTURE_WIDTH
        height = across * solid.height() / solid.width()

        def draw(painter: QPainter, y: float) -> None:
            painter.drawImage(QRectF(0, y, across, height), solid)

        return [Strip(height=height, draw=draw), blank(6 * POINT)]


# ── Reading the page ─────────────────────────────────────────────────────────────────────────────


def _blocks(read: QTextDocument, pictures: Path, sizes: Sizes) -> Iterator[Block]:
    """The document's blocks from the top; a table stands once, at its first cell."""
    tables = {
        frame.firstPosition(): frame
        for frame in read.rootFrame().childFrames()
        if isinstance(frame, QTextTable)
    }
    until = -1
    block = read.begin()
    while block.isValid():
        at = block.position()
        if at in tables:
            yield _table(tables[at], sizes.table)
            until = tables[at].lastPosition()
        if at > until:
            yield from _of_block(block, pictures, sizes)
        block = block.next()


def _of_block(block: QTextBlock, pictures: Path, sizes: Sizes) -> Iterator[Block]:
    level = block.blockFormat().headingLevel()
    if level:
        yield Heading(words=block.text(), points=sizes.title if level == 1 else sizes.heading)
        return
    image = _image_of(block)
    if image:
        yield _Picture(file=pictures / Path(image).name)
        return
    if not block.text().strip(f" {_IMAGE_MARK}"):
        return
    listed, mark, depth = block.textList(), "", 0
    if listed is not None:
        depth = max(listed.format().indent(), 1)
        is_counted = listed.format().style() is QTextListFormat.Style.ListDecimal
        mark = listed.itemText(block) if is_counted else "•"
    yield _Rich(text=block.text(), bold=_bold_in(block), points=sizes.body, mark=mark, level=depth)


def _bold_in(block: QTextBlock) -> tuple[tuple[int, int], ...]:
    return tuple(
        (fragment.position() - block.position(), fragment.length())
        for fragment in _fragments(block)
        if fragment.charFormat().fontWeight() > QFont.Weight.Normal
    )


def _image_of(block: QTextBlock) -> str:
    for fragment in _fragments(block):
        if fragment.charFormat().isImageFormat():
            return fragment.charFormat().toImageFormat().name()
    return ""


def _fragments(block: QTextBlock) -> Iterator[QTextFragment]:
    place = block.begin()
    while not place.atEnd():
        yield place.fragment()
        place += 1


def _table(table: QTextTable, points: float) -> Table:
    rows = [
        [_words_of(table, row, column) for column in range(table.columns())]
        for row in range(table.rows())
    ]
    widths = [
        min(max(_NARROWEST, *(len(row[column]) for row in rows)), _WIDEST)
        for column in range(table.columns())
    ]
    head, *body = rows
    first = Tone.STRONG if head[0] == _KEYS else Tone.PLAIN
    columns = (Column(title=title, width=w) for title, w in zip(head, widths, strict=True))
    return Table(
        columns=tuple(columns),
        rows=tuple(_row(row, points, first) for row in body),
        head_points=points,
    )


def _row(words: Sequence[str], points: float, first: Tone) -> Row:
    tones = (first, *[Tone.PLAIN] * (len(words) - 1))
    cells = (Cell(runs=(Run(each, tone, points),)) for each, tone in zip(words, tones, strict=True))
    return Row(cells=tuple(cells))


def _words_of(table: QTextTable, row: int, column: int) -> str:
    cell = table.cellAt(row, column)
    cursor = cell.firstCursorPosition()
    cursor.setPosition(cell.lastPosition(), cursor.MoveMode.KeepAnchor)
    return cursor.selectedText().replace("\u2029", "\n")
