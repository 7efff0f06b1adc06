"""What an administrator does in the administration's pages, typed as they would."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ketachart.app.clinic import Turn
from ketachart.domain.people import Role
from ketachart.ui.desk import Desk
from ketachart.ui.panels.staff import AddPersonPanel, AttestPanel, RenewPanel
from ketachart.ui.widgets.form import SecretField, TextField, YesNo
from ketachart.ui.windows.board_window import BoardWindow
from ketachart.ui.windows.clinic_page import ClinicPage
from ketachart.ui.windows.people_page import PeoplePage
from tests.ui.chair_day import NURSE, ChairDay, passphrase_of, pin_of

ADMIN = "ad.lindqvist"
PASSPHRASE, PIN = "seven slow tugboats 9", "730164"


@pytest.fixture
def desk(qapp: object, day_at: Callable[..., ChairDay]) -> Iterator[Desk]:
    del qapp
    day = day_at("09:06:10", ADMIN)
    desk = Desk(day.clinic, day.turn)
    yield desk
    desk.close()


def _type(panel: object, **texts: str) -> None:
    for name, text in texts.items():
        field = panel.findChild(TextField, name) or panel.findChild(SecretField, name)  # type: ignore[attr-defined]
        field.setText(text)


def test_that_someone_added_here_signs_in_with_what_they_typed(desk: Desk, qtbot: QtBot) -> None:
    page = PeoplePage(desk)
    qtbot.addWidget(page)
    page.open_task("add_person")
    panel = page.side.panel
    assert isinstance(panel, AddPersonPanel)
    _type(panel, name="Iris Vance", initials="IV", credentials="RN", id="rn.vance")
    _type(panel, passphrase=PASSPHRASE, passphrase_again=PASSPHRASE, pin=PIN, pin_again="730165")
    panel._about.roles.tick(Role.NURSE.value)
    assert not panel.submit_typed()
    assert "not alike" in panel.bar.sentence
    _type(panel, pin_again=PIN)
    assert panel.submit_typed()
    assert page.side.panel is None
    assert isinstance(desk.clinic.sign_in("rn.vance", PASSPHRASE), Turn)


def test_that_a_short_passphrase_is_told_at_its_field_and_nothing_is_recorded(
    desk: Desk, qtbot: QtBot
) -> None:
    page = PeoplePage(desk)
    qtbot.addWidget(page)
    page.open_task("add_person")
    panel = page.side.panel
    assert isinstance(panel, AddPersonPanel)
    _type(panel, name="Iris Vance", initials="IV", id="rn.vance", pin=PIN, pin_again=PIN)
    _type(panel, passphrase="too short", passphrase_again="too short")
    panel._about.roles.tick(Role.NURSE.value)
    assert not panel.submit_typed()
    assert desk.world.person("rn.vance") is None
    field = panel.findChild(TextField, "name")
    assert field is not None
    assert field.typed == "Iris Vance"


def test_that_a_renewed_access_is_told_until_the_next_task_and_the_new_one_opens(
    desk: Desk, qtbot: QtBot
) -> None:
    page = PeoplePage(desk)
    qtbot.addWidget(page)
    page.table.choose(NURSE)
    page.open_task("renew_access")
    panel = page.side.panel
    assert isinstance(panel, RenewPanel)
    _type(panel, passphrase=PASSPHRASE, passphrase_again=PASSPHRASE, pin=PIN, pin_again=PIN)
    assert not panel.submit_typed(), "nobody signed it"
    assert not page.side.bar.sentence
    _type(panel, own_secret=pin_of(ADMIN))
    assert panel.submit_typed()
    assert page.side.bar.sentence == "Adaeze Okafor has a new passphrase and PIN."
    assert isinstance(desk.clinic.sign_in(NURSE, PASSPHRASE), Turn)
    page.open_task("change_person")
    assert not page.side.bar.sentence


def test_that_esc_goes_back_from_a_task_with_the_keys_in_the_list_too(
    desk: Desk, qtbot: QtBot
) -> None:
    page = PeoplePage(desk)
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    page.open_task("add_person")
    QTest.keyClick(page.table, Qt.Key.Key_Escape)
    assert page.side.panel is None
    QTest.keyClick(page.table, Qt.Key.Key_Escape)
    assert page.isVisible()


def test_that_a_handler_signs_their_own_attestation_here(desk: Desk, qtbot: QtBot) -> None:
    desk.clinic.sign_in(NURSE, passphrase_of(NURSE))
    page = PeoplePage(desk)
    qtbot.addWidget(page)
    page.table.choose(NURSE)
    page.open_task("attest_handler")
    panel = page.side.panel
    assert isinstance(panel, AttestPanel)
    answer = panel.findChild(YesNo, "attested")
    assert answer is not None
    answer.answer_with(True)
    told: list[str] = []
    panel.explain = lambda refusal: told.append(refusal.about)  # type: ignore[method-assign]
    assert not panel.submit_typed(), "nobody signed"
    _type(panel, second_secret=pin_of(ADMIN))
    assert not panel.submit_typed(), "the administrator can't attest for the nurse"
    assert [panel.findChild(SecretField, about) for about in told] == [panel._secret] * 2
    _type(panel, second_secret=pin_of(NURSE))
    assert panel.submit_typed()
    assert [each.attested.person for each in desk.clinic.handlers()] == [NURSE]


def test_that_the_board_follows_a_chair_that_is_added_and_renamed(desk: Desk, qtbot: QtBot) -> None:
    board, page = BoardWindow(desk), ClinicPage(desk)
    qtbot.addWidget(board)
    qtbot.addWidget(page)
    page.open_task("add_chair")
    assert page.side.panel is not None
    _type(page.side.panel, chair_name="Window")
    assert page.side.panel.submit_typed()
    assert board.tile("Window").isVisibleTo(board)
    page.table.choose("Window")
    page.open_task("rename_chair")
    _type(page.side.panel, chair_name="Garden")
    assert page.side.panel.submit_typed()
    assert "Window" not in board.order
    assert "Garden" in board.order
