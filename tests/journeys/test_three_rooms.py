"""A clinic's day at three workstations: what was done at any of them stands at all of them.

The rooms' windows are open where it matters; what lies between is performed without them, each
step in the room it belongs to. The hub falls over twice; meanwhile a stick carries what is needed.
"""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from journeys.conftest import require_windows
from journeys.keyboard import NURSE_PIN, PASSPHRASES, Keyboard
from journeys.record import Record
from journeys.screen import Screen, wait_until
from support.cutting_proxy import CuttingProxy
from support.dealing import ROOMS, Dealt, by_duty
from support.postgres import HubDatabase, hub, postgres
from support.scenarios import expected_summary, scenario

__all__ = ["hub", "postgres"]

pytestmark = pytest.mark.journey

DAY, BEFORE = "2026-03-03", "2026-03-02"
ORDERED, RESCUED, PREPARED, RELEASED, SIGNED, COSIGNED, CLOSED = 45, 47, 52, 92, 97, 107, 251
"""The numbers of the steps that are typed."""
BY_HAND = (ORDERED, RESCUED, PREPARED, RELEASED, SIGNED, COSIGNED, CLOSED)
STEPS = "600x22+20+96"
"""Where a chair's window says how far the session is."""
NEWEST = "340x120+985+640"
"""Where it lists the newest entries."""
WAITING = "330x300+20+60"
"""Where the window of the co-signatures lists what waits."""
AMOUNTS = ("drawn_ml", "administered_mg", "wasted_ml", "pump_ml", "signed_by", "cosigned_by")


@pytest.fixture
def day(tmp_path: Path, hub: HubDatabase) -> Iterator[Dealt]:
    """The shared clinic day in three rooms, about to begin."""
    require_windows()
    port = urlsplit(hub.owner_url).port
    assert port
    with CuttingProxy(port) as proxy:
        yield Dealt.begun(scenario("clinic-day"), tmp_path, hub, proxy)


@pytest.fixture
def hands(tmp_path: Path) -> Iterator[dict[str, Keyboard]]:
    """Somebody at the keyboard of each room."""
    with ExitStack() as opened:
        yield {
            name: Keyboard(
                opened.enter_context(Screen.opened()), tmp_path / name, tmp_path / f"seen-{name}"
            )
            for name in ROOMS
        }


def test_that_a_day_in_three_rooms_is_one_day(day: Dealt, hands: dict[str, Keyboard]) -> None:
    _plays_until_before(day, ORDERED)
    _is_ordered_here_and_prepared_there(day, hands)
    _plays_until_before(day, RELEASED)
    _signs_here_and_cosigns_there(hands)
    _plays_until_before(day, CLOSED)
    _closes(hands["store"])
    _is_the_same_everywhere(day)


def _plays_until_before(day: Dealt, number: int) -> None:
    """All steps before one are performed, each in its room; then the rooms are free for people."""
    if not day.rooms:
        day.come_back()
    _names_what_was_typed(day)
    until = day.scenario.steps[number].at - timedelta(seconds=1)
    day.play(by_duty(day.scenario), until, BY_HAND)
    day.leave()


def _names_what_was_typed(day: Dealt) -> None:
    """Later steps speak of the rescue drug by its label."""
    session = day.rooms["store"].clinic.books.session("s2")
    if session is not None and session.medications:
        day.labels["s2-midazolam"] = session.medications[0].ref


def _is_ordered_here_and_prepared_there(day: Dealt, hands: dict[str, Keyboard]) -> None:
    """The order goes from the office to the chairs; a rescue comes in once the hub stands again."""
    doctor, nurse, other = hands["office"], hands["chairs"], hands["store"]
    doctor.sits_down_as("md.reyes", PASSPHRASES["Ines"])
    nurse.sits_down_as("rn.silva", PASSPHRASES["Marta"])
    other.sits_down()
    nurse.goes_to_chair(3)
    with _seeing(nurse, STEPS, "the order"):
        _orders(doctor)
    with _seeing(doctor, STEPS, "that the bag is prepared"):
        _prepares(nurse)
    doctor.goes_to_chair(2)
    other.goes_to_chair(2)
    with _seeing(doctor, NEWEST, "the rescue"):
        day.hub.crash()
        _gives_midazolam(other)
        day.hub.start()
    for each in hands.values():
        each.looks("seen-everywhere")
        each.goes_home()


@contextmanager
def _seeing(hands: Keyboard, part: str, what: str) -> Iterator[None]:
    """What is done within is seen in another room, where nobody touches a key."""
    before = hands.screen.part_at_rest(part)
    yield
    wait_until(lambda: hands.screen.part(part) != before, f"{what} in another room")


def _orders(doctor: Keyboard) -> None:
    doctor.goes_to_chair(3)
    doctor.presses("x", "space", "Tab")
    doctor.fills_in("80", "300")
    doctor.looks("order")
    doctor.records("Return")


def _prepares(nurse: Keyboard) -> None:
    nurse.presses("x")
    nurse.fills_in("K5301-2", "1.60", "", "80", "Adaeze", PASSPHRASES["rn.okafor"])
    nurse.looks("bag")
    nurse.records("Return")


def _gives_midazolam(nurse: Keyboard) -> None:
    nurse.presses("m")
    nurse.types("mida")
    nurse.presses("Return")
    nurse.presses("shift+Tab", "shift+Tab", "shift+Tab")
    nurse.fills_in("a set is due now", "", "", "0.5", "", "dysphoria", *[""] * 9)
    nurse.fills_in("M1107-1", "2.00", "binding cartridge C-17", "", "", "Marta")
    nurse.presses("Tab")
    nurse.types(PASSPHRASES["Marta"])
    nurse.looks("rescue")
    nurse.records("Return")


def _signs_here_and_cosigns_there(hands: dict[str, Keyboard]) -> None:
    """The nurse releases and signs in one room; the anesthesiologist co-signs in another."""
    nurse, doctor = hands["store"], hands["office"]
    doctor.sits_down_as("md.reyes", PASSPHRASES["Ines"])
    nurse.sits_down()
    nurse.goes_to_chair(2)
    nurse.looks("before-release")
    nurse.presses("space", "x", "7")
    nurse.fills_in("Ann Greer", "", "yyy")
    nurse.looks("release")
    nurse.records("Return")
    doctor.goes_to("Co-signatures", "ctrl+k")
    with _seeing(doctor, WAITING, "what waits to be co-signed"):
        nurse.presses("x")
        nurse.types(NURSE_PIN)
        nurse.looks("sign")
        nurse.records("Return")
    doctor.looks("waits")
    doctor.presses("Tab", "space")
    doctor.types(PASSPHRASES["Ines"])
    doctor.looks("co-sign")
    doctor.records("Return")
    for each in (nurse, doctor):
        each.goes_home()


def _closes(hands: Keyboard) -> None:
    """The administrator closes the day with the nurse, at what all three rooms recorded."""
    hands.sits_down_as("ad.lindqvist", PASSPHRASES["Per"])
    files = hands.vault.with_name("files")
    files.mkdir()
    hands.goes_to("Ledger", "ctrl+d")
    hands.presses("alt+3", "Tab")
    hands.types(str(files))
    hands.presses("shift+Tab", "Return")
    hands.fills_in("955031", "Adaeze", PASSPHRASES["rn.okafor"])
    hands.looks("close")
    hands.records("Return")
    wait_until(lambda: any(files.glob("*.pdf")), "the files of the day")
    hands.goes_home()


def _is_the_same_everywhere(day: Dealt) -> None:
    """Every room says the same, and it is what the day was to come to."""
    records = [Record(day.folder / name, day.folder) for name in ROOMS]
    for record in (*records, *records):
        record.asked("sync")
    told = [_told(record) for record in records]
    assert told[0] == told[1] == told[2]
    figures, *logs = told[0]
    expected = expected_summary("clinic-day")
    assert json.loads(figures)["on_hand"] == expected["on_hand"]
    for name, session in expected["sessions"].items():
        found = json.loads(figures)["sessions"][name]
        for figure in AMOUNTS:
            assert (name, figure, found[figure]) == (name, figure, session[figure])
    assert len(logs) == 4
    for record in records:
        record.verified()
        assert record.asked("conflicts") == "0 to be looked at.\n"


def _told(record: Record) -> list[str]:
    """The figures, and the log of each day and schedule."""
    file = record.vault.with_suffix(".json")
    record.asked("summary", "--json", str(file))
    logs = [
        record.asked("log", "--date", date, "--schedule", schedule)
        for date in (BEFORE, DAY)
        for schedule in ("III", "IV")
    ]
    return [file.read_text(encoding="utf-8"), *logs]
