"""The help window: the right page for what is open, ways on and back, found words, paper."""

import re

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from support.source import PACKAGE

from ketachart.app.resources import help_texts
from ketachart.ui.panels.table import PANELS
from ketachart.ui.presenters.help_topics import CARD, results_page, topic_of
from ketachart.ui.windows.help_window import HelpWindow

PAGES = help_texts()
ON_THE_OVERVIEW = {("ledger", "containers"), ("admin", "set_up")}
"""Pages that are told of where their window is."""


def pages_of(window):
    """The names of a window's pages, as its source gives them."""
    source = (PACKAGE / "ui" / "windows" / f"{window}_window.py").read_text(encoding="utf-8")
    return [(window, key) for key in re.findall(r'PageEntry\(\s*key="(\w+)"', source)]


class _About:
    def __init__(self, topic):
        self.help_topic = topic


@pytest.fixture
def window(qtbot):
    made = HelpWindow(PAGES)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.mark.parametrize("panel", sorted(PANELS))
def test_that_every_form_at_the_chair_has_a_page_of_its_own_kind(panel):
    page = topic_of("chair:Chair 1", _About(panel), PAGES)
    assert page in PAGES
    assert page != "chair"
    assert topic_of("session:s1", _About(panel), PAGES) == page


@pytest.mark.parametrize(("key", "part"), [*pages_of("ledger"), *pages_of("admin")])
def test_that_pages_of_the_ledger_and_the_administration_have_a_page(key, part):
    is_apart = topic_of(key, _About(part), PAGES) not in {"ledger", "admin"}
    assert is_apart == ((key, part) not in ON_THE_OVERVIEW)


@pytest.mark.parametrize(
    "key", ["board", "opening:Chair 4", "chairs", "witness", "conflicts", "outcomes"]
)
def test_that_a_window_without_parts_has_its_page(key):
    assert topic_of(key, QWidget, PAGES) == key.partition(":")[0]


def test_that_f1_is_about_the_form_that_is_open(chair_at):
    there = chair_at("09:06:40", "s2")
    assert there.window.help_topic == ""
    there.window.open_panel("medication")
    assert there.window.help_topic == "medication"
    there.window.close_panel()
    assert there.window.help_topic == ""


def test_that_back_leads_the_way_one_came(window):
    window.show_page("board")
    window._follow(QUrl("chair.md"))
    window._follow(QUrl("signin.md"))
    for page in ("chair", "board", "board"):
        QTest.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
        assert window.page == page


def test_that_no_link_leads_out_of_the_program(window):
    window.show_page("board")
    window._follow(QUrl("https://example.org/chair.md"))
    window._follow(QUrl("../../secrets.md"))
    assert window.page in {"board", "chair"}


def test_that_words_are_found_and_lead_to_their_pages(window):
    window._find.setText("escort code")
    QTest.keyClick(window._find, Qt.Key.Key_Return)
    assert "Recovery, escort and release" in window._text.toPlainText()
    assert window._text.hasFocus()


def test_that_words_nobody_wrote_are_said_to_be_nowhere():
    assert "None." in results_page(PAGES, "xyzzy")
    assert "None." in results_page(PAGES, "  ")


@pytest.mark.parametrize("name", sorted(PAGES))
def test_that_what_is_found_shows_no_marks_of_the_text(name):
    page = results_page({name: PAGES[name]}, "the")
    assert "](../" not in page
    assert "|" not in page.replace("”", "")


def test_that_pictures_are_as_wide_as_there_is_room(window, qtbot):
    kind = QTextDocument.ResourceType.ImageResource.value
    picture = QUrl("../pictures/board-light.png")
    window.show_page("board")
    for width in (700, 1100):
        window.resize(width, 600)
        qtbot.waitUntil(lambda width=width: window.width() == width)
        shown = window._text.document().resource(kind, picture)
        assert 0 < shown.deviceIndependentSize().width() <= window._text.viewport().width()
        assert not window._text.horizontalScrollBar().maximum()


def test_that_nothing_but_the_helps_own_pictures_is_read(window, tmp_path):
    kind = QTextDocument.ResourceType.ImageResource.value
    assert window._text.loadResource(kind, QUrl.fromLocalFile(str(tmp_path / "a.png"))) is None
    assert window._text.loadResource(kind, QUrl("../../LICENSE")) is None


@pytest.mark.parametrize("page", ["board", f"{CARD}nurse"])
def test_that_a_page_is_saved_for_printing(window, tmp_path, page):
    window.show_page(page)
    file = tmp_path / "page.pdf"
    window.save_page(file)
    assert file.read_bytes().startswith(b"%PDF-1.")
    assert str(file) in window.bar.sentence
    assert not window._open.isHidden()


def test_that_a_folder_that_takes_nothing_is_told(window, tmp_path):
    window.show_page("board")
    window.save_page(tmp_path / "nowhere" / "page.pdf")
    assert "can't be written" in window.bar.sentence
    assert window._open.isHidden()
