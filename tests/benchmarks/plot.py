"""The figures as a picture: how far each is from its bound."""

import math
from collections.abc import Sequence
from html import escape

from figures import Figure, told

WIDTH, LABELS, ROW, TOP = 1000, 430, 34, 46
MOST = 4.0
"""Beyond four times its bound, or within a quarter of it, a bar ends."""
MET, SHORT, INK, PALE = "#2e7d5b", "#b3541e", "#222222", "#d9d9d9"


def drawn(figures: Sequence[Figure]) -> str:
    """An SVG: a bar from each figure's bound, to the left where it is kept."""
    measured = [each for each in figures if each.got is not None and each.got > 0]
    height = TOP + ROW * len(measured) + 20
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}">',
        f'<g font-family="sans-serif" font-size="13" fill="{INK}">',
        f'<rect width="{WIDTH}" height="{height}" fill="white"/>',
    ]
    for share in (0.25, 0.5, 1.0, 2.0, 4.0):
        x, ink = _x(share), INK if share == 1 else PALE
        name = "the bound" if share == 1 else f"{told(share)} × the bound"
        parts.append(f'<path d="M{x:.1f} {TOP - 12}V{height - 10}" stroke="{ink}"/>')
        parts.append(f'<text x="{x:.1f}" y="{TOP - 20}" text-anchor="middle">{name}</text>')
    for number, each in enumerate(measured):
        parts += _row(each, TOP + number * ROW)
    return "\n".join([*parts, "</g></svg>", ""])


def _row(figure: Figure, top: int) -> list[str]:
    assert figure.got is not None
    middle, bound, end = top + ROW / 2, _x(1.0), _x(_share(figure, figure.got))
    ink = MET if figure.is_met else SHORT
    words = f"{figure.what}: {told(figure.got)} {figure.unit}, {figure.bound}"
    right, against = f'x="{LABELS - 12}" text-anchor="end"', escape(f"against {figure.against}")
    bar = f'x="{min(bound, end):.1f}" width="{abs(end - bound):.1f}"'
    row = [
        f'<text {right} y="{middle - 1:.1f}">{escape(words)}</text>',
        f'<text {right} y="{middle + 12:.1f}" font-size="10">{against}</text>',
        f'<rect {bar} y="{middle - 7:.1f}" height="14" fill="{ink}"/>',
    ]
    if figure.each:
        low, high = (_x(_share(figure, each)) for each in (min(figure.each), max(figure.each)))
        row.append(f'<path d="M{low:.1f} {middle:.1f}H{high:.1f}" stroke="{INK}"/>')
    return row


def _share(figure: Figure, number: float) -> float:
    """How many times its bound a figure is; a lower bound is turned round."""
    return figure.reach / number if figure.at_least else number / figure.reach


def _x(share: float) -> float:
    """Where a share of the bound stands, by its logarithm."""
    place = math.log(min(max(share, 1 / MOST), MOST), MOST)
    return LABELS + (WIDTH - LABELS - 60) * (place + 1) / 2 + 10
