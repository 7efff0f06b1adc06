"""Real vaults that exchange over a real hub, and what may happen to hub and link meanwhile."""

import os
import subprocess
import tempfile
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from support.cutting_proxy import CuttingProxy
from support.workstations import KEY, SITE, KnownKeys, Workstation

from ketachart.sync.place import PlaceAway, PlaceFull
from ketachart.sync.postgres_hub import PostgresHub
from ketachart.sync.segment import Sealer

NAMES = ("ws-0000000a", "ws-0000000b", "ws-0000000c")


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


# A link that is cut, after every number of bytes, and a process that is killed: tests/trust.


@pytest.mark.slow
def test_that_a_slow_link_is_asked_a_few_times_only(rooms, hub):
    near, far, _ = rooms
    assert settled(near, far)
    near.station.chart(300)
    far.station.chart(300)
    far.sync()
    with CuttingProxy(hub.server.port) as proxy:
        near.over(proxy.port)
        proxy.delay_s = 0.2
        report = near.sync()
        assert (report.sent, report.received) == (300, 300)
        # As many times 0.4 s is what an exchange over such a link takes, the login included.
        assert proxy.asked <= 14
        near.over(hub.server.port)
    assert settled(near, far)


def test_that_what_the_hub_committed_but_could_not_say_is_not_laid_down_twice(rooms, hub):
    near, far, _ = rooms
    near.station.chart(5)
    with closing(Unheard(near.address, SITE)) as place, pytest.raises(PlaceAway):
        near.station.exchange(place)
    assert settled(near, far)
    assert hub.rows("SELECT count(*), sum(last_seq - first_seq + 1) FROM keta.segment") == [(1, 5)]


def test_that_a_hub_that_falls_over_between_commit_and_answer_keeps_what_it_committed(rooms, hub):
    near, far, _ = rooms
    near.station.chart(40)

    class Falling(PostgresHub):
        def put(self, segments):
            super().put(segments)
            hub.crash()
            super().put(segments)

    try:
        with closing(Falling(near.address, SITE)) as place, pytest.raises(PlaceAway):
            near.station.exchange(place)
    finally:
        hub.start()
    assert hub.rows("SELECT sum(last_seq - first_seq + 1) FROM keta.segment") == [(40,)]
    assert settled(near, far)
    assert hub.rows("SELECT sum(last_seq - first_seq + 1) FROM keta.segment") == [(40,)]


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


BYTES = ("prev_hash", "tip_hash", "tip_sig", "sealed")


def test_that_no_byte_changed_at_the_hub_is_believed_and_the_others_are_taken(rooms, hub):
    near, far, third = rooms
    near.station.chart(2)
    third.station.chart(4)
    near.sync()
    third.sync()
    ((*true,),) = hub.rows(
        f"SELECT {', '.join(BYTES)} FROM keta.segment WHERE device = %s",  # noqa: S608
        NAMES[0],
    )
    change = "UPDATE keta.segment SET {0} = %s WHERE device = %s"
    raised = "UPDATE keta.segment SET {0} = {0} + %s WHERE device = %s"
    with closing(PostgresHub(far.address, SITE)) as place:
        for name, content in zip(BYTES, true, strict=True):
            for at in range(len(content)):
                spoilt = bytearray(content)
                spoilt[at] ^= 1 << at % 8
                hub.rows(change.format(name), bytes(spoilt), NAMES[0])
                far.station.exchange(place)
                assert far.station.entries_of(NAMES[0]) == [], (name, at)
            hub.rows(change.format(name), content, NAMES[0])
        for name in ("first_seq", "last_seq", "fmt"):
            hub.rows(raised.format(name), 1, NAMES[0])
            far.station.exchange(place)
            assert far.station.entries_of(NAMES[0]) == [], name
            hub.rows(raised.format(name), -1, NAMES[0])
        assert far.station.entries_of(NAMES[2]) == third.station.entries_of(NAMES[2])
        assert far.station.exchange(place).received == 2
    assert settled(*rooms)


def test_that_what_is_sealed_under_another_key_is_set_aside(rooms):
    near, far, _ = rooms
    near.station.chart(2)
    near.station.sealer = Sealer(SITE, KEY[::-1])
    near.sync()
    assert [each.why for each in far.sync().set_aside] == ["damaged"]
    assert far.station.entries_of(NAMES[0]) == []


# ── A disk that is full ─────────────────────────────────────────────────────────────────────────


@pytest.fixture
def small_disk(hub):
    """Moves the hub onto a disk of 24 MB; where that may not be mounted, there is no test."""
    folder = Path(tempfile.mkdtemp(prefix="ketahub-small-"))
    mount = ["mount", "-t", "tmpfs", "-o", "size=24m,mode=0777", "ketahub", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        folder.rmdir()
        pytest.skip("No small disk may be mounted here.")
    database = hub.owner_url.rpartition("/")[2]
    try:
        place = folder / "data"
        place.mkdir()
        owner = (hub.server.folder / "data").stat()
        os.chown(place, owner.st_uid, owner.st_gid)
        hub.server.ask_superuser(f"CREATE TABLESPACE small LOCATION '{place}'")
        hub.server.ask_superuser(f"ALTER DATABASE {database} SET TABLESPACE small")
        yield folder
        hub.server.ask_superuser(f"ALTER DATABASE {database} SET TABLESPACE pg_default")
        hub.server.ask_superuser("DROP TABLESPACE small")
    finally:
        subprocess.run(["umount", str(folder)], check=True)
        folder.rmdir()


def test_that_a_hub_whose_disk_is_full_goes_on_when_there_is_room(rooms, small_disk):
    near, far, _ = rooms
    assert settled(near, far)
    stuffing = small_disk / "stuffing"
    with suppress(OSError), stuffing.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    near.station.chart(3000, os.urandom(300))
    with pytest.raises(PlaceFull):
        near.sync()
    far.station.chart(1)
    with suppress(PlaceFull):
        far.sync()
    stuffing.unlink()
    assert near.sync().sent > 0
    assert settled(near, far)
    assert len(far.station.everything()) == 3001
