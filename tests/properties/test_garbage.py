"""Whatever is typed into any field, the answer is done or refused, never an error."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.builders import ADMIN, DOCTOR, NURSE, SECOND, newcomer, patient, product
from support.garbage import AUTHORS, charted, fault_of, other, other_acts, questions

from ketachart.app.clinic import Refused
from ketachart.app.verification import verify
from ketachart.domain.acts import CHARTED, AddPerson, ListProduct, RegisterPatient
from ketachart.domain.refusals import Code

SHARED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def test_that_every_act_is_here():
    assert set(AUTHORS) == set(CHARTED)


@pytest.mark.parametrize("do", AUTHORS)
@settings(SHARED, max_examples=60)
@given(data=st.data())
def test_that_garbage_is_done_or_refused_and_a_refusal_changes_nothing(busy_house, do, data):
    assert fault_of(busy_house, AUTHORS[do], data.draw(charted(do))) == ""


@pytest.mark.parametrize("do", other_acts())
@settings(SHARED, max_examples=15)
@given(data=st.data())
def test_that_so_it_is_with_what_an_administrator_types(busy_house, do, data):
    by = data.draw(st.sampled_from([ADMIN, ADMIN, NURSE, DOCTOR]))
    assert fault_of(busy_house, by, data.draw(other(other_acts()[do]))) == ""


def test_that_what_was_done_of_it_is_lawful(busy_house):
    kinds = list(other_acts().values())

    @settings(max_examples=150)
    @given(data=st.data())
    def act(data):
        assert (
            fault_of(busy_house, ADMIN, data.draw(other(data.draw(st.sampled_from(kinds))))) == ""
        )

    act()
    assert list(verify(busy_house.clinic)) == []


HALF = "Gr\ud800eer"


@pytest.mark.parametrize(
    ("act", "about"),
    [
        (
            RegisterPatient(patient=replace(patient("p.new", "Ada New", "female"), name=HALF)),
            "name",
        ),
        (
            RegisterPatient(
                patient=replace(patient("p.new", "Ada New", "female"), allergies=("latex", HALF))
            ),
            "allergies",
        ),
        (AddPerson(person=replace(newcomer(SECOND).person, id="rn.new", name=HALF)), "name"),
        (ListProduct(product=product("x", HALF, "III", "50", "10")), "substance"),
        (ListProduct(product=product("x", "Ketamine", "III", "1E-999999", "10")), "mg_per_ml"),
        (ListProduct(product=product("x", "Ketamine", "III", "NaN", "10")), "mg_per_ml"),
        (ListProduct(product=product("x", "Ketamine", "III", "50", "1E+999999")), "container_ml"),
    ],
)
def test_that_what_could_not_be_kept_or_reckoned_with_is_refused(house, act, about):
    outcome = house.perform(ADMIN, act)
    assert isinstance(outcome, Refused)
    assert (outcome.refusal.code, outcome.refusal.about) == (Code.INPUT_INVALID, about)


def test_that_half_a_character_is_kept_as_a_replacement_sign_and_finds_nothing(house):
    assert house.clinic.save_draft("vitals:s1", NURSE, {"note": HALF}) is None
    assert house.clinic.load_draft("vitals:s1") == {"note": "Gr\ufffdeer"}
    assert [rows for _, rows in house.clinic.trace(HALF) if rows] == []


@settings(SHARED, max_examples=25)
@given(data=st.data())
def test_that_no_text_typed_anywhere_is_an_error(busy_house, data):
    for _, ask in questions(busy_house):
        ask(data)
