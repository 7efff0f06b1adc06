"""Light, dark and dim: palettes, colours for cells and plots, fonts and touch sizes."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

FAMILY = "DejaVu Sans"
BASE_POINTS = 10.5
_SIDE_CHARACTERS = 47
# What a window manager puts around a window.
_FRAME = QSize(8, 40)
TOUCH = 44
"""The least height and width, in pixels, of anything that is meant to be touched."""


class Scheme(Enum):
    """Which set of colours is shown."""

    LIGHT = auto()
    DARK = auto()
    DIM = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Colours:
    """Every colour that the program paints with, as #rrggbb."""

    window: str
    base: str
    text: str
    muted: str
    line: str
    strong_line: str
    header: str
    button: str
    accent: str
    accent_text: str
    focus: str
    due: str
    soon_mark: str
    soon_text: str
    overdue: str
    overdue_text: str
    upcoming: str
    late: str
    missed: str
    amended: str
    extra: str
    typed: str
    low_alert: str
    medium_alert: str
    medium_text: str
    high_alert: str
    high_text: str
    refused: str
    refused_text: str
    question: str
    question_text: str
    heart_rate: str
    pressure: str
    spo2: str
    rate_fill: str
    rate_line: str
    medication: str
    rescue: str
    dissociation: str
    hallucination: str


LIGHT = Colours(
    window="#f2f4f6",
    base="#ffffff",
    text="#12171c",
    muted="#46525d",
    line="#d3d9de",
    strong_line="#9aa6b1",
    header="#e7ecf0",
    button="#fbfcfd",
    accent="#00568c",
    accent_text="#ffffff",
    focus="#00568c",
    due="#fff7d9",
    soon_mark="#e3a008",
    soon_text="#12171c",
    overdue="#a83a00",
    overdue_text="#ffffff",
    upcoming="#eef1f4",
    late="#fdebdc",
    missed="#efe6ee",
    amended="#dceefa",
    extra="#e6f4ec",
    typed="#003a94",
    low_alert="#0067a8",
    medium_alert="#ffcf70",
    medium_text="#12171c",
    high_alert="#b3201a",
    high_text="#ffffff",
    refused="#fbdcd9",
    refused_text="#7c0d08",
    question="#ffeab0",
    question_text="#3d2b00",
    heart_rate="#c2410c",
    pressure="#20272e",
    spo2="#0067a8",
    rate_fill="#d6c6e8",
    rate_line="#5f3b94",
    medication="#5f3b94",
    rescue="#b3201a",
    dissociation="#00785a",
    hallucination="#8f5600",
)

DARK = Colours(
    window="#12161a",
    base="#181d22",
    text="#e8ecf0",
    muted="#aab5bf",
    line="#323b44",
    strong_line="#66727e",
    header="#20272e",
    button="#28313a",
    accent="#7cc7f2",
    accent_text="#06141d",
    focus="#7cc7f2",
    due="#2b2816",
    soon_mark="#f0bf4c",
    soon_text="#191204",
    overdue="#ff9a62",
    overdue_text="#1e0c02",
    upcoming="#14181c",
    late="#38271c",
    missed="#322834",
    amended="#173447",
    extra="#17302a",
    typed="#a9d4ff",
    low_alert="#6fc0f0",
    medium_alert="#eeb13c",
    medium_text="#191204",
    high_alert="#c9342b",
    high_text="#ffffff",
    refused="#4a1a18",
    refused_text="#ffcfc9",
    question="#463809",
    question_text="#ffe9a8",
    heart_rate="#ff9166",
    pressure="#e8ecf0",
    spo2="#6fc0f0",
    rate_fill="#43305c",
    rate_line="#c8a8ee",
    medication="#c8a8ee",
    rescue="#ff8f86",
    dissociation="#4cc9a0",
    hallucination="#f0bf4c",
)


DIM = Colours(
    window="#0a0c0c",
    base="#0e1111",
    text="#a49e92",
    muted="#898984",
    line="#2c3133",
    strong_line="#595e5e",
    header="#141819",
    button="#1a1f21",
    accent="#598999",
    accent_text="#030a0e",
    focus="#598999",
    due="#1d180a",
    soon_mark="#b0842d",
    soon_text="#0f0901",
    overdue="#bc693b",
    overdue_text="#130501",
    upcoming="#0b0d0d",
    late="#26180d",
    missed="#22181d",
    amended="#0e212a",
    extra="#0e1e17",
    typed="#7b93a2",
    low_alert="#508498",
    medium_alert="#af7a22",
    medium_text="#0f0901",
    high_alert="#d25a4b",
    high_text="#0d0201",
    refused="#340e0b",
    refused_text="#bc8f7e",
    question="#312403",
    question_text="#bca169",
    heart_rate="#bc633e",
    pressure="#aaa498",
    spo2="#508498",
    rate_fill="#2f1e37",
    rate_line="#927397",
    medication="#927397",
    rescue="#bc6253",
    dissociation="#358b64",
    hallucination="#b0842d",
)
"""For a room kept dark for a patient: nothing that lights a face, and less blue than red."""

_COLOURS = {Scheme.LIGHT: LIGHT, Scheme.DARK: DARK, Scheme.DIM: DIM}
_BY_ACCENT = {colours.accent: colours for colours in _COLOURS.values()}
_CHOSEN = "chosen_scheme"


def colours_for(scheme: Scheme) -> Colours:
    """The colours of a scheme."""
    return _COLOURS[scheme]


def colours_of(palette: QPalette) -> Colours:
    """The colours that go with a palette, so that a widget follows its window by itself."""
    # The role of links tells the scheme: no widget paints it, so none has changed its own.
    found = _BY_ACCENT.get(palette.color(QPalette.ColorRole.Link).name())
    if found is not None:
        return found
    is_dark = palette.color(QPalette.ColorRole.Window).lightness() < 128
    return DARK if is_dark else LIGHT


def scheme_of(app: QApplication) -> Scheme:
    """The scheme chosen at this workstation; the desktop's while none is."""
    chosen = app.property(_CHOSEN)
    return Scheme[chosen] if chosen in Scheme.__members__ else system_scheme(app)


def choose(app: QApplication, name: str) -> None:
    """Wear a scheme by its name; any other name follows the desktop."""
    app.setProperty(_CHOSEN, name)
    wear(app, scheme_of(app))


def next_scheme(scheme: Scheme) -> Scheme:
    """The one that the key for it leads to: light, dark, dim, and light again."""
    around = tuple(Scheme)
    return around[(around.index(scheme) + 1) % len(around)]


def wear(app: QApplication, scheme: Scheme) -> Colours:
    """Put a scheme's colours on all windows, and on tooltips, which follow no window."""
    colours = colours_for(scheme)
    palette = palette_of(colours)
    app.setPalette(palette)
    QToolTip.setPalette(palette)
    return colours


def system_scheme(app: QApplication) -> Scheme:
    """The scheme that the desktop asks for; light where it does not say."""
    asked = app.styleHints().colorScheme()
    return Scheme.DARK if asked is Qt.ColorScheme.Dark else Scheme.LIGHT


def load_fonts(files: Iterable[Path]) -> str:
    """Load bundled fonts and return the family to use, so that no sign is ever a box."""
    families = [
        family
        for file in files
        for family in QFontDatabase.applicationFontFamilies(
            QFontDatabase.addApplicationFont(str(file))
        )
    ]
    return FAMILY if FAMILY in families or not families else families[0]


def apply(
    app: QApplication, scheme: Scheme, *, percent: int = 100, family: str = FAMILY
) -> Colours:
    """Dress the whole application; `percent` scales all text, and what is sized by it."""
    app.setStyle("Fusion")
    colours = wear(app, scheme)
    font = QFont(family)
    font.setPointSizeF(BASE_POINTS * percent / 100)
    app.setFont(font)
    return colours


def palette_of(colours: Colours) -> QPalette:
    """A Qt palette in these colours, disabled text included."""
    role = QPalette.ColorRole
    palette = QPalette()
    for place, colour in (
        (role.Window, colours.window),
        (role.WindowText, colours.text),
        (role.Base, colours.base),
        (role.AlternateBase, colours.header),
        (role.Text, colours.text),
        (role.Button, colours.button),
        (role.ButtonText, colours.text),
        (role.ToolTipBase, colours.header),
        (role.ToolTipText, colours.text),
        (role.PlaceholderText, colours.muted),
        (role.Highlight, colours.accent),
        (role.HighlightedText, colours.accent_text),
        (role.Link, colours.accent),
        (role.LinkVisited, colours.accent),
        (role.BrightText, colours.overdue),
        (role.Accent, colours.accent),
        (role.Mid, colours.strong_line),
        (role.Light, colours.button),
        (role.Dark, colours.strong_line),
    ):
        palette.setColor(place, QColor(colour))
    for place in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, place, QColor(colours.muted))
    return palette


def touch_height(font: QFont) -> int:
    """The height of a button or row in this font, never below what a gloved finger needs."""
    return max(TOUCH, round(QFontMetrics(font).height() * 2.1))


def side_width(font: QFont) -> int:
    """The width of what stands beside a chart or a table: a form in this font."""
    return max(9 * TOUCH, QFontMetrics(font).averageCharWidth() * _SIDE_CHARACTERS)


def window_size(widget: QWidget, width: int, height: int) -> QSize:
    """The size of a window of words: grown with its text, and never beyond its screen."""
    factor = widget.font().pointSizeF() / BASE_POINTS
    wished = QSize(round(width * factor), round(height * factor))
    return wished.boundedTo(widget.screen().availableSize() - _FRAME)


def scaled(font: QFont, factor: float, *, bold: bool = False) -> QFont:
    """A copy of a font in another size and weight."""
    copy = QFont(font)
    copy.setPointSizeF(font.pointSizeF() * factor)
    copy.setBold(bold)
    return copy
