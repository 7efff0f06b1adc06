"""The hub as a workstation uses it: laying down, finding again, and every way it can be away."""

import traceback
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import timedelta
from threading import Thread

import pytest
from support.hub_segments import hash_of, segment
from support.postgres import OTHER_SITE, SCRIPTS, SITE

from ketachart.app.clock import SystemClock
from ketachart.sync import hub_admin
from ketachart.sync.hub_link import SCHEMA_VERSION
from ketachart.sync.knock import Knock
from ketachart.sync.place import (
    PlaceAway,
    PlaceDamaged,
    PlaceForeign,
    PlaceFull,
    PlaceNewer,
    PlaceRefused,
    PlaceTrouble,
)
from ketachart.sync.postgres_hub import PostgresHub

ONE, TWO = "ws-00000001", "ws-00000002"


@pytest.fixture
def at(hub):
    """Opens the hub as a workstation; closed after the test."""
    with ExitStack() as opened:
        yield lambda device=ONE, site=SITE: opened.enter_context(
            PostgresHub(hub.enrol(device, site), site)
        )


def heard_by(place, seconds):
    """Whether the bell rings for a workstation within so many seconds."""
    with closing(Knock()) as knock:
        return place.wait_for_bell(knock, seconds)


def test_that_an_empty_hub_holds_nothing(at):
    one = at()
    assert one.device == ONE
    assert one.tips() == {}
    assert one.holds(ONE, 1) is None
    assert list(one.after(ONE, 0, 10)) == []


def test_that_what_was_laid_down_is_found_as_it_was(at):
    one, two = at(), at(TWO)
    laid = [segment(ONE, 1, 3), segment(ONE, 4, 4), segment(ONE, 5, 9, sealed=bytes(range(256)))]
    one.put(laid)
    assert list(two.after(ONE, 0, 10)) == laid
    assert list(two.after(ONE, 3, 1)) == laid[1:2]
    assert list(two.after(ONE, 9, 10)) == []
    assert two.tips() == {ONE: (9, hash_of(ONE, 9))}
    assert two.holds(ONE, 4) == hash_of(ONE, 4)
    assert two.holds(ONE, 2) is None


def test_that_the_same_again_changes_nothing(at, hub):
    one = at()
    laid = [segment(ONE, 1, 3), segment(TWO, 1, 5)]
    for _ in range(3):
        one.put(laid)
    one.put([replace_sealed(laid[0], b"!" * 40)])
    assert hub.rows("SELECT count(*) FROM keta.segment") == [(1,)]
    assert hub.rows("SELECT count(*) FROM keta.relay") == [(1,)]
    assert list(one.after(ONE, 0, 10)) == laid[:1]


def replace_sealed(of, sealed):
    return segment(of.device, of.first_seq, of.last_seq, sealed=sealed)


def test_that_nothing_is_laid_down_when_one_of_them_is_refused(at, hub):
    one = at()
    with pytest.raises(PlaceRefused):
        one.put([segment(ONE, 1, 2), segment(ONE, 3, 4, sealed=b"short")])
    with pytest.raises(PlaceForeign):
        one.put([segment(ONE, 1, 2), segment(ONE, 3, 4, site=OTHER_SITE)])
    assert hub.rows("SELECT count(*) FROM keta.segment") == [(0,)]
    one.put([segment(ONE, 1, 2)])
    assert one.holds(ONE, 2)


def test_that_segments_come_in_order_whoever_brought_them(at):
    one, two = at(), at(TWO)
    runs = [segment(ONE, first, first + 1) for first in (1, 3, 5, 7, 9)]
    for number in (3, 0, 4):
        one.put([runs[number]])
    two.put([runs[2], runs[1], runs[0]])
    for each in (one, two):
        assert list(each.after(ONE, 0, 10)) == runs
        assert list(each.after(ONE, 0, 2)) == runs[:2]
        assert [found.last_seq for found in each.after(ONE, 5, 2)] == [6, 8]


def test_that_both_branches_of_a_fork_stay(at):
    one = at()
    branches = [segment(ONE, 1, 4, branch=branch) for branch in ("", "cloned")]
    for each in branches:
        one.put([each])
    found = one.after(ONE, 0, 10)
    assert sorted(found, key=lambda each: each.tip_hash) == list(found)
    assert {each.tip_hash for each in found} == {each.tip_hash for each in branches}


def test_that_what_a_workstation_wrote_itself_counts_before_what_is_reported_of_it(at):
    one, two = at(), at(TWO)
    two.put([segment(ONE, 1, 4, sealed=b"?" * 40), segment(ONE, 5, 900)])
    assert one.tips() == {ONE: (900, hash_of(ONE, 900))}
    one.put([segment(ONE, 1, 4)])
    assert one.tips() == {ONE: (4, hash_of(ONE, 4))}
    assert two.tips() == {ONE: (900, hash_of(ONE, 900))}
    assert two.after(ONE, 0, 1) == [segment(ONE, 1, 4)]


def test_that_a_workstation_with_a_new_name_goes_on_through_its_old_role(at):
    one, two = at(), at(TWO)
    restored = segment(f"{ONE}-r01-9c1e", 1, 2)
    one.put([restored])
    assert list(two.after(restored.device, 0, 10)) == [restored]


def test_that_many_workstations_are_found_each_once(at):
    one = at()
    names = [f"ws-{number:08x}" for number in range(2, 40)]
    one.put([segment(name, 1, 2) for name in names])
    one.put([segment(name, 3, 5) for name in names])
    one.put([segment(ONE, 1, 1)])
    assert one.tips() == {name: (5, hash_of(name, 5)) for name in names} | {
        ONE: (1, hash_of(ONE, 1))
    }


def test_that_two_clinics_at_one_hub_do_not_meet(at):
    one, other = at(ONE, SITE), at(ONE, OTHER_SITE)
    one.put([segment(ONE, 1, 2)])
    other.put([segment(ONE, 1, 7, site=OTHER_SITE)])
    assert one.tips() == {ONE: (2, hash_of(ONE, 2))}
    assert [found.site for found in other.after(ONE, 0, 10)] == [OTHER_SITE]


# ── The bell ────────────────────────────────────────────────────────────────────────────────────


def test_that_the_bell_rings_for_the_others_of_the_clinic_only(at):
    one, two, other = at(), at(TWO), at(ONE, OTHER_SITE)
    for each in (one, two, other):
        each.listen()
    one.put([segment(ONE, 1, 2)])
    assert heard_by(two, 20)
    assert not heard_by(one, 0.1)
    assert not heard_by(other, 0.1)
    two.put([segment("ws-00000003", 1, 2)])
    assert heard_by(one, 20)


def test_that_nothing_new_rings_no_bell(at):
    one, two = at(), at(TWO)
    one.put([segment(ONE, 1, 2)])
    two.listen()
    one.put([segment(ONE, 1, 2)])
    assert not heard_by(two, 0.1)


def test_that_a_wait_for_the_bell_can_be_ended(at):
    one, heard = at(), []
    with closing(Knock()) as knock:
        waiting = Thread(target=lambda: heard.append(one.wait_for_bell(knock, 600)))
        waiting.start()
        knock.knock()
        waiting.join(20)
    assert heard == [False]


def test_that_a_bell_that_rings_during_an_exchange_is_heard_afterwards(at):
    one, two = at(), at(TWO)
    two.listen()
    one.put([segment(ONE, 1, 2)])
    two.put([segment(TWO, 1, 2)])
    assert set(two.tips()) == {ONE, TWO}
    assert heard_by(two, 20)
    assert not heard_by(two, 0.1), "its own ringing counts for nothing"


@pytest.mark.parametrize("knocks", [1, 100_000])
def test_that_however_often_somebody_knocked_it_is_heard_once(knocks):
    with closing(Knock()) as knock:
        for _ in range(knocks):
            knock.knock()
        assert knock.wait(20)
        assert not knock.wait(0)


def test_that_a_hub_of_many_clinics_can_do_without_the_bell(at, hub):
    one, two = at(), at(TWO)
    hub.rows("ALTER TABLE keta.segment DISABLE TRIGGER bell")
    two.listen()
    one.put([segment(ONE, 1, 2)])
    assert not heard_by(two, 0.1)
    assert two.holds(ONE, 2)


def test_that_a_bell_that_is_cut_off_is_noticed(at, hub):
    one = at()
    one.listen()
    hang_up(hub)
    with pytest.raises(PlaceAway):
        heard_by(one, 20)


def test_that_the_clocks_are_compared(at):
    clock = SystemClock()
    offset = at().clock_offset(clock.now)
    assert abs(offset) < timedelta(minutes=1)
    ahead = at().clock_offset(lambda: clock.now() + timedelta(hours=3))
    assert abs(ahead + timedelta(hours=3)) < timedelta(minutes=1)


# ── What goes wrong ─────────────────────────────────────────────────────────────────────────────


def hang_up(hub):
    hub.server.ask_superuser(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename LIKE 'keta\\_%'"
    )


def sentence_of(trouble, address):
    """What a person reads; nowhere in it or in what led to it is the password."""
    whole = "".join(traceback.format_exception(trouble))
    assert address.password not in whole
    assert address.password not in repr(trouble.__dict__)
    return str(trouble)


def test_that_a_hub_that_is_down_is_away_and_comes_back(hub):
    address = hub.enrol()
    open_when_it_fell = PostgresHub(address, SITE)
    hub.crash()
    try:
        for attempt in (
            lambda: PostgresHub(address, SITE),
            lambda: open_when_it_fell.put([segment()]),
            open_when_it_fell.tips,
            open_when_it_fell.tips,
            lambda: open_when_it_fell.after(ONE, 0, 1),
            lambda: open_when_it_fell.holds(ONE, 1),
            lambda: heard_by(open_when_it_fell, 1),
        ):
            with pytest.raises(PlaceAway) as away:
                attempt()
            assert "made up for later" in sentence_of(away.value, address)
    finally:
        open_when_it_fell.close()
        open_when_it_fell.close()
        hub.start()
    with PostgresHub(address, SITE) as again:
        again.put([segment()])
        assert again.holds(ONE, 1)


def test_that_what_a_cut_link_left_undone_is_done_by_doing_it_again(hub):
    address = hub.enrol()
    with PostgresHub(address, SITE) as one:
        one.put([segment(ONE, 1, 2)])
        hang_up(hub)
        with pytest.raises(PlaceAway):
            one.put([segment(ONE, 1, 2), segment(ONE, 3, 4)])
    with PostgresHub(address, SITE) as one:
        one.put([segment(ONE, 1, 2), segment(ONE, 3, 4)])
        assert [each.last_seq for each in one.after(ONE, 0, 9)] == [2, 4]


@pytest.mark.parametrize(
    ("changed", "trouble", "says"),
    [
        ({"password": "not this one"}, PlaceRefused, "role and password"),
        ({"role": "keta_nobody"}, PlaceRefused, "role and password"),
        ({"url": "postgresql://127.0.0.1:1/ketahub"}, PlaceAway, "does not answer"),
        ({"url": "postgresql://hub.invalid/ketahub?sslmode=disable"}, PlaceAway, "not answer"),
        ({"url": "postgresql://x:y:z/"}, PlaceRefused, "no hub's address"),
        ({"url": "http://hub.clinic.example/ketahub"}, PlaceRefused, "no hub's address"),
        ({"url": ""}, PlaceRefused, "no hub's address"),
    ],
)
def test_that_what_does_not_fit_is_said_plainly(hub, changed, trouble, says):
    address = replace(hub.enrol(), **changed)
    with pytest.raises(trouble) as refused:
        PostgresHub(address, SITE)
    assert says in sentence_of(refused.value, address)


def test_that_the_role_of_another_clinic_is_refused(hub):
    with pytest.raises(PlaceForeign):
        PostgresHub(hub.enrol(ONE, OTHER_SITE), SITE)


def test_that_a_database_that_is_no_hub_is_refused(hub):
    address = hub.enrol()
    for statement in (
        "DELETE FROM keta.version",
        "DROP TABLE keta.version",
        "DROP SCHEMA keta CASCADE",
    ):
        hub.rows(statement)
        with pytest.raises(PlaceForeign, match="not a hub"):
            PostgresHub(address, SITE)


def test_that_tables_of_a_later_release_are_refused(hub):
    address = hub.enrol()
    hub.rows("INSERT INTO keta.version VALUES (%s)", SCHEMA_VERSION + 1)
    with pytest.raises(PlaceNewer):
        PostgresHub(address, SITE)
    with pytest.raises(PlaceNewer):
        hub_admin.init(hub.owner_url, SCRIPTS)
    with pytest.raises(PlaceNewer):
        hub.enrol(TWO)


def test_that_tables_of_an_earlier_release_are_refused_until_they_are_brought_up_to_date(
    hub, monkeypatch
):
    address = hub.enrol()
    monkeypatch.setattr("ketachart.sync.postgres_hub.SCHEMA_VERSION", SCHEMA_VERSION + 1)
    with pytest.raises(PlaceRefused, match="hub init"):
        PostgresHub(address, SITE)


def test_that_a_full_disk_is_told_from_other_troubles(hub, at):
    one = at()
    hub.rows(
        "CREATE FUNCTION keta.full() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE disk_full; END $$"
    )
    hub.rows(
        "CREATE TRIGGER full_disk AFTER INSERT ON keta.segment"
        " FOR EACH STATEMENT EXECUTE FUNCTION keta.full()"
    )
    with pytest.raises(PlaceFull):
        one.put([segment()])
    assert one.tips() == {}


def test_that_a_copy_that_only_reads_is_not_taken_for_the_hub(hub):
    address = hub.enrol()
    database = hub.owner_url.rpartition("/")[2]
    hub.rows(f"ALTER DATABASE {database} SET default_transaction_read_only TO on")
    with PostgresHub(address, SITE) as one, pytest.raises(PlaceRefused, match="only reads"):
        one.put([segment()])


def test_that_a_hub_that_hurries_is_made_to_wait_for_its_disk(hub):
    address = hub.enrol()
    database = hub.owner_url.rpartition("/")[2]
    hub.rows(f"ALTER DATABASE {database} SET synchronous_commit TO off")
    with PostgresHub(address, SITE) as one:
        assert one._link.execute("SHOW synchronous_commit").fetchone() == ("on",)


def test_that_a_hub_that_does_not_write_to_its_disk_is_refused(hub):
    address = hub.enrol()
    hub.server.ask_superuser("ALTER SYSTEM SET fsync TO off")
    try:
        hub.stop()
        hub.start()
        with pytest.raises(PlaceRefused, match="fsync"):
            PostgresHub(address, SITE)
    finally:
        hub.server.ask_superuser("ALTER SYSTEM RESET fsync")
        hub.stop()
        hub.start()


def test_that_a_workstation_cannot_take_all_connections(hub):
    address = hub.enrol()
    with ExitStack() as opened:
        for _ in range(4):
            opened.enter_context(PostgresHub(address, SITE))
        with pytest.raises(PlaceAway, match="busy"):
            PostgresHub(address, SITE)
    with PostgresHub(address, SITE) as one:
        assert one.tips() == {}


def test_that_every_trouble_is_a_trouble_of_a_place():
    for trouble in (PlaceAway, PlaceForeign, PlaceFull, PlaceNewer, PlaceRefused):
        assert issubclass(trouble, PlaceTrouble)
        assert str(trouble()).endswith(".")


@pytest.mark.parametrize(
    ("column", "kind"), [("prev_hash", "bytea"), ("tip_hash", "bytea"), ("first_seq", "bigint")]
)
def test_that_a_hub_whose_tables_were_changed_is_told_as_damaged(hub, at, column, kind):
    """Whoever runs the hub can make its tables hold anything; that must not end an exchange."""
    one = at()
    one.put([segment(ONE, 1, 3)])
    others = "device, first_seq, last_seq, prev_hash, tip_hash, tip_sig, fmt, sealed, site"
    shown = others.replace(column, f"NULL::{kind} AS {column}")
    for statement in (
        "ALTER TABLE keta.segment RENAME TO kept",
        f"CREATE VIEW keta.segment AS SELECT {shown} FROM keta.kept",  # noqa: S608
        "GRANT SELECT ON keta.segment TO PUBLIC",
    ):
        hub.rows(statement)
    two = at(TWO)
    with pytest.raises(PlaceDamaged):
        two.after(ONE, 0, 10)
