"""Files of patients and of the schedule from the command line."""

import shutil

import pytest
from cli.running import ADMIN, DAY, NURSE, as_user, run, secret_of
from support.scenarios import replayed

HEAD = "MRN,Name,DOB,Sex,Address,High respiratory risk\n"
ANN = "555,Ann Greer,02/03/1980,F,1 Elm St,no\n"


@pytest.fixture
def vault(template, tmp_path):
    shutil.copytree(replayed(template, DAY), tmp_path / "vault")
    return tmp_path / "vault"


def imported(vault, file, *words, kind="patients", by=ADMIN):
    return run("import", kind, file, *words, *as_user(by, vault), secret=secret_of(by))


def test_that_a_file_is_checked_and_then_imported(vault, tmp_path):
    file = tmp_path / "patients.csv"
    file.write_text(HEAD + ANN)
    checked = imported(vault, file, "--check")
    assert (checked.status, checked.out.splitlines()) == (
        0,
        ["new: Ann Greer, born 1980-02-03, MRN 555", "1 new."],
    )
    assert imported(vault, file).out.splitlines()[-1] == "Imported: 1 new."
    assert imported(vault, file).out == "1 same, nothing to import.\n"
    schedule = tmp_path / "schedule.csv"
    schedule.write_text("date,time,mrn\n2126-03-03,09:30,555\n")
    planned = imported(vault, schedule, kind="schedule")
    assert planned.out.splitlines()[-1] == "Imported: 1 new."


def test_that_wrong_lines_are_told_and_nothing_is_imported(vault, tmp_path):
    file = tmp_path / "patients.csv"
    file.write_text(HEAD + ANN + "556,Bob,soon,M,2 Elm St,no\n")
    said = imported(vault, file)
    assert said.status == 1
    assert "line 3: The birth date soon can't be" in said.err
    assert imported(vault, file, "--check").status == 1
    file.write_text(HEAD + ANN)
    assert "new: Ann Greer" in imported(vault, file, "--check").out


@pytest.mark.parametrize(
    ("content", "by", "status", "code"),
    [
        (b"%PDF-1.7", ADMIN, 2, "input.invalid"),
        (None, ADMIN, 2, "input.invalid"),
        ((HEAD + ANN).encode(), NURSE, 1, "role.not-permitted"),
    ],
)
def test_that_what_can_not_be_imported_is_one_sentence(vault, tmp_path, content, by, status, code):
    file = tmp_path / "patients.csv"
    if content is not None:
        file.write_bytes(content)
    said = imported(vault, file, by=by)
    assert said.status == status
    assert said.is_one_sentence
    assert code in said.err


def test_that_a_vault_with_an_import_is_sound(vault, tmp_path):
    file = tmp_path / "patients.csv"
    file.write_text(HEAD + ANN)
    assert imported(vault, file).status == 0
    schedule = tmp_path / "schedule.csv"
    schedule.write_text("date,time,mrn\n2126-03-03,09:30,555\n")
    assert imported(vault, schedule, kind="schedule").status == 0
    assert run("verify", *as_user(ADMIN, vault), secret=secret_of(ADMIN)).status == 0
