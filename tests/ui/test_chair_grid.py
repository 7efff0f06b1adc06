"""The shared day's sessions laid out as columns of the grid and the trend."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from ketachart.ui.presenters.chart_columns import NOW_KEY, Chart, lay_out, next_change
from ketachart.ui.presenters.chart_grid import grid_view, last_values
from ketachart.ui.presenters.grid_view import CellView, ColumnState, Direction, GridView, Priority
from ketachart.ui.presenters.history import changed_fields, entry_at, history
from ketachart.ui.presenters.trend import trend_view
from ketachart.ui.presenters.trend_view import MarkerKind
from tests.ui.chair_day import ChairDay, at

ZONE = ZoneInfo("America/Los_Angeles")


def _chart(day: ChairDay, session: str, time: str, wanted: str = "") -> Chart:
    found = day.session(session)
    settings = day.clinic.world.settings_at(found.opened_at)
    return lay_out(found, settings, ZONE, at(time), wanted)


def _cell(view: GridView, column: int, row: str) -> CellView:
    number = next(n for n, each in enumerate(view.rows) if each.key == row)
    return view.columns[column].cells[number]


def _times(view: GridView) -> list[str]:
    return [column.time_text for column in view.columns]


def test_that_the_slots_of_the_plan_are_the_columns_and_the_due_one_is_open(day_at):
    view = grid_view(_chart(day_at("09:06:10"), "s2", "09:06:10"))
    assert _times(view)[:7] == ["08:24", "08:34", "08:38", "08:45", "08:55", "09:03", "09:07"]
    assert view.due == 6
    assert view.columns[6].state is ColumnState.DUE_SOON
    assert [column.state for column in view.columns[7:]] == [ColumnState.UPCOMING] * 3


def test_that_late_missed_and_entered_late_are_said_in_words(day_at):
    view = grid_view(_chart(day_at("10:01:00"), "s1", "10:01:00"))
    words = {column.words for column in view.columns}
    assert {"late · due 08:45", "missed · explain"} <= words
    entered = grid_view(_chart(day_at("09:06:10"), "s2", "09:06:10")).columns[3]
    assert entered.entered_late
    assert entered.words == "entered late"


def test_that_the_head_of_a_late_column_has_two_lines_and_no_third_to_be_cut_off(day_at):
    chart = _chart(day_at("10:01:00"), "s1", "10:01:00")
    late = next(n for n, each in enumerate(grid_view(chart).columns) if "late" in each.words)
    column = chart.columns[late]
    reading = replace(column.reading, recorded_at=column.reading.recorded_at + timedelta(hours=1))
    columns = list(chart.columns)
    columns[late] = replace(column, reading=reading)
    view = grid_view(replace(chart, columns=tuple(columns))).columns[late]
    assert (view.words, view.marks) == ("late · due 08:45", "LE")
    assert "entered late" in view.spoken


def test_that_an_amended_value_is_marked_and_counts(day_at):
    day = day_at("10:01:00")
    chart = _chart(day, "s1", "10:01:00")
    view = grid_view(chart)
    number = next(n for n, column in enumerate(chart.columns) if column.at == at("08:30:40"))
    assert _cell(view, number, "bp").text == "131/80"
    assert _cell(view, number, "bp").amended
    assert not _cell(view, number, "hr").amended
    assert "amended" in _cell(view, number, "bp").spoken


def test_that_an_alert_has_priority_direction_and_words(day_at):
    view = grid_view(_chart(day_at("09:58:00"), "s3", "09:58:00"))
    cell = _cell(view, view.due - 1, "bp")
    assert (cell.text, cell.priority, cell.direction) == (
        "165/96",
        Priority.MEDIUM,
        Direction.ABOVE,
    )
    assert "medium priority alert, high" in cell.spoken


def test_that_a_drug_stands_in_the_first_column_not_before_it(day_at):
    view = grid_view(_chart(day_at("09:06:10"), "s2", "09:06:10"))
    texts = [_cell(view, n, "meds").text for n in range(len(view.columns))]
    assert [text for text in texts if text] == ["midazolam 0.5 mg ▲"]
    assert _times(view)[texts.index("midazolam 0.5 mg ▲")] == "08:55"


def test_that_a_drug_after_the_last_set_stands_in_the_open_column(day_at):
    chart = _chart(day_at("08:53:00"), "s2", "08:53:00")
    view = grid_view(chart)
    assert _cell(view, view.due, "meds").text == "midazolam 0.5 mg ▲"


def test_that_the_pump_rate_is_shown_from_start_to_stop_only(day_at):
    view = grid_view(_chart(day_at("10:01:00"), "s2", "10:01:00"))
    rates = dict(zip(_times(view), (_cell(view, n, "rate").text for n in range(20)), strict=False))
    assert rates["08:24"] == ""
    assert rates["09:07"] == "45"
    assert rates["09:24"] == ""


def test_that_before_the_start_a_set_can_be_typed_now(day_at):
    chart = _chart(day_at("08:27:00"), "s2", "08:27:00")
    view = grid_view(chart)
    assert chart.open_column.key == NOW_KEY
    assert [column.words for column in view.columns] == ["baseline", "baseline"]


def test_that_an_extra_set_opens_a_column_beside_the_plan(day_at):
    day = day_at("09:06:10")
    assert _chart(day, "s2", "09:06:10", NOW_KEY).open_column.key == NOW_KEY
    assert _chart(day, "s2", "09:06:10").open_column.slot is not None


def test_that_a_missed_column_can_be_opened_and_a_filled_one_can_not(day_at):
    day = day_at("10:01:00")
    chart = _chart(day, "s1", "10:01:00")
    missed = next(c for c in chart.columns if c.slot and c.at == at("09:45:00"))
    filled = next(c for c in chart.columns if c.slot and c.reading)
    assert _chart(day, "s1", "10:01:00", missed.key).open_column == missed
    assert _chart(day, "s1", "10:01:00", filled.key).open == chart.open


def test_that_nothing_is_open_once_the_nurse_has_signed(day_at):
    day = day_at("10:30:00")
    session = day.session("s2")
    assert session.signature is not None
    assert _chart(day, "s2", "10:30:00").open is None


@pytest.mark.parametrize("session", ["s1", "s2", "s3"])
def test_that_columns_stand_in_the_order_of_time(day_at, session):
    chart = _chart(day_at("10:01:00"), session, "10:01:00")
    assert all(before.at <= after.at for before, after in pairwise(chart.columns))
    assert len({column.key for column in chart.columns}) == len(chart.columns)


@pytest.mark.parametrize(
    ("opened", "moments", "texts"),
    [
        (
            "2026-11-01T00:30:00-07:00",
            ["2026-11-01T00:45:00-07:00", "2026-11-01T01:30:00-07:00", "2026-11-01T01:30:00-08:00"],
            ["00:45", "01:30 PDT", "01:30 PST"],
        ),
        (
            "2026-03-08T01:30:00-08:00",
            ["2026-03-08T01:55:00-08:00", "2026-03-08T03:00:00-07:00"],
            ["01:55", "03:00"],
        ),
        (
            "2026-03-03T23:30:00-08:00",
            ["2026-03-03T23:55:00-08:00", "2026-03-04T00:10:00-08:00"],
            ["23:55", "Wed 00:10"],
        ),
    ],
)
def test_that_no_two_columns_of_a_night_say_the_same_time(day_at, opened, moments, texts):
    chart = _chart(day_at("09:06:10"), "s2", "09:06:10")
    chart = replace(chart, session=replace(chart.session, opened_at=datetime.fromisoformat(opened)))
    assert [chart.time_text(datetime.fromisoformat(each)) for each in moments] == texts


def test_that_the_view_changes_only_when_it_was_foretold(day_at):
    day = day_at("09:06:10")
    chart = _chart(day, "s2", "09:06:10")
    for _ in range(6):
        change = next_change(chart)
        just_before = lay_out(
            chart.session, chart.settings, ZONE, change - timedelta(milliseconds=1)
        )
        assert grid_view(just_before).columns == grid_view(chart).columns
        chart = lay_out(chart.session, chart.settings, ZONE, change)


def test_that_the_latest_value_of_every_field_is_known_for_comparison(day_at):
    last = last_values(day_at("09:06:10").session("s2"))
    assert (last["hr"], last["sbp"], last["dbp"]) == ("95", "140", "89")


# ── Trend ────────────────────────────────────────────────────────────────────────────────────────


def test_that_the_trend_has_a_point_in_the_middle_of_each_charted_column(day_at):
    chart = _chart(day_at("09:06:10"), "s2", "09:06:10")
    trend = trend_view(chart)
    assert [reading.value for reading in trend.heart_rate] == [78, 82, 86, 90, 94, 95]
    assert [int(reading.x) for reading in trend.heart_rate] == [0, 1, 2, 3, 4, 5]
    assert trend.columns[trend.due] == "09:07"


def test_that_rate_and_rescue_drug_stand_in_the_trend(day_at):
    trend = trend_view(_chart(day_at("09:06:10"), "s2", "09:06:10"))
    (span,) = trend.rate
    assert span.ml_per_h == Decimal(45)
    (marker,) = trend.markers
    assert (marker.label, marker.kind) == ("midazolam 0.5 mg", MarkerKind.RESCUE)


def test_that_a_pause_is_a_gap_in_the_rate(day_at):
    trend = trend_view(_chart(day_at("10:30:00"), "s1", "10:30:00"))
    assert Decimal(0) in [span.ml_per_h for span in trend.rate]
    assert "paused" in [marker.label for marker in trend.markers]


# ── History ──────────────────────────────────────────────────────────────────────────────────────


def test_that_a_cell_tells_who_changed_it_when_and_why(day_at):
    day = day_at("10:01:00")
    chart = _chart(day, "s1", "10:01:00")
    column = next(column for column in chart.columns if column.at == at("08:30:40"))
    ref = entry_at(chart, column.key, "bp")
    found = history(chart.session, ref, ZONE, lambda person: person, "bp")
    assert found.changes == (
        "09:02 rn.okafor: Systolic pressure 139 → 131 (read the other chair's cuff)",
        "09:02 rn.okafor: Diastolic pressure 83 → 80 (read the other chair's cuff)",
    )
    assert [field.name for field in found.fields] == ["sbp", "dbp", "observed_at"]
    assert history(chart.session, ref, ZONE, lambda person: person, "hr").changes == ()


def test_that_only_what_differs_is_amended(day_at):
    day = day_at("10:01:00")
    chart = _chart(day, "s1", "10:01:00")
    ref = entry_at(chart, chart.columns[0].key, "hr")
    fields = history(chart.session, ref, ZONE, lambda person: person, "hr").fields
    typed = {field.name: field.value for field in fields}
    assert changed_fields(fields, typed) == {}
    assert changed_fields(fields, typed | {"hr": "80"}) == {"hr": "80"}


def test_that_pump_steps_have_no_amendment(day_at):
    chart = _chart(day_at("10:01:00"), "s1", "10:01:00")
    assert entry_at(chart, chart.columns[1].key, "rate") is None
    started = next(e for e in chart.session.log if type(e.event).__name__ == "InfusionStarted")
    assert history(chart.session, started.ref, ZONE, lambda person: person).fields == ()
