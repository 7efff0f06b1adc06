"""The chart leaves the chair as a file: to read, or for another program."""

import json

from pytestqt.qtbot import QtBot

from ketachart.domain import events as ev
from ketachart.domain.entries import patient_stream
from ketachart.store.codec import entry_from
from ketachart.ui.panels.chart_file import ChartFilePanel
from ketachart.ui.presenters.staff_actions import staff_actions
from ketachart.ui.widgets.action_button import ActionButton


def exported(chair) -> list[str]:
    stream = patient_stream(chair.window.session.patient)
    entries = (entry_from(stored) for stored in chair.day.clinic.vault.log.stream(stream))
    said = [each.event.what for each in entries if isinstance(each.event, ev.RecordRead)]
    return [what for what in said if what.startswith("chart as")]


def test_that_a_finished_chart_is_saved_as_pdf_and_as_fhir(chair_at, qtbot: QtBot, tmp_path):
    chair = chair_at("12:01:00", "s1")
    chair.window.open_panel("chart_file")
    panel = chair.window.panel
    assert isinstance(panel, ChartFilePanel)
    panel.folder.show_folder(tmp_path)
    assert panel.submit_typed()
    fhir = panel.findChild(ActionButton, "save_fhir")
    assert fhir is not None
    fhir.click()
    assert (tmp_path / "chart-chair-1-s1.pdf").read_bytes().startswith(b"%PDF")
    bundle = json.loads((tmp_path / "chart-chair-1-s1.json").read_bytes())
    assert bundle["type"] == "document"
    assert exported(chair) == [
        "chart as PDF, session s1, saved",
        "chart as FHIR document, session s1, saved",
    ]


def test_that_a_folder_that_is_gone_is_said_and_nothing_is_recorded(chair_at, tmp_path):
    chair = chair_at("12:01:00", "s1")
    chair.window.open_panel("chart_file")
    panel = chair.window.panel
    panel.folder.show_folder(tmp_path / "stick" / "pulled")
    assert not panel.submit_typed()
    assert panel.bar.isVisible()
    assert exported(chair) == []


def test_that_it_is_offered_once_the_patient_has_left(chair_at):
    chair = chair_at("13:45:00", "s2")
    day = chair.day
    for name, is_offered in (("s2", True), ("s3", False)):
        found = staff_actions(day.session(name), day.turn.person, str)
        assert ("chart_file" in [each.panel for each in found]) is is_offered


def test_that_outcomes_are_asked_for_of_this_patient(chair_at, qtbot: QtBot):
    chair = chair_at("12:01:00", "s1")
    with qtbot.waitSignal(chair.window.patient_asked) as asked:
        chair.window.resting.wanted.emit("outcomes", "")
    assert asked.args == [chair.window.session.patient]
