"""Sources of readings that end with the test."""

from collections.abc import Callable, Iterator

import pytest
from devices.waiting import a_clock

from ketachart.devices.network import NetworkPlace, NetworkSource
from ketachart.devices.readings import Inbox


@pytest.fixture
def inbox() -> Inbox:
    return Inbox(iter(range(10**9)).__next__)


@pytest.fixture
def listening(inbox: Inbox) -> Iterator[Callable[..., NetworkSource]]:
    """Listens at places until the test ends."""
    sources: list[NetworkSource] = []

    def listen(*places: NetworkPlace, again_s: float = 0.05) -> NetworkSource:
        sources.append(NetworkSource(places, inbox, a_clock, again_s))
        sources[-1].start()
        return sources[-1]

    yield listen
    for source in sources:
        source.stop()
        source.join(10)
        assert not source.is_alive()
