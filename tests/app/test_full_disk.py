"""A disk that takes nothing more: charts can be read, and what is owed is recorded later."""

import pytest
from support.builders import ABSENT, NURSE, SECOND, SECRETS

from ketachart.app.clinic import Done, Trouble, Turn
from ketachart.app.verification import verify
from ketachart.domain.events import RecordRead, VitalsCharted
from ketachart.domain.session import Phase, Session
from ketachart.store.errors import StoreFull

ROOMY = 1_000_000


def may_grow_to(house, pages):
    """How many pages the database may have from now on."""
    house.clinic.vault.db.conn.execute(f"PRAGMA max_page_count = {pages}").fetchall()


@pytest.fixture
def stuck(house):
    """A clinic in which the pages that are left are used up."""
    house.bring("s1", Phase.INFUSING)
    may_grow_to(house, 1)
    while isinstance(house.does(NURSE, "note.add", session="s1", text="x" * 900), Done):
        pass
    return house


def kinds_since(house, seq):
    log = house.clinic.vault.log
    return [stored.kind.partition("/")[0] for stored in log.since(log.device, seq)]


def test_that_a_chart_opens_and_the_reading_is_recorded_before_the_next_act(stuck):
    head = stuck.clinic.vault.log.head.seq
    for _ in range(40):
        assert isinstance(stuck.clinic.read_chart("s1", stuck.turns[NURSE]), Session)
    assert isinstance(stuck.does(NURSE, "vitals.chart", session="s1", hr=70), Trouble)
    read_at = stuck.clock.now()
    stuck.wait(2)
    may_grow_to(stuck, ROOMY)
    stuck.chart("s1")
    assert kinds_since(stuck, head) == [*["record.read"] * 40, "vitals.charted"]
    readings = [each for each in stuck.session().log if isinstance(each.event, RecordRead)]
    assert readings[-1].observed_at == read_at
    assert isinstance(stuck.session().log[-1].event, VitalsCharted)
    assert list(verify(stuck.clinic)) == []


def test_that_somebody_takes_the_keyboard_over(stuck):
    head = stuck.clinic.vault.log.head.seq
    for _ in range(30):
        assert isinstance(stuck.clinic.take_over(SECOND, SECRETS[SECOND][1]), Turn)
    may_grow_to(stuck, ROOMY)
    stuck.chart("s1")
    assert kinds_since(stuck, head)[:30] == ["person.signed-in"] * 30


def test_that_nobody_comes_in_with_a_passphrase_unrecorded(stuck):
    def come_in_again_and_again():
        for _ in range(30):
            stuck.clinic.sign_in(ABSENT, SECRETS[ABSENT][0])

    with pytest.raises(StoreFull):
        come_in_again_and_again()


def test_that_a_refusal_is_told_as_what_it_is(stuck):
    refusal = stuck.refused(NURSE, "vitals.chart", session="s1", hr=999)
    assert refusal.code.value == "vitals.implausible"


def test_that_what_is_owed_is_recorded_at_the_latest_when_the_vault_is_closed(stuck):
    head, vault = stuck.clinic.vault.log.head.seq, stuck.clinic.vault
    for _ in range(40):
        stuck.clinic.read_chart("s1", stuck.turns[NURSE])
    owed = 40 - len(kinds_since(stuck, head))
    assert owed > 0
    may_grow_to(stuck, ROOMY)
    stuck.clinic.close()
    assert vault.log.head.seq == head + 40
