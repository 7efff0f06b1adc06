"""The shared scenario days, replayed once and then copied."""

import functools
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from support.source import ROOT

from ketachart.app.clinic import Clinic
from ketachart.app.clock import SetClock
from ketachart.app.replay import replay
from ketachart.app.scenario import Scenario, read_scenario
from ketachart.app.vaults import Unlocked, unlock
from ketachart.crypto.passphrases import SMALLEST_COST

SCENARIOS = ROOT / "resources" / "scenarios"
EXPECTED = ROOT / "tests" / "scenarios"
NAMES = sorted(file.name.removesuffix(".expected.json") for file in EXPECTED.glob("*.json"))


@dataclass(frozen=True)
class DayLog:
    """A day log that a scenario must lead to, to the byte."""

    scenario: str
    day: str
    schedule: str
    content: bytes


def day_logs() -> list[DayLog]:
    """Every day log expected."""
    return [
        DayLog(*file.name.removesuffix(".csv").split("."), file.read_bytes())
        for file in sorted(EXPECTED.glob("*.csv"))
    ]


def expected_summary(name: str) -> dict[str, Any]:
    """The figures a scenario must lead to."""
    content: dict[str, Any] = json.loads((EXPECTED / f"{name}.expected.json").read_bytes())
    return content


@functools.cache
def scenario(name: str) -> Scenario:
    """A shared scenario."""
    return read_scenario(SCENARIOS / f"{name}.json")


@functools.cache
def replayed(template: Path, name: str) -> Path:
    """The closed vault of a whole day; not to be opened, but copied."""
    folder = template / name
    replay(scenario(name), folder, cost=SMALLEST_COST).close()
    return folder


def opened(folder: Path, name: str, user: str = "ad.lindqvist") -> Clinic:
    """A vault of a scenario, unlocked by one of its people at the end of the day."""
    secrets = scenario(name).secrets
    clock = SetClock(scenario(name).steps[-1].at)
    unlocked = unlock(folder, user, secrets[user].passphrase, clock)
    assert isinstance(unlocked, Unlocked)
    return unlocked.clinic


def opened_copy(template: Path, name: str, folder: Path) -> Clinic:
    """A copy of the vault of a whole day, open."""
    shutil.copytree(replayed(template, name), folder)
    return opened(folder, name)
