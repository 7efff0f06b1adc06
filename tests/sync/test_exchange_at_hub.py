"""Real vaults that exchange over a real hub, and what may happen to hub and link meanwhile."""

from contextlib import closing
from dataclasses import replace

import pytest
from support.cutting import CuttingWay
from support.workstations import SITE, KnownKeys, Workstation

from ketachart.sync.place import PlaceAway
from ketachart.sync.postgres_hub import PostgresHub

NAMES = ("ws-0000000a", "ws-0000000b", "ws-0000000c")
STRIDE = 89
"""Bytes between one cut and the next: a prime, so that every kind of message is met."""


class Room:
    """A workstation, and the hub as it knows it."""

    def __init__(self, folder, name, trust, hub):
        self.station = Workstation.create(folder / name, name, trust)
        self.address = hub.enrol(name, SITE)

    def sync(self):
        with closing(PostgresHub(self.address, SITE)) as place:
            return self.station.exchange(place)

    def over(self, port):
        """From now on by another way."""
        head, _, database = self.address.url.rpartition("/")
        self.address = replace(self.address, url=f"{head.rpartition(':')[0]}:{port}/{database}")


class Unheard(PostgresHub):
    """A hub whose answer to what was laid down never arrives."""

    def put(self, segments):
        super().put(segments)
        raise PlaceAway


@pytest.fixture
def rooms(tmp_path, hub):
    trust = KnownKeys()
    made = [Room(tmp_path, name, trust, hub) for name in NAMES]
    yield made
    for each in made:
        each.station.close()


@pytest.fixture
def way(hub):
    with closing(CuttingWay(hub.server.port)) as way:
        yield way


def settled(*rooms):
    """Whether all hold the same after exchanging twice, with nothing set aside."""
    for each in (*rooms, *rooms):
        report = each.sync()
        assert (report.set_aside, report.behind, report.forked) == ((), (), False)
    return len({tuple(each.station.everything()) for each in rooms}) == 1


def test_that_three_workstations_come_to_the_same_over_a_hub(rooms):
    for number, each in enumerate(rooms):
        each.station.chart(1200 + number)
    assert settled(*rooms)
    assert len(rooms[0].station.everything()) == 3 * 1200 + 3
    assert [each.sync().received for each in rooms] == [0, 0, 0]


def test_that_a_link_that_is_cut_after_any_number_of_bytes_loses_and_doubles_nothing(rooms, way):
    near, far, _ = rooms
    near.over(way.port)
    assert settled(near, far)
    charted, cut, after = 0, 0, STRIDE
    while cut == charted:
        near.station.chart(2)
        far.station.chart(1)
        far.sync()
        charted += 1
        way.left = after
        try:
            near.sync()
        except PlaceAway:
            cut += 1
        way.left = None
        after += STRIDE
        assert near.sync().set_aside == ()
    assert cut > 20
    assert settled(near, far)
    assert len(far.station.everything()) == 3 * charted


def test_that_what_the_hub_committed_but_could_not_say_is_not_laid_down_twice(rooms, hub):
    near, far, _ = rooms
    near.station.chart(5)
    with closing(Unheard(near.address, SITE)) as place, pytest.raises(PlaceAway):
        near.station.exchange(place)
    assert settled(near, far)
    assert hub.rows("SELECT count(*), sum(last_seq - first_seq + 1) FROM keta.segment") == [(1, 5)]


def test_that_a_hub_that_falls_over_in_between_goes_on_where_it_was(rooms, hub):
    near, far, _ = rooms
    for _ in range(2):
        near.station.chart(300)
        near.sync()
        place = PostgresHub(far.address, SITE)
        hub.crash()
        try:
            with closing(place), pytest.raises(PlaceAway):
                far.station.exchange(place)
            near.station.chart(7)
            with pytest.raises(PlaceAway):
                near.sync()
        finally:
            hub.start()
        assert settled(near, far)
    assert len(far.station.everything()) == 614


def test_that_an_empty_hub_is_filled_again_with_what_everyone_holds(rooms, hub):
    near, far, lost = rooms
    for each in rooms:
        each.station.chart(30)
    assert settled(*rooms)
    hub.rows("TRUNCATE keta.segment, keta.relay")
    # One of them is broken for good: what it wrote is with the others.
    assert near.sync().behind
    far.sync()
    with closing(PostgresHub(far.address, SITE)) as place:
        assert {name: seq for name, (seq, _) in place.tips().items()} == dict.fromkeys(NAMES, 30)
    assert lost.sync().received == 0
    assert settled(*rooms)


def test_that_each_takes_from_a_hub_in_which_bytes_were_changed_all_but_those(rooms, hub):
    near, far, third = rooms
    near.station.chart(3)
    third.station.chart(4)
    near.sync()
    third.sync()
    hub.rows(
        "UPDATE keta.segment SET sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1)"
        " WHERE device = %s",
        NAMES[0],
    )
    report = far.sync()
    assert (report.received, [each.why for each in report.set_aside]) == (4, ["damaged"])
    assert far.station.entries_of(NAMES[0]) == []
