"""Windows find one another, come back after a restart, and let another person take over."""

import json
import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from ketachart.app.resources import help_texts
from ketachart.bootstrap import log_files
from ketachart.domain import events as ev
from ketachart.domain.acts import OpenSession
from ketachart.ui.desk import Desk
from ketachart.ui.navigation import Navigation
from ketachart.ui.places import FILE, LIGHT_CHOSEN, Places
from ketachart.ui.widgets import theme
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.windows.chair_window import ChairWindow
from ketachart.ui.windows.help_window import HelpWindow
from ketachart.ui.windows.opening_window import OpeningWindow
from ketachart.ui.windows.outcomes_window import OutcomesWindow
from tests.ui.chair_day import DOCTOR, NURSE, OTHER_NURSE, pin_of


class AtTheDesk:
    """A day with all its windows."""

    def __init__(self, day, folder):
        self.day = day
        self.desk = Desk(day.clinic, day.turn)
        self.navigation = Navigation(self.desk, folder, log_files(), help_texts())
        self.navigation.begin()

    def window(self, key):
        return self.navigation.windows[key]

    def close(self):
        self.navigation.end()
        self.desk.close()


@pytest.fixture
def desk_at(qtbot, day_at, tmp_path):
    opened = []

    def at_time(time="09:12:30", folder=None):
        place = folder or tmp_path / "places"
        place.mkdir(exist_ok=True)
        opened.append(AtTheDesk(day_at(time), place))
        return opened[-1]

    yield at_time
    for each in opened:
        each.close()


def press(window, key, modifier=Qt.KeyboardModifier.ControlModifier):
    QTest.keyClick(window.windowHandle(), key, modifier)


def test_that_ctrl_and_a_number_opens_that_chair(qtbot, desk_at):
    there = desk_at()
    with qtbot.waitActive(there.window("board")):
        there.window("board").activateWindow()
    press(there.window("board"), Qt.Key.Key_2)
    window = there.window("chair:Chair 2")
    assert isinstance(window, ChairWindow)
    assert window.session.id == "s2"


def test_that_a_chair_that_is_open_is_raised_and_not_opened_twice(desk_at):
    there = desk_at()
    there.navigation.open_chair("Chair 1")
    first = there.window("chair:Chair 1")
    there.navigation.open_chair("Chair 1")
    assert there.window("chair:Chair 1") is first


def test_that_opening_a_chart_is_recorded_as_reading_it(desk_at):
    there = desk_at()
    there.navigation.open_chair("Chair 1")
    last = there.day.session("s1").log[-1]
    assert isinstance(last.event, ev.RecordRead)
    assert last.author == NURSE


def test_that_raising_an_open_chart_is_not_recorded_again(desk_at):
    there = desk_at()
    there.navigation.open_chair("Chair 1")
    count = len(there.day.session("s1").log)
    there.navigation.open_chair("Chair 1")
    assert len(there.day.session("s1").log) == count


def test_that_a_free_chair_opens_what_opens_a_session(desk_at):
    there = desk_at()
    there.navigation.open_chair("Chair 4")
    assert isinstance(there.window("opening:Chair 4"), OpeningWindow)


def test_that_the_chart_takes_the_place_of_what_opened_its_session(desk_at):
    there = desk_at()
    there.navigation.open_chair("Chair 4")
    seated = {each.patient for each in there.day.clinic.sessions_open()}
    patient = next(each for each in there.day.clinic.patients() if each.id not in seated)
    act = OpenSession(
        session="s-new", patient=patient.id, chair="Chair 4", protocol="half-mg-kg-40min"
    )
    assert there.desk.performed(act)
    assert "opening:Chair 4" not in there.navigation.windows
    assert isinstance(there.window("chair:Chair 4"), ChairWindow)


def test_that_outcomes_open_by_their_key_their_button_and_from_a_chair(qtbot, desk_at):
    there = desk_at()
    board = there.window("board")
    with qtbot.waitActive(board):
        board.activateWindow()
    press(board, Qt.Key.Key_O)
    window = there.window("outcomes")
    assert isinstance(window, OutcomesWindow)
    window.close()
    board.findChild(ActionButton, "outcomes").click()
    assert "outcomes" in there.navigation.windows
    there.navigation.open_chair("Chair 1")
    chair = there.window("chair:Chair 1")
    chair.patient_asked.emit(chair.session.patient)
    window = there.window("outcomes")
    qtbot.waitUntil(lambda: not window.is_busy)
    patient = there.desk.world.patient(chair.session.patient)
    assert patient.name in window.findChild(QLabel, "whose").text()


def test_that_no_title_names_a_patient(desk_at):
    there = desk_at()
    for chair in there.desk.world.site.chairs:
        there.navigation.open_chair(chair)
    names = [part for each in there.day.clinic.patients() for part in each.name.split()]
    titles = [window.windowTitle() for window in there.navigation.windows.values()]
    assert [title for title in titles if any(name in title for name in names)] == []


def test_that_f1_opens_the_page_of_the_window(qtbot, desk_at):
    there = desk_at()
    there.navigation.open_ledger()
    with qtbot.waitActive(there.window("ledger")):
        there.window("ledger").activateWindow()
    press(there.window("ledger"), Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier)
    shown = there.window("help")
    assert isinstance(shown, HelpWindow)
    assert shown.page == "ledger-stock"


def test_that_every_window_has_a_help_page_of_its_own():
    windows = {"board", "chair", "chairs", "opening", "cosign", "ledger", "signin"}
    assert windows <= set(help_texts())


def test_that_links_of_the_help_lead_to_pages_that_are_there():
    pages = help_texts()
    linked = {link for text in pages.values() for link in re.findall(r"\]\(([a-z]+)\.md\)", text)}
    assert linked <= set(pages)


# ── Taking over ──────────────────────────────────────────────────────────────────────────────────


def take_over(there, key, person, secret):
    there.navigation.covering.take_over(key)
    bar = there.navigation.covering.bars[key]
    bar.who.person.choose(person)
    QTest.keyClicks(bar.who.secret, secret)
    QTest.keyClick(bar.who.secret, Qt.Key.Key_Return)
    return bar


def test_that_a_pin_takes_over_from_whoever_signed_in_this_shift(desk_at):
    there = desk_at()
    there.day.sign_in(DOCTOR)
    take_over(there, "board", DOCTOR, pin_of(DOCTOR))
    assert there.desk.turn.person.id == DOCTOR
    assert there.navigation.covering.bars == {}


def test_that_a_pin_will_not_do_without_the_passphrase_in_this_shift(desk_at):
    there = desk_at()
    bar = take_over(there, "board", OTHER_NURSE, pin_of(OTHER_NURSE))
    assert there.desk.turn.person.id == NURSE
    assert bar.who.bar.sentence == "A PIN will not do here."


def test_that_whoever_takes_over_is_recorded_as_reading_the_open_charts(desk_at):
    there = desk_at()
    there.navigation.open_chair("Chair 1")
    there.day.sign_in(DOCTOR)
    take_over(there, "board", DOCTOR, pin_of(DOCTOR))
    last = there.day.session("s1").log[-1]
    assert isinstance(last.event, ev.RecordRead)
    assert last.author == DOCTOR


def test_that_the_take_over_bar_hides_no_more_than_the_head_of_a_chart(desk_at):
    there = desk_at()
    there.navigation.open_chair("Chair 1")
    window = there.window("chair:Chair 1")
    there.navigation.covering.take_over("chair:Chair 1")
    bar = there.navigation.covering.bars["chair:Chair 1"]
    grid = window.area.grid
    assert bar.geometry().bottom() <= grid.mapTo(window, grid.rect().topLeft()).y()


# ── Coming back ──────────────────────────────────────────────────────────────────────────────────


def test_that_windows_and_sizes_come_back_after_a_crash(qtbot, desk_at, tmp_path):
    before = desk_at()
    before.navigation.open_chair("Chair 2")
    before.navigation.open_ledger()
    before.window("ledger").resize(1200, 700)
    kept = tmp_path / "places" / FILE
    # No window is closed: what was written on change is all that a crash leaves.
    qtbot.waitUntil(lambda: kept.exists() and "ledger" in json.loads(kept.read_text())["geometry"])
    qtbot.waitUntil(lambda: not before.navigation._places.is_behind)
    after = desk_at(folder=tmp_path / "places")
    assert {"board", "chair:Chair 2", "ledger"} <= set(after.navigation.windows)
    assert after.window("ledger").size() == before.window("ledger").size()


def test_that_a_window_that_was_closed_stays_closed(desk_at, tmp_path):
    before = desk_at()
    before.navigation.open_ledger()
    before.window("ledger").close()
    before.navigation.end()
    assert "ledger" not in desk_at(folder=tmp_path / "places").navigation.windows


def test_that_what_is_open_when_the_board_closes_comes_back(desk_at, tmp_path):
    before = desk_at()
    before.navigation.open_chair("Chair 1")
    before.window("board").close()
    assert before.navigation.windows == {}
    assert "chair:Chair 1" in desk_at(folder=tmp_path / "places").navigation.windows


def test_that_the_places_hold_no_name(desk_at, tmp_path):
    there = desk_at()
    for chair in there.desk.world.site.chairs:
        there.navigation.open_chair(chair)
    there.navigation.end()
    text = (tmp_path / "places" / FILE).read_text()
    names = [part for each in there.day.clinic.patients() for part in each.name.split()]
    assert [name for name in names if len(name) > 2 and name in text] == []


@pytest.mark.parametrize("content", ["", "[]", '{"open": 3, "geometry": [1], "look": null}', "\0"])
def test_that_a_damaged_file_of_places_opens_the_board_alone(tmp_path, content):
    (tmp_path / FILE).write_text(content)
    assert Places(tmp_path / FILE).open == ()


def test_that_places_that_no_window_ever_had_open_the_windows_all_the_same(desk_at, tmp_path):
    folder = tmp_path / "kept"
    folder.mkdir()
    kept = {
        "open": ["chair:Chair 1", "chair:nowhere", "session:", "\ud800", "ledger:x"],
        "geometry": {"board": "\ud800", "chair:Chair 1": "!!!", "chair:Chair 2": "AAAA" * 9999},
        "look": {"\ud800": "\udfff", LIGHT_CHOSEN: "NO SUCH LIGHT"},
    }
    (folder / FILE).write_text(json.dumps(kept), encoding="ascii")
    there = desk_at(folder=folder)
    assert {"board", "chair:Chair 1"} <= set(there.navigation.windows)
    there.navigation.end()


def test_that_a_folder_that_takes_nothing_costs_only_the_places(tmp_path, caplog):
    kept = Places(tmp_path / "nowhere" / FILE)
    kept.opened("board")
    kept.save()
    assert "could not be kept" in caplog.text


def test_that_every_window_says_who_turned_the_sound_off_locked_or_not(qtbot, desk_at):
    there = desk_at()
    there.navigation.open_chair("Chair 1")
    with qtbot.waitActive(there.window("chair:Chair 1")):
        there.window("chair:Chair 1").activateWindow()
    press(there.window("chair:Chair 1"), Qt.Key.Key_F10, Qt.KeyboardModifier.NoModifier)
    there.desk.lock()
    for window in there.navigation.windows.values():
        line = window.statusBar()
        assert "SOUND OFF until 09:22, by Adaeze Okafor, RN" in line.words
        assert window.childAt(line.geometry().center()) in [line, *line.findChildren(QWidget)]


def test_that_the_light_that_was_chosen_is_kept_at_this_computer(qtbot, qapp, desk_at, tmp_path):
    palette = qapp.palette()
    there = desk_at(folder=tmp_path / "kept")
    theme.choose(qapp, "DARK")
    with qtbot.waitActive(there.window("board")):
        there.window("board").activateWindow()
    press(there.window("board"), Qt.Key.Key_T)
    there.navigation.end()
    assert theme.scheme_of(qapp) is theme.Scheme.DIM
    assert Places(tmp_path / "kept" / FILE).look[LIGHT_CHOSEN] == "DIM"
    theme.choose(qapp, "")
    qapp.setPalette(palette)
