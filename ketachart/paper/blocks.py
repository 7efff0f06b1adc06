"""The parts a document is made of: headings, words, facts and boxes."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from ketachart.paper.lettering import INK, POINT, RULE, TINT, Lettering, Line, Tone
from ketachart.paper.strips import (
    Block,
    Strip,
    blank,
    draw_line,
    draw_rule,
    kept_together,
    line_strip,
    strips_of,
)
from ketachart.paper.table import Cell, Column, Row, Run, Table

BODY = 8.0
SMALL = 7.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A section's title over a rule; it stays with what follows."""

    words: str
    points: float = 10.0
    begins_page: bool = False

    def strips(self, width: float) -> list[Strip]:
        """Space above, the words, a rule."""
        lettering = Lettering(self.points, Tone.STRONG)
        lines = [Line(text, lettering) for text in lettering.wrap(self.words, width)]
        height = len(lines) * lettering.line_height + 2 * POINT

        def draw(painter: QPainter, y: float) -> None:
            for number, line in enumerate(lines):
                draw_line(painter, line, 0, y + number * lettering.line_height)
            draw_rule(painter, (0, y + height), (width, y + height), INK)

        return [
            replace(blank(9 * POINT, keeps=True), begins_page=self.begins_page),
            Strip(height=height, draw=draw, keeps=True),
            blank(3 * POINT, keeps=True),
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A paragraph."""

    text: str
    points: float = BODY
    tone: Tone = Tone.PLAIN

    def strips(self, width: float) -> list[Strip]:
        """A strip a line."""
        lettering = Lettering(self.points, self.tone)
        broken = lettering.wrap(self.text, width)
        return [*(line_strip(Line(text, lettering)) for text in broken), blank(2 * POINT)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A label and what stands there."""

    label: str
    words: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Labelled facts, some side by side, read from left to right."""

    facts: tuple[Fact, ...]
    across: int = 3

    def strips(self, width: float) -> list[Strip]:
        """A row for every `across` facts; the last row is filled up with nothing."""
        cells = [
            Cell(runs=(Run(fact.label, Tone.FAINT, SMALL), Run(fact.words or "–", fact.tone, BODY)))
            for fact in self.facts
        ]
        cells += [Cell()] * (-len(cells) % self.across)
        rows = tuple(
            Row(cells=tuple(cells[begin : begin + self.across]))
            for begin in range(0, len(cells), self.across)
        )
        columns = tuple(Column(title="", width=1) for _ in range(self.across))
        return Table(columns=columns, rows=rows, is_ruled=False).strips(width)


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """Blocks that go to the next page rather than be parted, as far as a page holds them."""

    blocks: tuple[Block, ...]

    def strips(self, width: float) -> list[Strip]:
        """All the strips, each kept with the next."""
        return kept_together(strips_of(self.blocks, width))


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Blocks in a frame; long ones go on over the page."""

    blocks: tuple[Block, ...]
    colour: str = RULE
    fill: str = TINT

    def strips(self, width: float) -> list[Strip]:
        """The inner strips between two lines, on a tint."""
        pad = 6 * POINT
        inner = strips_of(self.blocks, width - 2 * pad)
        while inner and inner[-1].is_gap:
            inner.pop()
        top = replace(blank(4 * POINT, keeps=True), is_gap=False)
        bottom = replace(blank(4 * POINT), is_gap=False)
        if inner:
            inner[-1] = replace(inner[-1], keeps=True)
        framed = [self._framed(strip, width, pad) for strip in (top, *inner, bottom)]
        framed[0] = _with_rule(framed[0], width, self.colour, at_top=True)
        framed[-1] = _with_rule(framed[-1], width, self.colour, at_top=False)
        return [blank(4 * POINT), *framed, blank(4 * POINT)]

    def _framed(self, strip: Strip, width: float, pad: float) -> Strip:
        def draw(painter: QPainter, y: float) -> None:
            painter.fillRect(QRectF(0, y, width, strip.height), QColor(self.fill))
            draw_rule(painter, (0, y), (0, y + strip.height), self.colour)
            draw_rule(painter, (width, y), (width, y + strip.height), self.colour)
            painter.translate(pad, 0)
            strip.draw(painter, y)
            painter.translate(-pad, 0)

        repeats = tuple(self._framed(repeated, width, pad) for repeated in strip.repeats)
        return replace(strip, draw=draw, repeats=repeats)


def _with_rule(strip: Strip, width: float, colour: str, *, at_top: bool) -> Strip:
    def draw(painter: QPainter, y: float) -> None:
        strip.draw(painter, y)
        edge = y if at_top else y + strip.height
        draw_rule(painter, (0, edge), (width, edge), colour)

    return replace(strip, draw=draw)
