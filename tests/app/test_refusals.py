"""Every refusal code, provoked through the door; nothing changes but that it is recorded."""

from dataclasses import replace

import pytest
from support import refused_at_the_chair, refused_at_the_desk
from support.builders import NURSE
from support.provoking import CASES

from ketachart.app.clinic import Refused, Turn
from ketachart.domain import events as ev
from ketachart.domain.acts import AddNote
from ketachart.domain.refusals import Code, Refusal
from ketachart.domain.session import Phase
from ketachart.store.codec import entry_from

# Importing them has registered their cases.
REGISTERED = (refused_at_the_desk, refused_at_the_chair)
# Refused while the vault is shut, so there is no log to record it in: see test_backups.py.
BEFORE_ANY_VAULT = {Code.SHEETS_WRONG}


def test_that_every_code_has_a_case():
    assert {case.code for case in CASES} == set(Code) - BEFORE_ANY_VAULT
    assert {case.prepare.__module__ for case in CASES} == {each.__name__ for each in REGISTERED}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code}-{case.name}")
def test_that_it_is_refused_with_words_and_changes_nothing(house, case):
    trying = case.prepare(house)
    before, head = house.standing(), house.clinic.vault.log.head
    outcome = trying()
    refusal = outcome.refusal if isinstance(outcome, Refused) else outcome
    assert isinstance(refusal, Refusal)
    assert refusal.code is case.code
    assert refusal.sentence.endswith((".", "!"))
    assert refusal.remedy.endswith(".")
    assert house.standing() == before
    recorded = [
        entry_from(stored).event for stored in house.clinic.vault.log.since(head.device, head.seq)
    ]
    assert all(isinstance(event, ev.ActRefused | ev.SignInFailed) for event in recorded)
    if isinstance(outcome, Refused):
        assert isinstance(recorded[-1], ev.ActRefused)
        assert recorded[-1].code == case.code.value
    elif case.name != "a_fourth_try_at_once":
        assert isinstance(recorded[-1], ev.SignInFailed)


def test_that_the_record_of_a_refusal_holds_no_value(house):
    house.bring("s1", Phase.SIGNED)
    act = AddNote(session="s1", text="a word nobody should find")
    house.clinic.perform(act, house.turns[NURSE])
    last = list(house.clinic.vault.log.everything())[-1]
    assert entry_from(last).event == ev.ActRefused(
        do="note.add", code="session.locked", session="s1"
    )


def test_that_nothing_can_be_done_in_the_turn_of_someone_unknown(house):
    stranger = Turn(person=replace(house.turns[NURSE].person, id="rn.nobody"))
    before = house.standing()
    outcome = house.clinic.perform(AddNote(session="s1", text="x"), stranger)
    assert isinstance(outcome, Refused)
    assert outcome.refusal.code is Code.AUTH_FAILED
    assert house.standing() == before
