"""What the clinic calls its workstations; the log calls them by names of its own."""

import pytest
from support.builders import ADMIN, NURSE
from support.rooms import rooms

from ketachart.app.verification import verify
from ketachart.domain.acts import NameWorkstation
from ketachart.domain.refusals import Code


@pytest.fixture
def both(house, tmp_path):
    both = rooms(house, tmp_path)
    yield both
    both.there.clinic.close()


def device(house):
    return house.clinic.vault.log.device


def names(house):
    return dict(house.clinic.world.workstation_names())


def test_that_a_name_given_here_is_shown_there_and_the_last_one_counts(both):
    both.here.perform(ADMIN, NameWorkstation(device=device(both.there), name="  Room   2 "))
    both.meet()
    assert names(both.there) == names(both.here) == {device(both.there): "Room 2"}
    both.there.wait(60)
    both.there.perform(ADMIN, NameWorkstation(device=device(both.there), name="Room 3"))
    both.meet()
    assert names(both.here) == names(both.there) == {device(both.there): "Room 3"}
    assert list(verify(both.here.clinic)) == []


@pytest.mark.parametrize(
    ("by", "name", "code"),
    [
        (ADMIN, " ", Code.INPUT_INVALID),
        (ADMIN, "x" * 25, Code.INPUT_INVALID),
        (ADMIN, "room 2", Code.INPUT_INVALID),
        (ADMIN, None, Code.INPUT_INVALID),
        (NURSE, "Room 1", Code.ROLE),
    ],
)
def test_that_a_name_is_short_its_own_and_an_administrators(both, by, name, code):
    both.here.perform(ADMIN, NameWorkstation(device=device(both.there), name="Room 2"))
    before = both.here.standing()
    refused = both.here.perform(by, NameWorkstation(device=device(both.here), name=name))
    assert refused.refusal.code is code
    assert both.here.standing() == before
    assert names(both.here) == {device(both.there): "Room 2"}
