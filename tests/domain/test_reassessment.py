"""When to look again after a drug, and how long the patient stays because of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from ketachart.app.defaults import load_formulary, load_settings
from ketachart.domain import events as ev
from ketachart.domain.infusion import PumpStep
from ketachart.domain.reassessment import due, reassessments, repeats, upcoming
from ketachart.domain.session import Medication, Phase, Reading, Remark, Session
from ketachart.domain.stay import minimum_stay_until

FORMULARY, SETTINGS = load_formulary(), load_settings()
NINE = datetime(2026, 3, 3, 17, tzinfo=UTC)


def after(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


def given(drug: str, minutes: float = 0, *, dose: str = "1", ref: str = "d1") -> Medication:
    event = ev.MedicationGiven(
        drug=drug, dose=Decimal(dose), unit="mg", route="IV", indication="dysphoria", rescue=True
    )
    at = after(minutes)
    return Medication(ref=ref, by="rn", observed_at=at, recorded_at=at, given=event)


def response(minutes: float, effect: str = "improved", of: str = "d1") -> Remark:
    return Remark(
        ref=f"r{minutes}",
        by="rn",
        at=after(minutes),
        event=ev.ResponseCharted(of=of, effect=effect),
    )


def reading(minutes: float, *fields: str) -> Reading:
    at, values = after(minutes), dict.fromkeys(fields, Decimal(96))
    return Reading(ref=f"v{minutes}", by="rn", observed_at=at, recorded_at=at, values=values)


def session(*medications: Medication, **more: object) -> Session:
    chair = Session(
        id="s", patient="p", chair="1", protocol="custom", opened_at=NINE, opened_by="rn"
    )
    return replace(chair, phase=Phase.INFUSING, medications=medications, **more)


def looked_at(chair: Session) -> list[tuple[int, int | None]]:
    """Each look: minutes after nine when it is due, and when it was answered."""
    minute = timedelta(minutes=1)
    return [
        ((look.at - NINE) // minute, (look.done_at - NINE) // minute if look.done_at else None)
        for look in reassessments(chair, FORMULARY)
    ]


def test_that_midazolam_is_looked_at_five_times():
    assert looked_at(session(given("Midazolam"))) == [
        (2, None),
        (5, None),
        (10, None),
        (15, None),
        (20, None),
    ]


def test_that_one_dose_asks_for_one_look_at_a_time():
    chair = session(given("midazolam"))
    assert [look.number for look in upcoming(chair, FORMULARY)] == [1]
    assert due(chair, FORMULARY, after(1.9)) == ()
    assert [look.number for look in due(chair, FORMULARY, after(12))] == [1]


def test_that_a_missed_look_is_answered_by_the_next():
    chair = session(given("midazolam"), remarks=(response(9),))
    assert looked_at(chair)[:4] == [(2, 9), (5, 9), (10, 9), (15, None)]


def test_that_readings_never_stand_for_the_first_look():
    chair = session(given("midazolam"), readings=(reading(2, "spo2", "rr"),))
    assert looked_at(chair)[0] == (2, None)


def test_that_all_readings_asked_for_stand_for_a_later_look():
    looks = (reading(5, "spo2"), reading(10, "spo2", "rr"))
    chair = session(given("midazolam"), remarks=(response(2),), readings=looks)
    assert looked_at(chair)[:4] == [(2, 2), (5, 10), (10, 10), (15, None)]


def test_that_another_dose_of_the_drug_takes_over_the_looks_still_to_come():
    chair = session(given("midazolam"), given("MIDAZOLAM", 6, ref="d2"))
    by_dose = [(look.medication.ref, look.number) for look in reassessments(chair, FORMULARY)]
    assert by_dose == [("d1", 1), ("d1", 2), *(("d2", number) for number in range(1, 6))]


def test_that_nothing_is_looked_at_after_the_patient_left():
    chair = session(given("midazolam"), ended_at=after(10))
    assert [at for at, _ in looked_at(chair)] == [2, 5]


def test_that_a_drug_of_no_formulary_asks_for_no_look():
    assert reassessments(session(given("valerian")), FORMULARY) == ()


def test_that_a_repeat_is_spoken_of_only_when_the_last_dose_did_not_help():
    drug = given("midazolam")
    assert repeats(session(drug), FORMULARY) == ()
    assert repeats(session(drug, remarks=(response(2),)), FORMULARY) == ()
    (again,) = repeats(session(drug, remarks=(response(2, "unchanged"),)), FORMULARY)
    assert (again.effect, again.possible_at) == ("unchanged", after(3))
    second = given("midazolam", 4, ref="d2")
    assert repeats(session(drug, second, remarks=(response(2, "worse"),)), FORMULARY) == ()


def stopped(*medications: Medication) -> Session:
    steps = (
        PumpStep(at=NINE, do="start", ml_per_h=Decimal(45)),
        PumpStep(at=after(40), do="stop", ml_per_h=Decimal(0)),
    )
    stop = ev.InfusionStopped(pump_ml=Decimal(30), reason="complete")
    return session(*medications, pump=steps, stop=stop)


def test_that_nobody_is_kept_before_the_stop():
    assert minimum_stay_until(session(given("flumazenil")), SETTINGS, FORMULARY) is None


def test_that_the_clinics_minutes_count_from_the_stop():
    stay = minimum_stay_until(stopped(given("ondansetron", 39)), SETTINGS, FORMULARY)
    assert stay is not None
    assert (stay.until, stay.why) == (after(70), "30 min after the stop")


def test_that_the_last_reversal_keeps_the_patient_two_hours():
    doses = (given("flumazenil", 30), given("Flumazenil", 45, ref="d2"))
    stay = minimum_stay_until(stopped(*doses), SETTINGS, FORMULARY)
    assert stay is not None
    assert (stay.until, stay.why) == (after(165), "120 min after flumazenil")
