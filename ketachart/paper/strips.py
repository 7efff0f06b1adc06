"""Strips: what is never cut in two, and how a run of them falls onto pages."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from PySide6.QtCore import QLineF, QPointF
from PySide6.QtGui import QColor, QPainter, QPen

from ketachart.paper.lettering import POINT, Line

Draw = Callable[[QPainter, float], None]
"""Draws a strip whose top is at the given height; 0 across is the left margin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """A band across the page.

    Attributes:
        keeps: it stays on the page of the strip that follows.
        is_gap: it is left out at the top of a page.
        repeats: drawn again above it when it comes first on a page.
        begins_page: it comes first on a page.
    """

    height: float
    draw: Draw
    keeps: bool = False
    is_gap: bool = False
    repeats: tuple["Strip", ...] = ()
    begins_page: bool = False


class Block(Protocol):
    """A part of a document that knows how it looks at a width."""

    def strips(self, width: float) -> list[Strip]:
        """The block as strips, from the top."""


def strips_of(blocks: Iterable[Block], width: float) -> list[Strip]:
    """All strips of a run of blocks."""
    return [strip for block in blocks for strip in block.strips(width)]


def fall_onto_pages(strips: Sequence[Strip], room: float) -> list[list[Strip]]:
    """Share strips out over pages of a height; there is always one page."""
    pages: list[list[Strip]] = [[]]
    used = 0.0
    for group in _groups(strips):
        needed = sum(strip.height for strip in group)
        if used and (group[0].begins_page or used + needed > room):
            pages.append(list(group[0].repeats))
            used = sum(strip.height for strip in pages[-1])
        for strip in group:
            if strip.is_gap and not used:
                continue
            if used and used + strip.height > room:
                pages.append(list(strip.repeats))
                used = sum(repeated.height for repeated in pages[-1])
            pages[-1].append(strip)
            used += strip.height
    return pages


def _groups(strips: Sequence[Strip]) -> Iterable[list[Strip]]:
    group: list[Strip] = []
    for strip in strips:
        group.append(strip)
        if not strip.keeps:
            yield group
            group = []
    if group:
        yield group


def blank(height: float, *, keeps: bool = False) -> Strip:
    """Empty space, which a page does not begin with."""
    return Strip(height=height, draw=lambda _painter, _y: None, keeps=keeps, is_gap=True)


def kept_together(strips: Sequence[Strip]) -> list[Strip]:
    """The same strips, all on one page as far as one holds them."""
    return [replace(strip, keeps=True) for strip in strips[:-1]] + list(strips[-1:])


def draw_line(painter: QPainter, line: Line, x: float, top: float) -> None:
    """Draw one line of words from its left end."""
    lettering = line.lettering
    painter.setFont(lettering.font)
    painter.setPen(lettering.colour)
    # Centred in its line, whatever the font says about its own leading.
    ascent = lettering.ascent + (lettering.line_height - lettering.points * POINT * 1.164) / 2
    painter.drawText(QPointF(x, top + ascent), line.text)


def line_strip(line: Line) -> Strip:
    """One line of words from the left margin."""
    return Strip(
        height=line.lettering.line_height,
        draw=lambda painter, y: draw_line(painter, line, 0, y),
    )


def draw_rule(
    painter: QPainter, start: tuple[float, float], end: tuple[float, float], colour: str
) -> None:
    """Draw a thin straight line."""
    painter.setPen(QPen(QColor(colour), 0.5 * POINT))
    painter.drawLine(QLineF(*start, *end))
