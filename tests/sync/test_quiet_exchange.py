"""What an exchange leaves on this side's disk, and that a link which stays open is asked anew."""

from datetime import UTC, datetime, timedelta

import pytest
from support.memory_place import MemoryPlace
from support.postgres import SITE
from support.workstations import KnownKeys, Workstation

from ketachart.sync.place import PlaceRefused
from ketachart.sync.postgres_hub import PostgresHub


@pytest.fixture
def station(tmp_path):
    made = Workstation.create(tmp_path / "ws-1", "ws-1", KnownKeys())
    made.chart(3)
    yield made
    made.close()


def commits_seen(station):
    """A number that moves whenever somebody else than the charting side commits."""
    return station.vault.db.conn.execute("PRAGMA data_version").fetchone()[0]


def test_that_an_exchange_that_moves_nothing_leaves_the_disk_alone(station):
    place = MemoryPlace()
    station.exchange(place)
    before = commits_seen(station)
    for _ in range(3):
        assert station.exchange(place).sent == 0
    assert commits_seen(station) == before
    station.chart()
    assert station.exchange(place).sent == 1
    assert commits_seen(station) != before


@pytest.mark.parametrize("off", [timedelta(minutes=11), timedelta(minutes=-1)])
def test_that_it_is_noted_again_after_a_while_or_where_the_clock_was_set_back(station, off):
    place = MemoryPlace()
    station.exchange(place)
    told = (datetime.now(UTC) - off).strftime("%Y-%m-%dT%H:%M:%S.%fZ")  # noqa: TID251
    station.db.conn.execute("UPDATE exchanged SET at = ?", (told,))
    station.exchange(place)
    assert station.peers.exchanges()[place.name].at != told


def test_that_a_workstation_retired_while_its_link_is_open_is_told_so(hub):
    with PostgresHub(hub.enrol("ws-1", SITE), SITE) as place:
        assert place.tips() == {}
        hub.rows("UPDATE keta.device SET revoked_at = now()")
        with pytest.raises(PlaceRefused, match="retired this workstation"):
            place.tips()
