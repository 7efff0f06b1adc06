"""A real hub, fresh for each test, a clinic to use it, and bare workstations."""

from pathlib import Path

import pytest
from support.houses import template
from support.postgres import hub, postgres
from support.workstations import KnownKeys, Workstation

__all__ = ["hub", "make", "postgres", "template", "trust"]


@pytest.fixture
def trust() -> KnownKeys:
    """Whom the workstations of a test believe."""
    return KnownKeys()


@pytest.fixture
def make(tmp_path: Path, trust: KnownKeys):
    """Makes workstations of one clinic; each is closed at the end."""
    made: list[Workstation] = []

    def make(device: str) -> Workstation:
        made.append(Workstation.create(tmp_path / device, device, trust))
        return made[-1]

    yield make
    for each in made:
        each.close()
