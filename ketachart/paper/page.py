"""A document on letter paper: PDF/A-1b, a head on every page, page n of m."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF
from PySide6.QtGui import QPagedPaintDevice, QPageLayout, QPageSize, QPainter, QPdfWriter

from ketachart.app.files import write_whole
from ketachart.paper.lettering import (
    INK,
    POINT,
    RULE,
    UNITS_PER_INCH,
    Lettering,
    Line,
    PaperError,
    Tone,
    ensure_application,
)
from ketachart.paper.strips import (
    Block,
    Strip,
    draw_line,
    draw_rule,
    fall_onto_pages,
    strips_of,
)

SHORT_SIDE = 612 * POINT
LONG_SIDE = 792 * POINT
MARGIN = 34 * POINT
_SPACE = 5 * POINT
_TITLE = Lettering(11, Tone.STRONG)
_SIDE = Lettering(7.5)
_FOOT = Lettering(7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """What stands on every page.

    Attributes:
        left: at the top, the first line large.
        right: at the top on the right, the first line large, above the page's number.
        foot: at the bottom.
        mark: across the top, where the whole document must not be taken for what it is not.
    """

    left: tuple[str, ...]
    right: tuple[str, ...]
    foot: str
    mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document before it is on paper; its title stands in the file and names no patient."""

    title: str
    running: Running
    blocks: tuple[Block, ...]
    is_landscape: bool = False

    @property
    def width(self) -> float:
        """The width between the margins."""
        return (LONG_SIDE if self.is_landscape else SHORT_SIDE) - 2 * MARGIN

    @property
    def height(self) -> float:
        """The height between the margins."""
        return (SHORT_SIDE if self.is_landscape else LONG_SIDE) - 2 * MARGIN


def write(path: Path, document: Document) -> None:
    """Put a document into a file, whole or not at all.

    Raises:
        NotWritten: the folder or the disk failed; what stood there is unchanged.
    """
    write_whole(path, rendered(document))


def rendered(document: Document) -> bytes:
    """The bytes of a document's PDF."""
    *_, made = page_by_page(document)
    return made


def page_by_page(document: Document) -> Iterator[bytes]:
    """Draw a document, so that other work may go on between its pages.

    Yields:
        Nothing after each page, and at the end the bytes of the PDF.
    """
    ensure_application()
    head, foot = _head(document), _foot(document)
    room = document.height - head.height - foot.height
    pages = fall_onto_pages(strips_of(document.blocks, document.width), room)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = _writer(buffer, document)
    painter = QPainter()
    if not painter.begin(writer):
        raise PaperError("The document cannot be drawn.")
    try:
        painter.translate(MARGIN, MARGIN)
        for number, strips in enumerate(pages, start=1):
            if number > 1:
                writer.newPage()
            head.draw(painter, 0)
            _draw_number(painter, document, f"page {number} of {len(pages)}", head.height)
            _draw_strips(painter, strips, head.height)
            foot.draw(painter, document.height - foot.height)
            yield b""
    finally:
        painter.end()
    yield bytes(buffer.data().data())


def _writer(buffer: QBuffer, document: Document) -> QPdfWriter:
    writer = QPdfWriter(buffer)
    writer.setPdfVersion(QPagedPaintDevice.PdfVersion.PdfVersion_A1b)
    writer.setResolution(UNITS_PER_INCH)
    turned = QPageLayout.Orientation.Landscape
    upright = QPageLayout.Orientation.Portrait
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.Letter),
            turned if document.is_landscape else upright,
            QMarginsF(0, 0, 0, 0),
        )
    )
    writer.setTitle(document.title)
    writer.setCreator("KetaChart")
    return writer


def _draw_strips(painter: QPainter, strips: list[Strip], top: float) -> None:
    for strip in strips:
        strip.draw(painter, top)
        top += strip.height


def _draw_number(painter: QPainter, document: Document, words: str, bottom: float) -> None:
    line = Line(words, _SIDE)
    x = document.width - _SIDE.width(words)
    draw_line(painter, line, x, bottom - 2 * _SPACE - _SIDE.line_height)


def _head(document: Document) -> Strip:
    running, width = document.running, document.width
    # The page's number is drawn later, on a line of its own under what stands on the right.
    mark = _lines((running.mark,), width, Tone.ALERT) if running.mark else []
    left = _lines(running.left, width * 0.56)
    right = [*_lines(running.right, width * 0.42), Line("", _SIDE)]
    below_mark = _height(mark)
    height = below_mark + max(_height(left), _height(right)) + 2 * _SPACE

    def draw(painter: QPainter, y: float) -> None:
        _draw_column(painter, mark, y, right_edge=None)
        _draw_column(painter, left, y + below_mark, right_edge=None)
        _draw_column(painter, right, y + below_mark, right_edge=width)
        rule = y + height - _SPACE
        draw_rule(painter, (0, rule), (width, rule), INK)

    return Strip(height=height, draw=draw)


def _lines(texts: tuple[str, ...], width: float, first: Tone = Tone.STRONG) -> list[Line]:
    letterings = [Lettering(_TITLE.points, first), *[_SIDE] * (len(texts) - 1)]
    return [
        Line(piece, lettering)
        for text, lettering in zip(texts, letterings, strict=True)
        for piece in lettering.wrap(text, width)
    ]


def _height(lines: list[Line]) -> float:
    return sum(line.lettering.line_height for line in lines)


def _draw_column(
    painter: QPainter, lines: list[Line], top: float, *, right_edge: float | None
) -> None:
    for line in lines:
        x = 0.0 if right_edge is None else right_edge - line.lettering.width(line.text)
        draw_line(painter, line, x, top)
        top += line.lettering.line_height


def _foot(document: Document) -> Strip:
    lines = [Line(text, _FOOT) for text in _FOOT.wrap(document.running.foot, document.width)]
    height = _height(lines) + 2 * _SPACE

    def draw(painter: QPainter, y: float) -> None:
        draw_rule(painter, (0, y + _SPACE), (document.width, y + _SPACE), RULE)
        _draw_column(painter, lines, y + _SPACE * 1.5, right_edge=None)

    return Strip(height=height, draw=draw)
