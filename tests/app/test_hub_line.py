"""The line to the hub that stays open: what ends a wait at it, and what a cut does to it."""

from contextlib import closing
from threading import Event, Thread

import pytest
from support.builders import ADMIN
from support.hub_segments import segment

from ketachart.app.outcomes import Trouble
from ketachart.app.syncing import Report, Syncing
from ketachart.sync.postgres_hub import PostgresHub

LONG_S = 600.0


@pytest.fixture
def syncing(house, hub):
    house.arrive(ADMIN)
    made = Syncing(house.clinic)
    assert made.enrol(hub.owner_url) is None
    return made


@pytest.fixture
def line(syncing):
    with closing(syncing.line()) as line:
        assert isinstance(line.exchange(), Report)
        yield line


def connections(hub):
    return hub.rows("SELECT pid FROM pg_stat_activity WHERE usename LIKE 'keta\\_%'")


def cut(hub):
    hub.server.ask_superuser(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename LIKE 'keta\\_%'"
    )


def test_that_it_stays_open_from_one_exchange_to_the_next(line, hub):
    before = connections(hub)
    assert len(before) == 1
    assert isinstance(line.exchange(), Report)
    assert connections(hub) == before


def test_that_a_line_cut_while_nothing_was_said_is_laid_anew_and_nobody_is_told(line, hub):
    cut(hub)
    report = line.exchange()
    assert isinstance(report, Report), report.sentence


def test_that_a_hub_that_is_gone_is_told_and_found_again(line, hub):
    hub.stop()
    said = line.exchange()
    hub.start()
    assert isinstance(said, Trouble)
    assert isinstance(line.exchange(), Report)


def test_that_a_knock_ends_a_wait_and_asks_for_nothing(line):
    line.knock()
    assert line.wait(LONG_S) is False
    assert line.wait(0) is True, "the time is up"


def test_that_the_bell_of_another_workstation_ends_a_wait(line, syncing, hub):
    site, woken = syncing._site, Event()

    def ring():
        with PostgresHub(hub.enrol("ws-0000000b", site), site) as other:
            number = 0
            while not woken.wait(0.01):
                number += 1
                other.put([segment("ws-0000000b", number, number, site=site)])

    ringing = Thread(target=ring)
    ringing.start()
    try:
        assert line.wait(LONG_S) is True
    finally:
        woken.set()
        ringing.join()


def test_that_a_line_that_is_cut_while_it_waits_is_left_and_laid_anew(line, hub):
    cut(hub)
    line.knock()
    assert line.wait(LONG_S) is False
    assert isinstance(line.exchange(), Report)
    assert line.wait(0) is True


def test_that_without_a_hub_there_is_nothing_to_exchange_with(house):
    with closing(Syncing(house.clinic).line()) as line:
        said = line.exchange()
        assert isinstance(said, Trouble)
        assert said.code == "hub.none"
        line.knock()
        assert line.wait(LONG_S) is False
