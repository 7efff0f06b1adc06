"""An administrator proposes a limit in its page, an anesthesiologist approves it there."""

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from ketachart.domain.proposals import Kind, fields_of
from ketachart.ui.desk import Desk
from ketachart.ui.panels.proposing import ApprovePanel, IdleLockPanel, ProposePanel
from ketachart.ui.safekeeper import Safekeeper
from ketachart.ui.widgets.form import NumberField, SecretField, TextField
from ketachart.ui.windows.admin_window import AdminWindow
from ketachart.ui.windows.limits_page import LimitsPage
from tests.ui.chair_day import DOCTOR, ChairDay, pin_of

ADMIN = "ad.lindqvist"
FIELD = "soft_mg_per_kg_h"


@pytest.fixture
def day(day_at: Callable[..., ChairDay]) -> ChairDay:
    return day_at("09:06:10", ADMIN)


@pytest.fixture
def desk(qapp: object, day: ChairDay) -> Iterator[Desk]:
    del qapp
    desk = Desk(day.clinic, day.turn)
    yield desk
    desk.close()


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> LimitsPage:
    page = LimitsPage(desk)
    qtbot.addWidget(page)
    return page


def _in_force(desk: Desk) -> str:
    return fields_of(desk.world.settings_at(desk.now()))[FIELD]


def _propose(page: LimitsPage, value: str) -> ProposePanel:
    page.tables[Kind.SETTINGS].choose(FIELD)
    page.propose()
    panel = page.side.panel
    assert isinstance(panel, ProposePanel)
    for name, text in ((FIELD, value), ("reason", "as agreed")):
        field = panel.findChild(TextField, name)
        assert field is not None
        field.setText(text)
    return panel


def test_that_a_limit_is_another_once_it_was_proposed_and_approved(
    day: ChairDay, desk: Desk, page: LimitsPage
) -> None:
    before = _in_force(desk)
    assert _propose(page, "0.4").submit_typed()
    assert _in_force(desk) == before
    desk.hand_over(day.sign_in(DOCTOR))
    page.proposals.choose(page.proposals.chosen_at(0))
    page._approve.click()
    panel = page.side.panel
    assert isinstance(panel, ApprovePanel)
    secret = panel.findChild(SecretField, "own_secret")
    assert secret is not None
    secret.setText(pin_of(DOCTOR))
    assert panel.submit_typed()
    assert _in_force(desk) == "0.4"


def test_that_a_value_that_is_none_is_told_and_kept(desk: Desk, page: LimitsPage) -> None:
    panel = _propose(page, "high")
    assert not panel.submit_typed()
    field = panel.findChild(TextField, FIELD)
    assert field is not None
    assert field.typed == "high"
    assert not desk.clinic.proposals()


def test_that_only_who_approves_can_approve_here(
    day: ChairDay, desk: Desk, page: LimitsPage
) -> None:
    assert page._approve.isHidden()
    desk.hand_over(day.sign_in(DOCTOR))
    assert not page._approve.isHidden()
    assert page._propose.isHidden()


def test_that_the_idle_lock_is_the_administrators(desk: Desk, page: LimitsPage) -> None:
    page._idle.click()
    panel = page.side.panel
    assert isinstance(panel, IdleLockPanel)
    field = panel.findChild(NumberField, "idle_lock_min")
    assert field is not None
    field.setText("7")
    assert panel.submit_typed()
    assert desk.world.settings_at(desk.now()).idle_lock_min == 7


def test_that_who_approves_sees_the_limits_alone_in_the_administration(
    day: ChairDay, desk: Desk, qtbot: QtBot
) -> None:
    desk.hand_over(day.sign_in(DOCTOR))
    window = AdminWindow(desk, Safekeeper(desk))
    qtbot.addWidget(window)
    assert window.shown == "limits"
    with pytest.raises(KeyError):
        window.page("people")
    window.show()
    desk.hand_over(day.turn)
    assert not window.isVisible(), "the administrator opens it anew, with every page"
