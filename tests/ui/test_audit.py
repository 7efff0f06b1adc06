"""The audit page: what is looked for is found, newest first, and the look itself is recorded."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ketachart.app.audit import Group, Wish, trail_of
from ketachart.exports.audit_csv import AuditLine, audit_csv
from ketachart.ui.desk import Desk
from ketachart.ui.presenters.audit import what_words
from ketachart.ui.windows.audit_page import AuditPage
from tests.ui.chair_day import NURSE, ChairDay

ADMIN = "ad.lindqvist"


@pytest.fixture
def desk(qapp: object, day_at: Callable[..., ChairDay]) -> Iterator[Desk]:
    del qapp
    day = day_at("09:30:00", ADMIN)
    desk = Desk(day.clinic, day.turn)
    yield desk
    desk.close()


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> AuditPage:
    page = AuditPage(desk)
    qtbot.addWidget(page)
    return page


def _cells(page: AuditPage) -> list[tuple[str, ...]]:
    lines = (page.table.lines.line(row) for row in range(page.table.lines.rowCount()))
    return [tuple(line.cells) for line in lines if line is not None]


def test_that_parts_joined_are_the_whole_log_newest_first(desk: Desk) -> None:
    trail = trail_of(desk.clinic)
    refs: list[tuple[str, str]] = []
    part = trail.newest(Wish(), {}, 7)
    refs += [(line.device, line.seq) for line in part.lines]
    while not part.is_last:
        part = trail.newest(Wish(), part.before, 7)
        refs += [(line.device, line.seq) for line in part.lines]
    log = desk.clinic.vault.log
    assert refs == [(each.device, str(each.seq)) for each in reversed(list(log.everything()))]


@pytest.mark.parametrize("group", list(Group))
def test_that_a_group_and_a_person_leave_only_what_fits(desk: Desk, group: Group) -> None:
    trail = trail_of(desk.clinic)
    every = trail.newest(Wish(group=group), {}, 10**6).lines
    own = trail.newest(Wish(group=group, person=NURSE), {}, 10**6).lines
    assert [line for line in every if line.author == NURSE] == list(own)


def test_that_a_patients_entries_are_those_of_their_sessions(desk: Desk) -> None:
    session = desk.clinic.sessions_open()[0]
    found = trail_of(desk.clinic).newest(Wish(patient=session.patient), {}, 10**6).lines
    assert found
    assert {line.patient for line in found} == {session.patient}


def test_that_no_line_tells_what_verifies_a_pin(desk: Desk) -> None:
    lines = trail_of(desk.clinic).newest(Wish(), {}, 10**6).lines
    assert any('"pin_record":"left out"' in line.details for line in lines)
    assert not any("argon2" in line.details for line in lines)


def test_that_a_look_is_shown_and_is_itself_recorded(
    desk: Desk, page: AuditPage, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(page.reader.ended):
        page.look()
    first = _cells(page)[0]
    assert (first[1], first[2]) == ("Per Lindqvist", "Read: entries, all")


def test_that_a_day_that_is_none_is_told_and_nothing_is_looked_for(
    desk: Desk, page: AuditPage
) -> None:
    count = desk.clinic.vault.log.head.seq
    page._first.setText("3 March")
    page.look()
    assert "not one" in page.bar.sentence
    assert desk.clinic.vault.log.head.seq == count


def test_that_what_is_looked_for_is_saved_whole(
    desk: Desk, page: AuditPage, qtbot: QtBot, tmp_path: Path
) -> None:
    page._folder.show_folder(tmp_path)
    page._group.choose(Group.FAILED.value)
    with qtbot.waitSignal(page.reader.ended):
        page.save()
    (file,) = tmp_path.glob("audit-*.csv")
    rows = file.read_text(encoding="utf-8").splitlines()[1:]
    assert len(rows) == len(trail_of(desk.clinic).newest(Wish(group=Group.FAILED), {}, 10**6).lines)


def test_that_no_cell_of_the_file_is_taken_for_a_formula() -> None:
    names = ("recorded_at", "observed_at", "device", "seq", "author", "stream", "kind")
    plain = dict.fromkeys((*names, "session", "patient", "details"), "x")
    line = AuditLine(author_name="=HYPERLINK(1)", **plain)
    assert b",'=HYPERLINK(1)," in audit_csv([line])


def test_that_old_and_new_value_of_a_change_are_told() -> None:
    field = '{"field":"soft_mg_per_kg_h","before":"2","after":"0.4"}'
    assert what_words("settings.adopted", f'{{"changes":[{field}]}}') == (
        "Limits in force: Rate asks for a reason above: 2 → 0.4"
    )
    before = '{"name":"Marta Silva","roles":["nurse"],"pin_record":"a"}'
    now = '{"name":"Marta Silva","roles":[],"pin_record":"b"}'
    told = what_words("program.changed", '{"before":"0.1.0","release":"0.2.0"}')
    assert told == "KetaChart 0.2.0 from here on; until here 0.1.0"
    told = what_words("person.changed", f'{{"before":{before},"person":{now}}}')
    assert told == "Person changed, Marta Silva: roles: nurse → none"


def test_that_the_trail_says_whom_a_change_is_about() -> None:
    assert what_words("person.added", '{"person":{"name":"Iris Vance"}}') == (
        "Person: added, Iris Vance"
    )
    same = '{"name":"Iris Vance","public_key":"a"}'
    access = f'{{"before":{same},"person":{same},"what":"access"}}'
    assert what_words("person.changed", access) == "Person changed, Iris Vance: access"
    assert what_words("handler.attested", '{"person":"rn.vance"}') == "Handler: attested, rn.vance"
