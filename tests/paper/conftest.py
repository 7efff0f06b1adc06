"""A day that was really performed, for everything that is printed."""

from pathlib import Path

import pytest
from support.houses import house, template

from ketachart.app.clinic import Clinic
from ketachart.app.replay import replay
from ketachart.app.resources import resource_folder
from ketachart.app.scenario import read_scenario
from ketachart.crypto.passphrases import SMALLEST_COST

__all__ = ["house", "template"]


@pytest.fixture(autouse=True)
def application(qapp):
    """Type is measured by the application that all tests of one process share."""


@pytest.fixture(scope="session")
def odd_day(tmp_path_factory) -> Clinic:
    """A clinic after the day with a bolus, a cancelled and a returned session."""
    return performed("odd-day", tmp_path_factory.mktemp("odd-day"))


@pytest.fixture(scope="session")
def clinic_day(tmp_path_factory) -> Clinic:
    """A clinic after an ordinary, busy day."""
    return performed("clinic-day", tmp_path_factory.mktemp("clinic-day"))


def performed(name: str, folder: Path) -> Clinic:
    scenario = read_scenario(resource_folder() / "scenarios" / f"{name}.json")
    return replay(scenario, folder / "vault", cost=SMALLEST_COST)
