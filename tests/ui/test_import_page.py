"""A file of patients and one of the schedule, looked at and imported as an administrator does."""

from dataclasses import replace

import pytest
from PySide6.QtTest import QTest

from ketachart.app.clinic import Done
from ketachart.domain.acts import RegisterPatient
from ketachart.domain.times import local_day
from ketachart.ui.desk import Desk
from ketachart.ui.panels.open_session import OpenSessionPanel
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.windows.import_page import ImportPage
from tests.ui.chair_day import NURSE

ADMIN = "ad.lindqvist"
HEAD = "MRN,Name,DOB,Sex,Address,High respiratory risk\n"
ANN = "555,Ann Greer,02/03/1980,F,1 Elm St,no\n"


@pytest.fixture
def at_desk(day_at, qtbot):
    day = day_at("08:57:00")
    desk = Desk(day.clinic, day.sign_in(ADMIN))
    page = ImportPage(desk)
    qtbot.addWidget(page)
    yield day, desk, page
    desk.close()


def pressed(page, name: str) -> None:
    page.findChild(ActionButton, name).click()


def cells(page) -> list[str]:
    lines = page.table.lines
    return [
        " | ".join(lines.index(row, column).data() for column in range(3))
        for row in range(lines.rowCount())
    ]


def test_that_nothing_is_registered_until_it_was_looked_at_and_imported(at_desk, tmp_path):
    day, _, page = at_desk
    file = tmp_path / "patients.csv"
    file.write_text(HEAD + ANN)
    importer = page.findChild(ActionButton, "import_all")
    assert not importer.isEnabled()
    page.file.show_path(file)
    pressed(page, "import_look")
    assert cells(page) == ["2 | new | Ann Greer, born 1980-02-03, MRN 555"]
    assert not day.clinic.patients("Ann Greer")
    file.write_text("gone")  # what was shown is what is imported
    pressed(page, "import_all")
    assert [each.mrn for each in day.clinic.patients("Ann Greer")] == ["555"]
    assert "Imported from patients.csv: 1 new." in page._said.text()
    assert not importer.isEnabled()


def test_that_what_changed_since_it_was_looked_at_is_shown_before_it_is_imported(at_desk, tmp_path):
    day, _, page = at_desk
    file = tmp_path / "patients.csv"
    file.write_text(HEAD + ANN)
    page.file.show_path(file)
    pressed(page, "import_look")
    other = replace(day.clinic.patients()[0], id="p.other", mrn="555", name="Ann Other")
    outcome = day.clinic.perform(RegisterPatient(patient=other), day.sign_in(NURSE))
    assert isinstance(outcome, Done)
    pressed(page, "import_all")
    assert "changed meanwhile" in page.bar.sentence
    assert "is registered for Ann Other" in cells(page)[0]
    assert [each.id for each in day.clinic.patients("555")] == ["p.other"]


def test_that_wrong_lines_are_listed_and_hold_all_others_back(at_desk, tmp_path):
    day, _, page = at_desk
    file = tmp_path / "patients.csv"
    file.write_text(HEAD + ANN + ANN)
    page.file.show_path(file)
    pressed(page, "import_look")
    assert cells(page) == ["3 | ! wrong | MRN 555 stands in line 2 already."]
    assert not page.findChild(ActionButton, "import_all").isEnabled()
    assert not day.clinic.patients("Ann Greer")


def test_that_no_file_or_another_file_is_said(at_desk, tmp_path):
    _, _, page = at_desk
    pressed(page, "import_look")
    assert "No file is chosen." in page.bar.sentence
    page.file.show_path(tmp_path / "chart.pdf")
    (tmp_path / "chart.pdf").write_bytes(b"%PDF-1.7")
    pressed(page, "import_look")
    assert "PDF" in page.bar.sentence


def test_that_whoever_is_planned_is_seated_by_one_choice(at_desk, tmp_path, qtbot):
    day, desk, page = at_desk
    today = local_day(desk.now(), desk.world.site.zone)
    seated = desk.world.patient(day.session("s1").patient).mrn
    patients, schedule = tmp_path / "patients.csv", tmp_path / "schedule.csv"
    patients.write_text(HEAD + ANN)
    schedule.write_text(
        f"date,time,mrn,chair,protocol\n{today},10:15,555,,P1\n{today},08:00,{seated},,\n"
    )
    for kind, file in (("patients.import", patients), ("schedule.import", schedule)):
        page._kind.choose(kind)
        page.file.show_path(file)
        pressed(page, "import_look")
        pressed(page, "import_all")
    desk.hand_over(day.sign_in(NURSE))
    panel = OpenSessionPanel(desk, "")
    panel.be_about("Chair 4")
    qtbot.addWidget(panel)
    panel.show()
    panel.begin()
    choices = [each for each in panel.findChildren(ActionButton) if "expected" in each.objectName()]
    assert [each.text() for each in choices] == ["10:15  GREER, Ann, born 1980-02-03 · P1"]
    assert panel.focusWidget() is panel._find
    QTest.keyClicks(panel._find, "10")
    assert panel._patient.value == ""
    choices[0].click()
    assert desk.world.patient(panel._patient.value).mrn == "555"
    assert panel._protocol.value == "half-mg-kg-40min"
    act = panel.act()
    assert (act.chair, act.protocol) == ("Chair 4", "half-mg-kg-40min")
