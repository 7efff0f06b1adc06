"""A whole session by hand: from the free chair to the co-signature and the closed day."""

import csv
import json
from pathlib import Path

import pytest
from journeys.keyboard import (
    BOARD,
    CHAIR,
    NURSE_PIN,
    PASSPHRASES,
    WITNESS_PIN,
    Keyboard,
)
from journeys.record import Record
from journeys.screen import Screen, wait_until

CLINIC = Path(__file__).parent / "clinic.json"
DAY = "2026-04-06"

AMOUNTS = {
    "drawn_ml": "0.82",
    "administered_ml": "0.62",
    "administered_mg": "31.00",
    "wasted_ml": "0.20",
    "pump_ml": "31.00",
}
SCORES = [("CADSS-6", 0), ("Aldrete", 10), ("CADSS-6", 0)]
MOVEMENTS = [
    ("opening", "", "0.00"),
    ("received", "30.00", "30.00"),
    ("drawn", "0.82", "30.00"),
    ("administered", "0.62", "29.38"),
    ("wasted", "0.20", "29.18"),
    ("wasted", "9.18", "20.00"),
    ("counted", "0.00", "20.00"),
    ("closing", "", "20.00"),
]

pytestmark = pytest.mark.journey


def test_that_a_session_charted_by_hand_comes_out_right_in_log_and_chart(
    screen: Screen, tmp_path: Path
) -> None:
    record = Record.performed(CLINIC, tmp_path)
    hands = Keyboard(screen, record.vault, tmp_path / "pictures")

    hands.sits_down()
    _seat(hands)
    _order(hands)
    _start(hands)
    _chart_through_a_power_cut(hands)
    _stop_and_waste(hands)
    _release(hands)
    _sign(hands)
    _cosign(hands)
    _close_the_day(hands)
    hands.goes_home()

    _check(record)


def _seat(hands: Keyboard) -> None:
    """The nurse gives the patient a chair, screens and takes in."""
    hands.goes_to(CHAIR, "ctrl+1")
    hands.types("greer")
    hands.presses("Tab", "Tab", "Tab")
    hands.types("P1")
    hands.looks("open")
    hands.waits_for_another_window(CHAIR, lambda: hands.records("Return"))
    hands.presses("x")
    hands.types("n" * 11)
    hands.looks("screening")
    hands.records("Return")
    hands.presses("x")
    hands.types("yyy8")
    hands.presses("Tab")
    hands.types("22 G left forearm")
    hands.presses("Tab", "Tab", "Tab")
    hands.types("82.4")
    hands.presses("Tab")
    hands.types("8")
    hands.presses("Tab")
    hands.types("Ann Greer")
    hands.presses("Tab")
    hands.types("wife")
    hands.presses("Tab")
    hands.types("310-555-0143")
    hands.looks("intake")
    hands.records("Return")


def _order(hands: Keyboard) -> None:
    """The anesthesiologist orders 0.5 mg/kg over 40 min; the nurse prepares, a second verifies."""
    hands.hands_over_to("Ines", PASSPHRASES["Ines"])
    hands.presses("x", "Right", "space", "Tab")
    hands.types("0.5")
    hands.presses("Tab")
    hands.types("40")
    hands.looks("order")
    hands.records("Return")
    hands.hands_over_to("Adaeze", NURSE_PIN)
    hands.presses("x")
    hands.types("J100-1")
    hands.presses("Tab")
    hands.types("0.82")
    hands.presses("Tab", "Tab")
    hands.types("41.2")
    hands.presses("Tab")
    hands.types("Marta")
    hands.presses("Tab")
    hands.types(PASSPHRASES["Marta"])
    hands.looks("prepare")
    hands.records("Return")


def _start(hands: Keyboard) -> None:
    """Baseline vitals and dissociation, then the pump, checked by a second person."""
    hands.types_set("72", "124/78", "98", "14", *"5800")
    hands.looks("baseline")
    hands.records("ctrl+Return")
    hands.presses("s", "Return")
    hands.types("000000")
    hands.records("Return")
    hands.presses("x")
    hands.types("62.1")
    hands.presses("Tab", "Tab")
    hands.types("Marta")
    hands.presses("Tab")
    hands.types(WITNESS_PIN)
    hands.looks("start")
    hands.records("Return")


def _chart_through_a_power_cut(hands: Keyboard) -> None:
    """A set is half typed when the power goes; it is still there, and is finished."""
    hands.lets_time_pass(5)
    hands.types_set("75", "130/80")
    hands.presses("Return")
    hands.looks("half-typed")
    hands.is_killed()
    hands.sits_down()
    hands.lets_time_pass(5)
    hands.looks("after-the-power-cut")
    hands.presses("space")
    hands.types("97")
    hands.presses("Return")
    hands.types("15")
    hands.presses("ctrl+Return")
    hands.looks("when-was-it-observed")
    hands.types("07:35")
    hands.records("ctrl+Return")


def _stop_and_waste(hands: Keyboard) -> None:
    """Half an hour in, the patient feels unwell; the rest is wasted before a witness."""
    hands.lets_time_pass(25)
    hands.presses("x")
    hands.types("31")
    hands.presses("Tab")
    hands.types("felt unwell")
    hands.looks("stop")
    hands.records("Return")
    hands.presses("w")
    hands.types("0.20")
    hands.presses("Tab", "Tab")
    hands.types("residual")
    hands.presses("Tab", "Tab")
    hands.types("cartridge C-9")
    hands.presses("Tab", "Tab", "Tab")
    hands.types("Marta")
    hands.presses("Tab")
    hands.types(PASSPHRASES["Marta"])
    hands.looks("waste")
    hands.records("Return")


def _release(hands: Keyboard) -> None:
    """Recovery scores, checklist, the discharge order, and the wife who drives."""
    hands.lets_time_pass(30)
    hands.types_set("74", "122/76", "98", "14")
    hands.records("ctrl+Return")
    hands.presses("x", "1")
    hands.types("22222")
    hands.records("Return")
    hands.presses("2")
    hands.types("000000")
    hands.records("Return")
    hands.presses("4")
    hands.types("yyyyyyyy")
    hands.looks("checklist")
    hands.records("Return")
    hands.presses("Escape")
    hands.hands_over_to("Ines", PASSPHRASES["Ines"])
    hands.presses("x")
    hands.records("5")
    hands.presses("Escape")
    hands.hands_over_to("Adaeze", NURSE_PIN)
    hands.presses("x", "7")
    hands.types("Ann Greer")
    hands.presses("Tab", "Tab")
    hands.types("yyy")
    hands.looks("release")
    hands.records("Return")


def _sign(hands: Keyboard) -> None:
    """Every missed set is explained, then the nurse signs."""
    hands.presses("x")
    hands.looks("missed")
    for _ in range(4):
        hands.presses("space")
        hands.types("patient in the restroom")
        hands.records("Return")
    hands.types(NURSE_PIN)
    hands.looks("sign")
    hands.records("Return")


def _cosign(hands: Keyboard) -> None:
    """The anesthesiologist reads the exceptions and co-signs."""
    hands.hands_over_to("Ines", "730582")
    hands.goes_to("Co-signatures", "ctrl+k")
    hands.presses("Tab", "space")
    hands.types("730582")
    hands.looks("co-sign")
    hands.records("Return")


def _close_the_day(hands: Keyboard) -> None:
    """The administrator wastes the open vial, counts with the nurse, and closes."""
    hands.goes_to(BOARD, "ctrl+b")
    hands.hands_over_to("Per", PASSPHRASES["Per"])
    hands.goes_to("Ledger", "ctrl+d")
    hands.presses("Tab", "Tab", "Tab", "Tab", "Tab", "space")
    hands.types("J100-1")
    hands.presses("Tab")
    hands.types("9.18")
    hands.presses("Tab")
    hands.types("open vial at end of day")
    hands.presses("Tab")
    hands.types("cartridge C-9")
    hands.presses("Tab", "Tab", "Tab")
    hands.types("Adaeze")
    hands.presses("Tab")
    hands.types(NURSE_PIN)
    hands.looks("waste-the-open-vial")
    hands.records("Return")
    files = hands.vault.with_name("files")
    files.mkdir()
    hands.presses("alt+3", "Tab")
    hands.types(str(files))
    hands.presses("shift+Tab", "Return")
    for counted in ("2", "0", "2", "0"):
        hands.types(counted)
        hands.presses("Tab")
    hands.presses("Tab")
    hands.types("955031")
    hands.presses("Tab")
    hands.types("Adaeze")
    hands.presses("Tab")
    hands.types(NURSE_PIN)
    hands.looks("count-and-close")
    hands.records("Return")
    wait_until(lambda: any(files.glob("*.pdf")), "the files of the day")
    hands.looks("closed")


def _check(record: Record) -> None:
    """What the keys came to, read back through the command line."""
    record.verified()
    file = record.folder / "figures.json"
    record.asked("summary", "--json", str(file))
    figures = json.loads(file.read_text(encoding="utf-8"))
    ((name, session),) = figures["sessions"].items()
    amounts = {key: session[key] for key in AMOUNTS}
    assert amounts == AMOUNTS
    statuses = [slot["status"] for slot in session["slots"]]
    assert statuses == ["on time", "on time", "missed", "missed", "missed", "missed", "on time"]
    assert [(score["scale"], score["total"]) for score in session["scores"]] == SCORES
    assert (session["signed_by"], session["cosigned_by"]) == ("rn.okafor", "md.reyes")
    assert figures["on_hand"] == {"ket-50-10": {"ml": "20.00", "sealed": 2}}

    rows = list(csv.DictReader(record.asked("log", "--date", DAY).splitlines()))
    assert [(row["movement"], row["ml"], row["balance_ml"]) for row in rows] == MOVEMENTS
    given = rows[3]
    assert (given["patient_name"], given["prescriber"]) == ("Tobias Greer", "Ines Reyes")
    assert (given["session"], given["reason"]) == (name, "felt unwell")

    told = record.chart(name)
    for said in ("Tobias Greer", "felt unwell", "restroom", "Ann Greer", "Ines Reyes"):
        assert said in told
