"""The charting grid in a real window: keys, repaints, what is announced, what stays in view."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAccessible, QKeyEvent, QShortcut
from PySide6.QtWidgets import QWidget

from ketachart.ui.models.chart_grid_model import ChartGridModel
from ketachart.ui.presenters.grid_view import (
    CellView,
    ColumnState,
    ColumnView,
    GridView,
    RowView,
    Urgency,
    due_words,
)
from ketachart.ui.widgets.chart_grid import ChartGrid
from ketachart.ui.widgets.grid_delegate import GridDelegate
from ketachart.ui.widgets.grid_look import GridLook
from tests.ui.samples import a_grid, an_entry, with_next_due


class CountingDelegate(GridDelegate):
    """Paints as usual and remembers which cells it painted."""

    def __init__(self, grid: ChartGrid) -> None:
        super().__init__(grid.grid_model, grid.horizontalHeader(), GridLook.of(grid), grid)
        self.painted: list[tuple[int, int]] = []

    def paint(self, painter, option, index):
        self.painted.append((index.row(), index.column()))
        super().paint(painter, option, index)


class PaintedWidths(QObject):
    """Remembers how wide a part of a widget was painted anew."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.widths: list[int] = []

    def eventFilter(self, watched, event):  # noqa: ARG002, N802 (Qt calls it so)
        if event.type() is QEvent.Type.Paint:
            self.widths.append(event.region().boundingRect().width())
        return False


def _turns(qtbot, count: int = 3) -> None:
    """Let the event loop come round, so that everything queued is painted."""
    for _ in range(count):
        timer = QTimer()
        timer.setSingleShot(True)
        with qtbot.waitSignal(timer.timeout):
            timer.start(0)


@pytest.fixture
def grid(qtbot) -> ChartGrid:
    widget = ChartGrid()
    qtbot.addWidget(widget)
    widget.resize(1100, 800)
    widget.set_view(a_grid())
    widget.open_entry(an_entry())
    with qtbot.waitExposed(widget):
        widget.show()
    widget.focus_due()
    _turns(qtbot)
    return widget


def _press(qtbot, grid: ChartGrid, keys: str) -> int:
    """Type as a person would; ⏎ is Enter. Answers how many keys were pressed."""
    for key in keys:
        if key == "⏎":
            qtbot.keyClick(grid, Qt.Key.Key_Return)
        else:
            qtbot.keyClicks(grid, key)
    return len(keys)


def _cell(grid: ChartGrid) -> tuple[str, str]:
    index = grid.currentIndex()
    model = grid.grid_model
    return model.column(index.column()).key, model.row(index.row()).key


def test_that_a_full_set_of_nine_values_takes_at_most_thirty_keys_and_no_mouse(qtbot, grid):
    nine = "84⏎13284⏎97⏎15⏎38⏎⏎⏎5⏎1⏎3⏎⏎0⏎"
    with qtbot.waitSignal(grid.committed) as saved:
        count = _press(qtbot, grid, nine)
    assert count <= 30
    assert saved.args[0].values == {
        "hr": "84",
        "sbp": "132",
        "dbp": "84",
        "spo2": "97",
        "rr": "15",
        "etco2": "38",
        "moaas": "5",
        "pain": "1",
        "dissociation": "3",
        "nausea": "0",
    }


def test_that_ctrl_enter_saves_from_any_cell(qtbot, grid):
    _press(qtbot, grid, "84⏎")
    with qtbot.waitSignal(grid.committed) as saved:
        qtbot.keyClick(grid, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert saved.args[0].values == {"hr": "84"}


def test_that_space_saves_nothing_and_leads_to_the_first_empty_value(qtbot, grid):
    _press(qtbot, grid, "84⏎⏎")
    with qtbot.assertNotEmitted(grid.committed):
        _press(qtbot, grid, " ")
    assert grid.open_row == "BP"


def test_that_the_keypads_enter_and_the_arrows_lead_down_too(qtbot, grid):
    qtbot.keyClick(grid, Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    assert _cell(grid) == ("c9", "bp")
    qtbot.keyClick(grid, Qt.Key.Key_Down)
    assert _cell(grid) == ("c9", "spo2")


def test_that_a_letter_is_refused_with_a_word_beside_the_cell(qtbot, grid):
    _press(qtbot, grid, "8")
    with qtbot.waitSignal(grid.refused):
        _press(qtbot, grid, "x")
    assert "Numbers only" in grid.note
    assert grid.grid_model.text(0, 9) == "8"
    _press(qtbot, grid, "4")
    assert grid.note == ""


def test_that_a_refused_value_keeps_the_focus_and_what_was_typed(qtbot, grid):
    _press(qtbot, grid, "310⏎")
    assert "possible is 20 to 300" in grid.note
    assert _cell(grid) == ("c9", "hr")
    assert grid.grid_model.text(0, 9) == "310"


def test_that_the_arrows_may_leave_a_bad_value_but_saving_comes_back_to_it(qtbot, grid):
    _press(qtbot, grid, "310")
    qtbot.keyClick(grid, Qt.Key.Key_Down)
    assert _cell(grid) == ("c9", "bp")
    assert "possible is 20 to 300" in grid.note
    with qtbot.assertNotEmitted(grid.committed):
        qtbot.keyClick(grid, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert _cell(grid) == ("c9", "hr")


def test_that_a_refusal_of_the_door_is_shown_beside_the_cell_with_what_was_typed(qtbot, grid):
    _press(qtbot, grid, "84⏎13284⏎")
    grid.explain("sbp", "Systolic 132: the limits were changed.")
    assert grid.note == "Systolic 132: the limits were changed."
    assert _cell(grid) == ("c9", "bp")
    assert grid.grid_model.text(1, 9) == "132/84"


def test_that_a_refusal_about_no_cell_is_passed_to_the_window(qtbot, grid):
    with qtbot.waitSignal(grid.refused) as said:
        grid.explain("observed_at", "Not in the future.")
    assert said.args == ["Not in the future."]


def test_that_every_change_of_the_draft_is_told(qtbot, grid):
    drafts: list[dict[str, str]] = []
    grid.draft_changed.connect(drafts.append)
    _press(qtbot, grid, "84⏎13x")
    qtbot.keyClick(grid, Qt.Key.Key_Escape)
    assert drafts == [
        {"hr": "8"},
        {"hr": "84"},
        {"hr": "84", "bp": "1"},
        {"hr": "84", "bp": "13"},
        {"hr": "84"},
    ]


def test_that_a_saved_column_is_followed_by_an_empty_one(qtbot, grid):
    _press(qtbot, grid, "84⏎")
    drafts: list[dict[str, str]] = []
    grid.draft_changed.connect(drafts.append)
    grid.set_view(with_next_due(a_grid(), "84"))
    grid.accept_commit(an_entry())
    assert drafts == [{}]
    assert _cell(grid) == ("c10", "hr")
    assert grid.grid_model.text(0, 9) == "84"
    assert grid.grid_model.text(0, 10) == ""


def test_that_a_half_typed_column_stays_when_the_next_slot_falls_due(qtbot, grid):
    _press(qtbot, grid, "84⏎132")
    grid.set_view(with_next_due(a_grid(), ""))
    assert _cell(grid) == ("c10", "bp")
    assert grid.grid_model.text(1, 10) == "132"
    _press(qtbot, grid, "84⏎")
    assert grid.grid_model.text(1, 10) == "132/84"


def test_that_a_key_paints_at_most_four_cells(qtbot, grid):
    counting = CountingDelegate(grid)
    grid.setItemDelegate(counting)
    _turns(qtbot)
    for keys in ("8", "4", "⏎", "1", "2"):
        counting.painted.clear()
        _press(qtbot, grid, keys)
        _turns(qtbot)
        assert 1 <= len(set(counting.painted)) <= 4, keys
        assert len(counting.painted) <= 4, keys


def test_that_a_tick_paints_one_header_section_and_no_cell(qtbot, grid):
    grid.set_countdown("−2:07", Urgency.OVERDUE)
    counting = CountingDelegate(grid)
    grid.setItemDelegate(counting)
    header = PaintedWidths(grid)
    grid.horizontalHeader().viewport().installEventFilter(header)
    _turns(qtbot)
    counting.painted.clear()
    header.widths.clear()
    grid.set_countdown("−2:08", Urgency.OVERDUE)
    _turns(qtbot)
    assert counting.painted == []
    assert header.widths == [grid.column_width]


def test_that_a_tick_with_the_same_words_paints_nothing(qtbot, grid):
    grid.set_countdown("−2:07", Urgency.OVERDUE)
    header = PaintedWidths(grid)
    grid.horizontalHeader().viewport().installEventFilter(header)
    _turns(qtbot)
    header.widths.clear()
    grid.set_countdown("−2:07", Urgency.OVERDUE)
    _turns(qtbot)
    assert header.widths == []


def test_that_one_amended_value_paints_one_cell(qtbot, grid):
    counting = CountingDelegate(grid)
    grid.setItemDelegate(counting)
    _turns(qtbot)
    counting.painted.clear()
    grid.set_view(_with_cell(a_grid(), 8, 0, CellView(text="86", amended=True)))
    _turns(qtbot)
    assert counting.painted == [(0, 8)]


def _with_cell(view: GridView, column: int, row: int, cell: CellView) -> GridView:
    old = view.columns[column]
    cells = (*old.cells[:row], cell, *old.cells[row + 1 :])
    columns = list(view.columns)
    columns[column] = replace(old, cells=cells)
    return replace(view, columns=tuple(columns))


def test_that_the_grid_keeps_qts_rules_while_columns_arrive_and_go(qtmodeltester):
    model = ChartGridModel()
    full = a_grid()
    model.show(replace(full, columns=full.columns[:3], due=None))
    qtmodeltester.check(model)
    model.show(replace(full, columns=(full.columns[0], *full.columns[2:6]), due=4))
    model.show(full)
    model.show(with_next_due(full, "84 132/84"))
    model.show(replace(full, columns=full.columns[1::2], due=None))
    model.show(replace(full, rows=full.rows[:1], columns=_first_cells(full), due=9))
    model.show(GridView(rows=(), columns=()))
    model.show(full)
    assert [model.column(n).key for n in range(model.columnCount())] == [
        column.key for column in full.columns
    ]


def _first_cells(view: GridView) -> tuple[ColumnView, ...]:
    return tuple(replace(column, cells=column.cells[:1]) for column in view.columns)


def test_that_an_inserted_column_moves_the_others_without_a_reset(qtbot):
    model = ChartGridModel()
    full = a_grid()
    model.show(replace(full, columns=(*full.columns[:4], *full.columns[5:]), due=8))
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.columnsInserted) as told:
        model.show(full)
    assert told.args[1:] == [4, 4]


def test_that_the_due_column_is_in_view_when_the_window_is_narrow(qtbot):
    widget = ChartGrid()
    qtbot.addWidget(widget)
    widget.resize(520, 700)
    with qtbot.waitExposed(widget):
        widget.show()
    widget.set_view(a_grid())
    _turns(qtbot)
    left = widget.columnViewportPosition(9)
    assert left >= 0
    assert left + widget.column_width <= widget.viewport().width()
    assert not widget.due_tab.isVisible()


def test_that_a_tab_stands_in_for_a_due_column_scrolled_away_and_brings_it_back(qtbot, grid):
    grid.resize(700, 800)
    grid.set_countdown("−2:07", Urgency.OVERDUE)
    _turns(qtbot)
    grid.horizontalScrollBar().setValue(0)
    assert grid.due_tab.isVisible()
    assert grid.due_tab.lines == ("09:15 ▶", "OVERDUE", "−2:07")
    qtbot.mouseClick(grid.due_tab, Qt.MouseButton.LeftButton)
    assert not grid.due_tab.isVisible()
    assert grid.columnViewportPosition(9) + grid.column_width <= grid.viewport().width()


def test_that_the_names_stay_put_while_columns_scroll(qtbot, grid):
    grid.resize(700, 800)
    before = grid.verticalHeader().geometry()
    grid.horizontalScrollBar().setValue(0)
    _turns(qtbot)
    assert grid.verticalHeader().geometry() == before


def test_that_a_click_on_a_past_cell_and_on_a_header_is_told(qtbot, grid):
    where = grid.visualRect(grid.grid_model.index(2, 6)).center()
    with qtbot.waitSignal(grid.cell_activated) as told:
        qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert told.args == ["c6", "spo2"]
    header = grid.horizontalHeader()
    where.setX(header.sectionViewportPosition(5) + 20)
    where.setY(10)
    with qtbot.waitSignal(grid.header_activated) as told:
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert told.args == ["c5"]


def test_that_a_past_cell_takes_no_digits_and_enter_opens_its_history(qtbot, grid):
    qtbot.keyClick(grid, Qt.Key.Key_Left)
    assert _cell(grid) == ("c8", "hr")
    _press(qtbot, grid, "9")
    assert "saved" in grid.note
    assert grid.grid_model.text(0, 8) == "85"
    with qtbot.waitSignal(grid.cell_activated) as told:
        _press(qtbot, grid, "⏎")
    assert told.args == ["c8", "hr"]
    _press(qtbot, grid, " ")
    assert _cell(grid) == ("c9", "hr")


def test_that_a_column_to_come_takes_no_digits(qtbot, grid):
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    _press(qtbot, grid, "9")
    assert "not due yet" in grid.note
    assert grid.grid_model.text(0, 10) == ""


def test_that_nothing_can_be_typed_while_typing_is_closed(qtbot, grid):
    grid.close_entry()
    _press(qtbot, grid, "84⏎")
    assert grid.grid_model.text(0, 9) == ""


def test_that_a_shortcut_of_the_window_does_not_take_digits_from_the_due_column(qtbot, grid):
    fired: list[str] = []
    for key in ("8", "M", "Space"):
        shortcut = QShortcut(key, grid)
        shortcut.activated.connect(lambda key=key: fired.append(key))
    for key, text in ((Qt.Key.Key_8, "8"), (Qt.Key.Key_M, "m"), (Qt.Key.Key_Space, " ")):
        event = QKeyEvent(QEvent.Type.ShortcutOverride, key, Qt.KeyboardModifier.NoModifier, text)
        event.ignore()
        grid.event(event)
        assert event.isAccepted() is (text != "m")


@pytest.mark.parametrize(
    ("column", "row", "said"),
    [
        (0, 0, "HR, 08:24: 72"),
        (9, 0, "HR, 09:15: empty, type the value"),
        (5, 0, "HR, 08:54: nothing charted"),
    ],
)
def test_that_every_cell_has_a_sentence_for_a_screen_reader(qtbot, grid, column, row, said):
    index = grid.grid_model.index(row, column)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == said


def test_that_a_typed_value_is_spoken_as_not_saved_with_what_is_wrong(qtbot, grid):
    _press(qtbot, grid, "310⏎")
    said = grid.grid_model.index(0, 9).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said.startswith("HR, 09:15: 310, not saved yet, HR 310: possible")


def test_that_a_cells_own_sentence_is_spoken_where_it_has_one():
    model = ChartGridModel()
    cell = CellView(text="88", spoken="SpO₂ at 09:00: 88 %, high priority, below 94")
    column = ColumnView(key="a", time_text="09:00", state=ColumnState.ON_TIME, cells=(cell,))
    model.show(GridView(rows=(RowView(key="spo2", label="SpO₂"),), columns=(column,)))
    assert model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole) == cell.spoken


def test_that_headers_are_spoken_in_words(qtbot, grid):
    model, role = grid.grid_model, Qt.ItemDataRole.AccessibleTextRole
    across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
    assert model.headerData(5, across, role) == (
        "08:54, missed · explained, explained: patient in the bathroom"
    )
    assert model.headerData(6, across, role) == "09:00, entered late"
    assert model.headerData(1, down, role) == "BP, mmHg, limits 90–160 / 50–100"


def test_that_a_screen_reader_finds_the_grid_by_its_name(qtbot, grid):
    face = QAccessible.queryAccessibleInterface(grid)
    assert face.text(QAccessible.Text.Name) == "Charting grid"


def test_that_rows_are_large_enough_to_touch(qtbot, grid):
    assert grid.verticalHeader().defaultSectionSize() >= 44
    assert grid.horizontalHeader().defaultSectionSize() >= 44
    assert grid.horizontalHeader().height() >= 44


@pytest.mark.parametrize(
    ("left", "sentence", "urgency"),
    [
        (252, "Vitals due in 4:12", Urgency.CALM),
        (60, "Vitals due in 1:00", Urgency.SOON),
        (0, "Vitals due now · 0:00", Urgency.NOW),
        (-120, "Vitals due now · 2:00", Urgency.NOW),
        (-127, "Vitals OVERDUE 2:07", Urgency.OVERDUE),
        (-3727, "Vitals OVERDUE 1:02:07", Urgency.OVERDUE),
    ],
)
def test_that_a_countdown_is_said_in_words(left, sentence, urgency):
    words = due_words(left)
    assert (words.sentence, words.urgency) == (sentence, urgency)


def test_that_a_view_with_a_cell_too_few_is_turned_down():
    column = ColumnView(key="a", time_text="09:00", state=ColumnState.DUE, cells=())
    with pytest.raises(ValueError, match="one cell for each row"):
        GridView(rows=(RowView(key="hr", label="HR"),), columns=(column,))


def test_that_a_view_whose_due_column_is_missing_is_turned_down():
    with pytest.raises(ValueError, match="due column"):
        GridView(rows=(), columns=(), due=0)


def test_that_another_window_in_front_has_one_cell_painted_anew(qtbot, grid):
    counting = CountingDelegate(grid)
    grid.setItemDelegate(counting)
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    current = grid.currentIndex()
    for front in (grid, other, grid, other):
        counting.painted.clear()
        front.activateWindow()
        qtbot.waitUntil(front.isActiveWindow)
        _turns(qtbot)
    assert set(counting.painted) == {(current.row(), current.column())}
