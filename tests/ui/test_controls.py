"""Segments, the refusal bar and the countdown: by mouse, by key, in words."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ketachart.ui.presenters.grid_view import Priority, due_words
from ketachart.ui.widgets.badge import Badge
from ketachart.ui.widgets.countdown import Countdown
from ketachart.ui.widgets.entry_bar import EntryBar, EntryBarWords
from ketachart.ui.widgets.refusal_bar import RefusalBar
from ketachart.ui.widgets.segmented import Segment, Segmented, numbered
from ketachart.ui.widgets.tick_list import TickList
from ketachart.ui.widgets.wrapped_label import WrappedLabel


@pytest.fixture
def scale(qtbot) -> Segmented:
    widget = Segmented(numbered(0, 2, ("none", "partly", "fully")), "Activity")
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


def _spoken(widget: QWidget) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def test_that_nothing_is_chosen_beforehand(scale):
    assert scale.value is None
    assert _spoken(scale) == "Activity: not answered"


def test_that_a_touch_chooses_a_segment(qtbot, scale):
    with qtbot.waitSignal(scale.chosen) as told:
        qtbot.mouseClick(scale, Qt.MouseButton.LeftButton, pos=scale.segment_rect(1).center())
    assert told.args == ["1"]
    assert _spoken(scale) == "Activity: 1 partly"


def test_that_a_digit_chooses_its_segment(qtbot, scale):
    qtbot.keyClicks(scale, "2")
    assert scale.value == "2"


def test_that_arrows_move_and_only_space_chooses(qtbot, scale):
    for _ in range(3):
        qtbot.keyClick(scale, Qt.Key.Key_Right)
    assert scale.value is None
    qtbot.keyClick(scale, Qt.Key.Key_Space)
    assert scale.value == "2"


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_that_enter_submits_and_never_answers_the_question_it_stands_at(qtbot, scale, key):
    qtbot.keyClick(scale, Qt.Key.Key_Right)
    qtbot.keyClick(scale, key)
    assert scale.value is None


def test_that_choosing_the_same_again_tells_nothing(qtbot, scale):
    scale.set_value("1")
    with qtbot.assertNotEmitted(scale.chosen):
        qtbot.keyClicks(scale, "1")


def test_that_a_value_that_is_no_segment_is_turned_down(scale):
    with pytest.raises(ValueError, match="no such segment"):
        scale.set_value("3")


@pytest.mark.parametrize("count", [2, 5, 7, 11])
def test_that_every_segment_can_be_hit_with_a_glove(qtbot, count):
    widget = Segmented(numbered(0, count - 1), "Scale")
    qtbot.addWidget(widget)
    widget.resize(widget.minimumSizeHint())
    rects = [widget.segment_rect(number) for number in range(count)]
    assert all(rect.width() >= 44 and rect.height() >= 44 for rect in rects)


def test_that_long_words_fit_their_segment(qtbot):
    segments = (Segment(value="IV", text="intravenous"), Segment(value="PO", text="by mouth"))
    widget = Segmented(segments, "Route")
    qtbot.addWidget(widget)
    widget.resize(widget.minimumSizeHint())
    assert widget.segment_rect(0).width() > widget.fontMetrics().horizontalAdvance("intravenous")


@pytest.fixture
def window(qtbot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.bar, widget.line = RefusalBar(), QLineEdit()
    layout = QVBoxLayout(widget)
    layout.addWidget(widget.bar)
    layout.addWidget(widget.line)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


def test_that_a_line_never_breaks_inside_a_unit(qtbot):
    label = WrappedLabel(" ".join(["mg/kg/h"] * 6))
    qtbot.addWidget(label)
    unit = label.fontMetrics().horizontalAdvance("mg/kg/h")
    one = label.heightForWidth(20 * unit)
    assert label.heightForWidth(unit * 3 // 2) >= 6 * (one - 1)
    assert label.text() == "mg/kg/h mg/kg/h mg/kg/h mg/kg/h mg/kg/h mg/kg/h"


def test_that_a_refusal_shows_sentence_remedy_and_code_and_leaves_the_focus(qtbot, window):
    window.line.setFocus()
    assert window.bar.sentence == ""
    window.bar.explain("The bag held 50 mL.", "Read the pump again.", "bag.exceeded")
    texts = [label.text() for label in window.bar.findChildren(QLabel)]
    assert texts == ["The bag held 50 mL.", "Read the pump again.", "bag.exceeded"]
    assert window.bar.isVisible()
    assert not window.bar.isWindow()
    assert window.focusWidget() is window.line


def test_that_a_refusal_goes_away_by_its_button_or_when_it_is_mended(qtbot, window):
    window.bar.explain("The bag held 50 mL.")
    button = window.bar.findChild(QPushButton)
    assert min(button.width(), button.height()) >= 44
    with qtbot.waitSignal(window.bar.dismissed):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not window.bar.isVisible()
    window.bar.explain("The bag held 50 mL.")
    window.bar.clear()
    assert window.bar.sentence == ""


def test_that_a_countdown_speaks_its_words(qtbot):
    countdown = Countdown()
    qtbot.addWidget(countdown)
    for left in (252, 40, -10, -127):
        countdown.show_due(due_words(left))
        label = countdown.findChild(QLabel)
        assert _spoken(label) == countdown.text == due_words(left).sentence


def test_that_each_urgency_has_a_shape_of_its_own(qtbot):
    countdown = Countdown()
    qtbot.addWidget(countdown)
    countdown.resize(300, 60)
    with qtbot.waitExposed(countdown):
        countdown.show()
    pictures = []
    for left in (252, 40, -10, -127):
        countdown.show_due(due_words(left))
        picture = countdown._shape.grab().toImage()
        # Without colour: only what is inked counts.
        ground = picture.pixelColor(0, 0)
        inked = {
            (x, y)
            for x in range(picture.width())
            for y in range(picture.height())
            if abs(picture.pixelColor(x, y).lightness() - ground.lightness()) > 60
        }
        pictures.append(inked)
    for number, one in enumerate(pictures):
        for other in pictures[number + 1 :]:
            assert len(one ^ other) > 20


@pytest.fixture
def ticks(qtbot) -> TickList:
    widget = TickList("which", "Containers", [("K1", "K1 · sealed"), ("K2", "K2 · sealed")])
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


def test_that_a_finger_anywhere_in_a_row_ticks_it_and_the_next_unticks_it(qtbot, ticks):
    row = ticks.visualItemRect(ticks.item(1))
    far_from_the_box = QPoint(row.right() - 4, row.center().y())
    qtbot.mouseClick(ticks.viewport(), Qt.MouseButton.LeftButton, pos=far_from_the_box)
    assert ticks.ticked == ("K2",)
    qtbot.mouseClick(ticks.viewport(), Qt.MouseButton.LeftButton, pos=far_from_the_box)
    assert ticks.ticked == ()


def test_that_space_ticks_the_row_that_has_the_focus(qtbot, ticks):
    ticks.setCurrentRow(0)
    qtbot.keyClick(ticks, Qt.Key.Key_Space)
    assert ticks.ticked == ("K1",)


@pytest.mark.parametrize(
    "words", ["no allergies on file", "ALLERGIES latex, morphine: vomiting", "Intolerances"]
)
def test_that_a_badge_made_as_narrow_as_it_goes_has_two_lines_at_most(qtbot, words):
    badge = Badge("allergies")
    qtbot.addWidget(badge)
    badge.show_words(words, Priority.MEDIUM)
    line = badge.fontMetrics().lineSpacing()
    assert badge.heightForWidth(badge.minimumSizeHint().width()) < 3 * line


def test_that_the_words_of_a_kept_set_stand_in_one_line_above_the_buttons_and_go_back(qtbot):
    bar = EntryBar()
    qtbot.addWidget(bar)
    kept = "Not recorded: typed at 09:06 by Adaeze Okafor for the set of 09:07, last HR: when?"
    due = EntryBarWords(words="Set of 09:07", is_other=False, has_due=True)
    bar.show_words(EntryBarWords(words=kept, is_other=False, has_due=True, asks_time=True))
    bar.resize(970, bar.heightForWidth(970))
    with qtbot.waitExposed(bar):
        bar.show()
    words, save = bar.findChild(QLabel, "entry_words"), bar.findChild(QPushButton, "save_set")
    assert words.geometry().bottom() <= save.geometry().top()
    assert words.height() < 2 * words.fontMetrics().lineSpacing()
    bar.show_words(due)
    qtbot.waitUntil(lambda: words.geometry().right() < save.geometry().left())
