"""Who may do what: the table of rights, each cell asked at the door."""

from dataclasses import replace

import pytest
from support.builders import ADMIN, DOCTOR, INSPECTOR, NURSE, SECOND, House

from ketachart.app.clinic import Turn
from ketachart.domain.acts import CHARTED
from ketachart.domain.acts.reading import act_from_fields
from ketachart.domain.people import RIGHTS, Role, may
from ketachart.domain.refusals import Code, Refusal
from ketachart.domain.session import Phase

AT_THE_CHAIR = [
    "session.open",
    "session.screen",
    "session.intake",
    "session.cancel",
    "session.prepare",
    "infusion.start",
    "infusion.rate",
    "infusion.pause",
    "infusion.resume",
    "infusion.bolus",
    "infusion.stop",
    "vitals.chart",
    "score.chart",
    "medication.give",
    "medication.response",
    "adverse.record",
    "allergy.add",
    "note.add",
    "slot.explain",
    "entry.amend",
    "discharge.check",
    "discharge.release",
    "session.addendum",
    "extra.chart",
    "alert.acknowledge",
    "effect.mark",
    "event.mark",
    "interval.set",
    "paper.print",
    "session.escort",
    "session.take",
    "session.sign-part",
    "outcome.record",
]
BY_THE_DOCTOR = [
    "session.order",
    "discharge.order",
    "session.cosign",
    "session.return",
    "medication.acknowledge",
    "session.attest",
    "session.cosign-change",
]
OF_THE_STOCK = [
    "stock.receive",
    "stock.count",
    "stock.resolve",
    "stock.dispose",
    "stock.transfer",
    "stock.report",
    "inventory.take",
    "profile.adopt",
    "day.close",
]

#                nurse, anesthesiologist, administrator, inspector
TABLE = (
    dict.fromkeys(AT_THE_CHAIR, (True, True, False, False))
    | dict.fromkeys(BY_THE_DOCTOR, (False, True, False, False))
    | dict.fromkeys(OF_THE_STOCK, (False, False, True, False))
    | {
        "session.sign": (True, False, False, False),
        "stock.waste": (True, True, True, False),
        "stock.break": (True, True, True, False),
    }
)
PEOPLE = (NURSE, DOCTOR, ADMIN, INSPECTOR)

OTHER_RIGHTS = {
    "witness": (True, True, True, False),
    "chart.read": (True, True, True, False),
    "log.export": (False, False, True, False),
    "ledger.read": (False, False, True, True),
    "packet.export": (False, False, True, True),
    "person.add": (False, False, True, False),
    "admin.open": (False, True, True, False),
    "settings.propose": (False, False, True, False),
    "settings.approve": (False, True, False, False),
    "settings.refuse": (False, True, False, False),
    "backup.make": (False, False, True, False),
    "sheets.renew": (False, False, True, False),
    "vault.export": (False, False, True, False),
    "audit.read": (False, False, True, False),
    "patient.register": (True, True, True, False),
}


def role_refuses(house: House, by: str, do: str, **fields: object) -> bool:
    act = act_from_fields(do, fields)
    assert act is not None
    refusal = house.clinic.check(act, house.turns[by])
    return isinstance(refusal, Refusal) and refusal.code is Code.ROLE


def test_that_the_table_names_every_act():
    assert set(TABLE) == set(CHARTED)


def test_that_every_cell_of_the_table_holds(house):
    found = {do: tuple(not role_refuses(house, person, do) for person in PEOPLE) for do in TABLE}
    assert found == TABLE


def test_that_reading_exporting_and_setting_up_are_for_whom_the_table_says(house):
    found = {
        right: tuple(house.clinic.may_read(house.turns[person], right) is None for person in PEOPLE)
        for right in OTHER_RIGHTS
    }
    assert found == OTHER_RIGHTS


def test_that_an_unknown_right_is_nobodys(house):
    assert not any(may(house.turns[person].person, "anything.else") for person in PEOPLE)


def test_that_an_administrator_wastes_from_vials_and_not_from_a_session(house):
    assert role_refuses(house, ADMIN, "stock.waste", **{"from": {"session": "s1"}})
    assert not role_refuses(house, ADMIN, "stock.waste", **{"from": {"vial": "K1-1"}})
    assert not role_refuses(house, NURSE, "stock.waste", **{"from": {"session": "s1"}})


def test_that_a_person_of_two_roles_has_the_rights_of_both(house):
    both = replace(house.turns[NURSE].person, roles=frozenset({Role.NURSE, Role.ANESTHESIOLOGIST}))
    assert all(may(both, do) for do in [*AT_THE_CHAIR, *BY_THE_DOCTOR, "session.sign"])
    assert not any(may(both, do) for do in OF_THE_STOCK)


def test_that_someone_disabled_has_no_right_at_all(house):
    gone = replace(house.turns[NURSE].person, disabled=True)
    assert not any(may(gone, right) for right in RIGHTS)


@pytest.mark.parametrize("witness", [SECOND, DOCTOR, ADMIN])
def test_that_nurse_anesthesiologist_and_administrator_may_witness(house, witness):
    broken = {"vial": "K1-1", "circumstances": "fell", "witness": witness}
    house.done(NURSE, "stock.break", **broken)


def test_that_reading_a_chart_is_for_staff_and_is_recorded(house):
    house.bring("s1", Phase.OPENED)
    refusal = house.clinic.read_chart("s1", house.turns[INSPECTOR])
    assert isinstance(refusal, Refusal)
    assert refusal.code is Code.ROLE
    before = len(house.session().log)
    for person in (NURSE, DOCTOR, ADMIN):
        house.clinic.read_chart("s1", house.turns[person])
    readers = [entry.author for entry in house.session().log[before:]]
    assert readers == [NURSE, DOCTOR, ADMIN]


def test_that_a_right_taken_from_the_turn_in_hand_is_not_kept(house):
    """The door asks the books who somebody is, not the turn they hold."""
    claims = replace(house.turns[NURSE].person, roles=frozenset(Role))
    act = act_from_fields("session.order", {"session": "s1"})
    assert act is not None
    outcome = house.clinic.perform(act, Turn(person=claims))
    assert outcome.refusal.code is Code.ROLE


def test_that_an_inspector_has_two_rights_and_no_other(house):
    allowed = {right for right in RIGHTS if may(house.turns[INSPECTOR].person, right)}
    assert allowed == {"ledger.read", "packet.export"}
