"""Appending to the log and reading it back."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ketachart.store.anchor import read_anchor
from ketachart.store.entries import GENESIS, Fresh, Head, Stored, stamp
from ketachart.store.errors import HeadMoved, StoreBug, StoreFull
from ketachart.store.log_reader import LogReader

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
instants = st.datetimes(
    min_value=datetime(1990, 1, 1),  # noqa: DTZ001
    max_value=datetime(2200, 1, 1),  # noqa: DTZ001
    timezones=st.builds(timezone, st.integers(-720, 720).map(lambda m: timedelta(minutes=m))),
)
entries = st.builds(
    Fresh,
    stream=text,
    kind=text,
    observed_at=instants,
    recorded_at=instants,
    utc_offset_s=st.integers(-43200, 50400),
    author=text,
    body=st.binary(max_size=200),
)


AS_SOMEONE = (
    "SELECT device, seq, stream, kind, observed_at, recorded_at, utc_offset_s, 'someone', body,"
    " prev_hash, hash FROM entry"
)


def nothing(_db) -> None:
    """No derived table changes."""


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(batches=st.lists(st.lists(entries, min_size=1, max_size=4), max_size=3))
def test_that_what_is_written_is_read_and_the_chain_holds(vault, batches):
    before = vault.log.head
    written: list[Stored] = []
    for batch in batches:
        stamped = vault.log.stamp(batch)
        assert vault.log.write(stamped, nothing) == stamped[-1].head
        written += stamped
    with_reader = vault.reader()
    try:
        read = list(LogReader(with_reader).since("desk-1", before.seq))
    finally:
        with_reader.close()
    assert read == written
    for entry, fresh in zip(read, [fresh for batch in batches for fresh in batch], strict=True):
        assert entry.seq == before.seq + 1
        assert entry.prev_hash == before.hash
        assert entry.hash == entry.expected_hash()
        assert abs(entry.observed_at - fresh.observed_at) < timedelta(milliseconds=1)
        assert (entry.stream, entry.author, entry.body) == (
            fresh.stream,
            fresh.author,
            fresh.body,
        )
        before = entry.head
    assert vault.log.count() == vault.log.head.seq


def test_that_no_field_can_change_without_changing_the_hash(fresh):
    (entry,) = stamp([fresh()], Head("desk-1", 0, GENESIS))
    for place, value in enumerate(entry[:10]):
        other = value + 1 if isinstance(value, int) else value[1:]
        spoilt = entry._replace(**{Stored._fields[place]: other})
        assert spoilt.expected_hash() != entry.hash, Stored._fields[place]
    moved = entry._replace(stream=entry.stream + entry.kind[0], kind=entry.kind[1:])
    assert moved.expected_hash() != entry.hash


def test_that_the_hash_of_an_entry_never_changes_from_one_release_to_the_next(fresh):
    (entry,) = stamp([fresh()], Head("desk-1", 0, GENESIS))
    assert entry.hash.hex() == ("e1987f83c32aca405217f15adabb8eabd499765f93741e7e16639b5b72394eb4")


def test_that_a_time_is_kept_in_utc_to_the_millisecond(fresh):
    zone = timezone(timedelta(hours=-5))
    moment = datetime(2026, 3, 2, 23, 59, 59, 999_999, tzinfo=zone)
    (entry,) = stamp([fresh(observed_at=moment)], Head("desk-1", 0, GENESIS))
    assert entry.observed == "2026-03-03T04:59:59.999Z"


def test_that_a_time_without_a_zone_is_not_recorded(fresh):
    with pytest.raises(ValueError, match="zone"):
        stamp([fresh(recorded_at=datetime(2026, 3, 2))], Head("desk-1", 0, GENESIS))  # noqa: DTZ001


def test_that_entries_stamped_one_after_the_other_are_written_together(vault, fresh):
    first = vault.log.stamp([fresh(0), fresh(1)])
    second = vault.log.stamp([fresh(2)], after=first[-1].head)
    vault.log.write(first + second, nothing)
    assert vault.log.head == Head("desk-1", 3, second[0].hash)
    assert [entry.seq for entry in vault.log.stream("session:s0")] == [1, 3]
    assert vault.log.entry("desk-1", 2) == first[1]
    assert vault.log.entry("desk-1", 4) is None


def test_that_derived_tables_change_in_the_same_transaction_or_not_at_all(vault, fresh):
    def derive(db) -> None:
        db.execute("INSERT INTO doc VALUES ('person', 'n.reyes', '{}')")

    def derive_and_fail(db) -> None:
        derive(db)
        raise LookupError

    with pytest.raises(LookupError):
        vault.log.write(vault.log.stamp([fresh()]), derive_and_fail)
    assert vault.log.head == Head("desk-1", 0, GENESIS)
    assert vault.log.count() == vault.db.table("doc").count == vault.db.table("day_start").count
    vault.log.write(vault.log.stamp([fresh()]), derive)
    assert vault.log.count() == vault.db.table("doc").count == vault.db.table("day_start").count


def test_that_a_driver_error_within_derive_is_ours_and_changes_nothing(vault, fresh):
    with pytest.raises(StoreBug):
        vault.log.write(vault.log.stamp([fresh()]), lambda db: db.execute("SELECT no_such_thing"))
    assert vault.log.head.seq == vault.log.count() == 0


def test_that_entries_behind_another_head_are_refused(vault, fresh):
    late = vault.log.stamp([fresh(0)])
    vault.log.write(vault.log.stamp([fresh(1)]), nothing)
    with pytest.raises(HeadMoved):
        vault.log.write(late, nothing)
    assert vault.log.count() == 1


def test_that_an_entry_written_past_the_log_is_noticed(vault, fresh):
    stamped = vault.log.stamp([fresh(0)])
    with vault.db.atomic():
        vault.db.conn.execute(
            "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", stamped[0]
        )
    with pytest.raises(HeadMoved):
        vault.log.write(stamped, nothing)


def test_that_a_full_disk_changes_nothing_and_is_left_behind(vault, fresh, write):
    write(vault, 3)
    head = vault.log.head
    pages = vault.db.execute("PRAGMA page_count").fetchone()[0]
    vault.db.execute(f"PRAGMA max_page_count = {pages + 1}").fetchall()
    big = vault.log.stamp([fresh(3, body=bytes(40_000))])
    with pytest.raises(StoreFull):
        vault.log.write(big, nothing)
    assert vault.log.head == head
    assert vault.log.count() == 3
    assert read_anchor(vault.files.anchor, "desk-1").newest.head == head
    vault.db.execute("PRAGMA max_page_count = 100000").fetchall()
    vault.log.write(big, nothing)
    assert vault.log.count() == 4


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE entry SET author = 'someone'",
        "DELETE FROM entry",
        f"INSERT OR REPLACE INTO entry {AS_SOMEONE}",
        f"INSERT OR REPLACE INTO entry {AS_SOMEONE.replace('stream', repr('other'))}",
    ],
)
def test_that_the_log_cannot_be_changed_with_sql(vault, write, sql):
    write(vault, 2)
    before = list(vault.log.everything())
    with pytest.raises(Exception, match="entries are never"):
        vault.db.conn.execute(sql)
    assert list(vault.log.everything()) == before


def test_that_a_day_holds_what_was_recorded_on_it_even_after_the_clock_was_set_back(vault, fresh):
    moments = [
        datetime(2026, 3, 2, 20, 0, tzinfo=UTC),
        datetime(2026, 3, 3, 4, 59, tzinfo=UTC),  # still the second at five hours west
        datetime(2026, 3, 3, 5, 0, tzinfo=UTC),
        datetime(2026, 3, 2, 22, 0, tzinfo=UTC),  # the clock was set back
        datetime(2026, 3, 4, 12, 0, tzinfo=UTC),
    ]
    for moment in moments:
        vault.log.write(vault.log.stamp([fresh(recorded_at=moment)]), nothing)

    def recorded(first: int, last: int) -> list[int]:
        days = vault.log.between_days(date(2026, 3, first), date(2026, 3, last))
        return [entry.seq for entry in days]

    assert recorded(2, 2) == [1, 2, 4]
    assert recorded(3, 3) == [3]
    assert recorded(4, 9) == [5]
    assert recorded(2, 4) == [1, 2, 3, 4, 5]
    assert recorded(5, 9) == []


def test_that_two_workstations_are_read_in_the_order_recorded(vault, fresh):
    def at(minute: int) -> Fresh:
        return fresh(stream="stock:ket", recorded_at=datetime(2026, 3, 2, 9, minute, tzinfo=UTC))

    # The second workstation's clock was set back between its entries.
    other = stamp([at(30), at(5), at(50)], Head("desk-2", 0, GENESIS))
    with vault.db.atomic():
        for entry in other:
            vault.db.conn.execute("INSERT INTO entry VALUES (?,?,?,?,?,?,?,?,?,?,?)", entry)
    vault.log.write(vault.log.stamp([at(10), at(40)]), nothing)
    expected = [("desk-1", 1), ("desk-2", 1), ("desk-2", 2), ("desk-1", 2), ("desk-2", 3)]
    assert [(entry.device, entry.seq) for entry in vault.log.stream("stock:ket")] == expected
    assert [(entry.device, entry.seq) for entry in vault.log.everything()] == expected
    assert vault.log.devices() == ("desk-1", "desk-2")
    assert vault.log.count() == 5


def test_that_a_long_log_is_read_whole_across_batches(vault, fresh):
    vault.log.write(vault.log.stamp([fresh(number) for number in range(2500)]), nothing)
    assert [entry.seq for entry in vault.log.since("desk-1", 700)] == list(range(701, 2501))
    assert sum(1 for _ in vault.log.stream("session:s1")) == 1250
