"""Each command does what its help says, for whom it is meant."""

import csv
import hashlib
import json
import shutil

import click
import pytest
from cli.running import ADMIN, DAY, NURSE, as_user, contents, run, run_apart, secret_of
from support.scenarios import SCENARIOS, day_logs, expected_summary, replayed

from ketachart.cli.every_command import main


@pytest.fixture
def vault(template, tmp_path):
    """A copy of the vault of the first shared day."""
    shutil.copytree(replayed(template, DAY), tmp_path / "vault")
    return tmp_path / "vault"


@pytest.mark.parametrize("name", ["", *main.commands])
def test_that_help_shows_an_example(name):
    said = run(*([name] if name else []), "--help")
    assert said.status == 0
    assert "Example: ketachart" in said.out
    options = [
        param
        for param in (main.commands[name] if name else main).params
        if isinstance(param, click.Option)
    ]
    assert all(option.help for option in options if option.name not in {"help", "schedule"})


def test_that_the_version_is_told():
    assert run("--version").out.startswith("ketachart, version")


def test_that_a_summary_is_words_or_figures(vault, tmp_path):
    words = run("summary", *as_user(NURSE, vault), secret=secret_of(NURSE))
    assert words.status == 0
    assert "session s1: drawn 1.60 mL, given 1.60 mL (80.00 mg)" in words.out
    file = tmp_path / "figures.json"
    said = run("summary", *as_user(NURSE, vault), "--json", file, secret=secret_of(NURSE))
    assert (said.status, said.out, said.err) == (0, "", "")
    assert json.loads(file.read_bytes()) == expected_summary(DAY)


def test_that_a_range_has_the_rows_of_each_of_its_days(vault):
    days = ("--from", "2026-03-01", "--to", "2026-03-03")
    said = run("log", *as_user(ADMIN, vault), *days, secret=secret_of(ADMIN))
    rows = list(csv.DictReader(said.out.splitlines()))
    edges = [row["date"] for row in rows if row["movement"] == "opening"]
    assert edges == ["2026-03-01"] * 2 + ["2026-03-02"] * 2 + ["2026-03-03"] * 2
    closing = [row for row in rows if row["movement"] == "closing"]
    assert closing[-2]["balance_ml"] == closing[2]["balance_ml"] == "90.00"


def test_that_paper_is_a_pdf_and_the_csv_is_written_beside_it(vault, tmp_path):
    log, chart, rows = (tmp_path / name for name in ("log.pdf", "chart.pdf", "log.csv"))
    when = ("--date", "2026-03-02", "--pdf", log, "--csv", rows)
    said = run_apart("log", *as_user(ADMIN, vault), *when, secret=secret_of(ADMIN))
    assert (said.status, said.err) == (0, "")
    expected = next(each for each in day_logs() if (each.scenario, each.schedule) == (DAY, "III"))
    assert rows.read_bytes() == expected.content
    said = run_apart("chart", "s1", *as_user(NURSE, vault), "--pdf", chart, secret=secret_of(NURSE))
    assert (said.status, said.err) == (0, "")
    for file in (log, chart):
        assert file.read_bytes().startswith(b"%PDF-1.")
        assert file.stat().st_size > 5000


def test_that_a_chart_is_written_for_another_program(vault, tmp_path):
    file = tmp_path / "chart.json"
    who = as_user(NURSE, vault)
    said = run("chart", "s1", *who, "--fhir", file, secret=secret_of(NURSE))
    assert (said.status, said.err) == (0, "")
    bundle = json.loads(file.read_bytes())
    assert (bundle["resourceType"], bundle["type"]) == ("Bundle", "document")
    said = run("chart", "s1", *who, secret=secret_of(NURSE))
    assert said.status == 2
    assert "--fhir" in said.err
    unknown = tmp_path / "unknown.json"
    said = run("chart", "s9", *who, "--fhir", unknown, secret=secret_of(NURSE))
    assert said.status == 1
    assert said.is_one_sentence
    assert not unknown.exists()


def test_that_a_packet_is_written_and_says_that_its_sums_hold(vault, tmp_path):
    days = ("--from", "2026-03-02", "--to", "2026-03-03", "--out", tmp_path / "packet")
    said = run_apart("packet", *as_user(ADMIN, vault), *days, secret=secret_of(ADMIN))
    assert (said.status, said.err) == (0, "")
    assert "The sums of all products hold." in said.out
    digest = hashlib.sha256((tmp_path / "packet" / "manifest.json").read_bytes()).hexdigest()
    assert digest in said.out
    again = run_apart("packet", *as_user(ADMIN, vault), *days, secret=secret_of(ADMIN))
    assert again.status == 1
    assert again.is_one_sentence
    assert "[file.not-written]" in again.err


def test_that_everything_is_written_for_the_administrator_alone(vault, tmp_path):
    out = tmp_path / "everything"
    said = run_apart("export", *as_user(ADMIN, vault), "--out", out, secret=secret_of(ADMIN))
    assert (said.status, said.err) == (0, "")
    digest = hashlib.sha256((out / "manifest.json").read_bytes()).hexdigest()
    assert digest in said.out
    (chart,) = (out / "charts").iterdir()
    assert chart.read_bytes().startswith(b"%PDF-1.")
    other = tmp_path / "other"
    said = run("export", *as_user(NURSE, vault), "--out", other, secret=secret_of(NURSE))
    assert said.status == 1
    assert "[role.not-permitted]" in said.err
    assert not other.exists()


def test_that_an_audit_says_who_read_what(vault, tmp_path):
    file = tmp_path / "audit.csv"
    run("summary", *as_user(NURSE, vault), secret=secret_of(NURSE))
    said = run("audit", *as_user(ADMIN, vault), "--csv", file, secret=secret_of(ADMIN))
    assert (said.status, said.err) == (0, "")
    lines = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    read = [line for line in lines if line["kind"] == "record.read"]
    assert [line["author"] for line in read][-2:] == [NURSE, ADMIN]
    assert {"vitals.charted", "stock.received", "person.signed-in"} <= {
        line["kind"] for line in lines
    }


def test_that_an_audit_of_a_session_or_of_days_is_that_part(vault, tmp_path):
    file = tmp_path / "audit.csv"

    def lines(*options: object) -> list[dict[str, str]]:
        who = as_user(ADMIN, vault)
        said = run("audit", *who, *options, "--csv", file, secret=secret_of(ADMIN))
        assert (said.status, said.err) == (0, "")
        return list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))

    assert {line["session"] for line in lines("--session", "s1")} == {"s1"}
    assert lines("--from", "2026-03-02", "--to", "2026-03-02")
    assert lines("--from", "2001-01-01", "--to", "2001-01-02") == []


def test_that_a_sound_vault_is_said_to_be_sound(vault):
    said = run("verify", *as_user(NURSE, vault), secret=secret_of(NURSE))
    assert said.status == 0
    assert said.out.startswith("Sound: ")
    assert said.err == ""


def test_that_a_clinic_is_set_up_from_a_file_and_never_played_into(tmp_path):
    vault, sheets = tmp_path / "vault", tmp_path / "sheets"
    file = SCENARIOS / f"{DAY}.json"
    said = run_apart("init", "--vault", vault, "--from", file, "--sheets", sheets)
    assert (said.status, said.err) == (0, "")
    assert sorted(path.name for path in sheets.iterdir()) == [
        f"recovery-sheet-{number}.pdf" for number in (1, 2, 3)
    ]
    before = contents(vault)
    for again in (
        run("replay", file, "--vault", vault),
        run("init", "--vault", vault, "--from", file),
    ):
        assert again.status == 2
        assert again.is_one_sentence
        assert "[store.exists]" in again.err
        assert contents(vault) == before
    said = run("summary", *as_user(NURSE, vault), secret=secret_of(NURSE))
    assert said.status == 0
    assert "10 sealed" not in said.out  # the first part only: nothing was received


def test_that_no_clinic_begins_without_its_recovery_sheets(tmp_path):
    (tmp_path / "a file").write_bytes(b"")
    vault, file = tmp_path / "vault", SCENARIOS / f"{DAY}.json"
    sheets = tmp_path / "a file" / "sheets"
    said = run_apart("init", "--vault", vault, "--from", file, "--sheets", sheets)
    assert said.status == 1
    assert said.is_one_sentence
    assert "[file.not-written]" in said.err
    assert {path.name for path in vault.iterdir()} <= {"vault.lock"}


# --- what is refused ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "user", "code"),
    [
        (("log", "--date", "2026-03-02"), NURSE, "role.not-permitted"),
        (("audit", "--csv", "x.csv"), NURSE, "role.not-permitted"),
        (
            ("packet", "--from", "2026-03-02", "--to", "2026-03-03", "--out", "x"),
            NURSE,
            "role.not-permitted",
        ),
        (("summary", "--session", "s9"), NURSE, "session.unknown"),
        (("audit", "--session", "s9", "--csv", "x.csv"), ADMIN, "session.unknown"),
        (("chart", "s9", "--pdf", "x.pdf"), NURSE, "session.unknown"),
    ],
)
def test_that_a_refusal_is_told_with_its_code_and_exits_with_1(vault, words, user, code):
    said = run(*words, *as_user(user, vault), secret=secret_of(user))
    assert said.status == 1
    assert said.is_one_sentence
    assert said.err.rstrip().endswith(f"[{code}]")


@pytest.mark.parametrize(
    "words",
    [
        ("log",),
        ("log", "--date", "2026-03-02", "--from", "2026-03-02", "--to", "2026-03-02"),
        ("log", "--from", "2026-03-02"),
        ("packet", "--from", "2026-03-02", "--out", "x"),
        ("packet", "--from", "2026-03-03", "--to", "2026-03-02", "--out", "x"),
        ("log", "--from", "2026-03-03", "--to", "2026-03-02"),
        ("log", "--date", "tomorrow"),
        ("log", "--date", "2026-03-02", "--schedule", "VI"),
        ("chart", "s1"),
        ("audit",),
        ("nothing-of-the-kind",),
        ("summary", "--passphrase-file", "no-such-file"),
    ],
)
def test_that_a_command_used_wrongly_exits_with_2_and_leaves_the_vault(vault, words):
    before = contents(vault)
    vault_option = () if words[0].startswith("nothing") else ("--vault", vault, "--user", ADMIN)
    said = run(*words, *vault_option)
    assert said.status == 2
    assert "Usage:" in said.err
    assert "Traceback" not in said.err
    assert contents(vault) == before


@pytest.mark.parametrize(
    ("words", "user"),
    [
        (("log", "--date", "2026-03-02", "--csv"), ADMIN),
        (("log", "--date", "2026-03-02", "--xlsx"), ADMIN),
        (("summary", "--json"), NURSE),
        (("audit", "--csv"), ADMIN),
    ],
)
def test_that_a_file_that_cannot_be_written_is_told(vault, tmp_path, words, user):
    target = tmp_path / "no such folder" / "file"
    said = run(*words, target, *as_user(user, vault), secret=secret_of(user))
    assert said.status == 1
    assert said.is_one_sentence
    assert "[file.not-written]" in said.err


@pytest.mark.parametrize("words", [("log", "--date", "2026-03-02"), ("chart", "s1")])
def test_that_paper_that_cannot_be_written_is_told(vault, tmp_path, words):
    target = tmp_path / "no such folder" / "file.pdf"
    who = as_user(ADMIN, vault)
    said = run_apart(*words, "--pdf", target, *who, secret=secret_of(ADMIN))
    assert said.status == 1
    assert said.is_one_sentence
    assert "[file.not-written]" in said.err
    assert not target.parent.exists()


@pytest.mark.parametrize("content", [b"", b"{}", b"\x00\x01", b"[[[["])
def test_that_a_file_that_is_no_scenario_sets_nothing_up(tmp_path, content):
    file, vault = tmp_path / "file.json", tmp_path / "vault"
    file.write_bytes(content)
    for words in (("replay", file, "--vault", vault), ("init", "--vault", vault, "--from", file)):
        said = run(*words)
        assert said.status == 2
        assert said.is_one_sentence
        assert not vault.exists()


def test_that_setting_up_asks_for_what_it_needs(tmp_path):
    answers = ["Harbor", "2200 Harbor Blvd", "", "Nowhere/Land", "UTC", "FH1234560", "FH1234563"]
    said = run("init", "--vault", tmp_path / "vault", secret="\n".join(answers) + "\n")
    assert said.status == 1  # the answers end before the questions do
    for words in ("there is no such time zone", "a check digit", "How many chairs"):
        assert words in said.out + said.err
    assert not (tmp_path / "vault").exists()
