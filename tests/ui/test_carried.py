"""A file on a stick, opened from the desktop, leads to where it is read; nothing is read yet."""

import pytest
from cli.running import run
from PySide6.QtWidgets import QLineEdit
from support.builders import ADMIN, NURSE, SECRETS
from support.houses import house, template

from ketachart.app.vaults import unlock
from ketachart.bootstrap import parts_of
from ketachart.ui.entry_hall import EntryHall
from ketachart.ui.panels.workstations import ReadStickPanel
from ketachart.ui.widgets.action_button import ActionButton

__all__ = ["house", "template"]


@pytest.fixture
def entered(qapp, house, tmp_path):
    """Signs someone in who opened a file; gives the way in."""
    house.clinic.close()
    halls = []

    def entered(person, name="ketachart-12345678.courier"):
        hall = EntryHall(parts_of(house.folder))
        halls.append(hall)
        hall.open(tmp_path / "stick" / name)
        unlocked = unlock(
            house.folder, person, SECRETS[person][0], house.clock, lambda _: house.clock
        )
        hall._let_in(unlocked)
        return hall.navigation.windows

    yield entered
    for hall in halls:
        hall.close()


def test_that_an_administrator_comes_to_the_page_with_the_stick_named(entered, tmp_path):
    windows = entered(ADMIN)
    assert windows["admin"].shown == "workstations"
    panel = windows["admin"].page("workstations").side.panel
    assert isinstance(panel, ReadStickPanel)
    assert panel.findChild(QLineEdit, "stick_folder").text() == str(tmp_path / "stick")


def test_that_anybody_else_is_told_who_reads_it(entered):
    windows = entered(NURSE)
    assert "admin" not in windows
    assert "read in by an administrator" in windows["board"].bar.sentence


def test_that_an_update_leads_an_administrator_to_where_it_is_checked(entered, tmp_path):
    windows = entered(ADMIN, "ketachart-9.1.0-linux-x86_64.ketaupdate")
    assert windows["admin"].shown == "program"
    page = windows["admin"].page("program")
    named = page.findChild(QLineEdit, "update_file").text()
    assert named == str(tmp_path / "stick" / "ketachart-9.1.0-linux-x86_64.ketaupdate")
    assert not page._reader.is_busy
    assert page.focusWidget() is page.findChild(ActionButton, "check_update")


def test_that_anybody_else_is_told_who_checks_an_update(entered):
    windows = entered(NURSE, "ketachart-9.1.0-linux-x86_64.ketaupdate")
    assert "admin" not in windows
    assert "checked by an administrator" in windows["board"].bar.sentence


def test_that_a_file_that_is_not_there_opens_nothing(tmp_path):
    said = run("open", tmp_path / "gone.courier")
    assert said.status == 2
    assert "does not exist" in said.err
