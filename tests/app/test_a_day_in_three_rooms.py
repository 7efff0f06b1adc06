"""A shared day whose steps are dealt to three workstations leads to its published figures.

The rooms exchange over a real hub whose line is cut again and again, and by stick while it is away.
"""

from datetime import date
from urllib.parse import urlsplit

import pytest
from support.cutting_proxy import CuttingProxy
from support.dealing import Dealt, by_duty, scattered
from support.scenarios import NAMES, day_logs, expected_summary, scenario

from ketachart.app.summary import summary
from ketachart.app.verification import verify
from ketachart.exports.daylog_csv import day_log_csv

pytestmark = pytest.mark.slow


@pytest.fixture
def begin(tmp_path, hub):
    """Begins a scenario in three rooms."""
    begun = []
    port = urlsplit(hub.owner_url).port
    with CuttingProxy(port) as proxy:

        def begin(name):
            begun.append(Dealt.begun(scenario(name), tmp_path, hub, proxy))
            return begun[-1]

        yield begin
        for each in begun:
            each.close()


@pytest.mark.parametrize("name", NAMES)
def test_that_a_day_dealt_by_duty_leads_to_its_figures(begin, name):
    dealt = begin(name)
    dealt.play(by_duty(dealt.scenario))
    is_as_published(dealt, name)


@pytest.mark.parametrize("name", sorted(NAMES)[1:])
def test_that_a_day_scattered_over_the_rooms_leads_to_its_figures(begin, name):
    dealt = begin(name)
    dealt.play(scattered)
    is_as_published(dealt, name)


def is_as_published(dealt, name):
    dealt.meet()
    for room in dealt.rooms.values():
        clinic = room.clinic
        assert summary(clinic) == expected_summary(name)
        for log in day_logs():
            if log.scenario == name:
                rows = clinic.day_log(date.fromisoformat(log.day), log.schedule)
                assert day_log_csv(rows).decode() == log.content.decode()
        assert clinic.conflicts() == ()
        assert [str(finding) for finding in verify(clinic)] == []
