"""The door beside its rules: what is told to whom, drafts, looking up, a disk that fills."""

from datetime import timedelta

import pytest
from support.builders import ADMIN, CALM, DAY, NURSE, SECOND, patient, reopened
from support.scenarios import scenario

from ketachart.app.clinic import Done, Trouble
from ketachart.app.pending import Changed
from ketachart.app.training import begin_training, busiest_moment
from ketachart.crypto.passphrases import SMALLEST_COST
from ketachart.domain.acts import AddNote, ChartVitals, RegisterPatient, SignSession
from ketachart.domain.events import RecordRead
from ketachart.domain.session import IN_CHAIR, Phase


def test_that_who_shows_it_is_told_what_changed_and_only_that(house):
    told: list[Changed] = []
    stop = house.clinic.subscribe(told.append)
    house.bring("s1", Phase.OPENED)
    house.receive("mid-1-2", "M2", 1)
    house.perform(NURSE, RegisterPatient(patient=patient("p.new", "Ada New", "female")))
    assert told == [
        Changed(sessions=frozenset({"s1"})),
        Changed(products=frozenset({"mid-1-2"})),
        Changed(patients=True),
    ]
    stop()
    house.chart()
    assert len(told) == 3


def test_that_who_is_told_may_look_and_each_look_is_recorded_once(house):
    house.bring("s1", Phase.INFUSING)
    looks = iter(range(3))

    def look(_changed: Changed) -> None:
        if next(looks, None) is not None:
            house.clinic.read_chart("s1", house.turns[NURSE])

    house.clinic.subscribe(look)
    house.clinic.read_chart("s1", house.turns[NURSE])
    assert sum(isinstance(entry.event, RecordRead) for entry in house.session().log) == 4


def test_that_a_refusal_tells_of_no_change(house):
    told: list[Changed] = []
    house.bring("s1", Phase.OPENED)
    house.clinic.subscribe(told.append)
    house.refused(NURSE, "vitals.chart", session="s1", hr=7)
    assert told in ([], [Changed()])


def test_that_asking_whether_it_would_be_refused_records_nothing(house):
    house.bring("s1", Phase.OPENED)
    head = house.clinic.vault.log.head
    turn = house.turns[NURSE]
    assert house.clinic.check(ChartVitals(session="s1", values={"hr": 72}), turn) is None
    refusal = house.clinic.check(ChartVitals(session="s1", values={"hr": 7}), turn)
    assert refusal is not None
    assert refusal.code == "vitals.implausible"
    assert house.clinic.vault.log.head == head


def test_that_a_draft_survives_a_restart_and_goes_with_its_entry(house):
    house.bring("s1", Phase.OPENED)
    house.clinic.save_draft("vitals:s1", NURSE, {"hr": "7"})
    house.clinic.save_draft("vitals:s1", NURSE, {"hr": "72"})
    house.clinic.close()
    again = reopened(house.folder, house.clock)
    assert again.clinic.load_draft("vitals:s1") == {"hr": "72"}
    again.refused(NURSE, "vitals.chart", session="s1", hr=7)
    assert again.clinic.load_draft("vitals:s1") == {"hr": "72"}
    again.done(NURSE, "vitals.chart", session="s1", **CALM)
    assert again.clinic.load_draft("vitals:s1") is None
    again.clinic.close()


def test_that_a_full_disk_is_trouble_that_keeps_what_was_typed(house):
    house.bring("s1", Phase.OPENED)
    house.clinic.save_draft("vitals:s1", NURSE, {"hr": "72"})
    connection = house.clinic.vault.db.conn
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages}").fetchall()
    standing = house.standing()
    outcomes = [house.clinic.perform(AddNote(session="s1", text="z" * 9000), house.turns[NURSE])]
    while not isinstance(outcomes[-1], Trouble):
        standing = house.standing()
        note = AddNote(session="s1", text="z" * 9000)
        outcomes.append(house.clinic.perform(note, house.turns[NURSE]))
    assert "full" in outcomes[-1].sentence
    assert house.standing() == standing
    assert house.clinic.load_draft("vitals:s1") == {"hr": "72"}
    connection.execute("PRAGMA max_page_count = 1000000").fetchall()
    assert isinstance(house.perform(NURSE, AddNote(session="s1", text="again")), Done)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("greer", ["Tobias Greer"]),
        (" ROSA ", ["Rosa Castellanos"]),
        ("1971-09-14", ["James Mbeki", "Rosa Castellanos", "Tobias Greer"]),
        ("nobody", []),
    ],
)
def test_that_a_patient_is_found_by_name_number_or_birth_date(house, text, found):
    assert [each.name for each in house.clinic.patients(text)] == found


def test_that_many_ended_sessions_are_still_read_from_the_log(house):
    for number in range(40):
        house.bring(f"t{number}", Phase.OPENED)
        house.done(NURSE, "session.cancel", session=f"t{number}", reason="a rehearsal")
        house.done(NURSE, "session.sign", session=f"t{number}")
        house.done("md.reyes", "session.cosign", session=f"t{number}", attestation="seen")
    assert len(house.clinic.books.all_sessions()) == 40
    assert house.session("t0").cancelled_reason == "a rehearsal"
    assert house.clinic.sessions_open() == ()


def test_that_an_addendum_brings_a_session_back_until_it_is_co_signed_too(house):
    house.bring("s1", Phase.COSIGNED)
    house.wait(5)
    house.done(NURSE, "session.addendum", session="s1", text="the escort called")
    assert [each.id for each in house.clinic.sessions_open()] == ["s1"]
    house.clinic.close()
    again = reopened(house.folder, house.clock)
    assert [each.id for each in again.clinic.sessions_open()] == ["s1"]
    again.wait(5)
    again.done("md.reyes", "session.cosign-change", session="s1", words="read")
    assert again.clinic.sessions_open() == ()
    again.clinic.close()
    once_more = reopened(house.folder, house.clock)
    assert once_more.clinic.sessions_open() == ()
    once_more.clinic.close()


def test_that_a_chart_costs_its_own_entries_only(house):
    house.bring("s1", Phase.COSIGNED)
    house.bring("s2", Phase.COSIGNED, patient="p.castellanos", chair="Chair 2", vial="K1-2")
    streams = {entry.stream for entry in house.session("s2").log}
    assert streams == {"session:s2"}


# --- the training clinic ------------------------------------------------------------------------


def test_that_training_begins_at_the_busiest_moment_and_goes_on_by_itself(tmp_path):
    day = scenario("clinic-day")
    begin = busiest_moment(day)
    training = begin_training(day, tmp_path / "vault", until=begin, speed=0, cost=SMALLEST_COST)
    clinic = training.clinic
    assert clinic.clock.now() == begin
    assert clinic.books.site.training
    busy = [session for session in clinic.sessions_open() if session.phase in IN_CHAIR]
    assert len(busy) >= 2
    assert training.advance() == 0
    training.clock.skip_to(begin + timedelta(minutes=5))
    assert training.advance() > 0
    assert training.last_went_as_written
    assert training.turn_of("rn.nobody") is None
    clinic.close()


def test_that_a_step_done_by_hand_is_passed_over_and_the_day_goes_on_to_its_end(tmp_path):
    day = scenario("first-infusion")
    by_hand = next(step for step in day.steps if step.do == "session.sign")
    before = day.steps[by_hand.number - 1].at
    training = begin_training(day, tmp_path / "vault", until=before, speed=0, cost=SMALLEST_COST)
    turn = training.turn_of(by_hand.by)
    assert turn is not None
    pin = day.secrets[by_hand.by].pin
    signed = training.clinic.perform(SignSession(session="s1"), turn, own_secret=pin)
    assert isinstance(signed, Done)
    as_written = {}
    while (step := training.following) is not None:
        training.clock.skip_to(step.at)
        assert training.advance() >= 1
        as_written[step.number] = training.last_went_as_written
    assert [number for number, went in as_written.items() if not went] == [by_hand.number]
    session = training.clinic.books.session("s1")
    assert session is not None
    assert session.phase is Phase.COSIGNED
    training.clinic.close()


def test_that_people_are_present_once_they_signed_in(house):
    assert [person.id for person in house.clinic.present()] == sorted(house.turns)
    assert ADMIN in house.turns
    assert SECOND in house.turns
    assert house.clinic.day_blocks(DAY)
