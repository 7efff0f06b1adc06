"""Three days and nights of a clinic of sixteen chairs, with every window open, in some minutes.

A training clinic in which one patient's infusion happens at every chair, three times in a day and
a night. Its clock goes forward a minute at a time; at each minute every window ticks, and what is
due is charted, ordered, signed by those who aren't at the keyboard. Charts are opened as sessions
begin and closed after they were signed. Counted are, after each round, the windows, widgets and
timers of Qt, the threads and the open files; the memory is measured.
"""

import gc
import json
import statistics
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from ketachart.app.clinic import Turn
from ketachart.app.clock import TrainingClock
from ketachart.app.resources import resource_folder
from ketachart.app.scenario import Scenario, read_scenario
from ketachart.app.training import begin_training
from ketachart.bootstrap import (
    AT_THE_KEYBOARD,
    TRAINING_DAY,
    make_screenless_application,
    parts_of,
)
from ketachart.crypto.passphrases import SMALLEST_COST
from ketachart.domain.session import Phase
from ketachart.ui.entry_hall import EntryHall
from ketachart.ui.entry_parts import Practice
from ketachart.ui.pictures import settle
from trust.proofs import Proof

SHORT, FULL = 24, 72
"""Hours of the clinic."""
NOT_TRIED = (
    "Three days of a computer's own time: the clinic's clock runs fast, the timers of Qt do not.",
)
_CHAIRS, _CHAIRS_IN_SHORT = 16, 1
_BEAT, _BEAT_IN_SHORT = timedelta(minutes=1), timedelta(minutes=10)
_ROUND = timedelta(hours=8)
_BEGINS = datetime.fromisoformat("2026-03-03T07:00:00-08:00")
_SESSION, _PATIENT, _LOT = "s1", "p.abara", "K5301"
_MOST_GROWTH = 0.03


def prove(count: int, drawer: Path) -> Iterator[Proof]:
    """Run so many hours."""
    is_full = count >= FULL
    chairs, beat = (_CHAIRS, _BEAT) if is_full else (_CHAIRS_IN_SHORT, _BEAT_IN_SHORT)
    rounds = max(3, timedelta(hours=count) // _ROUND)
    make_screenless_application()
    run = _Run(_scenario(drawer, chairs, rounds), drawer / "vault", beat)
    seen = [run.round(number) for number in range(rounds)]
    cosigned = run.cosigned()
    run.end()
    ended = f"{cosigned} of {rounds * chairs} sessions co-signed"
    note = f"{count} h, {chairs} chairs, {ended}, {run.entries:,} entries, {run.beats:,} ticks"
    yield _nothing_left(seen, note)
    yield _memory_is_flat(seen)


# ── What is run ──────────────────────────────────────────────────────────────────────────────────


def _scenario(drawer: Path, chairs: int, rounds: int) -> Scenario:
    day = json.loads((resource_folder() / "scenarios" / TRAINING_DAY).read_text("utf-8"))
    patient = next(one for one in day["patients"] if one["id"] == _PATIENT)
    places = [(turn, chair) for turn in range(rounds) for chair in range(1, chairs + 1)]
    steps = [
        step | {"containers": len(places) + 4}
        for step in day["steps"]
        if step["do"] == "stock.receive" and step["lot"] == _LOT
    ]
    of_one = [step for step in day["steps"] if _is_of_the_session(step)]
    steps += [_moved(step, turn, chair, chairs) for step in of_one for turn, chair in places]
    day["clinic"]["chairs"] = [f"Chair {chair}" for chair in range(1, chairs + 1)]
    day["patients"] = [
        patient | {"id": f"{_PATIENT}-{turn}-{chair}", "mrn": str(20000 + 100 * turn + chair)}
        for turn, chair in places
    ]
    day["steps"] = sorted(steps, key=lambda step: datetime.fromisoformat(step["at"]))
    file = drawer / "long-run.json"
    file.write_text(json.dumps(day), encoding="utf-8")
    return read_scenario(file)


def _is_of_the_session(step: dict[str, Any]) -> bool:
    about = step.get("session") or step.get("from", {}).get("session")
    return about == _SESSION and "refused" not in step


def _moved(step: dict[str, Any], turn: int, chair: int, chairs: int) -> dict[str, Any]:
    """A step of the one session, at another chair and in a later round."""
    text = json.dumps(step)
    for was, now in (
        ('"Chair 1"', f'"Chair {chair}"'),
        (f'"{_PATIENT}"', f'"{_PATIENT}-{turn}-{chair}"'),
        (f'"{_LOT}-1"', f'"{_LOT}-{turn * chairs + chair}"'),
        (f'"{_SESSION}"', f'"{_SESSION}-{turn}-{chair}"'),
        (f'"{_SESSION}-', f'"{_SESSION}-{turn}-{chair}-'),
    ):
        text = text.replace(was, now)
    found: dict[str, Any] = json.loads(text)
    for name in ("at", "due", "observed_at"):
        if name in found:
            found[name] = (datetime.fromisoformat(found[name]) + turn * _ROUND).isoformat()
    return found


@dataclass(frozen=True, slots=True)
class Seen:
    """What there was at the end of a round."""

    windows: int
    widgets: int
    timers: int
    threads: int
    files: int
    memory_mb: float


class _Run:
    def __init__(self, scenario: Scenario, folder: Path, beat: timedelta) -> None:
        training = begin_training(scenario, folder, until=_BEGINS, speed=0, cost=SMALLEST_COST)
        turn = training.turn_of(AT_THE_KEYBOARD)
        assert isinstance(turn, Turn)
        practice = Practice(
            training=training, turn=turn, folder=folder, pins="", clear_away=lambda: None
        )
        self.hall = EntryHall(replace(parts_of(folder), practise=lambda _speed: practice))
        self.hall.open_training(0)
        assert isinstance(training.clock, TrainingClock)
        self._clock = training.clock
        self._training = training
        self._beat = beat
        self.entries = 0
        self.beats = 0

    def round(self, number: int) -> Seen:
        """Eight hours: sessions at all chairs, from the opening to the co-signature."""
        assert self.hall.desk is not None
        assert self.hall.navigation is not None
        ends = _BEGINS + (number + 1) * _ROUND
        # Somebody is there: by the computer's own time the desk would lock, and cover its windows.
        QTest.keyClick(self.hall.navigation.windows["board"], Qt.Key.Key_Shift)
        head = self.hall.desk.clinic.vault.log.head.seq
        while self._clock.now() < ends:
            self._clock.skip_to(self._next_moment())
            self.hall.desk.beat()
            for chair in self.hall.desk.world.in_chair():
                if f"chair:{chair}" not in self.hall.navigation.windows:
                    self.hall.navigation.open_chair(chair)
            settle(0)
            self.beats += 1
        self.entries += self.hall.desk.clinic.vault.log.head.seq - head
        for key, window in tuple(self.hall.navigation.windows.items()):
            if key != "board":
                window.close()
        settle()
        return _look()

    def _next_moment(self) -> datetime:
        """The next beat, or before it what somebody does next."""
        beat, following = self._clock.now() + self._beat, self._training.following
        return beat if following is None else max(self._clock.now(), min(beat, following.at))

    def cosigned(self) -> int:
        """How many sessions came to their end."""
        assert self.hall.desk is not None
        books = self.hall.desk.clinic.books
        found = [books.session(name) for name in books.all_sessions()]
        return sum(each is not None and each.phase is Phase.COSIGNED for each in found)

    def end(self) -> None:
        """Close everything."""
        self.hall.close()


def _look() -> Seen:
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()
    process = psutil.Process()
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    timers = [each for each in gc.get_objects() if issubclass(type(each), QTimer) and isValid(each)]
    return Seen(
        windows=len(app.topLevelWidgets()),
        widgets=len(app.allWidgets()),
        timers=len(timers),
        threads=threading.active_count(),
        files=process.num_fds(),
        memory_mb=process.memory_info().rss / 2**20,
    )


# ── What it shows ────────────────────────────────────────────────────────────────────────────────


def _nothing_left(seen: list[Seen], note: str) -> Proof:
    broken = []
    for name in ("windows", "widgets", "timers", "threads", "files"):
        counts = [getattr(each, name) for each in seen]
        # What is made once and kept, such as a window that stays, comes in the first third.
        settled = counts[len(counts) // 3 :]
        if max(settled) > settled[0]:
            broken.append(f"{name} after each round: {counts}")
    what = "days and nights of charting: no window, widget, timer, thread or file is left behind"
    return Proof(what, 5, tuple(broken), note)


def _memory_is_flat(seen: list[Seen]) -> Proof:
    memory = [each.memory_mb for each in seen]
    third = len(memory) // 3
    before, after = statistics.mean(memory[third : 2 * third]), statistics.mean(memory[-third:])
    growth = after / before - 1
    told = ", ".join(f"{each:.0f}" for each in memory)
    note = f"{growth:+.1%} from the second third to the last; after each round {told} MB"
    what = "days and nights of charting: memory stays as it is"
    return Proof(what, 1, () if growth <= _MOST_GROWTH else (note,), note)
