"""A made-up hour at a chair: grid, trend and open column, for tests and pictures."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from ketachart.ui.presenters.entry_fields import FAR_FROM_LAST, FieldRange, entry_cells
from ketachart.ui.presenters.grid_view import (
    CellView,
    ColumnState,
    ColumnView,
    Direction,
    GridView,
    Priority,
    vitals_rows,
)
from ketachart.ui.presenters.trend_view import (
    Marker,
    MarkerKind,
    Pressure,
    RateSpan,
    Reading,
    TrendView,
    middle_of,
    place_of,
)
from ketachart.ui.presenters.vitals_entry import OpenColumn

LIMITS = {
    "hr": "50–120",
    "bp": "90–160 / 50–100",
    "spo2": "≥ 94",
    "rr": "10–24",
    "etco2": "30–50",
    "moaas": "≥ 4",
    "dissociation": "≤ 6",
    "hallucination": "≤ 4",
    "nausea": "≤ 1",
}

RANGES = {
    key: FieldRange(
        low=Decimal(low), high=Decimal(high), decimals=decimals, far=FAR_FROM_LAST.get(key)
    )
    for key, low, high, decimals in (
        ("hr", "20", "300", 0),
        ("sbp", "40", "300", 0),
        ("dbp", "20", "200", 0),
        ("spo2", "30", "100", 0),
        ("rr", "0", "80", 0),
        ("etco2", "0", "120", 0),
        ("o2_lpm", "0", "15", 1),
        ("temp_c", "30.0", "43.0", 1),
        ("moaas", "0", "5", 0),
        ("pain", "0", "10", 0),
        ("dissociation", "0", "10", 0),
        ("hallucination", "0", "10", 0),
        ("nausea", "0", "3", 0),
    )
}

LAST = {"hr": "85", "sbp": "134", "dbp": "84", "spo2": "97", "rr": "15", "etco2": "38"}

_START = datetime(2026, 3, 2, 13, 24, tzinfo=UTC)
_HIGH = {"priority": Priority.HIGH, "direction": Direction.BELOW}
_MEDIUM = {"priority": Priority.MEDIUM, "direction": Direction.ABOVE}
_KEYS = ("hr", "bp", "spo2", "rr", "etco2", "o2_lpm", "temp_c")
_KEYS += ("moaas", "pain", "dissociation", "hallucination", "nausea", "rate", "meds")
_COLUMNS: tuple[tuple[int, ColumnState, str, str], ...] = (
    (0, ColumnState.ON_TIME, "", "72 124/78 98 14 37 2 36.6 5 2 0 0 0 45.0"),
    (5, ColumnState.ON_TIME, "", "78 128/80 98 15 38 2 . 5 2 1 0 0 45.0"),
    (10, ColumnState.ON_TIME, "", "81 131/82 97 14 38 2 . 5 2 3 1 0 45.0"),
    (17, ColumnState.LATE, "late · due 08:39", "84 138/86 96 15 39 2 . 4 1 5 3 0 45.0"),
    (25, ColumnState.EXTRA, "extra", "126 168/96 91 16 41 2 . 4 1 7 4 1 45.0"),
    (30, ColumnState.MISSED, "missed · explained", ". . . . . . . . . . . . 45.0"),
    (36, ColumnState.ON_TIME, "entered late", "112 152/92 88 9 44 4 36.9 3 1 8 5 1 30.0"),
    (41, ColumnState.ON_TIME, "", "92 139/85 96 14 40 4 . 4 1 5 2 0 30.0"),
    (46, ColumnState.ON_TIME, "", "85 134/84 97 15 38 2 . 5 1 3 1 0 30.0"),
)
_MARKS = {
    (4, "hr"): {**_MEDIUM},
    (4, "bp"): {**_MEDIUM},
    (4, "spo2"): {"priority": Priority.MEDIUM, "direction": Direction.BELOW},
    (4, "dissociation"): {"priority": Priority.LOW, "direction": Direction.ABOVE},
    (4, "meds"): {"text": "midazolam 0.5 mg"},
    (6, "spo2"): {**_HIGH},
    (6, "rr"): {"priority": Priority.MEDIUM, "direction": Direction.BELOW, "amended": True},
    (6, "dissociation"): {"priority": Priority.LOW, "direction": Direction.ABOVE},
    (2, "bp"): {"amended": True},
    (7, "temp_c"): {"not_obtained": True},
    (2, "meds"): {"text": "ondansetron 4 mg"},
}


def _time(minutes: int) -> str:
    return f"{(_START - timedelta(hours=5) + timedelta(minutes=minutes)):%H:%M}"


def _cells(number: int, words: str) -> tuple[CellView, ...]:
    texts = ["" if word == "." else word for word in words.split()]
    texts += [""] * (len(_KEYS) - len(texts))
    return tuple(
        CellView(**{"text": text, **_MARKS.get((number, key), {})})
        for key, text in zip(_KEYS, texts, strict=True)
    )


def a_grid(due_state: ColumnState = ColumnState.OVERDUE) -> GridView:
    """Nine charted columns of all kinds, the due one, and three to come."""
    columns = [
        ColumnView(
            key=f"c{number}",
            time_text=_time(minutes),
            state=state,
            words=words,
            entered_late=words == "entered late",
            explained="patient in the bathroom" if state is ColumnState.MISSED else None,
            cells=_cells(number, values),
        )
        for number, (minutes, state, words, values) in enumerate(_COLUMNS)
    ]
    empty = tuple(CellView() for _ in _KEYS)
    columns.append(ColumnView(key="c9", time_text=_time(51), state=due_state, cells=empty))
    columns += [
        ColumnView(
            key=f"c{number}",
            time_text=_time(51 + 15 * (number - 9)),
            state=ColumnState.UPCOMING,
            cells=empty,
        )
        for number in (10, 11, 12)
    ]
    return GridView(rows=vitals_rows(LIMITS), columns=tuple(columns), due=9)


def with_next_due(view: GridView, charted: str) -> GridView:
    """The same hour one column later: the due column is charted, the next one is due."""
    assert view.due is not None
    done = replace(
        view.columns[view.due], state=ColumnState.ON_TIME, cells=_cells(view.due, charted)
    )
    following = replace(view.columns[view.due + 1], state=ColumnState.DUE)
    columns = (*view.columns[: view.due], done, following, *view.columns[view.due + 2 :])
    return GridView(rows=view.rows, columns=columns, due=view.due + 1)


def a_trend() -> TrendView:
    """The same hour as series."""
    moments = [_START + timedelta(minutes=minutes) for minutes, *_ in _COLUMNS]
    charted = [
        (middle_of(n), dict(zip(_KEYS, values.split(), strict=False)))
        for n, (_, state, _, values) in enumerate(_COLUMNS)
        if state is not ColumnState.MISSED
    ]

    def series(key: str) -> tuple[Reading, ...]:
        return tuple(
            Reading(
                x=x,
                value=Decimal(row[key]),
                priority=Priority.HIGH if key == "spo2" and int(row[key]) < 90 else Priority.NONE,
            )
            for x, row in charted
        )

    def at(minutes: int) -> Fraction:
        return place_of(_START + timedelta(minutes=minutes), moments)

    return TrendView(
        columns=tuple(column.time_text for column in a_grid().columns),
        heart_rate=series("hr"),
        spo2=series("spo2"),
        dissociation=series("dissociation"),
        hallucination=series("hallucination"),
        pressure=tuple(
            Pressure(x=x, systolic=Decimal(high), diastolic=Decimal(low))
            for x, row in charted
            for high, low in [row["bp"].split("/")]
        ),
        rate=(
            RateSpan(start=at(0), end=at(28), ml_per_h=Decimal("45.0")),
            RateSpan(start=at(28), end=at(33), ml_per_h=Decimal(0)),
            RateSpan(start=at(33), end=Fraction(19, 2), ml_per_h=Decimal("30.0")),
        ),
        markers=(
            Marker(x=at(10), label="ondansetron 4 mg"),
            Marker(x=at(27), label="midazolam 0.5 mg", kind=MarkerKind.RESCUE),
            Marker(x=at(28), label="paused", kind=MarkerKind.EVENT),
        ),
        due=9,
    )


def an_entry() -> OpenColumn:
    """An empty column to type into, with the last charted values known."""
    return OpenColumn(entry_cells(RANGES), LAST)
