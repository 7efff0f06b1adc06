"""Everything leaves the vault in files that say the same as it does, or nothing is left."""

import csv
import errno
import hashlib
import io
import json
import os

import pytest
from support.builders import ADMIN, CALM, NURSE, House
from support.houses import house, template
from support.scenarios import expected_summary, opened_copy

from ketachart.app.clinic import Turn
from ketachart.app.files import NotWritten
from ketachart.app.whole_export import CHARTS, SUMS, ExportWish, write_export
from ketachart.domain import events as ev
from ketachart.domain.daylog import COLUMNS
from ketachart.domain.session import Phase
from ketachart.exports.export_tables import TABLES
from ketachart.exports.packet import MANIFEST, PAGE

__all__ = ["house", "template"]

DAY = "odd-day"
HASHED = (
    *("device", "seq", "stream", "kind", "observed_at", "recorded_at"),
    *("utc_offset_s", "author"),
)


def no_chart(_session):
    yield b""
    yield b"%PDF-1.4"


def exported(clinic, turn, out, *, charts=True):
    *_, end = write_export(clinic, ExportWish(out=out, charts=charts), turn, no_chart)
    return end


def rows(folder, name):
    text = (folder / f"{name}.csv").read_bytes().decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture(scope="module")
def day(template, tmp_path_factory):
    """The folder of a day with a returned and a cancelled session, and its clinic."""
    folder = tmp_path_factory.mktemp("export")
    clinic = opened_copy(template, DAY, folder / "vault")
    person = clinic.world.person("ad.lindqvist")
    end = exported(clinic, Turn(person=person), folder / "all")
    yield clinic, folder / "all", end
    clinic.close()


def test_that_the_manifest_lists_every_file_as_it_is(day):
    _, folder, end = day
    manifest = json.loads((folder / MANIFEST).read_bytes())
    listed = {each["name"]: each for each in manifest["files"]}
    there = {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file() and file.name != MANIFEST
    }
    assert listed.keys() == there.keys()
    for name, content in there.items():
        assert listed[name]["sha256"] == hashlib.sha256(content).hexdigest(), name
        assert listed[name]["bytes"] == len(content)
    assert end.digest == hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()
    assert end.done == end.total


def test_that_the_sums_are_those_of_all_files_before_them(day):
    _, folder, _ = day
    found = dict(reversed(line.split("  ", 1)) for line in (folder / SUMS).read_text().splitlines())
    there = {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.rglob("*")
        if file.is_file() and file.name not in {SUMS, PAGE, MANIFEST}
    }
    assert found == there


def test_that_the_figures_of_the_sessions_are_those_of_the_day(day):
    clinic, folder, _ = day
    expected = expected_summary(DAY)["sessions"]
    found = {row["session"]: row for row in rows(folder, "sessions")}
    assert found.keys() == expected.keys()
    for name, figures in expected.items():
        for figure in ("drawn_ml", "administered_ml", "administered_mg", "wasted_ml"):
            assert found[name][figure] == figures[figure]
        stop = clinic.world.session(name).stop
        assert found[name]["stopped_because"] == (stop.reason if stop else "")
        assert found[name]["signed_by"] == (figures["signed_by"] or "")
        assert found[name]["cosigned_by"] == (figures["cosigned_by"] or "")
    readings = rows(folder, "readings")
    sessions = [clinic.world.session(name) for name in found]
    assert len(readings) == sum(len(session.readings) for session in sessions)
    assert len(rows(folder, "scores")) == sum(len(session.scores) for session in sessions)
    assert len(rows(folder, "rates")) == sum(len(session.pump) for session in sessions)
    assert len(rows(folder, "medications")) == sum(len(each.medications) for each in sessions)
    values = {row["entry"]: row for row in readings}
    for session in sessions:
        for reading in session.readings:
            for name, value in reading.values.items():
                assert values[reading.ref][name] == format(value, "f")


def test_that_the_movements_are_the_rows_of_the_day_logs(day):
    clinic, folder, _ = day
    logged = [
        row.cells
        for day in {row["date"] for row in rows(folder, "movements")}
        for row in clinic.day_log(clinic.clock.now().date().fromisoformat(day), "all")
        if row.movement not in {"opening", "closing"}
    ]
    found = [tuple(row[column] for column in COLUMNS) for row in rows(folder, "movements")]
    assert sorted(found) == sorted(set(found))
    assert set(logged) <= set(found)


def test_that_every_entry_of_the_log_stands_there_and_its_hash_can_be_checked(day):
    clinic, folder, _ = day
    lines = [
        line
        for file in sorted((folder / "log").glob("*.jsonl"))
        for line in file.read_bytes().splitlines()
    ]
    read = [json.loads(line) for line in lines]
    assert len(read) >= clinic.vault.log.count() - 2
    checked = 0
    for line, entry in zip(lines, read, strict=True):
        if not entry["is_whole"]:
            assert entry["kind"].startswith(("person.", "keyring."))
            continue
        body = line.partition(b',"body":')[2][:-1]
        parts = [str(entry[name]).encode() for name in HASHED]
        parts += [body, bytes.fromhex(entry["prev_hash"])]
        whole = b"".join(len(part).to_bytes(4) + part for part in parts)
        assert hashlib.sha256(b"ketachart-entry-1" + whole).hexdigest() == entry["hash"]
        checked += 1
    assert checked > 100


def test_that_no_secret_leaves_the_vault(day):
    clinic, folder, _ = day
    everything = b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
    for person in clinic.people():
        assert person.pin_record
        assert person.pin_record.encode() not in everything
    slots = list(clinic.vault.log.stream("keyring"))
    assert all(stored.body.split(b'"slot":"')[1][:40] not in everything for stored in slots)


def test_that_the_readme_names_every_file_and_column(day):
    _, folder, _ = day
    said = (folder / "README.txt").read_text(encoding="utf-8")
    assert said.startswith("TRAINING")
    for table in TABLES:
        assert f"{table.name}.csv" in said
        head = (folder / f"{table.name}.csv").read_text(encoding="utf-8").splitlines()[0]
        assert head == ",".join(table.columns)
        assert all(f"  {column} " in said for column in table.columns)


def test_that_it_is_put_on_record_before_and_after(house: House, tmp_path):
    exported(house.clinic, house.turns[ADMIN], tmp_path / "all", charts=False)
    said = [
        json.loads(stored.body)["what"]
        for stored in house.clinic.vault.log.stream("clinic")
        if stored.kind.startswith("record.read")
    ]
    assert said[0] == "everything"
    assert said[1].startswith("everything, saved, manifest SHA-256 ")
    said = (tmp_path / "all" / "README.txt").read_text()
    assert "left out this time" in said
    assert "TRAINING" not in said


def test_that_no_spreadsheet_takes_a_cell_for_a_formula(house: House, tmp_path):
    house.bring("s1", Phase.INFUSING)
    typed = ('=HYPERLINK("x")', "+1+1", "-1+1", "@SUM(A1)", "＝1+1")
    for words in typed:
        house.done(NURSE, "note.add", session="s1", text=words)
    house.chart("s1", **CALM, temp_c="36.5")
    exported(house.clinic, house.turns[ADMIN], tmp_path / "all", charts=False)
    notes = [row["words"] for row in rows(tmp_path / "all", "remarks")]
    assert notes == [f"'{words}" for words in typed]
    assert rows(tmp_path / "all", "readings")[-1]["temp_c"] == "36.5"


def test_that_every_change_stands_beside_what_was_said_before(house: House, tmp_path):
    house.bring("s1", Phase.INFUSING)
    taken = next(each for each in house.session().log if isinstance(each.event, ev.TakenIn))
    reading = house.chart("s1", **CALM)
    for ref, changes in ((taken.ref, {"baseline_pain": 6}), (reading.ref, {"hr": "75"})):
        house.done(
            NURSE, "entry.amend", session="s1", entry=ref, changes=changes, reason="misheard"
        )
    exported(house.clinic, house.turns[ADMIN], tmp_path / "all", charts=False)
    found = {
        (row["entry"], row["field"], row["old"], row["new"])
        for row in rows(tmp_path / "all", "amendments")
    }
    assert found == {(taken.ref, "baseline_pain", "7", "6"), (reading.ref, "hr", "72", "75")}


def test_that_what_is_given_up_or_fails_leaves_nothing(house: House, tmp_path, monkeypatch):
    house.bring("s1", Phase.COSIGNED)
    out, turn = tmp_path / "out" / "all", house.turns[ADMIN]
    out.parent.mkdir()
    steps = write_export(house.clinic, ExportWish(out=out), turn, no_chart)
    next(steps)
    steps.close()
    assert list(out.parent.iterdir()) == []

    def gone(_file):
        raise OSError(errno.EIO, "the stick was pulled")

    monkeypatch.setattr(os, "fsync", gone)
    with pytest.raises(NotWritten):
        exported(house.clinic, turn, out)
    monkeypatch.undo()
    assert list(out.parent.iterdir()) == []
    exported(house.clinic, turn, out)
    assert (out / CHARTS / "00001-s1.pdf").exists()
    with pytest.raises(NotWritten, match="already"):
        exported(house.clinic, turn, out)
