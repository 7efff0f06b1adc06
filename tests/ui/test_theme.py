"""Light, dark and dim: readable everywhere, followed by every widget, never colour alone."""

from dataclasses import fields
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QFontDatabase, QFontMetrics, QPalette
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ketachart.ui.presenters.grid_view import Priority
from ketachart.ui.widgets import theme
from ketachart.ui.widgets.badge import Badge
from ketachart.ui.widgets.chart_grid import ChartGrid
from ketachart.ui.widgets.form import mute
from ketachart.ui.widgets.refusal_bar import RefusalBar
from ketachart.ui.widgets.theme import DARK, DIM, LIGHT, Colours, Scheme
from tests.ui.samples import a_grid

FONTS = sorted((Path(__file__).resolve().parents[2] / "resources" / "fonts").glob("*.ttf"))

# What is written in which colour on which ground.
WRITTEN = [
    ("text", "window"),
    ("text", "base"),
    ("text", "header"),
    ("text", "button"),
    ("text", "late"),
    ("text", "missed"),
    ("text", "amended"),
    ("text", "extra"),
    ("text", "due"),
    ("text", "rate_fill"),
    ("muted", "window"),
    ("muted", "base"),
    ("muted", "header"),
    ("muted", "upcoming"),
    ("muted", "late"),
    ("muted", "missed"),
    ("muted", "due"),
    ("accent", "window"),
    ("accent_text", "accent"),
    ("soon_text", "soon_mark"),
    ("overdue_text", "overdue"),
    ("typed", "due"),
    ("medium_text", "medium_alert"),
    ("high_text", "high_alert"),
    ("refused_text", "refused"),
    ("question_text", "question"),
    ("medication", "base"),
    ("rescue", "base"),
]

# Signs, lines and borders that carry a meaning.
DRAWN = [
    ("heart_rate", "base"),
    ("pressure", "base"),
    ("spo2", "base"),
    ("rate_line", "base"),
    ("dissociation", "base"),
    ("hallucination", "base"),
    ("low_alert", "base"),
    ("low_alert", "extra"),
    ("low_alert", "late"),
    ("focus", "due"),
    ("focus", "base"),
    ("overdue", "due"),
    ("accent", "due"),
]


def _luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(colours: Colours, ink: str, ground: str) -> float:
    pair = sorted(_luminance(getattr(colours, name)) for name in (ink, ground))
    return (pair[1] + 0.05) / (pair[0] + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK, DIM], ids=["light", "dark", "dim"])
@pytest.mark.parametrize(("ink", "ground"), WRITTEN)
def test_that_text_stands_out_from_its_ground(colours, ink, ground):
    assert _contrast(colours, ink, ground) >= 4.5


@pytest.mark.parametrize("colours", [LIGHT, DARK, DIM], ids=["light", "dark", "dim"])
@pytest.mark.parametrize(("ink", "ground"), DRAWN)
def test_that_signs_stand_out_from_their_ground(colours, ink, ground):
    assert _contrast(colours, ink, ground) >= 3.0


@pytest.mark.parametrize("colours", [LIGHT, DARK, DIM], ids=["light", "dark", "dim"])
def test_that_every_colour_can_be_read_by_qt(colours):
    assert all(QColor(getattr(colours, field.name)).isValid() for field in fields(colours))


@pytest.fixture
def dressed(qapp):
    """The application as it was, after a test has dressed it."""
    style, palette, font = qapp.style().objectName(), qapp.palette(), qapp.font()
    yield qapp
    qapp.setStyle(style)
    qapp.setPalette(palette)
    qapp.setFont(font)


def test_that_a_widget_follows_its_windows_palette(qtbot, dressed):
    widget = QWidget()
    qtbot.addWidget(widget)
    for scheme, colours in ((Scheme.DARK, DARK), (Scheme.DIM, DIM), (Scheme.LIGHT, LIGHT)):
        assert theme.apply(dressed, scheme) == colours
        qtbot.waitUntil(lambda wanted=colours: theme.colours_of(widget.palette()) == wanted)
        assert widget.palette().color(QPalette.ColorRole.Text).name() == colours.text


def test_that_the_grid_is_painted_in_the_other_colours_after_a_change(qtbot, dressed):
    theme.apply(dressed, Scheme.LIGHT)
    grid = ChartGrid()
    qtbot.addWidget(grid)
    grid.resize(900, 700)
    with qtbot.waitExposed(grid):
        grid.show()
    grid.set_view(a_grid())
    light = grid.grab().toImage()
    theme.apply(dressed, Scheme.DARK)
    where = grid.viewport().geometry().center()
    assert light.pixelColor(where).lightness() > 150
    qtbot.waitUntil(lambda: grid.grab().toImage().pixelColor(where).lightness() < 100)


def _ink(label):
    return label.palette().color(label.foregroundRole()).name()


def test_that_words_with_inks_of_their_own_change_them_with_the_theme(qtbot, dressed):
    theme.apply(dressed, Scheme.LIGHT)
    window = QWidget()
    qtbot.addWidget(window)
    badge, bar, quiet = Badge("risk"), RefusalBar(), QLabel("quiet")
    rows = QVBoxLayout(window)
    for part in (badge, bar, quiet):
        rows.addWidget(part)
    badge.show_words("HIGH RISK", Priority.MEDIUM)
    bar.explain("No.", "Do otherwise.")
    mute(quiet)
    with qtbot.waitExposed(window):
        window.show()
    for scheme, colours in ((Scheme.DARK, DARK), (Scheme.DIM, DIM), (Scheme.LIGHT, LIGHT)):
        theme.apply(dressed, scheme)
        qtbot.waitUntil(lambda wanted=colours: _ink(quiet) == wanted.muted)
        qtbot.waitUntil(lambda wanted=colours: _ink(badge) == wanted.medium_text)
        sentence = next(each for each in bar.findChildren(QLabel) if each.text() == "No.")
        qtbot.waitUntil(lambda wanted=colours, at=sentence: _ink(at) == wanted.refused_text)


def test_that_larger_text_makes_larger_rows(qtbot, dressed):
    theme.apply(dressed, Scheme.LIGHT)
    grid = ChartGrid()
    qtbot.addWidget(grid)
    grid.set_view(a_grid())
    before = (grid.verticalHeader().defaultSectionSize(), grid.column_width)
    theme.apply(dressed, Scheme.LIGHT, percent=200)
    qtbot.waitUntil(lambda: grid.column_width > 1.4 * before[1])
    assert grid.verticalHeader().defaultSectionSize() > 1.4 * before[0]


@pytest.mark.parametrize("percent", [100, 150, 200])
def test_that_every_value_and_name_fits_its_place(qtbot, dressed, percent):
    theme.apply(dressed, Scheme.LIGHT, percent=percent)
    grid = ChartGrid()
    qtbot.addWidget(grid)
    view = a_grid()
    grid.set_view(view)
    look = grid._look
    value = QFontMetrics(look.strong)
    for text in ("188/118", "300/200", "300.5"):
        assert value.horizontalAdvance(text) + 8 * look.unit <= grid.column_width
    small = QFontMetrics(look.small)
    for row in view.rows:
        second = f"{row.unit}   {row.limits_text}"
        room = grid.verticalHeader().width() - 6 * look.unit
        assert small.horizontalAdvance(second) <= room
        assert value.horizontalAdvance(row.label) <= room
    assert value.height() + small.height() <= look.row_height


def test_that_the_bundled_font_has_every_sign_we_paint(qapp):
    family = theme.load_fonts(FONTS)
    assert family == theme.FAMILY
    fonts = QFontDatabase.families()
    assert family in fonts
    metrics = QFontMetrics(QFontDatabase.font(family, "Book", 12))
    for sign in "▲▼ΔLMEV₂µ−×·≥≤–°◀▶":
        assert metrics.inFontUcs4(ord(sign)), sign


def test_that_a_button_is_large_enough_for_a_glove(qapp):
    assert theme.touch_height(qapp.font()) >= 44
    assert theme.touch_height(theme.scaled(qapp.font(), 3)) > 60
