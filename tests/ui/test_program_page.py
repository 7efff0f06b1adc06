"""The page on the program: an update from a stick is checked, saved, or refused in a sentence."""

import hashlib

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QTextBrowser

import ketachart
from ketachart.app.updates import Manifest, this_platform
from ketachart.crypto.signing import Signer
from ketachart.ui import update_reader
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.windows import program_page
from ketachart.ui.windows.program_page import ProgramPage

SIGNER = Signer(bytes(range(32)))
INSTALLER = b"not really one"


@pytest.fixture
def update(tmp_path, monkeypatch):
    """An update that is as its key signed it."""
    monkeypatch.setattr(update_reader, "release_key", lambda: SIGNER.public_key)
    lines = Manifest(
        format=1,
        version="99.1",
        platform=this_platform(),
        installer="ketachart_99.1_amd64.deb",
        size=len(INSTALLER),
        sha256=hashlib.sha256(INSTALLER).hexdigest(),
    ).lines()
    file = tmp_path / "u.ketaupdate"
    file.write_bytes(lines + SIGNER.sign(lines).hex().encode() + b"\n" + INSTALLER)
    return file


@pytest.fixture
def page(qtbot):
    made = ProgramPage()
    qtbot.addWidget(made)
    made.show()
    return made


def name(page, field, path):
    page.findChild(QLineEdit, field).setText(str(path))


def pressed(qtbot, page, button):
    with qtbot.waitSignal(page._reader.ended):
        page.findChild(ActionButton, button).click()
    return page.bar.sentence


def test_that_the_page_says_which_release_runs(page):
    assert any(
        label.text() == f"KetaChart {ketachart.__version__}" for label in page.findChildren(QLabel)
    )


def test_that_an_update_is_checked_and_its_installer_saved(qtbot, page, update, tmp_path):
    name(page, "update_file", update)
    assert "KetaChart 99.1, whole and signed" in pressed(qtbot, page, "check_update")
    assert list(tmp_path.glob("*.deb")) == []
    name(page, "update_folder", tmp_path)
    assert "sudo apt install" in pressed(qtbot, page, "take_update")
    assert (tmp_path / "ketachart_99.1_amd64.deb").read_bytes() == INSTALLER


def test_that_a_button_keeps_the_keys_while_what_it_asked_for_is_done(qtbot, page, update):
    name(page, "update_file", update)
    button = page.findChild(ActionButton, "check_update")
    button.setFocus()
    pressed(qtbot, page, "check_update")
    assert page.focusWidget() is button


def test_that_a_reading_asked_for_anew_takes_the_place_of_the_one_before(qtbot, page, update):
    answers = []
    page._reader.ended.connect(answers.append)
    name(page, "update_file", update.with_name("gone.ketaupdate"))
    page.check_update()
    name(page, "update_file", update)
    assert "KetaChart 99.1, whole and signed" in pressed(qtbot, page, "check_update")
    assert len(answers) == 1


def test_that_a_spoilt_update_is_refused_in_a_sentence(qtbot, page, update):
    update.write_bytes(update.read_bytes()[:-1])
    name(page, "update_file", update)
    assert "cut off or damaged" in pressed(qtbot, page, "check_update")


def test_that_leaving_the_page_gives_the_reading_up(page, update):
    name(page, "update_file", update)
    page.findChild(ActionButton, "check_update").click()
    page.hide()
    assert not page._reader.is_busy


def test_that_a_missing_name_is_told(page):
    page.findChild(ActionButton, "check_update").click()
    assert page.bar.sentence == "No update is named."


def test_that_licences_are_shown_where_the_program_was_packaged(qtbot, tmp_path, monkeypatch):
    file = tmp_path / "licences.html"
    file.write_text("<h1>Licences of all</h1>")
    monkeypatch.setattr(program_page, "licences_file", lambda: file)
    made = ProgramPage()
    qtbot.addWidget(made)
    made.show()
    made.findChild(ActionButton, "licences").click()
    assert made.focusWidget() is made.findChild(QTextBrowser)
    assert "Licences of all" in made.findChild(QTextBrowser).toPlainText()
