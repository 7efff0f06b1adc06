"""Two workstations that did not know of each other: all is kept, and nothing is chosen silently."""

from dataclasses import replace
from datetime import timedelta

import pytest
from support.builders import ADMIN, CALM, DAY, DOCTOR, NURSE, SECOND
from support.rooms import carry, rooms

from ketachart.app.outcomes import Done, Refused
from ketachart.app.verification import verify
from ketachart.domain.acts import ChangePerson, RegisterPatient, SettleConflict
from ketachart.domain.session import Phase

KETAMINE = "ket-50-10"
NEXT_DAY = DAY + timedelta(days=1)


@pytest.fixture
def both(house, tmp_path):
    both = rooms(house, tmp_path)
    yield both
    both.there.clinic.close()


def kinds(house):
    return [each.kind for each in house.clinic.conflicts() if each.settled is None]


def agree(both):
    assert both.here.standing() == both.there.standing()
    assert both.here.clinic.conflicts() == both.there.clinic.conflicts()
    for house in (both.here, both.there):
        assert [each.words for each in verify(house.clinic)] == []


def test_that_what_is_charted_here_stands_there_under_its_author(both):
    both.here.bring("s1", Phase.INFUSING)
    both.meet()
    assert both.there.session() == both.here.session()
    both.there.clock.set(both.here.clock.now())
    both.there.chart("s1")
    both.meet()
    assert both.here.session().readings[-1].by == NURSE
    agree(both)
    assert kinds(both.here) == []


def test_that_what_was_done_waits_for_what_had_been_done_before_elsewhere(both, tmp_path):
    (tmp_path / "third").mkdir()
    third = rooms(both.here, tmp_path / "third").there
    both.here.bring("s1", Phase.INFUSING)
    both.meet()
    both.there.clock.set(both.here.clock.now())
    both.there.chart("s1")
    carry(both.there, third, both.there.clinic.vault.log.device)
    while third.clinic.take_in(200):
        pass
    assert third.clinic.world.session("s1") is None
    carry(both.here, third)
    while third.clinic.take_in(200):
        pass
    assert third.session() == both.there.session()
    assert [each.words for each in verify(third.clinic)] == []
    third.clinic.close()


def test_that_both_chart_one_session_and_all_stands_in_the_order_of_time(both):
    both.here.bring("s1", Phase.INFUSING)
    both.meet()
    both.there.clock.set(both.here.clock.now())
    for minutes, house in ((5, both.here), (7, both.there), (10, both.here), (12, both.there)):
        house.clock.set(both.here.session().started_at + timedelta(minutes=minutes))
        house.chart("s1", **{**CALM, "hr": 60 + minutes})
    both.meet()
    assert [reading.values["hr"] for reading in both.here.session().readings][-4:] == [
        65,
        67,
        70,
        72,
    ]
    agree(both)


def test_that_an_infusion_stopped_on_both_is_somebodys_task(both):
    both.here.bring("s1", Phase.INFUSING)
    both.meet()
    both.there.clock.set(both.here.clock.now())
    for house in (both.here, both.there):
        house.wait(60)
        house.done(NURSE, "infusion.stop", session="s1", pump_ml="40", reason="over")
        house.wait(1)
    both.meet()
    (conflict,) = both.here.clinic.conflicts()
    assert conflict.kind == "session.said-twice"
    assert "stopped twice" in conflict.words
    agree(both)


def test_that_one_vial_drawn_on_both_shows_below_zero_and_counts_what_was_drawn(both):
    waste = {"reason": "spilt", "method": "cartridge", "witness": SECOND}
    for house in (both.here, both.there):
        house.done(NURSE, "stock.waste", from_={"vial": "K1-1"}, ml="8.00", **waste)
        house.wait(1)
    both.meet()
    assert kinds(both.here) == ["stock.below-zero"]
    assert both.here.clinic.books.container("K1-1").left == -6
    agree(both)


def test_that_a_vial_emptied_here_and_drawn_from_there_is_below_zero(both):
    waste = {"reason": "spilt", "method": "cartridge", "witness": SECOND}
    both.here.done(NURSE, "stock.waste", from_={"vial": "K1-1"}, ml="10.00", **waste)
    both.there.wait(1)
    both.there.done(NURSE, "stock.waste", from_={"vial": "K1-1"}, ml="5.00", **waste)
    both.meet()
    assert kinds(both.here) == ["stock.below-zero"]
    agree(both)


def test_that_two_sessions_opened_for_one_chair_are_both_kept(both):
    both.here.bring("s1", Phase.OPENED)
    both.there.bring("s2", Phase.OPENED, patient="p.castellanos")
    both.meet()
    assert kinds(both.here) == kinds(both.there) == ["chair.two-sessions"]
    both.here.done(NURSE, "session.cancel", session="s2", reason="sits in chair 2")
    both.meet()
    assert kinds(both.there) == []
    agree(both)


def close(house, day):
    for product in house.clinic.world.products():
        stock = house.clinic.world.stock(product)
        if house.clinic.world.uncounted_on(day):
            house.count(product, stock.sealed, format(stock.open_ml, ".2f"))
    house.done(ADMIN, "day.close", date=day.isoformat(), witness=SECOND)


def test_that_the_log_of_a_closed_day_stays_as_signed_and_what_comes_late_is_marked(both):
    waste = {"reason": "spilt", "method": "cartridge", "witness": SECOND}
    both.here.done(NURSE, "stock.waste", from_={"vial": "K1-1"}, ml="1.00", **waste)
    close(both.here, DAY)
    signed = both.here.clinic.day_log(DAY, "all")
    both.there.done(NURSE, "stock.waste", from_={"vial": "K1-2"}, ml="2.00", **waste)
    both.meet()
    assert both.here.clinic.day_log(DAY, "all") == signed
    assert both.there.clinic.day_log(DAY, "all") == signed
    assert kinds(both.here) == ["day.arrived-late"]
    late = both.here.clinic.day_log(NEXT_DAY, "all")
    assert f"arrived after {DAY} was closed" in str(late)
    agree(both)


def test_that_what_is_recorded_there_once_the_closing_is_known_came_in_time(both):
    waste = {"reason": "spilt", "method": "cartridge", "witness": SECOND}
    close(both.here, DAY)
    both.there.clock.set(both.here.clock.now())
    both.meet()
    both.there.wait(20)
    both.there.done(NURSE, "stock.waste", from_={"vial": "K1-1"}, ml="2.00", **waste)
    both.there.done(NURSE, "stock.waste", from_={"vial": "K1-2"}, ml="1.00", **waste)
    both.meet()
    assert kinds(both.here) == kinds(both.there) == []
    wasted = [row for row in both.here.clinic.day_log(NEXT_DAY, "all") if row.movement == "wasted"]
    assert [row.reason for row in wasted] == ["spilt; cartridge", "spilt; cartridge"]
    agree(both)


def test_that_what_came_late_stays_so_though_its_workstation_hears_of_the_closing(both):
    waste = {"reason": "spilt", "method": "cartridge", "witness": SECOND}
    both.there.done(NURSE, "stock.waste", from_={"vial": "K1-1"}, ml="2.00", **waste)
    both.here.wait(1)
    close(both.here, DAY)
    both.meet()
    both.there.clock.set(both.here.clock.now())
    both.there.done(NURSE, "stock.waste", from_={"vial": "K1-2"}, ml="1.00", **waste)
    both.meet()
    assert kinds(both.here) == ["day.arrived-late"]
    agree(both)


def test_that_a_day_closed_on_both_is_closed_by_the_first(both):
    waste = {"reason": "spilt", "method": "cartridge", "witness": SECOND}
    both.here.done(NURSE, "stock.waste", from_={"vial": "K1-1"}, ml="1.00", **waste)
    both.there.wait(5)
    both.there.done(NURSE, "stock.waste", from_={"vial": "K1-2"}, ml="2.00", **waste)
    close(both.here, DAY)
    signed = both.here.clinic.day_log(DAY, "all")
    both.there.wait(30)
    close(both.there, DAY)
    both.meet()
    assert both.there.clinic.day_log(DAY, "all") == signed
    assert "day.closed-twice" in kinds(both.here)
    agree(both)


def test_that_what_was_charted_there_before_a_signature_here_is_shown_to_the_signer(both):
    both.here.bring("s1", Phase.INFUSING)
    both.meet()
    both.there.clock.set(both.here.clock.now() + timedelta(minutes=5))
    both.there.chart("s1", **{**CALM, "hr": 131})
    both.here.bring_on("s1", Phase.SIGNED)
    both.meet()
    (conflict,) = both.here.clinic.conflicts()
    assert conflict.kind == "session.charted-beside"
    assert both.there.folder.name not in conflict.words
    agree(both)


def test_that_a_signature_leaves_out_what_came_and_was_not_shown_yet(both):
    both.here.bring("s1", Phase.INFUSING)
    both.meet()
    both.there.clock.set(both.here.clock.now() + timedelta(minutes=5))
    both.there.chart("s1", **{**CALM, "hr": 131})
    both.here.bring_on("s1", Phase.RELEASED)
    carry(both.there, both.here)
    both.here.bring_on("s1", Phase.SIGNED)
    both.meet()
    assert kinds(both.here) == ["session.charted-beside"]
    agree(both)


def test_that_a_conflict_is_settled_in_words_by_the_role_it_waits_for(both):
    both.here.bring("s1", Phase.OPENED)
    both.there.bring("s2", Phase.OPENED, patient="p.castellanos")
    both.meet()
    (conflict,) = both.there.clinic.conflicts()
    act = SettleConflict(conflict=conflict.id, words="s2 moves to chair 2")
    refused = both.there.perform(DOCTOR, act)
    assert isinstance(refused, Refused)
    assert refused.refusal.code == "role.not-permitted"
    assert isinstance(both.there.perform(NURSE, act), Done)
    both.meet()
    assert kinds(both.here) == []
    (settled,) = both.here.clinic.conflicts()
    assert settled.settled.words == "s2 moves to chair 2"
    agree(both)


def test_that_a_clock_hours_behind_puts_nothing_before_its_cause(both):
    both.here.bring("s1", Phase.INFUSING)
    both.meet()
    both.there.clock.set(both.here.clock.now() - timedelta(hours=3))
    both.there.done(NURSE, "note.add", session="s1", text="asleep")
    both.meet()
    assert [entry.device for entry in both.here.session().log][-1].endswith(
        both.there.clinic.vault.log.device
    )
    agree(both)


def test_that_the_last_word_on_a_patient_is_the_same_whichever_came_first(both):
    for house, weight in ((both.there, "81"), (both.here, "82")):
        house.wait(1)
        patient = house.clinic.world.patient("p.greer")
        house.perform(NURSE, RegisterPatient(patient=replace(patient, weight_kg=weight)))
    both.meet()
    agree(both)


def renamed(house, person, name):
    now = house.clinic.world.person(person)
    roles = [each.value for each in now.roles]
    act = ChangePerson(person=person, name=name, initials=now.initials, roles=roles)
    assert isinstance(house.perform(ADMIN, act), Done)


def test_that_a_movement_names_people_as_they_were_known_where_it_was_recorded(both):
    waste = {"reason": "spilt", "method": "cartridge", "witness": SECOND}
    before = both.here.clinic.world.person(NURSE).name
    renamed(both.here, NURSE, "Ngozi Renamed")
    both.there.wait(5)
    both.there.done(NURSE, "stock.waste", from_={"vial": "K1-1"}, ml="1.00", **waste)
    both.meet()
    (there,) = (row for row in both.here.clinic.day_log(DAY, "all") if row.movement == "wasted")
    assert there.by == before
    agree(both)
    both.there.wait(5)
    both.there.done(NURSE, "stock.waste", from_={"vial": "K1-2"}, ml="1.00", **waste)
    both.meet()
    rows = [row for row in both.here.clinic.day_log(DAY, "all") if row.movement == "wasted"]
    assert [row.by for row in rows] == [before, "Ngozi Renamed"]
    agree(both)


@pytest.mark.parametrize("minutes", [-5, 5], ids=["opened-first", "opened-later"])
def test_that_of_two_sessions_for_one_chair_the_running_one_is_in_it_everywhere(both, minutes):
    both.here.wait(10)
    both.there.clock.set(both.here.clock.now() + timedelta(minutes=minutes))
    both.there.bring("s2", Phase.OPENED, patient="p.castellanos")
    both.here.bring("s1", Phase.INFUSING)
    both.meet()
    for house in (both.here, both.there):
        assert house.clinic.world.in_chair() == {"Chair 1": "s1"}


# ── What the patient would feel ──────────────────────────────────────────────────────────────────


def apart(both, phase, minutes=1):
    """Both know of a session in a phase; then neither hears of the other."""
    both.here.bring("s1", phase)
    both.meet()
    both.there.clock.set(both.here.clock.now())
    both.there.wait(minutes)


def order(house, amount="20"):
    dose = {"kind": "mg", "amount": amount, "minutes": 60}
    house.done(DOCTOR, "session.order", session="s1", dose=dose)


def prepare(house):
    draws = [{"vial": "K1-1", "ml": "0.80"}]
    given = {"draws": draws, "bag_ml": "40.0", "verified_by": SECOND}
    house.done(NURSE, "session.prepare", session="s1", **given)


@pytest.mark.parametrize(
    ("do", "fields"),
    [
        ("infusion.pause", {"reason": "restroom"}),
        ("infusion.rate", {"ml_per_h": "30", "reason": "drowsy"}),
        ("infusion.bolus", {"ml": "1.0"}),
    ],
)
def test_that_a_pump_stopped_here_is_not_going_because_of_what_was_set_there(both, do, fields):
    apart(both, Phase.INFUSING)
    both.here.done(NURSE, "infusion.stop", session="s1", pump_ml="0.5", reason="unwell")
    both.there.done(NURSE, do, session="s1", **fields)
    both.meet()
    assert both.here.session().phase is Phase.RECOVERING
    assert both.here.session().pump[-1].do == "stop"
    assert "session.does-not-follow" in kinds(both.here)
    agree(both)


def test_that_a_patient_released_here_is_not_back_in_the_chair_because_of_the_stop_there(both):
    apart(both, Phase.INFUSING)
    both.here.bring_on("s1", Phase.RELEASED)
    both.there.clock.set(both.here.clock.now() + timedelta(minutes=1))
    given = {"pump_ml": "40", "reason": "over", "variance_reason": "the line was kinked"}
    both.there.done(NURSE, "infusion.stop", session="s1", **given)
    both.meet()
    assert both.here.session().phase is Phase.RELEASED
    assert "session.does-not-follow" in kinds(both.here)
    agree(both)


def test_that_a_new_order_from_there_leaves_what_runs_here_running(both):
    apart(both, Phase.ORDERED)
    both.here.bring_on("s1", Phase.INFUSING)
    both.there.clock.set(both.here.clock.now() + timedelta(minutes=1))
    order(both.there)
    both.meet()
    assert both.here.session().phase is Phase.INFUSING
    assert both.here.session().order.dose.amount == 40
    assert "session.does-not-follow" in kinds(both.here)
    agree(both)


def test_that_a_session_screened_there_stays_cancelled_here(both):
    apart(both, Phase.OPENED)
    both.here.done(NURSE, "session.cancel", session="s1", reason="did not come")
    both.there.bring_on("s1", Phase.SCREENED)
    both.meet()
    assert both.here.session().phase is Phase.CANCELLED
    assert kinds(both.here) == ["session.does-not-follow"]
    agree(both)


@pytest.mark.parametrize("minutes", [-3, 3], ids=["started-first", "cancelled-first"])
def test_that_a_pump_started_here_runs_though_the_session_was_cancelled_there(both, minutes):
    apart(both, Phase.PREPARED)
    both.here.wait(10)
    both.there.clock.set(both.here.clock.now() - timedelta(minutes=minutes))
    both.there.done(NURSE, "session.cancel", session="s1", reason="feels unwell")
    both.here.bring_on("s1", Phase.INFUSING)
    both.meet()
    session = both.here.session()
    assert session.phase is Phase.INFUSING
    assert not session.cancelled
    assert session.responsibility[-1].end is None
    assert kinds(both.here) == ["session.does-not-follow"]
    agree(both)


@pytest.mark.parametrize("minutes", [-3, 3], ids=["order-first", "bag-first"])
def test_that_a_bag_prepared_here_without_the_order_from_there_is_somebodys_task(both, minutes):
    apart(both, Phase.ORDERED)
    both.here.wait(10)
    both.there.clock.set(both.here.clock.now() + timedelta(minutes=minutes))
    order(both.there)
    prepare(both.here)
    both.meet()
    assert "session.prepared-without" in kinds(both.here)
    agree(both)


def test_that_a_bag_prepared_by_the_order_from_there_is_as_it_should_be(both):
    apart(both, Phase.ORDERED)
    order(both.there)
    both.meet()
    both.here.clock.set(both.there.clock.now())
    prepare(both.here)
    both.meet()
    assert "session.prepared-without" not in kinds(both.here)
    agree(both)


@pytest.mark.parametrize("minutes", [-3, 3], ids=["allergy-first", "allergy-last"])
def test_that_an_allergy_registered_there_outlives_what_was_corrected_here(both, minutes):
    for house, wait, change in (
        (both.here, 5, {"phone": "310-555-0199"}),
        (both.there, 5 + minutes, {"allergies": ("latex: hives",)}),
    ):
        house.wait(wait)
        patient = replace(house.clinic.world.patient("p.greer"), **change)
        assert isinstance(house.perform(NURSE, RegisterPatient(patient=patient)), Done)
    both.meet()
    assert both.here.clinic.world.patient("p.greer").allergies == ("latex: hives",)
    agree(both)


def test_that_an_allergy_taken_back_by_who_knew_of_it_is_gone(both):
    for house, allergies in ((both.there, ("latex: hives",)), (both.here, ())):
        house.clock.set(max(both.here.clock.now(), both.there.clock.now()))
        house.wait(1)
        patient = replace(house.clinic.world.patient("p.greer"), allergies=allergies)
        assert isinstance(house.perform(NURSE, RegisterPatient(patient=patient)), Done)
        both.meet()
    assert both.there.clinic.world.patient("p.greer").allergies == ()
    agree(both)
