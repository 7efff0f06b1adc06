"""Type on paper: the bundled fonts, how wide words are, and where lines break.

Lengths on paper are tenths of a point; fonts are measured in the same unit, so
what is measured here is what is printed, on any screen or none.
"""

from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache

from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontMetricsF,
    QGuiApplication,
    QTextLayout,
    QTextOption,
)

from ketachart.app.resources import font_files

POINT = 10.0
UNITS_PER_INCH = 720

INK = "#111111"
FAINT_INK = "#555555"
ALERT_INK = "#a00d0d"
RULE = "#8c959d"
FINE_RULE = "#cfd5da"
TINT = "#eef1f4"
HEAD_TINT = "#dde3e8"
WHITE = "#ffffff"


class PaperError(Exception):
    """A document could not be drawn."""


class Tone(Enum):
    """How words stand out."""

    PLAIN = (False, INK)
    STRONG = (True, INK)
    FAINT = (False, FAINT_INK)
    ALERT = (True, ALERT_INK)


@dataclass(frozen=True, slots=True)
class Lettering:
    """A size and tone of the bundled typeface."""

    points: float
    tone: Tone = Tone.PLAIN

    @property
    def font(self) -> QFont:
        """The font, in paper units."""
        return _font(self.points, self.tone.value[0])

    @property
    def colour(self) -> QColor:
        """The ink."""
        return QColor(self.tone.value[1])

    @property
    def ascent(self) -> float:
        """From the top of a line to its base line."""
        return _metrics(self.points, self.tone.value[0]).ascent()

    @property
    def line_height(self) -> float:
        """From the top of a line to the top of the next."""
        return self.points * POINT * 1.25

    def width(self, text: str) -> float:
        """How wide a text is on one line."""
        return _metrics(self.points, self.tone.value[0]).horizontalAdvance(text)

    def wrap(self, text: str, width: float) -> tuple[str, ...]:
        """The lines of a text no wider than `width`; a word that is wider is broken."""
        return _wrapped(text, self.points, self.tone.value[0], width)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of words, already broken."""

    text: str
    lettering: Lettering


def ensure_application() -> QGuiApplication:
    """The running application, or one without a screen: Qt measures no type without any."""
    running = QGuiApplication.instance()
    return running if isinstance(running, QGuiApplication) else _own_application()


@cache
def _own_application() -> QGuiApplication:
    return QGuiApplication(["ketachart", "-platform", "offscreen"])


@cache
def _family() -> str:
    ensure_application()
    names: list[str] = []
    for file in font_files():
        names += QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(file)))
    if not names:
        raise PaperError("The fonts that came with the program cannot be read.")
    return names[0]


@cache
def _font(points: float, bold: bool) -> QFont:
    font = QFont(_family())
    font.setPixelSize(round(points * POINT))
    font.setBold(bold)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    # A ligature is copied out of the file as one odd character.
    font.setFeature(QFont.Tag("liga"), 0)
    return font


@cache
def _metrics(points: float, bold: bool) -> QFontMetricsF:
    return QFontMetricsF(_font(points, bold))


@lru_cache(maxsize=20_000)
def _wrapped(text: str, points: float, bold: bool, width: float) -> tuple[str, ...]:
    lines: list[str] = []
    for paragraph in text.expandtabs(4).splitlines() or [""]:
        if _metrics(points, bold).horizontalAdvance(paragraph) <= width:
            lines.append(paragraph)
        else:
            lines += _broken(paragraph, _font(points, bold), width)
    return tuple(lines)


def _broken(paragraph: str, font: QFont, width: float) -> list[str]:
    layout = QTextLayout(paragraph, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    # Qt counts in UTF-16.
    raw = paragraph.encode("utf-16-le", "surrogatepass")
    found: list[str] = []
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        start, length = line.textStart(), line.textLength()
        piece = raw[2 * start : 2 * (start + length)].decode("utf-16-le", "surrogatepass")
        found.append(piece.rstrip())
    layout.endLayout()
    return found
