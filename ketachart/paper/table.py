"""Tables on paper: cells wrap, the head comes again on every page, nothing is cut."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from ketachart.paper.lettering import (
    FINE_RULE,
    HEAD_TINT,
    POINT,
    RULE,
    TINT,
    Lettering,
    Line,
    Tone,
)
from ketachart.paper.strips import Strip, blank, draw_line, draw_rule, line_strip

PAD_X = 2.5 * POINT
PAD_Y = 1.5 * POINT
HAIR = 0.25 * POINT
TABLE_POINTS = 7.0
# A row of more lines than this goes on in a second piece, so that no row outgrows a page.
MOST_LINES = 24


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one tone, on lines of their own."""

    text: str
    tone: Tone = Tone.PLAIN
    points: float = TABLE_POINTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What stands in a cell, run under run."""

    runs: tuple[Run, ...] = ()

    def lines(self, width: float) -> list[Line]:
        """The cell broken into lines."""
        return [
            Line(text, lettering)
            for run in self.runs
            if run.text
            for lettering in (Lettering(run.points, run.tone),)
            for text in lettering.wrap(run.text, width)
        ]


def cell(text: str, *below: str, tone: Tone = Tone.PLAIN) -> Cell:
    """A text, and fainter ones below it."""
    return Cell(runs=(Run(text, tone), *(Run(each, Tone.FAINT) for each in below)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column; the widths of a table are shares of the page's width."""

    title: str
    width: float
    is_number: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of cells, or one cell across them all."""

    cells: tuple[Cell, ...]
    is_tinted: bool = False
    spans: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under a head that is repeated on every page.

    Attributes:
        continued: what the table is about, said again above the head on every further page.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    is_ruled: bool = True
    continued: str = ""
    head_points: float = TABLE_POINTS

    def strips(self, width: float) -> list[Strip]:
        """The head, then each row in as many pieces as it needs."""
        share = width / sum(column.width for column in self.columns)
        edges = tuple(accumulate((column.width * share for column in self.columns), initial=0.0))
        head = (self._head(edges),) if self.is_ruled else ()
        again = (*self._caption(width), *head)
        body = [piece for row in self.rows for piece in self._pieces(row, edges, again)]
        # The last row is never alone on a page.
        body[-2:-1] = [replace(piece, keeps=True) for piece in body[-2:-1]]
        return [*head, *body, blank(3 * POINT)]

    def _caption(self, width: float) -> tuple[Strip, ...]:
        if not self.continued:
            return ()
        lettering = Lettering(8.0, Tone.STRONG)
        return tuple(
            line_strip(Line(text, lettering))
            for text in lettering.wrap(f"{self.continued}, continued", width)
        )

    def _head(self, edges: tuple[float, ...]) -> Strip:
        cells = [
            Cell(runs=(Run(column.title, Tone.STRONG, self.head_points),))
            for column in self.columns
        ]
        places = _placed(cells, edges)
        height = _height([lines for _, lines in places])

        def draw(painter: QPainter, y: float) -> None:
            painter.fillRect(QRectF(0, y, edges[-1], height), QColor(HEAD_TINT))
            draw_rule(painter, (0, y), (edges[-1], y), RULE)
            draw_rule(painter, (0, y + height), (edges[-1], y + height), RULE)
            self._draw_cells(painter, y, places)

        return Strip(height=height, draw=draw, keeps=True)

    def _pieces(self, row: Row, edges: tuple[float, ...], head: tuple[Strip, ...]) -> list[Strip]:
        used = (edges[0], edges[-1]) if row.spans else edges
        places = _placed(row.cells, used)
        longest = max((len(lines) for _, lines in places), default=0)
        return [
            self._piece(
                row,
                [(where, lines[begin : begin + MOST_LINES]) for where, lines in places],
                used,
                head,
            )
            for begin in range(0, max(longest, 1), MOST_LINES)
        ]

    def _piece(
        self,
        row: Row,
        places: list[tuple[tuple[float, float], list[Line]]],
        edges: tuple[float, ...],
        head: tuple[Strip, ...],
    ) -> Strip:
        height = _height([lines for _, lines in places])

        def draw(painter: QPainter, y: float) -> None:
            if row.is_tinted:
                # The line under the row above stays visible.
                tinted = QRectF(0, y + HAIR, edges[-1], height - HAIR)
                painter.fillRect(tinted, QColor(TINT))
            if self.is_ruled:
                draw_rule(painter, (0, y + height), (edges[-1], y + height), FINE_RULE)
                for edge in edges:
                    draw_rule(painter, (edge, y), (edge, y + height), FINE_RULE)
            self._draw_cells(painter, y, places, spans=row.spans)

        return Strip(height=height, draw=draw, repeats=head)

    def _draw_cells(
        self,
        painter: QPainter,
        y: float,
        places: Sequence[tuple[tuple[float, float], list[Line]]],
        *,
        spans: bool = False,
    ) -> None:
        for number, ((left, right), lines) in enumerate(places):
            top = y + PAD_Y
            for line in lines:
                x = left + PAD_X
                if self.columns[number].is_number and not spans:
                    x = right - PAD_X - line.lettering.width(line.text)
                draw_line(painter, line, x, top)
                top += line.lettering.line_height


def _placed(
    cells: Sequence[Cell], edges: tuple[float, ...]
) -> list[tuple[tuple[float, float], list[Line]]]:
    places = list(pairwise(edges))
    return [
        ((left, right), each.lines(right - left - 2 * PAD_X))
        for each, (left, right) in zip(cells, places, strict=True)
    ]


def _height(lines: Sequence[Sequence[Line]]) -> float:
    tallest = max(
        (sum(line.lettering.line_height for line in column) for column in lines), default=0.0
    )
    least = Lettering(TABLE_POINTS).line_height
    return max(tallest, least) + 2 * PAD_Y
