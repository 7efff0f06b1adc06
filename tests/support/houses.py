"""The fixture of the small clinic, for the folders of tests that act in one."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from support.builders import House, clock_time, open_house, reopened

from ketachart.app.clock import SetClock
from ketachart.domain.session import Phase


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the vault that houses are copied from."""
    return tmp_path_factory.mktemp("template")


@pytest.fixture
def house(template: Path, tmp_path: Path) -> Iterator[House]:
    """A clinic of its own, at eight in the morning."""
    house = open_house(template, tmp_path / "vault")
    yield house
    house.clinic.close()


def make_busy(template: Path, folder: Path) -> None:
    """A closed vault with a session to screen, one to take in, one infusing, one recovering."""
    house = open_house(template, folder)
    house.bring("s4", Phase.RECOVERING, patient="p.castellanos", chair="Chair 3")
    house.bring("s3", Phase.INFUSING)
    house.wait(20)
    house.bring("s2", Phase.SCREENED, patient="p.mbeki", chair="Chair 2")
    house.count("ket-100-5", 2)
    house.clinic.close()


def open_busy(busy: Path, folder: Path) -> House:
    """A copy of it at work."""
    shutil.copytree(busy, folder)
    return reopened(folder, SetClock(clock_time("10:45") + timedelta(seconds=1)))


@pytest.fixture(scope="module")
def busy(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The busy vault, to be copied."""
    folder = tmp_path_factory.mktemp("busy") / "vault"
    make_busy(template, folder)
    return folder


@pytest.fixture
def busy_house(busy: Path, tmp_path: Path) -> Iterator[House]:
    """A busy clinic of its own."""
    house = open_busy(busy, tmp_path / "vault")
    yield house
    house.clinic.close()
