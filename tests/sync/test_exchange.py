"""Exchanging over a place, whatever happens to it or to what lies there."""

import itertools
import threading
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from support.memory_place import MemoryPlace
from support.workstations import KEY, SITE, KnownKeys, Workstation, fresh, signer

from ketachart.store.connection import _TURNS, Transaction
from ketachart.store.entries import GENESIS, Head, stamp, tip_message
from ketachart.store.errors import HeadMoved, StoreFull
from ketachart.store.eventlog import note_arrived
from ketachart.store.log_reader import LogReader
from ketachart.store.peers import AT_ONCE, MOST_HELD
from ketachart.store.standing import standings
from ketachart.sync.exchange import Behind
from ketachart.sync.place import PlaceAway
from ketachart.sync.segment import MOST_ENTRIES, Sealer, Segment


@pytest.fixture
def place() -> MemoryPlace:
    return MemoryPlace()


def forged(device: str, first: int, count: int, before: bytes, key: int = 9) -> Segment:
    """Entries nobody recorded, sealed by somebody who has the clinic's key, signed by another."""
    stored = stamp([fresh(n, b'{"hr":"999"}') for n in range(count)], Head(device, first, before))
    tip = stored[-1]
    signature = signer(key).sign(tip_message(SITE, device, tip.seq, tip.hash))
    return Sealer(SITE, KEY).seal(stored, signature)


def whys(report) -> list[str]:
    return [each.why for each in report.set_aside]


def settle(place: MemoryPlace, *stations: Workstation) -> None:
    for each in (*stations, *stations):
        each.exchange(place)


def test_that_two_workstations_come_to_the_same_entries(make, place):
    a, b = make("ws-a"), make("ws-b")
    a.chart(3)
    b.chart(2)
    assert a.exchange(place).sent == 3
    report = b.exchange(place)
    assert (report.sent, report.received) == (2, 3)
    assert a.exchange(place).received == 2
    assert a.everything() == b.everything()
    assert len(a.everything()) == 5


def test_that_nothing_moves_when_nothing_is_new(make, place):
    a, b = make("ws-a"), make("ws-b")
    a.chart(3)
    settle(place, a, b)
    rows = dict(place.rows)
    for each in (a, b):
        report = each.exchange(place)
        assert (report.sent, report.received, report.set_aside, report.behind) == (0, 0, (), ())
    assert place.rows == rows


def test_that_what_arrived_waits_to_be_worked_in_as_one_run(make, place):
    a, b = make("ws-a"), make("ws-b")
    a.chart(2 * AT_ONCE + 7)
    settle(place, a, b)
    a.chart(5)
    settle(place, a, b)
    rows = b.db.conn.execute("SELECT * FROM unfolded").fetchall()
    assert rows == [("ws-a", 1, 2 * AT_ONCE + 12)]


@pytest.mark.parametrize("fault", ["before", "after"])
def test_that_an_exchange_cut_at_any_call_is_made_up_for(make, place, fault):
    a, b = make("ws-a"), make("ws-b")
    for cut in range(1, 12):
        a.chart(1 + 40 * cut)
        b.chart(1)
        for each in (a, b):
            place.calls = 0
            place.fails = lambda number, cut=cut: fault if number == cut else ""
            try:
                each.exchange(place)
            except PlaceAway:
                place.fails = lambda _number: ""
                each.exchange(place)
        place.fails = lambda _number: ""
        settle(place, a, b)
        assert a.everything() == b.everything()
    assert len(a.everything()) == a.peers.head("ws-a").seq + 11
    assert whys(a.exchange(place)) == []


@pytest.mark.parametrize("room", range(0, 360, 15))
def test_that_a_full_disk_while_taking_in_loses_nothing(make, place, room):
    a, b = make("ws-a"), make("ws-b")
    a.chart(2500, bytes(400))
    a.exchange(place)
    (pages,) = b.db.conn.execute("PRAGMA page_count").fetchone()
    b.db.conn.execute(f"PRAGMA max_page_count = {pages + room}").fetchall()
    with pytest.raises(StoreFull):
        b.exchange(place)
    taken = b.peers.head("ws-a")
    assert taken.seq in {0, MOST_ENTRIES, 2 * MOST_ENTRIES}
    assert taken.seq > 0 or room < 240
    b.db.conn.execute("PRAGMA max_page_count = 1000000").fetchall()
    assert b.exchange(place).received == 2500 - taken.seq
    assert a.everything() == b.everything()


class Interrupted(list):
    """Entries during whose first slice somebody else begins to wait to write."""

    def begin(self, write) -> None:
        self.waiting = threading.Thread(target=write)

    def __getitem__(self, key):
        if key == slice(0, AT_ONCE):
            self.waiting.start()
            while not _TURNS[self.db].is_wanted():
                assert self.waiting.is_alive()
        return super().__getitem__(key)


def test_that_taking_in_makes_way_for_whoever_waits_to_write(make):
    a, b = make("ws-a"), make("ws-b")
    a.chart(3 * AT_ONCE)
    found = []

    def write() -> None:
        with closing(b.vault.writer()) as db, Transaction(db):
            found.append(LogReader(db).head_of("ws-a").seq)

    entries = Interrupted(a.entries_of("ws-a"))
    entries.db = b.db
    entries.begin(write)
    assert b.peers.take(entries, bytes(64), b.peers.head("ws-a")) == 3 * AT_ONCE
    entries.waiting.join()
    assert found == [AT_ONCE]
    assert b.entries_of("ws-a") == a.entries_of("ws-a")


def test_that_segments_in_any_order_and_twice_come_to_the_same(make, place):
    a = make("ws-a")
    for _ in range(4):
        a.chart(3)
        a.exchange(place)
    for number, order in enumerate(itertools.permutations(place.rows.values())):
        behind = MemoryPlace("other")
        c = make(f"ws-c{number}")
        for each in order:
            behind.put([each, each])
            c.exchange(behind)
        assert c.entries_of("ws-a") == a.entries_of("ws-a")
        assert c.exchange(place).received == 0


def test_that_overlapping_segments_are_taken_in_once(make, place):
    a, b = make("ws-a"), make("ws-b")
    a.chart(3)
    settle(place, a, b)
    a.chart(4)
    other = MemoryPlace("other")
    a.exchange(other)
    b.exchange(other)
    a.exchange(place)
    assert b.exchange(place).received == 0
    assert a.everything() == b.everything()


def test_that_a_flipped_byte_is_set_aside_and_the_other_devices_go_on(make, place):
    a, b, reader = make("ws-a"), make("ws-b"), make("ws-r")
    a.chart(2)
    b.chart(2)
    settle(place, a)
    b.exchange(place)
    ((key, true),) = [row for row in place.rows.items() if row[0][0] == "ws-a"]
    for at in range(len(true.sealed)):
        spoilt = bytearray(true.sealed)
        spoilt[at] ^= 0x10
        place.rows[key] = msgspec.structs.replace(true, sealed=bytes(spoilt))
        report = reader.exchange(place)
        assert whys(report) == (["damaged"] if at == 0 else [])
        assert reader.entries_of("ws-a") == []
        assert reader.entries_of("ws-b") == b.entries_of("ws-b")
    (held,) = reader.peers.held()
    assert (held.device, held.why, held.first_seq, held.last_seq) == ("ws-a", "damaged", 1, 2)
    place.rows[key] = true
    assert reader.exchange(place).received == 2
    assert reader.peers.held() == ()


def test_that_nothing_forged_is_taken_in_and_the_truth_behind_it_is(make, place):
    a, b = make("ws-a"), make("ws-b")
    a.chart(3)
    settle(place, a, b)
    tip = a.peers.head("ws-a")
    place.put([forged("ws-a", 3, 2, tip.hash), forged("ws-a", 3, 1, tip.hash, key=8)])
    a.chart(2)
    a.exchange(place)
    report = b.exchange(place)
    assert sorted(whys(report)) == ["forged", "forged"]
    assert b.everything() == a.everything()
    assert whys(b.exchange(place)) == []
    assert not a.exchange(place).forked


def test_that_many_forged_segments_of_one_number_do_not_hide_the_true_one(make, place):
    a, b = make("ws-a"), make("ws-b")
    a.chart(1)
    place.put([forged("ws-a", 0, 1, GENESIS, key=number + 20) for number in range(90)])
    stored = a.entries_of("ws-a")
    other = [
        Sealer(SITE, KEY).seal(stamp([fresh(7 + number)], Head("ws-a", 0, GENESIS)), bytes(64))
        for number in range(90)
    ]
    place.put(other)
    a.exchange(place)
    assert b.exchange(place).received == 1
    assert b.entries_of("ws-a") == stored
    assert len(b.peers.held()) <= MOST_HELD


@pytest.mark.parametrize(("count", "is_cut"), [(MOST_HELD - 1, False), (MOST_HELD + 6, True)])
def test_that_only_so_many_forged_segments_are_kept_and_it_is_known(make, place, count, is_cut):
    a, b = make("ws-a"), make("ws-b")
    first = Head("ws-a", 0, GENESIS)
    lies = [stamp([fresh(7 + number)], first) for number in range(count)]
    place.put([Sealer(SITE, KEY).seal(each, bytes(64)) for each in lies])
    b.exchange(place)
    standing = standings(b.db, "ws-b")["ws-a"]
    assert (standing.held, standing.is_held_cut) == (min(count, MOST_HELD), is_cut)
    a.chart(1)
    a.exchange(place)
    assert b.exchange(place).received == 1


def test_that_a_device_nobody_vouches_for_waits_until_somebody_does(make, place, trust):
    a, b = make("ws-a"), make("ws-b")
    a.chart(3)
    a.exchange(place)
    key = trust.keys.pop("ws-a")
    assert whys(b.exchange(place)) == ["unvouched"]
    assert whys(b.exchange(place)) == []
    place.rows.clear()
    trust.keys["ws-a"] = key
    assert b.exchange(place).received == 3
    assert b.peers.held() == ()


def test_that_a_newer_segment_is_kept_sealed_and_opened_after_an_update(make, place, monkeypatch):
    a, b = make("ws-a"), make("ws-b")
    monkeypatch.setattr("ketachart.sync.segment.FORMAT", 2)
    a.chart(3)
    a.exchange(place)
    monkeypatch.setattr("ketachart.sync.segment.FORMAT", 1)
    assert whys(b.exchange(place)) == ["newer"]
    place.rows.clear()
    assert b.exchange(place).received == 0
    monkeypatch.setattr("ketachart.sync.segment.FORMAT", 2)
    assert b.exchange(place).received == 3
    assert b.peers.held() == ()


def test_that_a_retired_devices_later_entries_are_set_aside(make, place, trust):
    a, b, c = make("ws-a"), make("ws-b"), make("ws-c")
    a.chart(5)
    trust.limits["ws-a"] = 3
    a.exchange(place)
    assert whys(b.exchange(place)) == ["revoked"]
    assert len(b.entries_of("ws-a")) == 3
    assert whys(b.exchange(place)) == []
    a.chart(2)
    a.exchange(place)
    b.exchange(place)
    assert len(b.entries_of("ws-a")) == 3
    other = MemoryPlace("other")
    b.exchange(other)
    assert c.exchange(other).received == 0


def test_that_what_is_worked_in_is_not_taken_out_of_the_log_again(make, place):
    a, b = make("ws-a"), make("ws-b")
    a.chart(6)
    settle(place, a, b)
    arrived = b.entries_of("ws-a")
    with Transaction(b.db):
        note_arrived(b.db, arrived[:3])
    assert not b.peers.give_up("ws-a", 2)
    assert b.entries_of("ws-a") == arrived
    assert b.peers.give_up("ws-a", 4)
    assert b.entries_of("ws-a") == arrived[:4]
    assert b.peers.waiting() == {"ws-a": 4}
    assert b.peers.last_tip("ws-a") == 0
    # Somebody had read them to work them in; and the log still loses nothing by any other way.
    with pytest.raises(HeadMoved), Transaction(b.db):
        note_arrived(b.db, arrived[3:])
    with pytest.raises(Exception, match="entries are never deleted"):
        b.db.conn.execute("DELETE FROM entry WHERE device = 'ws-a'")
    assert b.exchange(place).received == 2
    assert a.everything() == b.everything()


def test_that_a_gap_waits_for_what_is_missing(make, place):
    a, b = make("ws-a"), make("ws-b")
    for _ in range(3):
        a.chart(2)
        a.exchange(place)
    missing = place.rows.pop(next(key for key in place.rows if key[1] == 4))
    report = b.exchange(place)
    assert (report.received, report.set_aside) == (2, ())
    place.put([missing])
    assert b.exchange(place).received == 4


def test_that_a_copied_vault_sends_nothing_of_its_own_and_says_so(make, place, trust, tmp_path):
    a, b = make("ws-a"), make("ws-b")
    a.chart(4)
    settle(place, a, b)
    clone = copied(a, tmp_path / "clone", trust)
    try:
        a.chart(2)
        settle(place, a, b)
        clone.chart(3, b"{}")
        b.chart(1)
        b.exchange(place)
        rows = dict(place.rows)
        report = clone.exchange(place)
        assert report.forked
        assert report.sent == 0
        assert report.received == 1
        assert place.rows == rows
        assert not a.exchange(place).forked
    finally:
        clone.close()


def test_that_a_vault_restored_from_an_old_copy_is_noticed(make, place, trust, tmp_path):
    a, b = make("ws-a"), make("ws-b")
    a.chart(4)
    restored = copied(a, tmp_path / "restored", trust)
    try:
        a.chart(2)
        settle(place, a, b)
        assert restored.exchange(place).forked
    finally:
        restored.close()


def test_that_both_branches_pushed_at_once_never_mix(make, place, trust, tmp_path):
    a, b = make("ws-a"), make("ws-b")
    a.chart(4)
    settle(place, a, b)
    clone = copied(a, tmp_path / "clone", trust)
    try:
        clone.chart(3, b"{}")
        elsewhere = MemoryPlace("elsewhere")
        clone.exchange(elsewhere)
        a.chart(2)
        settle(place, a, b)
        place.put(list(elsewhere.rows.values()))
        report = b.exchange(place)
        assert "forked" in whys(report)
        assert b.entries_of("ws-a") == a.entries_of("ws-a")
        assert a.exchange(place).forked
    finally:
        clone.close()


def copied(station: Workstation, folder: Path, trust: KnownKeys) -> Workstation:
    """The same vault once more, as somebody who copies its folder has it."""
    import shutil

    from ketachart.store.vault import Vault

    shutil.copytree(
        station.vault.files.folder, folder, ignore=shutil.ignore_patterns("*-shm", "*.lock")
    )
    return Workstation(Vault.open(folder, KEY), trust)


def test_that_a_place_that_lost_everything_is_refilled_and_it_is_said(make, place):
    a, b, c = make("ws-a"), make("ws-b"), make("ws-c")
    for _ in range(3):
        a.chart(30)
        b.chart(2)
        settle(place, a, b)
    place.rows.clear()
    report = b.exchange(place)
    assert set(report.behind) == {
        Behind(device="ws-a", acknowledged=90, holds=0),
        Behind(device="ws-b", acknowledged=6, holds=0),
    }
    assert report.sent == 96
    assert b.exchange(place).behind == ()
    a.exchange(place)
    assert c.exchange(place).received == 96
    assert c.everything() == a.everything() == b.everything()


def test_that_a_place_set_back_to_an_old_copy_is_refilled_from_there(make, place):
    a, b, c = make("ws-a"), make("ws-b"), make("ws-c")
    a.chart(5)
    settle(place, a, b)
    old = dict(place.rows)
    a.chart(5)
    settle(place, a, b)
    place.rows = old
    report = a.exchange(place)
    assert report.behind == (Behind(device="ws-a", acknowledged=10, holds=5),)
    assert report.sent == 5
    assert c.exchange(place).received == 10


def test_that_others_entries_are_passed_on_to_a_place_that_never_had_them(make, place):
    a, b, c = make("ws-a"), make("ws-b"), make("ws-c")
    for _ in range(4):
        a.chart(600)
        settle(place, a, b)
    other = MemoryPlace("other")
    b.exchange(other)
    assert c.exchange(other).received == 2400
    assert c.entries_of("ws-a") == a.entries_of("ws-a")
    assert max(each.last_seq - each.first_seq for each in other.rows.values()) < 1000


def test_that_a_forged_row_of_our_name_does_not_keep_us_from_sending(make, place):
    a, b = make("ws-a"), make("ws-b")
    a.chart(2)
    place.put([forged("ws-a", 0, 50, GENESIS)])
    report = a.exchange(place)
    assert not report.forked
    assert report.sent == 2
    assert b.exchange(place).received == 2


def test_that_what_only_claims_to_be_our_newest_entry_does_not_stand_for_it(make, place):
    a, b = make("ws-a"), make("ws-b")
    a.chart(2)
    a.exchange(place)
    ((key, true),) = place.rows.items()
    place.rows = {key: msgspec.structs.replace(true, sealed=bytes(40))}
    fresh_place = MemoryPlace("renamed hub")
    fresh_place.rows = dict(place.rows)
    a.chart(1)
    report = a.exchange(fresh_place)
    assert report.sent == 3
    assert b.exchange(fresh_place).received == 3


def test_that_being_told_to_stop_leaves_what_came_and_the_next_goes_on(make, place):
    class Stopped(Exception):
        pass

    def stop(_done: int, _total: int) -> None:
        raise Stopped

    from ketachart.sync.exchange import exchange

    a, b = make("ws-a"), make("ws-b")
    for _ in range(40):
        a.chart(1)
        a.exchange(place)
    with pytest.raises(Stopped):
        exchange(place, b.peers, b.own, b.sealer, b.trust, stop)
    assert 0 < b.peers.head("ws-a").seq < 40
    b.exchange(place)
    assert a.everything() == b.everything()


def test_that_the_own_tip_is_signed_for_others_to_pass_on(make):
    a = make("ws-a")
    a.peers.sign_own_tip(a.own.signer, SITE)
    assert a.peers.last_tip("ws-a") == 0
    a.chart(3)
    a.peers.sign_own_tip(a.own.signer, SITE)
    assert a.peers.last_tip("ws-a") == 3
