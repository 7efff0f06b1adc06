"""A backup from the command line: made, proven, restored, and refused in one sentence."""

import shutil

import pytest
from cli.running import ADMIN, DAY, NURSE, as_user, run, secret_of
from support.scenarios import replayed
from support.source import ROOT

from ketachart.app.backups import Made, make_backup
from ketachart.app.clock import SystemClock
from ketachart.app.scenario import read_clinic
from ketachart.app.vaults import Unlocked, found, unlock
from ketachart.crypto.passphrases import SMALLEST_COST
from ketachart.store.notes import note


@pytest.fixture
def vault(template, tmp_path):
    shutil.copytree(replayed(template, DAY), tmp_path / "vault")
    return tmp_path / "vault"


@pytest.fixture
def backup(vault, tmp_path):
    file = tmp_path / "monday.ketabackup"
    said = run("backup", file, *as_user(ADMIN, vault), secret=secret_of(ADMIN))
    assert said.status == 0, said.err
    return file


def by(user):
    return ("--user", user, "--passphrase-file", "-")


def test_that_a_backup_is_proven_and_restored(backup, vault, tmp_path):
    proven = run("rehearse", backup, *by(NURSE), secret=secret_of(NURSE))
    assert (proven.status, proven.err) == (0, "")
    assert proven.out.startswith("Sound: ")
    again = tmp_path / "again"
    restored = run("restore", backup, "--vault", again, *by(ADMIN), secret=secret_of(ADMIN))
    assert (restored.status, restored.err) == (0, "")
    days = ("--date", "2026-03-02")
    logs = [
        run("log", *as_user(ADMIN, folder), *days, secret=secret_of(ADMIN)).out
        for folder in (vault, again)
    ]
    assert logs[0] == logs[1] != ""
    assert run("verify", *as_user(ADMIN, again), secret=secret_of(ADMIN)).status == 0


def test_that_only_an_administrator_makes_backups(vault, tmp_path):
    said = run("backup", tmp_path / "b", *as_user(NURSE, vault), secret=secret_of(NURSE))
    assert said.status == 1
    assert "role.not-permitted" in said.err
    assert not (tmp_path / "b").exists()


@pytest.mark.parametrize(
    ("spoil", "status", "code"),
    [
        (lambda file: file.write_bytes(file.read_bytes()[:-1]), 1, "backup.damaged"),
        (lambda file: file.write_bytes(b"something else"), 1, "backup.damaged"),
        (lambda file: file.unlink(), 1, "store.missing"),
    ],
)
def test_that_a_spoilt_backup_is_told_in_one_sentence(backup, tmp_path, spoil, status, code):
    spoil(backup)
    said = run("restore", backup, "--vault", tmp_path / "n", *by(ADMIN), secret=secret_of(ADMIN))
    assert said.status == status
    assert said.is_one_sentence
    assert code in said.err
    assert not (tmp_path / "n").exists()


def test_that_a_wrong_passphrase_could_not_look(backup):
    said = run("rehearse", backup, *by(ADMIN), secret="not the one\n")
    assert said.status == 2
    assert "auth.failed" in said.err


@pytest.fixture
def founded(tmp_path):
    file = ROOT / "resources" / "scenarios" / f"{DAY}.json"
    made = found(tmp_path / "founded", read_clinic(file), SystemClock(), SMALLEST_COST)
    yield made
    made.clinic.close()


@pytest.mark.parametrize(("second", "status", "said"), [(2, 0, "restored"), (0, 2, "sheets.wrong")])
def test_that_two_different_sheets_restore_a_backup(founded, tmp_path, second, status, said):
    drive, again = tmp_path / "drive", tmp_path / "again"
    assert isinstance(make_backup(founded.clinic, drive), Made)
    beginnings = " ".join(word[:4] for word in founded.sheets[second].split())
    words = f"{founded.sheets[0]}\nnonsense\n{beginnings}\n"
    answer = run("restore", drive, "--vault", again, "--sheets", secret=words)
    assert answer.status == status
    assert said in answer.out + answer.err
    assert again.exists() == (status == 0)


def test_that_a_drive_that_is_not_there_takes_no_backup(vault, tmp_path):
    file = tmp_path / "gone" / "b"
    said = run("backup", file, *as_user(ADMIN, vault), secret=secret_of(ADMIN))
    assert (said.status, said.is_one_sentence) == (1, True)
    assert "backup.not-written" in said.err
    assert not file.parent.exists()


def test_that_a_command_says_what_it_did_to_a_vault_of_another_release(vault):
    opened = unlock(vault, ADMIN, secret_of(ADMIN).strip(), SystemClock())
    assert isinstance(opened, Unlocked)
    note(opened.clinic.vault.db, release="0.0.9")
    opened.clinic.close()
    said = run("verify", *as_user(ADMIN, vault), secret=secret_of(ADMIN))
    assert said.status == 0
    assert "last used by KetaChart 0.0.9" in said.err
    (backup,) = vault.glob("*.ketabackup")
    assert backup.name in said.err
    assert run("rehearse", backup, *by(ADMIN), secret=secret_of(ADMIN)).status == 0
    assert run("verify", *as_user(ADMIN, vault), secret=secret_of(ADMIN)).err == ""
