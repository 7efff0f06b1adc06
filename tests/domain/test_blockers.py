"""What speaks against a drug now, and how far its ceiling is."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from ketachart.app.defaults import load_formulary
from ketachart.domain import events as ev
from ketachart.domain.blockers import Asked, against, running
from ketachart.domain.patients import Patient
from ketachart.domain.session import Medication, Reading, Session

FORMULARY = load_formulary()
NINE, DAY = datetime(2026, 3, 3, 17, tzinfo=UTC), date(2026, 3, 3)
YOUNG, OLD = date(1990, 5, 1), date(1966, 3, 3)


def patient(*allergies: str, born: date = YOUNG) -> Patient:
    return Patient(
        id="p", mrn="1", name="A B", birth_date=born, sex="F", address="x", allergies=allergies
    )


def given(drug: str, minutes_ago: int, dose: str = "1", unit: str = "mg") -> Medication:
    event = ev.MedicationGiven(
        drug=drug, dose=Decimal(dose), unit=unit, route="IV", indication="nausea", rescue=False
    )
    at = NINE - timedelta(minutes=minutes_ago)
    return Medication(ref=f"{drug}{at}", by="rn", observed_at=at, recorded_at=at, given=event)


def read(minutes_ago: int, **values: int) -> Reading:
    at = NINE - timedelta(minutes=minutes_ago)
    exact = {field: Decimal(value) for field, value in values.items()}
    return Reading(ref=f"v{at}", by="rn", observed_at=at, recorded_at=at, values=exact)


def chair(*medications: Medication, taken: tuple[str, ...] = (), **readings: int) -> Session:
    intake = ev.Intake(
        referral_on_file=True,
        consent_signed=True,
        risks_discussed=True,
        fasting_hours=Decimal(8),
        iv_access="left",
        weight_kg=Decimal(60),
        baseline_pain=5,
        pregnancy_test="negative",
        concomitant=taken,
    )
    session = Session(
        id="s", patient="p", chair="1", protocol="custom", opened_at=NINE, opened_by="rn"
    )
    vitals = (read(1, **readings),) if readings else ()
    return replace(session, intake=intake, medications=medications, readings=vitals)


def spoken(
    name: str, session: Session, who: Patient | None = None, dose: str = "", unit: str = "mg"
) -> tuple[str, ...]:
    asked = Asked(
        name=name, drug=FORMULARY.find(name), dose=Decimal(dose) if dose else None, unit=unit
    )
    return against(asked, session, who or patient(), FORMULARY, now=NINE, day=DAY)


@pytest.mark.parametrize(
    ("drug", "allergy", "words"),
    [
        ("ondansetron", "Ondansetron (rash)", "Allergy on file: Ondansetron (rash)"),
        ("ketorolac", "NSAIDs", "Allergy on file: NSAIDs (ketorolac: NSAID)"),
        ("fentanyl", "opioids", "Allergy on file: opioids (fentanyl: opioid)"),
    ],
)
def test_that_an_allergy_speaks_by_name_and_by_class(drug, allergy, words):
    assert spoken(drug, chair(), patient(allergy)) == (words,)


def test_that_another_allergy_says_nothing():
    assert spoken("ondansetron", chair(), patient("latex", "morphine")) == ()


def test_that_an_opioid_on_board_speaks_against_midazolam_and_midazolam_does_not():
    session = chair(given("Fentanyl", 12), given("midazolam", 30), spo2=97)
    assert spoken("midazolam", session) == ("opioid on board: Fentanyl 12 min ago",)


def test_that_what_is_taken_at_home_speaks_by_class():
    session = chair(taken=("phenelzine", "MAOI", "oxycodone 10 mg"), spo2=97, hr=80, sbp=90)
    assert spoken("ephedrine", session) == ("Takes phenelzine (MAOI)", "Takes MAOI")
    assert spoken("midazolam", session) == ("Takes oxycodone 10 mg (opioid)",)


def test_that_flumazenil_is_asked_about_benzodiazepines_taken_at_home_only():
    assert spoken("flumazenil", chair(given("midazolam", 5))) == ()
    assert spoken("flumazenil", chair(taken=("clonazepam",))) == (
        "Takes clonazepam (benzodiazepine)",
    )


@pytest.mark.parametrize(
    ("session", "words"),
    [
        (chair(), ("SpO2 was never read",)),
        (chair(spo2=93), ("SpO2 93 is below 94",)),
        (chair(spo2=94), ()),
        (replace(chair(), readings=(read(6, spo2=99),)), ("SpO2 was last read 6 min ago",)),
        (replace(chair(), readings=(read(5, spo2=99),)), ()),
    ],
)
def test_that_a_low_or_old_reading_speaks_against_a_sedative(session, words):
    assert spoken("midazolam", session) == words


def test_that_a_repeat_before_its_time_is_told():
    words = "Last dose 2 min ago; repeated after 3 min"
    assert spoken("midazolam", chair(given("midazolam", 2), spo2=97)) == (words,)
    assert spoken("midazolam", chair(given("midazolam", 3), spo2=97)) == ()


def test_that_the_ceiling_counts_every_unit_and_is_lower_from_sixty():
    session = chair(given("midazolam", 30, "3"), given("midazolam", 20, "500", "mcg"), spo2=97)
    assert spoken("midazolam", session, dose="1.5") == ()
    assert spoken("midazolam", session, dose="1.6") == (
        "5.1 mg in all is above the usual most of 5 mg",
    )
    assert spoken("midazolam", session, patient(born=OLD), dose="0.5") == (
        "4 mg in all is above the usual most of 3.5 mg",
    )


def test_that_the_first_dose_is_smaller_from_sixty_years_on():
    words = ("From 60 years on begin with 1 mg or less",)
    assert spoken("midazolam", chair(spo2=97), patient(born=OLD), dose="1.5") == words
    day_younger = patient(born=OLD + timedelta(days=1))
    assert spoken("midazolam", chair(spo2=97), day_younger, dose="1.5") == ()


@pytest.mark.parametrize(
    ("dose", "level"),
    [
        ("2.99", ""),
        ("3", "amber"),
        ("3.99", "amber"),
        ("4", "red"),
        ("5", "red"),
        ("5.1", "beyond"),
    ],
)
def test_that_the_total_turns_amber_at_sixty_and_red_at_eighty_percent(dose, level):
    drug = FORMULARY.drugs["midazolam"]
    total = running(drug, chair(given("midazolam", 30, dose)), age=35)
    assert total is not None
    assert (total.so_far, total.most, total.level) == (Decimal(dose), Decimal(5), level)
    assert total.percent == int(Decimal(dose) * 20)


def test_that_a_drug_without_ceiling_has_no_total():
    assert running(FORMULARY.drugs["epinephrine"], chair(), age=35) is None


@pytest.mark.parametrize(
    ("drug", "taken"),
    [
        ("midazolam", "alcohol today"),
        ("midazolam", "benzodiazepine"),
        ("ephedrine", "MAO inhibitor"),
        ("phenylephrine", "stimulant"),
        ("dexmedetomidine", "clonidine"),
    ],
)
def test_that_the_usual_answers_of_the_intake_are_understood(drug, taken):
    said = spoken(drug, chair(taken=(taken,), spo2=97, hr=80))
    assert [words.startswith(f"Takes {taken}") for words in said] == [True]
