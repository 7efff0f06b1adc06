"""A patient's series of six infusions, for the picture of outcomes; each is charted, none is drawn.

The first infusion of the shared days is given again week by week, with another dose, and with what
the patient felt then and told later.
"""

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from page_scenes import Shown
from PySide6.QtTest import QTest
from studio import NURSE, SCREEN, name_the_stick

from ketachart.app.resources import resource_folder
from ketachart.app.scenario import read_scenario
from ketachart.app.training import begin_training
from ketachart.crypto.passphrases import SMALLEST_COST
from ketachart.ui.desk import Desk
from ketachart.ui.windows.outcomes_window import OutcomesWindow

_PATIENT = "p.greer"
_DAY = "first-infusion.json"
_WEEK = timedelta(days=7)
_MG_PER_ML, _VIAL_ML, _VIALS = 50, 10, 10
_FELT_THEN = 8
"""The highest dissociation of the shared day."""

_Step = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Visit:
    """One infusion: what differs from the shared day.

    Attributes:
        felt: the highest dissociation, 0 to 10.
        pain: before, and after the stop; None where nobody charted it then.
        told: relief in percent and weeks, and how it was told; None where nobody asked.
    """

    mg: int
    felt: int
    pain: tuple[int, int | None]
    told: tuple[int, str, str] | None


_VISITS = (
    _Visit(mg=60, felt=8, pain=(8, 6), told=(20, "0.5", "at a visit")),
    _Visit(mg=70, felt=6, pain=(8, 5), told=(40, "1", "at a visit")),
    _Visit(mg=80, felt=7, pain=(7, 4), told=None),
    _Visit(mg=80, felt=5, pain=(6, None), told=(50, "1", "by phone")),
    _Visit(mg=90, felt=6, pain=(6, 3), told=(60, "1", "it still lasts")),
    _Visit(mg=90, felt=4, pain=(5, 2), told=None),
)


def the_series() -> Iterator[Shown]:
    """What came of the series."""
    with _charted() as desk:
        window = OutcomesWindow(desk)
        window.resize(SCREEN)
        name_the_stick(window)
        window.show_patient(_PATIENT)
        while window.is_busy:
            QTest.qWait(1)
        yield "outcomes", window, window.rect()
        window.close()
        window.deleteLater()


@contextmanager
def _charted() -> Iterator[Desk]:
    """A training clinic a day after the last infusion of the series, a nurse at the keyboard."""
    with tempfile.TemporaryDirectory() as drawer:
        file = Path(drawer) / "series.json"
        file.write_text(json.dumps(_scenario()))
        scenario = read_scenario(file)
        until = scenario.steps[-1].at + timedelta(days=1)
        vault = Path(drawer) / "vault"
        training = begin_training(scenario, vault, until=until, speed=0, cost=SMALLEST_COST)
        turn = training.turn_of(NURSE)
        if turn is None:
            raise LookupError(NURSE)
        desk = Desk(training.clinic, turn)
        try:
            yield desk
        finally:
            desk.close()
            training.clinic.close()


def _scenario() -> Mapping[str, Any]:
    shared: dict[str, Any] = json.loads((resource_folder() / "scenarios" / _DAY).read_bytes())
    steps = [
        step
        for number, visit in enumerate(_VISITS, start=1)
        for step in _visit(shared["steps"], number, visit)
    ]
    return {**shared, "steps": steps}


def _visit(steps: list[_Step], number: int, visit: _Visit) -> Iterator[_Step]:
    """The day of one visit; it ends with what the patient tells of it before the next."""
    is_over = False
    for step in steps:
        if step["do"] == "stock.receive" and number > 1:
            continue
        is_over = is_over or step["do"] == "infusion.stop"
        yield _changed(json.loads(_renamed(step, number)), number, visit, is_over=is_over)
    if visit.told is not None:
        percent, weeks, note = visit.told
        yield {
            "at": _at(steps[-1], number, days=3),
            "by": NURSE,
            "do": "outcome.record",
            "session": f"s{number}",
            "relief_percent": percent,
            "weeks": weeks,
            "note": note,
        }


def _renamed(step: _Step, number: int) -> str:
    """A step as JSON, of this visit's session and from its vial."""
    words = json.dumps(step).replace('"s1', f'"s{number}')
    for lot in ("K5301", "M1107"):
        words = words.replace(f"{lot}-1", f"{lot}-{number}")
    return words


def _at(step: _Step, number: int, days: int = 0) -> str:
    moment = datetime.fromisoformat(step["at"]) - (len(_VISITS) - number) * _WEEK
    return (moment + timedelta(days=days)).isoformat()


def _changed(step: _Step, number: int, visit: _Visit, *, is_over: bool) -> _Step:
    step["at"] = _at(step, number)
    match step["do"]:
        case "session.open":
            step["series"] = {"number": number, "of": len(_VISITS)}
        case "session.intake":
            step["checklist"]["baseline_pain"] = visit.pain[0]
        case "vitals.chart":
            _felt(step, visit, is_over=is_over)
        case "score.chart" if step["scale"] == "CADSS-6":
            step["items"] = [each * visit.felt // _FELT_THEN for each in step["items"]]
        case "stock.receive":
            step["containers"] = _VIALS
        case "stock.count":
            step["sealed"] = _VIALS - number
        case "day.close":
            step["date"] = step["at"][:10]
        case _:
            _dosed(step, visit.mg)
    return step


def _felt(step: _Step, visit: _Visit, *, is_over: bool) -> None:
    step["dissociation"] = step["dissociation"] * visit.felt // _FELT_THEN
    step["pain"] = visit.pain[1] if is_over else visit.pain[0]
    if step["pain"] is None:
        del step["pain"]


def _dosed(step: _Step, mg: int) -> None:
    match step["do"]:
        case "session.order":
            step["dose"]["amount"] = str(mg)
        case "session.prepare":
            step["draws"][0]["ml"] = f"{mg / _MG_PER_ML:.2f}"
        case "stock.waste":
            step["ml"] = f"{_VIAL_ML - mg / _MG_PER_ML:.2f}"
