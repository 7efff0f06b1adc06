"""The page that takes everything out: into a new folder, with progress, or not at all."""

import json
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from support.builders import ADMIN, NURSE, House
from support.houses import house, template

from ketachart.domain.session import Phase
from ketachart.ui.desk import Desk
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.path_field import FolderField, usual_folder
from ketachart.ui.windows.export_page import ExportPage

__all__ = ["house", "template"]


@pytest.fixture
def page(qtbot: QtBot, house: House, tmp_path):
    house.bring("s1", Phase.RECOVERING)
    desk = Desk(house.clinic, house.turns[ADMIN])
    page = ExportPage(desk)
    qtbot.addWidget(page)
    page.resize(1200, 760)
    with qtbot.waitExposed(page):
        page.show()
    (tmp_path / "stick").mkdir()
    page._folder.show_folder(tmp_path / "stick")
    yield page
    page.work.stop()
    page.close()
    desk.close()


def button(page: ExportPage, name: str) -> ActionButton:
    found = page.findChild(ActionButton, name)
    assert found is not None
    return found


def test_that_everything_is_written_with_progress(page, qtbot, tmp_path):
    button(page, "write_export").click()
    assert button(page, "stop_export").isVisible()
    assert not button(page, "write_export").isEnabled()
    qtbot.waitUntil(lambda: not page.work.is_busy, timeout=30000)
    (out,) = (tmp_path / "stick").iterdir()
    files = {each["name"] for each in json.loads((out / "manifest.json").read_bytes())["files"]}
    assert {"README.txt", "sessions.csv", "charts/00001-s1.pdf"} <= files
    assert "Written: ketachart-export-2026-03-03-" in page.work.said.text()
    assert button(page, "write_export").isEnabled()


def test_that_charts_may_stay_out_and_stopping_leaves_nothing(page, qtbot, tmp_path):
    page._charts.set_value("without")
    button(page, "write_export").click()
    page.work.step()
    button(page, "stop_export").click()
    assert list((tmp_path / "stick").iterdir()) == []
    button(page, "write_export").click()
    qtbot.waitUntil(lambda: not page.work.is_busy, timeout=30000)
    (out,) = (tmp_path / "stick").iterdir()
    assert list((out / "charts").iterdir()) == []


def test_that_a_folder_that_is_gone_is_said(page, qtbot, tmp_path):
    page._folder.show_folder(tmp_path / "pulled")
    button(page, "write_export").click()
    qtbot.waitUntil(lambda: not page.work.is_busy, timeout=30000)
    assert "can't be written" in page.bar.sentence


def test_that_a_drive_pulled_out_may_hold_a_part_and_that_is_said(page, tmp_path):
    button(page, "write_export").click()
    page.work.step()
    (tmp_path / "stick").rename(tmp_path / "pulled")
    button(page, "stop_export").click()
    (left,) = (tmp_path / "pulled").iterdir()
    assert left.name in page.bar.sentence
    assert not page.work.is_busy


def test_that_whoever_takes_over_without_the_right_stops_it(page, house, tmp_path):
    button(page, "write_export").click()
    page.work.step()
    page._desk.hand_over(house.turns[NURSE])
    assert not page.work.is_busy
    assert list((tmp_path / "stick").iterdir()) == []
    assert not button(page, "write_export").isEnabled()


def test_that_a_folder_nobody_made_is_never_offered(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    field = FolderField("folder", "Folder")
    qtbot.addWidget(field)
    assert field.folder == tmp_path
    (tmp_path / "Documents").mkdir()
    assert usual_folder() == tmp_path / "Documents"
