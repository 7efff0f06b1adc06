"""The fixture of the small clinic, for the folders of tests that act in one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.builders import House, open_house


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
