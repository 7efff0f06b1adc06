"""New recovery sheets at the Backup page: written, typed in again, signed; given up, all stays."""

import os
import stat
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit

from ketachart.app.audit import audit_lines
from ketachart.crypto.errors import WrongSheets
from ketachart.crypto.keyring import Keyring
from ketachart.ui.panels.new_sheets import NewSheetsPanel
from ketachart.ui.presenters.audit import audit_line
from tests.ui.test_first_start import PERSON
from tests.ui.test_safekeeping import admin, founded, there

__all__ = ["founded", "there"]


@pytest.fixture
def page(qtbot, there):
    found = admin(there, "backup")
    found.window().show()
    qtbot.waitUntil(found.isVisible)
    return found


def part(page, name):
    return page.side.panel.findChild(object, name)


def press(page, name):
    QTest.mouseClick(part(page, name), Qt.MouseButton.LeftButton)


def begin(page):
    QTest.mouseClick(page.findChild(object, "renew_sheets"), Qt.MouseButton.LeftButton)
    assert isinstance(page.side.panel, NewSheetsPanel)


def written(page, folder):
    """The words of new sheets that lie in a folder."""
    begin(page)
    part(page, "sheets_folder").setText(str(folder))
    press(page, "submit")
    return page.side.panel._renewal.words


def typed(page, first, second):
    """Two sheets typed by the first four letters of each word; Tab goes on."""
    for sheet in (first, second):
        field = page.window().focusWidget()
        assert isinstance(field, QPlainTextEdit)
        QTest.keyClicks(field, " ".join(word[:4] for word in sheet.split()))
        said = part(page, f"{field.objectName()}_said")
        assert said.text() == "✓ all 33 words"
        assert said.visibleRegion().boundingRect() == said.rect(), "scrolled out of sight"
        QTest.keyClick(field, Qt.Key.Key_Tab)
    QTest.keyClick(
        part(page, "sheet_second"), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier
    )


def opens(there, sheets):
    keyring = Keyring.load(there.desk.clinic.vault.files.keyring)
    try:
        return keyring.recover(sheets[:2]) == there.desk.clinic.site_key
    except WrongSheets:
        return False


def test_that_new_sheets_are_written_typed_in_again_signed_and_in_force(
    there, page, founded, tmp_path
):
    folder = tmp_path / "stick"
    words = written(page, folder)
    files = sorted(folder.iterdir())
    assert [each.name for each in files] == [f"recovery-sheet-{n}.pdf" for n in (1, 2, 3)]
    if os.name == "posix":
        assert {stat.S_IMODE(each.stat().st_mode) for each in files} == {0o600}
    assert part(page, "sheet_first").hasFocus()
    typed(page, words[2], words[0])
    assert not part(page, "sheet_first").toPlainText()
    assert not part(page, "sheet_first").isVisible()
    own = part(page, "own_secret")
    assert own.hasFocus()
    count = there.desk.clinic.vault.log.count()
    QTest.keyClicks(own, "000000")
    QTest.keyClick(own, Qt.Key.Key_Return)
    assert page.side.panel.bar.sentence
    assert opens(there, founded.sheets)
    assert not any("recovery" in each for each in _kinds(there)[count:])
    QTest.keyClicks(own, PERSON.pin)
    QTest.keyClick(own, Qt.Key.Key_Return)
    assert page.side.panel is None
    assert "are in force" in page.side.bar.sentence
    assert opens(there, words)
    assert not opens(there, founded.sheets)
    said = page.findChild(object, "said_sheets").text()
    assert "Lio Vance administrator signed for on 2026-03-03" in said
    told = [audit_line(each, "").cells[1:3] for each in audit_lines(there.desk.clinic, None, None)]
    what = "New recovery sheets in force; those before open nothing"
    assert ("Lio Vance administrator", what) in told


def _kinds(there):
    return [each.kind for each in there.desk.clinic.vault.log.everything()]


def test_that_sheets_of_another_set_do_not_pass_and_what_was_typed_stays(
    page, founded, there, tmp_path
):
    words = written(page, tmp_path)
    typed(page, words[0], founded.sheets[1])
    assert page.side.panel.bar.sentence == "These are not two of the new sheets."
    assert part(page, "sheet_first").toPlainText()
    assert opens(there, founded.sheets)


@pytest.mark.parametrize("proven", [False, True])
@pytest.mark.parametrize("way", ["back", "page", "window", "taken over"])
def test_that_given_up_half_way_the_old_sheets_stay_and_the_new_are_said_to_be_void(
    there, page, founded, tmp_path, way, proven
):
    words = written(page, tmp_path / "stick")
    count = there.desk.clinic.vault.log.count()
    if proven:
        typed(page, *words[:2])
    else:
        QTest.keyClicks(part(page, "sheet_first"), words[0])
    panel = page.side.panel
    match way:
        case "back":
            QTest.keyClick(page.window().focusWidget(), Qt.Key.Key_Escape)
        case "page":
            page.window().show_page("people")
        case "window":
            page.window().hide()
        case _:
            there.desk.lock()
            turn = there.desk.turn
            there.desk.hand_over(replace(turn, person=replace(turn.person, id="ad.other")))
    assert page.side.panel is None
    assert not any(each.toPlainText() for each in panel.findChildren(QPlainTextEdit))
    assert page.side.bar.sentence.endswith("are void. Those before stay in force.")
    assert str(tmp_path / "stick") in page.side.bar.sentence
    assert there.desk.clinic.vault.log.count() == count
    assert opens(there, founded.sheets)
    assert not opens(there, words)
    again = written(page, tmp_path / "again")
    assert not set(again) & set(words)


@pytest.mark.parametrize("proven", [False, True])
def test_that_a_locked_screen_forgets_what_was_typed_and_keeps_the_new_sheets(
    there, page, founded, tmp_path, proven
):
    words = written(page, tmp_path)
    if proven:
        typed(page, *words[:2])
        QTest.keyClicks(part(page, "own_secret"), PERSON.pin)
    else:
        QTest.keyClicks(part(page, "sheet_first"), words[0])
    there.desk.lock()
    assert not part(page, "sheet_first").toPlainText()
    assert not part(page, "own_secret").text()
    there.desk.hand_over(there.desk.turn)
    if not proven:
        part(page, "sheet_first").setFocus()
        typed(page, *words[:2])
    QTest.keyClicks(part(page, "own_secret"), PERSON.pin)
    QTest.keyClick(part(page, "own_secret"), Qt.Key.Key_Return)
    assert opens(there, words[1:])
    assert not opens(there, founded.sheets)


def test_that_sheets_are_never_written_over_and_a_failed_write_leaves_nothing(page, tmp_path):
    kept = tmp_path / "recovery-sheet-2.pdf"
    kept.write_bytes(b"somebody's")
    begin(page)
    for folder, words in (
        (tmp_path, "There are recovery sheets in this folder already."),
        (kept / "below", "The file can't be written there; nothing is left of it."),
    ):
        part(page, "sheets_folder").setText(str(folder))
        press(page, "submit")
        assert page.side.panel.bar.sentence == words
    assert [each.name for each in tmp_path.glob("*.pdf")] == [kept.name]
    assert kept.read_bytes() == b"somebody's"
    press(page, "cancel")
    assert page.side.bar.sentence == ""
