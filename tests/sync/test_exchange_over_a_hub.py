"""The exchange over a real PostgreSQL: its rules, cuts after so many bytes, one that forgot."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from support.cutting_proxy import CuttingProxy
from support.workstations import SITE, KnownKeys, Workstation

from ketachart.sync.hub_address import HubAddress
from ketachart.sync.place import PlaceTrouble
from ketachart.sync.postgres_hub import PostgresHub

STEP = 61
"""Bytes from one cut to the next; prime, so that cuts fall everywhere in the messages."""


@pytest.fixture
def make(tmp_path: Path, hub):
    """Makes workstations enrolled at the hub; each is closed at the end."""
    made: list[Workstation] = []
    trust = KnownKeys()

    def make(device: str) -> tuple[Workstation, HubAddress]:
        made.append(Workstation.create(tmp_path / device, device, trust))
        return made[-1], hub.enrol(device, SITE)

    yield make
    for each in made:
        each.close()


def over(station: Workstation, address: HubAddress):
    with closing(PostgresHub(address, SITE)) as place:
        return station.exchange(place)


def test_that_three_workstations_come_to_the_same_over_a_hub(make):
    stations = [make(name) for name in ("ws-a", "ws-b", "ws-c")]
    for _ in range(3):
        for number, each in enumerate(stations):
            each[0].chart(20 * number + 1)
            over(*each)
    for each in stations:
        over(*each)
    first, *others = [station.everything() for station, _ in stations]
    assert all(each == first for each in others)
    assert len(first) == 3 * (1 + 21 + 41)
    for each in stations:
        report = over(*each)
        assert (report.sent, report.received, report.behind, report.set_aside) == (0, 0, (), ())


def test_that_an_exchange_cut_after_any_number_of_bytes_is_made_up_for(make):
    (a, at_a), (b, at_b) = make("ws-a"), make("ws-b")
    port = urlsplit(at_a.url).port
    assert port
    with CuttingProxy(port) as proxy:
        ways = [
            (station, replace(address, url=address.url.replace(f":{port}", f":{proxy.port}")))
            for station, address in ((a, at_a), (b, at_b))
        ]
        for station, address in ways:
            cut, is_cut = STEP, True
            while is_cut:
                a.chart(1)
                b.chart(1)
                over(*((b, at_b) if station is a else (a, at_a)))
                proxy.passed, proxy.cut_after = 0, cut
                try:
                    over(station, address)
                    is_cut = False
                except PlaceTrouble:
                    cut += STEP
            assert cut > 20 * STEP
    for station, address in ((a, at_a), (b, at_b), (a, at_a)):
        over(station, address)
    assert a.everything() == b.everything()
    assert len(a.everything()) == a.vault.log.head.seq + b.vault.log.head.seq
    assert a.peers.held() == b.peers.held() == ()


def test_that_an_emptied_hub_is_refilled_by_the_workstations(make, hub):
    (a, at_a), (b, at_b) = make("ws-a"), make("ws-b")
    a.chart(30)
    b.chart(2)
    for station, address in ((a, at_a), (b, at_b), (a, at_a)):
        over(station, address)
    hub.rows("DELETE FROM keta.segment")
    report = over(b, at_b)
    assert {each.device: each.acknowledged for each in report.behind} == {"ws-a": 30, "ws-b": 2}
    over(a, at_a)
    c, at_c = make("ws-c")
    assert over(c, at_c).received == 32
    assert c.everything() == a.everything() == b.everything()
