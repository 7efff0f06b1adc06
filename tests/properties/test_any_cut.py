"""Working a log in at once, one by one, or cut anywhere between leads to the same tables."""

import itertools
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.builders import ADMIN, CALM, DAY, NURSE, SECOND, open_house
from support.rooms import rooms

from ketachart.app.working_out import Deriver
from ketachart.domain.session import Phase
from ketachart.store.connection import Transaction
from ketachart.store.log_reader import LogReader
from ketachart.store.rebuild import Rebuilding, differences
from ketachart.store.schema import scratch_database

WASTE = {"reason": "spilt", "method": "cartridge", "witness": SECOND}


def close(house):
    world = house.clinic.world
    for product in world.uncounted_on(DAY):
        stock = world.stock(product)
        house.count(product, stock.sealed, format(stock.open_ml, ".2f"))
    house.done(ADMIN, "day.close", date=DAY.isoformat(), witness=SECOND)


@pytest.fixture(scope="module")
def log(busy, tmp_path_factory):
    """Of two rooms that charted one session and one shelf without knowing of each other."""
    folder = tmp_path_factory.mktemp("cut")
    both = rooms(open_house(busy, folder / "here"), folder)
    both.here.bring("s9", Phase.OPENED)
    both.meet()
    both.there.clock.set(both.here.clock.now())
    for minutes, house in enumerate((both.here, both.there) * 3):
        house.wait(minutes)
        house.does(NURSE, "vitals.chart", session="s9", **{**CALM, "hr": 60 + minutes})
        house.done(NURSE, "note.add", session="s9", text="asleep")
    both.there.done(NURSE, "stock.waste", from_={"vial": "K1-2"}, ml="2.00", **WASTE)
    close(both.here)
    both.there.wait(30)
    both.there.done(NURSE, "stock.waste", from_={"vial": "K1-2"}, ml="1.00", **WASTE)
    both.meet()
    for house in (both.here, both.there):
        house.done(NURSE, "session.cancel", session="s9", reason="did not come")
        house.done(NURSE, "note.add", session="s9", text="called twice")
    both.meet()
    yield LogReader(both.here.clinic.vault.db)
    both.here.clinic.close()
    both.there.clinic.close()


def worked_out(log, cuts):
    """A database whose tables were worked out from the log, cut at these entries."""
    scratch = scratch_database()
    rebuilding = Rebuilding(scratch, Deriver(log))
    entries = list(log.everything())
    edges = sorted({0, len(entries), *(cut % len(entries) for cut in cuts)})
    for first, last in itertools.pairwise(edges):
        with Transaction(scratch):
            rebuilding.take(entries[first:last])
    return scratch


@pytest.fixture(scope="module")
def one_by_one(log):
    with closing(worked_out(log, range(log.count()))) as found:
        yield found


@settings(max_examples=25, deadline=None)
@given(cuts=st.lists(st.integers(0, 10_000), max_size=12))
def test_that_tables_do_not_depend_on_where_the_log_is_cut(log, one_by_one, cuts):
    with closing(worked_out(log, cuts)) as found:
        assert list(differences(one_by_one, found)) == []
