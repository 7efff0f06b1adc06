"""What of a monitor's values is offered at a chair, to whom, for how long, and what is not."""

from datetime import timedelta
from decimal import Decimal

import pytest
from support.builders import ADMIN, NURSE, House

from ketachart.app.clinic import Done, Refused
from ketachart.app.offering import APART_S, LASTS_S, STEADY_S, ChairOffer, Offers
from ketachart.devices.readings import Heard, Measured, Reading
from ketachart.domain.acts import Act, AddChair, RemoveMonitor, RenameChair, SetMonitor
from ketachart.domain.line_patterns import SHIPPED
from ketachart.domain.monitors import Wire
from ketachart.domain.session import Phase


class Bedside:
    """A chair with a patient and a monitor, and a clock in the test's hand."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.session = "s1"
        self.now_s = 1000.0
        self.do(self.monitor("m-1", name="Bedside 1"))
        device = house.clinic.vault.log.device
        self.offers = Offers(house.clinic.world, device, lambda: self.now_s)
        house.bring("s1", Phase.OPENED)
        self.offers.hear(())

    def monitor(self, monitor: str, **about: object) -> SetMonitor:
        fields = {"name": monitor, "wire": Wire.NETWORK, "chair": "Chair 1", "on": True} | about
        device = self.house.clinic.vault.log.device
        return SetMonitor(workstation=device, monitor=monitor, **fields)

    def do(self, act: Act) -> None:
        assert isinstance(self.house.clinic.perform(act, self.house.turns[ADMIN]), Done)

    def mrn(self) -> str:
        patient = self.house.clinic.world.patient(self.house.session(self.session).patient)
        assert patient is not None
        return patient.mrn

    def sends(self, monitor: str = "m-1", **about: object) -> None:
        """A reading comes now; values as text."""
        given = about.pop("values", {})
        values = {
            name: each if isinstance(each, Measured) else Measured(value=Decimal(each))
            for name, each in given.items()
        }
        reading = Reading(**{"values": values, "patients": frozenset({self.mrn()})} | about)
        self.offers.hear([Heard(device=monitor, at_s=self.now_s, reading=reading)])

    def offer(self) -> ChairOffer:
        """What is offered now."""
        session = self.house.session(self.session)
        settings = self.house.clinic.world.settings_at(session.opened_at)
        found = self.offers.at_chair(session, settings)
        assert found is not None
        return found

    @property
    def offered(self) -> dict[str, str]:
        return {name: str(each.value) for name, each in self.offer().values.items()}


@pytest.fixture
def bedside(house: House) -> Bedside:
    return Bedside(house)


def test_that_a_value_is_offered_for_a_minute_and_the_next_replaces_it(bedside):
    bedside.sends(values={"hr": "82", "spo2": "97"})
    bedside.now_s += 20
    bedside.sends(values={"hr": "83"})
    assert bedside.offered == {"hr": "83", "spo2": "97"}
    assert bedside.offer().values["spo2"].age_s == 20
    bedside.now_s += LASTS_S - 10
    assert bedside.offered == {"hr": "83"}
    bedside.now_s += 11
    assert bedside.offered == {}
    assert bedside.offer().silent_s == LASTS_S + 1


def test_that_a_value_taken_back_by_the_monitor_is_offered_no_more(bedside):
    bedside.sends(values={"hr": "82", "spo2": "97"})
    bedside.sends(withdrawn=frozenset({"hr"}))
    assert bedside.offered == {"spo2": "97"}


def test_that_values_of_another_patient_are_offered_to_no_one_and_that_is_said(bedside):
    bedside.sends(values={"hr": "82"})
    bedside.sends(values={"hr": "60"}, patients=frozenset({"99999"}))
    assert bedside.offered == {}
    assert "another patient" in bedside.offer().said[0]
    assert bedside.offers.strangers() == {"Chair 1"}
    bedside.sends(values={"spo2": "97"})
    assert bedside.offers.strangers() == frozenset()
    assert bedside.offered == {"spo2": "97"}, "what came of the other patient came back"


def test_that_the_number_counts_however_it_is_spelled_and_none_is_no_other_patient(bedside):
    bedside.sends(values={"hr": "82"}, patients=frozenset({bedside.mrn().lower(), "visit 7"}))
    assert bedside.offered == {"hr": "82"}
    bedside.sends(values={"hr": "83"}, patients=frozenset())
    assert bedside.offered == {"hr": "83"}


def test_that_what_came_before_the_patient_sat_down_is_not_offered(bedside):
    bedside.sends(values={"hr": "82"}, patients=frozenset())
    house = bedside.house
    house.done(NURSE, "session.cancel", session="s1", reason="unwell")
    bedside.now_s += 1
    bedside.offers.hear(())
    house.bring("s2", Phase.OPENED, patient="p.castellanos")
    bedside.now_s += 1
    bedside.offers.hear(())
    bedside.session = "s2"
    assert bedside.offered == {}
    assert bedside.offer().silent_s is None


@pytest.mark.parametrize(
    ("values", "offered", "word"),
    [
        ({"hr": "301", "spo2": "97"}, {"spo2": "97"}, "Heart rate 301 /min is not possible"),
        ({"spo2": "0"}, {}, "SpO2 0 % is not possible"),
        ({"sbp": "80", "dbp": "120"}, {}, "is not possible"),
        (
            {"sbp": Measured(value=Decimal(124), before=timedelta(minutes=12)), "hr": "82"},
            {"hr": "82"},
            "measured 12 min before it was sent",
        ),
        (
            {"hr": Measured(value=Decimal(82), before=-timedelta(hours=1))},
            {},
            "measured 60 min after it was sent",
        ),
    ],
)
def test_that_what_can_not_be_or_is_old_is_not_offered_and_said(bedside, values, offered, word):
    bedside.sends(values=values)
    assert bedside.offered == offered
    assert any(word in each for each in bedside.offer().said)


def test_that_what_could_not_be_read_is_said_until_it_is_read_again(bedside):
    bedside.sends(unread={"hr": "is not one number"})
    assert bedside.offer().said == ("Heart rate is not one number: not offered.",)
    bedside.sends(values={"hr": "82"})
    assert bedside.offer().said == ()


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        (timedelta(seconds=59), ()),
        (timedelta(seconds=90), ("The clock of Bedside 1 is 1 min ahead of this computer's.",)),
        (-timedelta(minutes=2), ("The clock of Bedside 1 is 2 min behind this computer's.",)),
    ],
)
def test_that_a_clock_that_is_a_little_off_is_said_and_the_value_offered(bedside, ahead, words):
    bedside.sends(values={"hr": "82"}, ahead=ahead)
    assert bedside.offered == {"hr": "82"}
    assert bedside.offer().said == words


@pytest.mark.parametrize(
    ("ahead", "word"),
    [
        (timedelta(minutes=7), "7 min ahead of"),
        (-timedelta(hours=3), "3 h behind"),
        (-timedelta(days=400), "400 days behind"),
    ],
)
def test_that_what_may_be_old_by_its_clock_is_not_offered_even_with_what_is_new(
    bedside, ahead, word
):
    bedside.sends(values={"hr": "82", "etco2": "38"}, ahead=ahead)
    assert bedside.offered == {}
    (said,) = bedside.offer().said
    assert said.startswith(f"The clock of Bedside 1 is {word} this computer's, or what it sends")
    for ago in (60, 40, 20):  # kept back, and sent all at once
        bedside.sends(values={"hr": "84"}, ahead=ahead - timedelta(seconds=ago))
        assert bedside.offered == {}
    bedside.sends(values={"hr": "83"}, ahead=timedelta(0))
    assert bedside.offered == {"hr": "83"}


def test_that_a_clock_that_is_far_off_and_goes_on_evenly_is_taken_for_wrong(bedside):
    behind = -timedelta(hours=1)
    for second in range(0, STEADY_S, 10):
        bedside.sends(values={"hr": "82"}, ahead=behind + timedelta(seconds=second % 3))
        assert bedside.offered == {}
        bedside.now_s += 10
    bedside.sends(values={"hr": "83"}, ahead=behind)
    assert bedside.offered == {"hr": "83"}
    assert bedside.offer().said == ("The clock of Bedside 1 is 60 min behind this computer's.",)
    bedside.sends(values={"hr": "84"}, ahead=behind - timedelta(seconds=30))
    assert bedside.offered == {}


PRESSURE = {"sbp": "124", "dbp": "78"}


@pytest.mark.parametrize(
    ("values", "about", "words"),
    [
        ({"hr": "82"}, {"patients": frozenset()}, "whose values these are"),
        (
            PRESSURE,
            {"patients": frozenset()},
            "whose values these are, nor when the pressure was taken",
        ),
        (PRESSURE, {}, "when the pressure was taken"),
    ],
)
def test_that_what_a_monitor_leaves_open_is_said_with_what_it_offers(bedside, values, about, words):
    bedside.sends(values=values, **about)
    assert bedside.offered == values
    assert bedside.offer().said == (f"Bedside 1 does not say {words}: look at it first.",)


def test_that_a_value_is_as_old_as_its_measurement(bedside):
    before = timedelta(seconds=40)
    bedside.sends(
        values={
            name: Measured(value=Decimal(text), before=before) for name, text in PRESSURE.items()
        }
    )
    bedside.now_s += 5
    assert bedside.offer().said == ()
    assert bedside.offer().values["sbp"].age_s == 45


def test_that_practice_values_are_offered_to_no_patient(bedside):
    bedside.sends(values={"hr": "82", "rr": "14"})
    bedside.sends(values={"hr": "90"}, is_practice=True)
    assert bedside.offered == {}
    assert "practice values" in bedside.offer().said[0]
    bedside.sends(values={"hr": "83"})
    assert bedside.offered == {"hr": "83"}


def test_that_two_devices_where_one_is_expected_are_offered_to_nobody(bedside):
    bedside.sends(values={"hr": "82"}, origin="10.0.0.7\nBED1\n")
    bedside.sends(values={"hr": "83"}, origin="10.0.0.7\nBED1\nRoom 1\n")
    assert bedside.offered == {"hr": "83"}
    bedside.sends(values={"spo2": "97"}, origin="10.0.0.8\nBED2\n")
    assert bedside.offered == {}
    assert "Several devices send where only Bedside 1 should" in bedside.offer().said[0]
    bedside.now_s += APART_S - 1
    bedside.sends(values={"spo2": "98"}, origin="10.0.0.8\nBED2\n")
    assert bedside.offered == {}
    bedside.now_s += 2
    bedside.sends(values={"spo2": "99"}, origin="10.0.0.8\nBED2\n")
    assert bedside.offered == {"spo2": "99"}


def test_that_nothing_is_offered_where_the_monitor_is_off_elsewhere_or_gone(bedside):
    for change in (
        bedside.monitor("m-1", name="Bedside 1", on=False),
        bedside.monitor("m-1", name="Bedside 1", chair="Chair 2"),
        RemoveMonitor(workstation=bedside.house.clinic.vault.log.device, monitor="m-1"),
    ):
        bedside.do(bedside.monitor("m-1", name="Bedside 1"))
        bedside.offers.renew()
        bedside.sends(values={"hr": "82"})
        assert bedside.offered == {"hr": "82"}
        bedside.do(change)
        bedside.offers.renew()
        session = bedside.house.session()
        settings = bedside.house.clinic.world.settings_at(session.opened_at)
        assert bedside.offers.at_chair(session, settings) is None


def test_that_of_two_monitors_at_a_chair_the_newer_value_counts(bedside):
    bedside.do(bedside.monitor("m-2", name="Oximeter", port=2576))
    bedside.offers.renew()
    bedside.sends(values={"hr": "82", "sbp": "124", "dbp": "78"})
    bedside.now_s += 5
    bedside.sends("m-2", values={"hr": "84", "spo2": "97", "sbp": "180"})
    assert bedside.offered == {"hr": "84", "sbp": "124", "dbp": "78", "spo2": "97"}
    assert bedside.offer().values["hr"].monitor == "Oximeter"
    assert bedside.offer().values["sbp"].monitor == "Bedside 1"


def test_that_the_numbers_of_two_pressures_are_never_put_together(bedside):
    bedside.sends(values={"sbp": "124", "dbp": "78", "hr": "82"})
    bedside.sends(values={"sbp": "160"}, unread={"dbp": "is not one number"})
    assert bedside.offered == {"hr": "82"}


def test_that_a_fault_is_kept_for_the_administrator_and_said_while_the_monitor_is_silent(bedside):
    bedside.offers.hear([Heard(device="m-1", at_s=bedside.now_s, trouble="Port taken.")])
    bedside.now_s += 30
    (monitor,) = bedside.offers.monitors
    state = bedside.offers.state(monitor)
    assert (state.trouble, state.trouble_s, state.heard_s) == ("Port taken.", 30, None)
    assert bedside.offer().said == ("Bedside 1: Port taken.",)
    bedside.sends(values={"hr": "82"})
    assert bedside.offer().said == ()
    assert bedside.offers.state(monitor).trouble == "Port taken."
    bedside.sends(values={"hr": "82"}, ahead=timedelta(hours=1))
    assert "The clock of Bedside 1 is 60 min ahead" in bedside.offers.state(monitor).trouble


# ── Setting monitors up ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("about", "field", "word"),
    [
        ({"name": ""}, "monitor_name", "missing"),
        ({"name": "bedside 1"}, "monitor_name", "already"),
        ({"name": "x" * 25}, "monitor_name", "up to 24"),
        ({"chair": "Chair 9"}, "chair", "no such chair"),
        ({"on": None}, "on", "yes or no"),
        ({"wire": "radio"}, "wire", "network or by serial"),
        ({"host": "the-monitor"}, "host", "no address"),
        ({"port": "80"}, "port", "1024 to 65535"),
        ({"port": "many"}, "port", "1024 to 65535"),
        ({"host": "127.0.0.1", "port": 2575}, "sender", "Bedside 1 sends to this port"),
        ({"port": 2575, "sender": "BED2"}, "sender", "Bedside 1 sends to this port"),
        ({"host": "0.0.0.0", "port": 2575, "sender": "BED2"}, "host", "at 127.0.0.1"),  # noqa: S104
        ({"wire": Wire.SERIAL, "pattern": SHIPPED}, "line", "missing"),
        ({"wire": Wire.SERIAL, "line": "COM3", "pattern": "HR"}, "pattern", "names no value"),
        (
            {"wire": Wire.SERIAL, "line": "COM3", "pattern": SHIPPED, "speed": "1234"},
            "speed",
            "that fast",
        ),
    ],
)
def test_that_a_monitor_that_can_not_be_meant_is_refused(bedside, about, field, word):
    usual = {"port": 2580}
    act = bedside.monitor("m-2", **usual | {"name": "Bedside 2"} | about)
    outcome = bedside.house.clinic.perform(act, bedside.house.turns[ADMIN])
    assert isinstance(outcome, Refused)
    assert outcome.refusal.about == field
    assert word in outcome.refusal.sentence


def test_that_no_chair_gets_the_name_at_which_a_monitor_of_another_chair_stands(bedside):
    house = bedside.house
    house.done(NURSE, "session.cancel", session="s1", reason="unwell")
    bedside.do(RenameChair(chair="Chair 1", chair_name="Window"))
    again = RenameChair(chair="Chair 2", chair_name="Chair 1")
    for act in (again, AddChair(chair_name="Chair 1")):
        outcome = house.clinic.perform(act, house.turns[ADMIN])
        assert isinstance(outcome, Refused)
        assert outcome.refusal.sentence.startswith("A monitor is still set up")
    bedside.do(RemoveMonitor(workstation=house.clinic.vault.log.device, monitor="m-1"))
    bedside.do(again)


def test_that_monitors_are_the_administrators_and_of_their_workstation(bedside):
    clinic = bedside.house.clinic
    outcome = clinic.perform(bedside.monitor("m-2"), bedside.house.turns[NURSE])
    assert isinstance(outcome, Refused)
    assert outcome.refusal.code == "role.not-permitted"
    assert [each.name for each in clinic.world.monitors(clinic.vault.log.device)] == ["Bedside 1"]
    assert clinic.world.monitors("ws-other") == ()
