"""Marked names, values and secrets go through a whole day; none is found outside the vault's key.

The exports that are asked for are left out: they are meant to be read.
"""

import json
import logging
import sys
import tempfile
import traceback
from pathlib import Path

import pytest
from click.testing import CliRunner
from support.marked import (
    ADDRESS,
    ALLERGY,
    DRAFT,
    ESCORT,
    MARKED,
    NAME,
    NOTE,
    NURSE,
    PASSPHRASE,
    PIN,
    REASON,
    TYPED_WRONG,
    marked_scenario,
    marks_in,
)

from ketachart.app.clinic import Clinic, Trouble
from ketachart.app.replay import replay
from ketachart.app.scenario import ScenarioError, read_scenario
from ketachart.app.verification import verify
from ketachart.bootstrap import save_sheets
from ketachart.cli import main
from ketachart.crypto.passphrases import SMALLEST_COST
from ketachart.domain.acts import AddNote
from ketachart.domain.refusals import Refusal


@pytest.fixture
def elsewhere(tmp_path, monkeypatch) -> Path:
    """The folder for temporary files, and the home of whoever is at work: both watched."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setenv("SQLITE_TMPDIR", str(folder))
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return folder


def test_that_no_file_beside_the_exports_holds_a_mark(tmp_path, elsewhere, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    vault = tmp_path / "vault"
    checked = []

    def check_now(step: int) -> None:
        if step % 17 == 0:
            checked.append(step)
            assert marks_in(vault) == []

    scenario = marked_scenario(tmp_path)
    clinic = replay(scenario, vault, on_step=check_now, cost=SMALLEST_COST)
    assert len(checked) > 2
    assert isinstance(clinic.sign_in(NURSE, TYPED_WRONG), Refusal)
    clinic.save_draft("vitals:s1", NURSE, {"note": DRAFT})
    assert isinstance(clinic.take_over(NURSE, PIN[::-1]), Refusal)
    # Open, with all that was typed last still in the write-ahead log.
    assert (vault / "ketachart.db-wal").stat().st_size > 0
    assert (vault / "attempts.json").exists()
    assert marks_in(vault) == []
    assert reads_back(clinic)
    assert list(verify(clinic)) == []
    clinic.close()
    assert marks_in(vault) == []
    assert list(elsewhere.rglob("*")) == []
    told = capfd.readouterr()
    said = told.out + told.err + caplog.text
    assert [mark for mark in MARKED if mark in said] == []


def reads_back(clinic: Clinic) -> bool:
    """The marks are there for whoever has the key; else nothing would have been tested."""
    bodies = b"".join(entry.body for entry in clinic.vault.log.everything()).decode()
    asked = (NAME, ADDRESS, ESCORT, NOTE, REASON)
    return all(mark in bodies for mark in asked) and clinic.load_draft("vitals:s1") is not None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps a user's folder by other means")
def test_that_no_other_user_of_the_computer_reads_the_vault_or_the_sheets(tmp_path):
    folder, sheets = tmp_path / "vault", tmp_path / "sheets"
    replay(marked_scenario(tmp_path), folder, cost=SMALLEST_COST).close()
    assert not folder.stat().st_mode & 0o077
    save_sheets(sheets, "Harbor", ["one two"] * 3)
    written = list(sheets.iterdir())
    assert len(written) == 3
    assert not any(each.stat().st_mode & 0o077 for each in written)


def test_that_no_secret_stands_in_the_log_even_for_whoever_has_the_key(tmp_path):
    clinic = replay(marked_scenario(tmp_path), tmp_path / "vault", cost=SMALLEST_COST)
    clinic.sign_in(NURSE, TYPED_WRONG)
    bodies = b"".join(entry.body for entry in clinic.vault.log.everything()).decode()
    assert [mark for mark in (PASSPHRASE, PIN, TYPED_WRONG) if mark in bodies] == []
    clinic.close()


def test_that_an_error_of_our_own_names_nothing(tmp_path, caplog, capfd):
    clinic = replay(marked_scenario(tmp_path), tmp_path / "vault", cost=SMALLEST_COST)
    turn = clinic.sign_in(NURSE, PASSPHRASE)
    assert not isinstance(turn, Refusal)
    clinic.vault.db.execute("DROP TABLE session_row")
    outcome = clinic.perform(AddNote(session="s1", text=NOTE), turn)
    assert not isinstance(outcome, Trouble)  # the session is co-signed: refused before

    def breaks(_changed: object) -> None:
        raise RuntimeError("a window that broke")

    clinic.subscribe(breaks)
    clinic.vault.db.execute("DROP TABLE draft")
    words = []
    for attempt in (
        lambda: clinic.save_draft("vitals:s1", NURSE, {"note": DRAFT}),
        lambda: clinic.vault.log.write((), lambda _db: None),
        lambda: clinic.perform(AddNote(session="s1", text=NOTE), turn, own_secret=TYPED_WRONG),
        lambda: clinic.sign_in(NURSE, TYPED_WRONG),
        lambda: clinic.sign_in(NURSE, PASSPHRASE),
    ):
        try:
            attempt()
        except Exception as error:  # noqa: BLE001 - whatever it is, its words are looked at
            words += traceback.format_exception(error)
    clinic.close()
    told = capfd.readouterr()
    said = "".join(words) + told.out + told.err + caplog.text
    assert "Traceback" in said
    assert [mark for mark in MARKED if mark in said] == []


def test_that_what_holds_a_secret_does_not_say_it(tmp_path):
    scenario = marked_scenario(tmp_path)
    clinic = replay(scenario, tmp_path / "vault", cost=SMALLEST_COST)
    turn = clinic.sign_in(NURSE, PASSPHRASE)
    said = repr((scenario.secrets, scenario.founding.people, clinic, clinic.keyring, turn))
    said += repr(clinic.keyring.unlock(NURSE, PASSPHRASE)) + repr(clinic.vault)
    assert PASSPHRASE not in said
    assert PIN not in said
    assert clinic.site_key.hex() not in said
    assert repr(clinic.site_key) not in said
    assert "pin1$" not in said
    clinic.close()


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content["patients"][0].update(birth_date=NAME),
        lambda content: content["patients"][0].update(name=7),
        lambda content: content["patients"][0].update(allergies=ALLERGY),
        lambda content: content["people"][0].update(role=NAME),
        lambda content: content["people"][0].pop("pin"),
        lambda content: content["products"][0].update(mg_per_ml=NOTE),
        lambda content: content["clinic"].update(timezone=NAME),
        lambda content: content["steps"][0].update(at=NOTE),
    ],
)
def test_that_a_scenario_that_can_not_be_read_is_not_quoted(tmp_path, change):
    marked_scenario(tmp_path)
    file = tmp_path / "scenario.json"
    content = json.loads(file.read_bytes())
    change(content)
    file.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(ScenarioError) as raised:
        read_scenario(file)
    assert [mark for mark in MARKED if mark in str(raised.value)] == []
    vault = str(tmp_path / "vault")
    done = CliRunner().invoke(main, ["replay", str(file), "--vault", vault])
    assert done.exit_code == 2
    assert [mark for mark in MARKED if mark in done.output] == []
