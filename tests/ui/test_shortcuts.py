"""Every key of the program stands in one table, which the help shows."""

import re

import pytest
from PySide6.QtGui import QShortcut
from support.told_keys import AT_THE_CHAIR, EVERYWHERE, IN_THE_QUEUE, told_keys

from ketachart.app.resources import help_texts
from ketachart.bootstrap import log_files
from ketachart.ui.desk import Desk
from ketachart.ui.navigation import Navigation
from ketachart.ui.presenters.help_topics import KEYS
from ketachart.ui.windows.help_window import HelpWindow

TOLD = set(told_keys(EVERYWHERE, AT_THE_CHAIR, IN_THE_QUEUE))


@pytest.fixture
def navigation(qtbot, day_at, tmp_path):
    day = day_at("09:12:30")
    desk = Desk(day.clinic, day.turn)
    windows = Navigation(desk, tmp_path, log_files(), help_texts())
    windows.begin()
    yield windows
    windows.end()
    desk.close()


def keys_of(window):
    return {each.key().toString() for each in window.findChildren(QShortcut)}


@pytest.mark.parametrize("key", ["board", "chair:Chair 1", "cosign", "chairs", "ledger"])
def test_that_every_shortcut_of_a_window_is_in_the_table(navigation, key):
    navigation.open_chair("Chair 1")
    navigation.open_cosign()
    navigation.open_all_chairs()
    navigation.open_ledger()
    # Chairs and pages have a key each; one line of the table stands for all of them.
    keys = keys_of(navigation.windows[key])
    named = {one for one in keys if not re.match(r"(Ctrl|Alt)\+\d", one)}
    assert named
    assert named <= TOLD


def test_that_the_letters_of_the_table_are_keys_at_the_chair(navigation):
    navigation.open_chair("Chair 1")
    written = set(told_keys(AT_THE_CHAIR)) - {"Ctrl+Enter"}
    assert len(written) > 10
    assert written <= keys_of(navigation.windows["chair:Chair 1"])


def test_that_no_two_actions_of_a_window_share_a_key():
    keys = told_keys(EVERYWHERE, AT_THE_CHAIR, IN_THE_QUEUE)
    assert len(keys) == len(set(keys))


def test_that_every_help_page_leads_to_the_table(qtbot):
    window = HelpWindow(help_texts())
    qtbot.addWidget(window)
    for page in set(help_texts()) - {KEYS}:
        window.show_page(page)
        assert "Every key" in window._text.toPlainText()
