"""The trend: locked to the grid's columns, drawn in turn, read out in words."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ketachart.ui.key_pause import KeyPause, Patience
from ketachart.ui.presenters.chart_columns import lay_out
from ketachart.ui.presenters.trend import trend_view
from ketachart.ui.presenters.trend_view import (
    Reading,
    TrendView,
    label_levels,
    middle_of,
    place_of,
)
from ketachart.ui.widgets.chart_grid import ChartGrid
from ketachart.ui.widgets.draw_queue import DrawQueue
from ketachart.ui.widgets.trend_place import TrendPlace
from ketachart.ui.widgets.trend_plot import TrendPlot
from ketachart.ui.widgets.trend_points import tip
from ketachart.ui.widgets.trend_strips import Strip, StripScale, scale_of
from tests.ui.samples import a_grid, a_trend, with_next_due

ZONE = ZoneInfo("America/Los_Angeles")
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def _minutes(*numbers: int) -> list[datetime]:
    return [NOON + timedelta(minutes=number) for number in numbers]


def _turns(qtbot, count: int = 4) -> None:
    for _ in range(count):
        timer = QTimer()
        timer.setSingleShot(True)
        with qtbot.waitSignal(timer.timeout):
            timer.start(0)


class Chair(QWidget):
    """A grid over a trend, beside a panel, as in the chair window."""

    def __init__(self) -> None:
        super().__init__()
        self.grid = ChartGrid()
        self.plot = TrendPlot(DrawQueue(self, after_ms=0))
        across, down = QHBoxLayout(self), QVBoxLayout()
        down.addWidget(self.grid, stretch=2)
        down.addWidget(self.plot, stretch=1)
        across.addLayout(down, stretch=1)
        panel = QWidget()
        panel.setFixedWidth(160)
        across.addWidget(panel)
        self.plot.attach(self.grid)


@pytest.fixture
def chair(qtbot) -> Chair:
    widget = Chair()
    qtbot.addWidget(widget)
    widget.resize(900, 800)
    with qtbot.waitExposed(widget):
        widget.show()
    widget.grid.set_view(a_grid())
    widget.plot.set_view(a_trend())
    _turns(qtbot)
    return widget


def _errors(chair: Chair) -> list[int]:
    """How many pixels each column in view lies off in the plot."""
    grid, plot = chair.grid, chair.plot
    errors = []
    for column in range(grid.grid_model.columnCount()):
        left = grid.columnViewportPosition(column)
        if 0 <= left <= grid.viewport().width():
            there = grid.viewport().mapToGlobal(QPoint(left, 0)).x()
            errors.append(plot.x_on_screen(Fraction(column)) - there)
    return errors


def test_that_every_column_of_the_plot_lies_under_its_column_of_the_grid(qtbot, chair):
    bar = chair.grid.horizontalScrollBar()
    assert bar.maximum() > 100
    for value in (0, 37, 101, bar.maximum()):
        bar.setValue(value)
        _turns(qtbot)
        errors = _errors(chair)
        assert len(errors) >= 4
        assert errors == [0] * len(errors), value


def test_that_the_lock_holds_after_a_resize_and_a_new_column(qtbot, chair):
    chair.resize(1130, 700)
    _turns(qtbot)
    assert set(_errors(chair)) == {0}
    chair.grid.set_view(with_next_due(a_grid(), "84 132/84"))
    _turns(qtbot)
    assert set(_errors(chair)) == {0}


def test_that_the_lock_holds_in_large_text(qtbot, chair):
    font = chair.font()
    font.setPointSizeF(font.pointSizeF() * 2)
    chair.setFont(font)
    _turns(qtbot)
    assert set(_errors(chair)) == {0}


def test_that_the_mouse_over_a_column_reads_its_values(qtbot, chair):
    place = chair.plot.x_on_screen(middle_of(7))
    where = chair.plot._canvas.viewport().mapFromGlobal(QPoint(place, 0))
    where.setY(80)
    qtbot.mouseMove(chair.plot._canvas.viewport(), where)
    qtbot.waitUntil(lambda: chair.plot.reading != "")
    assert chair.plot.reading.splitlines() == [
        "09:05",
        "HR 92 /min",
        "BP 139/85 mmHg",
        "SpO₂ 96 %",
        "dissociation 5",
        "hallucination 2",
        "ketamine 30.0 mL/h",
    ]
    chair.plot.read_column(None)
    assert chair.plot.reading == ""


def test_that_a_hidden_plot_is_not_drawn_until_it_shows(qtbot):
    queue = DrawQueue(after_ms=0)
    plot = TrendPlot(queue)
    qtbot.addWidget(plot)
    plot.set_view(a_trend())
    assert queue.waiting == 0
    with qtbot.waitExposed(plot):
        plot.show()
    _turns(qtbot)
    assert queue.waiting == 0
    assert plot._labels


def test_that_a_view_that_is_the_same_is_not_drawn_again(qtbot, chair):
    chair.plot.set_view(a_trend())
    assert chair.plot._queue.waiting == 0


class Drawn:
    """Stands in line and notes when its turn came."""

    def __init__(self, name: str, log: list[str]) -> None:
        self._name, self._log = name, log

    def draw_now(self) -> None:
        self._log.append(self._name)


def test_that_one_costly_plot_is_drawn_in_each_turn_of_the_event_loop(qtbot):
    queue, log = DrawQueue(after_ms=0, at_once_ms=0), []
    plots = [Drawn(name, log) for name in "abc"]
    for plot in (*plots, plots[0]):
        queue.add(plot)
    assert queue.waiting == 3
    seen = []
    while queue.waiting:
        _turns(qtbot, 1)
        seen.append(len(log))
    assert log == ["a", "b", "c"]
    assert all(later - earlier <= 1 for earlier, later in zip([0, *seen], seen, strict=False))


def test_that_a_plot_that_goes_away_leaves_the_queue(qtbot):
    queue, log = DrawQueue(after_ms=0), []
    going, staying = Drawn("going", log), Drawn("staying", log)
    queue.add(going)
    queue.add(staying)
    queue.drop(going)
    _turns(qtbot)
    assert log == ["staying"]


def test_that_nothing_is_drawn_while_somebody_types_but_soon_all_the_same(qtbot):
    keys, log = KeyPause(), []
    keys.pressed()
    patient = DrawQueue(None, keys, after_ms=0, patience=Patience(60_000, 60_000))
    hasty = DrawQueue(None, keys, after_ms=0, patience=Patience(60_000, 0))
    patient.add(Drawn("patient", log))
    hasty.add(Drawn("hasty", log))
    _turns(qtbot)
    assert log == ["hasty"]
    assert patient.waiting == 1


def test_that_the_plot_comes_in_after_the_first_paint(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    grid, queue = ChartGrid(), DrawQueue(window, after_ms=0)
    place = TrendPlace(queue, grid)
    layout = QVBoxLayout(window)
    layout.addWidget(grid)
    layout.addWidget(place)
    place.set_view(a_trend())
    assert place.plot is None
    with qtbot.waitExposed(window):
        window.show()
    qtbot.waitUntil(lambda: place.plot is not None)
    grid.set_view(a_grid())
    _turns(qtbot)
    place.plot.read_column(0)
    assert place.plot.reading.startswith("08:24")


def test_that_the_tips_of_a_pressure_touch_its_values():
    assert tip(-1).boundingRect().bottom() == 0
    assert tip(1).boundingRect().top() == 0


def test_that_a_moment_between_two_columns_lies_between_them():
    columns = _minutes(0, 5, 20)
    assert place_of(NOON, columns) == Fraction(1, 2)
    assert place_of(NOON + timedelta(minutes=1), columns) == Fraction(1, 2) + Fraction(1, 5)
    assert place_of(NOON + timedelta(minutes=5), columns) == Fraction(3, 2)
    assert place_of(NOON + timedelta(minutes=20), columns) == Fraction(5, 2)


def test_that_a_moment_outside_the_columns_lies_at_their_edge():
    columns = _minutes(0, 5)
    assert place_of(NOON - timedelta(hours=1), columns) == 0
    assert place_of(NOON + timedelta(hours=1), columns) == 2
    assert place_of(NOON, []) == 0


@given(
    gaps=st.lists(st.integers(1, 90), min_size=1, max_size=8),
    moments=st.lists(st.integers(-10, 800), min_size=2, max_size=6),
)
def test_that_later_moments_never_lie_further_left(gaps, moments):
    columns = _minutes(*(sum(gaps[:n]) for n in range(len(gaps))))
    places = [place_of(moment, columns) for moment in _minutes(*sorted(moments))]
    assert places == sorted(places)
    assert all(0 <= place <= len(columns) for place in places)


def test_that_labels_that_would_overlap_get_different_heights():
    places = [Fraction(1), Fraction(5, 4), Fraction(9, 8), Fraction(6)]
    levels = label_levels(places, Fraction(2))
    assert len(set(levels[:3])) == 3
    assert levels[3] == 0


def test_that_a_column_that_is_not_there_reads_nothing():
    assert TrendView().words_at(0) == ()


def test_that_a_pause_is_said_as_a_pause():
    assert "ketamine paused" in a_trend().words_at(5)


@pytest.mark.parametrize(("value", "low"), [("98", 80), ("88", 80), ("74", 70), ("30", 30)])
def test_that_a_low_saturation_widens_its_strip(value, low):
    view = TrendView(spo2=(Reading(x=middle_of(0), value=Decimal(value)),))
    assert scale_of(Strip.SPO2, view).low == low


def test_that_a_high_pressure_widens_its_strip():
    view = a_trend()
    high = replace(view.pressure[0], systolic=Decimal(247))
    assert scale_of(Strip.PRESSURE, replace(view, pressure=(high,))).high == 260


def test_that_ruled_values_are_thinned_until_they_can_be_read():
    scale = StripScale(low=40, high=180, ruled=tuple(range(40, 181, 20)))
    assert scale.thinned(200, 15) == scale.ruled
    assert scale.thinned(70, 15) == (40, 80, 120, 160)
    assert len(scale.thinned(20, 15)) == 1


def test_that_an_earlier_session_lies_where_it_was_as_long_after_the_start(day_at):
    day = day_at("09:07:20")
    session = day.session("s2")
    chart = lay_out(
        session, day.clinic.world.settings_at(session.opened_at), ZONE, day.clinic.clock.now()
    )
    twin = replace(session, id="before")
    shown = trend_view(chart, [twin])
    own = {each.x: each.systolic for each in shown.pressure}
    (before,) = shown.earlier
    assert before.systolic
    assert all(own[each.x] == each.value for each in before.systolic)


def test_that_an_earlier_session_that_never_started_has_no_curve(day_at):
    day = day_at("09:07:20")
    session = day.session("s2")
    chart = lay_out(
        session, day.clinic.world.settings_at(session.opened_at), ZONE, day.clinic.clock.now()
    )
    (before,) = trend_view(chart, [replace(session, pump=())]).earlier
    assert before.systolic == before.heart_rate == before.dissociation == ()
