"""A place that lost something in the middle is whole again after whoever has it exchanged."""

import re
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.memory_place import MemoryPlace
from support.workstations import SITE, KnownKeys, Workstation

from ketachart.app.resources import resource_folder
from ketachart.sync.postgres_hub import PostgresHub
from ketachart.sync.refilling import is_due

A, B, C = "ws-0000000a", "ws-0000000b", "ws-0000000c"


def next_day(station: Workstation) -> None:
    """Let what was noted of today be of another day."""
    moved = "UPDATE exchanged SET at = '2020-01-01T00:00:00.000Z' WHERE kind = 'looked-through'"
    station.db.conn.execute(moved)


def laid(place: MemoryPlace, station: Workstation, *counts: int) -> None:
    """Entries laid down in segments of so many."""
    for count in counts:
        station.chart(count)
        station.exchange(place)


@pytest.mark.parametrize("missing", [(0,), (1,), (2,), (0, 2), (0, 1, 2)])
def test_that_the_author_lays_down_again_what_is_missing_in_the_middle(make, missing):
    place, a, b = MemoryPlace(), make(A), make(B)
    laid(place, a, 2, 3, 1, 4)
    keys = sorted(place.rows)
    for number in missing:
        del place.rows[keys[number]]
    assert b.exchange(place).received < 10
    assert a.exchange(place).sent == 0
    next_day(a)
    lost = sum((2, 3, 1, 4)[number] for number in missing)
    assert a.exchange(place).sent == lost
    assert not is_due(place, a.peers)
    b.exchange(place)
    assert b.everything() == a.everything()


@given(
    counts=st.lists(st.integers(1, 4), min_size=2, max_size=7),
    missing=st.sets(st.integers(0, 6), min_size=1),
    caught_up=st.sets(st.integers(0, 6)),
)
@settings(max_examples=40, deadline=None)
def test_that_who_holds_it_does_for_a_workstation_that_is_gone(
    tmp_path_factory, counts, missing, caught_up
):
    folder, trust, place = tmp_path_factory.mktemp("clinic"), KnownKeys(), MemoryPlace()
    a, b, c = (Workstation.create(folder / name, name, trust) for name in (A, B, C))
    with closing(a), closing(b), closing(c):
        for number, count in enumerate(counts):
            laid(place, a, count)
            # What came at once is known here by fewer signed entries than lie there.
            if number in caught_up:
                b.exchange(place)
        b.exchange(place)
        keys = sorted(place.rows)
        for number in missing & set(range(len(keys))):
            del place.rows[keys[number]]
        for _ in range(2):
            next_day(b)
            b.exchange(place)
        c.exchange(place)
        assert c.everything() == a.everything()


def test_that_an_old_copy_with_holes_is_filled_at_the_first_exchange(make):
    place, a, b = MemoryPlace(), make(A), make(B)
    laid(place, a, 2, 3, 1, 4)
    keys = sorted(place.rows)
    del place.rows[keys[1]]
    del place.rows[keys[3]]
    report = a.exchange(place)
    assert [(each.acknowledged, each.holds) for each in report.behind] == [(10, 6)]
    assert report.sent == 7
    assert b.exchange(place).received == 10


def test_that_what_a_forger_lays_beyond_is_no_hole(make):
    from sync.test_exchange import forged

    place, a = MemoryPlace(), make(A)
    laid(place, a, 2, 3)
    place.put([forged(A, 500, 3, bytes(32))])
    next_day(a)
    rows = dict(place.rows)
    assert a.exchange(place).sent == 0
    assert place.rows == rows


def test_that_a_damaged_piece_is_laid_down_again_once_it_is_deleted_as_the_page_says(make, hub):
    (a, at_a), (b, at_b) = ((make(name), hub.enrol(name, SITE)) for name in (A, B))
    for _ in range(3):
        a.chart(2)
        over(a, at_a)
    hub.rows("UPDATE keta.segment SET sealed = set_byte(sealed, 20, 7) WHERE last_seq = 4")
    (aside,) = over(b, at_b).set_aside
    assert (aside.device, aside.first_seq, aside.last_seq, aside.why) == (A, 3, 4, "damaged")
    page = (resource_folder() / "help" / "hub.md").read_text(encoding="utf-8")
    for deletes in re.findall(r"^DELETE[^;]+;", page, re.MULTILINE):
        hub.rows(deletes.replace("SITE", SITE).replace("WORKSTATION", A).replace("LAST", "4"))
    next_day(a)
    over(a, at_a)
    assert over(b, at_b).received == 4
    assert b.everything() == a.everything()
    assert b.peers.held() == ()


def test_that_a_forged_piece_does_not_hide_that_the_true_one_is_lost(make):
    from sync.test_exchange import forged

    place, a, b = MemoryPlace(), make(A), make(B)
    laid(place, a, 2, 3, 1)
    place.put([forged(A, 2, 3, a.peers.hash_at(A, 2)), forged(A, 1, 40, bytes(32))])
    b.exchange(place)
    del place.rows[A, 5, a.peers.hash_at(A, 5)]
    for each in (b, a):
        next_day(each)
        assert each.exchange(place).sent == 3
        lost = (A, 5, a.peers.hash_at(A, 5))
        del place.rows[lost]
    next_day(a)
    a.exchange(place)
    assert make(C).exchange(place).received == 6


def test_that_a_long_log_is_looked_through_part_by_part(make, monkeypatch):
    monkeypatch.setattr("ketachart.sync.refilling.PART", 4)
    place, a = MemoryPlace(), make(A)
    laid(place, a, *[2] * 7)
    for key in [key for key in place.rows if key[1] in {2, 6, 10}]:
        del place.rows[key]
    sent = []
    for day in range(1, 5):
        next_day(a)
        today = f"2026-03-0{day}T00:00:00.000Z"
        monkeypatch.setattr(type(a.peers), "now", lambda _self, today=today: today)
        sent.append(a.exchange(place).sent)
    assert sorted(sent) == [0, 2, 2, 2]


def over(station, address):
    with closing(PostgresHub(address, SITE)) as place:
        return station.exchange(place)


def test_that_a_real_hub_with_holes_is_whole_again(make, hub):
    stations = {name: (make(name), hub.enrol(name, SITE)) for name in (A, B, C)}
    a, b, c = stations.values()
    for _ in range(6):
        a[0].chart(2)
        over(*a)
    over(*b)
    hub.rows("DELETE FROM keta.segment WHERE last_seq IN (2, 6, 8)")
    with closing(PostgresHub(c[1], SITE)) as place:
        assert sorted(run[:2] for run in place.runs(A, 0, 12)) == [(3, 4), (9, 10), (11, 12)]
        assert sorted(run[:2] for run in place.runs(A, 3, 9)) == [(3, 4), (9, 10)]
        assert place.runs(B, 0, 12) == []
    assert over(*c).received == 0
    next_day(b[0])
    assert over(*b).sent == 6
    assert over(*c).received == 12
    hub.rows("DELETE FROM keta.relay")
    next_day(a[0])
    assert over(*a).sent == 6
    with closing(PostgresHub(c[1], SITE)) as place:
        assert len(place.after(A, 0, 20)) == 3 + 2
    assert c[0].everything() == a[0].everything() == b[0].everything()
