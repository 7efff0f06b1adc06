"""The shared days lead to the published figures, to the byte."""

import json
import shutil
from datetime import date

import pytest
from click.testing import CliRunner
from support.scenarios import (
    NAMES,
    SCENARIOS,
    day_logs,
    expected_summary,
    opened,
    opened_copy,
    replayed,
    scenario,
)

from ketachart.app.replay import Deviation, replay
from ketachart.app.scenario import ScenarioError, read_scenario
from ketachart.app.summary import summary
from ketachart.app.verification import verify
from ketachart.cli import main
from ketachart.crypto.passphrases import SMALLEST_COST
from ketachart.exports.daylog_csv import day_log_csv
from ketachart.store.errors import StoreExists


@pytest.mark.parametrize("name", NAMES)
def test_that_a_day_leads_to_its_figures_and_is_sound(tmp_path, name):
    clinic = replay(scenario(name), tmp_path / "vault", cost=SMALLEST_COST)
    assert summary(clinic) == expected_summary(name)
    assert list(verify(clinic)) == []
    clinic.close()


@pytest.mark.parametrize("log", day_logs(), ids=lambda log: f"{log.scenario}-{log.day}")
def test_that_a_day_log_is_the_expected_file_after_reopening(template, tmp_path, log):
    clinic = opened_copy(template, log.scenario, tmp_path / "vault")
    rows = clinic.day_log(date.fromisoformat(log.day), log.schedule)
    assert day_log_csv(rows) == log.content
    clinic.close()


@pytest.mark.parametrize("name", NAMES)
def test_that_a_vault_opened_again_says_the_same_and_is_sound(template, tmp_path, name):
    clinic = opened_copy(template, name, tmp_path / "vault")
    assert summary(clinic) == expected_summary(name)
    assert list(verify(clinic)) == []
    clinic.close()


@pytest.mark.parametrize("name", NAMES)
def test_that_what_is_in_memory_is_what_a_fresh_reading_gives(template, tmp_path, name):
    shutil.copytree(replayed(template, name), tmp_path / "vault")
    first = opened(tmp_path / "vault", name)
    stocks = {product: first.books.stock(product) for product in first.books.products()}
    first.close()
    again = opened(tmp_path / "vault", name)
    assert {product: again.books.stock(product) for product in again.books.products()} == stocks
    again.close()


def command(*words: object, secret: str = "") -> str:
    done = CliRunner().invoke(main, [str(word) for word in words], input=secret)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_that_the_command_line_does_a_whole_day(tmp_path):
    vault, name = tmp_path / "vault", "first-infusion"
    told = command("replay", SCENARIOS / f"{name}.json", "--vault", vault, "--trace")
    steps = [line for line in told.splitlines() if line.startswith("step ")]
    assert steps == [f"step {number}" for number in range(len(scenario(name).steps))]
    secret = scenario(name).secrets["ad.lindqvist"].passphrase
    who = ("--vault", vault, "--user", "ad.lindqvist", "--passphrase-file", "-")
    assert "Sound" in command("verify", *who, secret=secret)
    for log in day_logs():
        if log.scenario == name:
            when = ("--date", log.day, "--schedule", log.schedule)
            file = tmp_path / f"{log.day}.csv"
            command("log", *who, *when, "--csv", file, secret=secret + "\n")
            assert file.read_bytes() == log.content
            assert command("log", *who, *when, secret=secret).encode() == log.content
    figures = tmp_path / "figures.json"
    command("summary", *who, "--json", figures, secret=secret)
    assert json.loads(figures.read_bytes()) == expected_summary(name)
    command("summary", *who, "--session", "s1", "--json", figures, secret=secret)
    alone = json.loads(figures.read_bytes())
    assert alone["sessions"] == {"s1": expected_summary(name)["sessions"]["s1"]}


# --- a day that goes other than it is written ---------------------------------------------------


def edited(tmp_path, change) -> object:
    content = json.loads((SCENARIOS / "odd-day.json").read_bytes())
    change(content["steps"])
    file = tmp_path / "edited.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    return file


def number_of(do: str, refused: str = "") -> int:
    steps = scenario("odd-day").steps
    return next(s.number for s in steps if s.do == do and s.refused == refused)


def deviation(tmp_path, change) -> Deviation:
    with pytest.raises(Deviation) as raised:
        replay(read_scenario(edited(tmp_path, change)), tmp_path / "vault", cost=SMALLEST_COST)
    return raised.value


def test_that_another_code_than_expected_stops_the_replay(tmp_path):
    number = number_of("session.open", "chair.occupied")
    found = deviation(tmp_path, lambda steps: steps[number].update(refused="session.locked"))
    assert (found.step, found.expected, found.found) == (
        number,
        "session.locked",
        "chair.occupied",
    )


def test_that_a_step_that_is_refused_and_should_not_be_stops_the_replay(tmp_path):
    number = number_of("infusion.start")
    found = deviation(tmp_path, lambda steps: steps[number].update(ml_per_h="37.001"))
    assert (found.step, found.expected, found.found) == (number, "done", "input.invalid")


def test_that_a_step_that_succeeds_and_should_not_stops_the_replay(tmp_path):
    number = number_of("infusion.bolus")
    found = deviation(tmp_path, lambda steps: steps[number].update(refused="bag.exceeded"))
    assert (found.step, found.expected, found.found) == (number, "bag.exceeded", "done")


def test_that_the_command_line_names_step_and_both_codes_and_exits_with_1(tmp_path):
    number = number_of("session.open", "chair.occupied")
    file = edited(tmp_path, lambda steps: steps[number].update(refused="session.locked"))
    done = CliRunner().invoke(main, ["replay", str(file), "--vault", str(tmp_path / "vault")])
    assert done.exit_code == 1
    for words in (f"step {number} ", "session.locked", "chair.occupied"):
        assert words in done.stderr
    assert "Traceback" not in done.output
    assert len(done.stderr.splitlines()) == 1


def test_that_a_replay_never_touches_a_vault_that_stands_there(template, tmp_path):
    vault = tmp_path / "vault"
    shutil.copytree(replayed(template, "first-infusion"), vault)
    before = {file.name: file.read_bytes() for file in vault.iterdir()}
    with pytest.raises(StoreExists):
        replay(scenario("first-infusion"), vault, cost=SMALLEST_COST)
    assert {file.name: file.read_bytes() for file in vault.iterdir()} == before


BROKEN = {
    "an unknown act": lambda steps: steps[0].update(do="stock.eat"),
    "no time": lambda steps: steps[3].pop("at"),
    "a time without an offset": lambda steps: steps[3].update(at="2026-11-01T08:00:00"),
    "a step that is a list": lambda steps: steps.insert(2, []),
    "a person that is a number": lambda steps: steps[1].update(by=7),
    "no steps": lambda steps: steps.clear(),
}


@pytest.mark.parametrize("name", BROKEN)
def test_that_a_file_that_is_no_scenario_is_named_as_such(tmp_path, name):
    with pytest.raises(ScenarioError, match=r"[Ss]tep"):
        replay(read_scenario(edited(tmp_path, BROKEN[name])), tmp_path / "v", cost=SMALLEST_COST)


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe", b"[]", b"{}", b'{"format": "ketachart-scenario/2"}', b"[" * 100_000],
)
def test_that_anything_else_is_not_read(tmp_path, content):
    file = tmp_path / "file.json"
    file.write_bytes(content)
    with pytest.raises(ScenarioError):
        read_scenario(file)


def test_that_an_unknown_person_in_a_step_is_refused_as_a_failed_sign_in(tmp_path):
    found = deviation(tmp_path, lambda steps: steps[0].update(by="rn.nobody"))
    assert (found.step, found.expected, found.found) == (0, "done", "auth.failed")


def test_that_a_step_of_an_unknown_person_is_recorded_as_refused_too(tmp_path):
    def by_nobody(steps):
        steps[:] = [steps[2], {**steps[3], "by": "rn.nobody", "refused": "auth.failed"}]

    file = read_scenario(edited(tmp_path, by_nobody))
    clinic = replay(file, tmp_path / "vault", cost=SMALLEST_COST)
    refused = {"step": 1, "do": "stock.receive", "code": "auth.failed"}
    assert summary(clinic)["refused"] == [refused]
    clinic.close()


@pytest.mark.parametrize(
    ("part", "field", "value"),
    [
        ("products", "mg_per_ml", "NaN"),
        ("products", "mg_per_ml", "1E-999999"),
        ("products", "container_ml", "1E+999999"),
        ("products", "container_ml", "0"),
        ("products", "substance", "Ketamine \ud800"),
        ("patients", "name", "\udfff"),
        ("patients", "birth_date", "\ud800"),
        ("people", "id", "\ud800"),
    ],
)
def test_that_what_can_not_be_kept_is_refused_before_a_vault_is_made(tmp_path, part, field, value):
    content = json.loads((SCENARIOS / "first-infusion.json").read_bytes())
    content[part][0][field] = value
    file = tmp_path / "scenario.json"
    file.write_text(json.dumps(content), encoding="ascii")
    with pytest.raises(ScenarioError, match="scenario"):
        read_scenario(file)
