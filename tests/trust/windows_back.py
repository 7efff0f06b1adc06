"""The program itself is killed with its windows open; the next start shows them again.

The real windows of a training clinic, on a screen that is only memory: the sign-in is typed, charts
and other windows are opened and closed, and values are typed digit by digit into whichever chart.
At any moment the process is killed. The next one must find the windows that were open, each chart
with what was typed in it.
"""

import json
import os
import random
import select
import shutil
import signal
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from ketachart.app.resources import resource_folder
from ketachart.app.scenario import Scenario, read_scenario
from ketachart.app.training import begin_training, busiest_moment
from ketachart.bootstrap import TRAINING_DAY, make_screenless_application, parts_of
from ketachart.crypto.passphrases import SMALLEST_COST
from ketachart.ui.entry_hall import EntryHall
from ketachart.ui.pictures import settle
from ketachart.ui.windows.chair_window import ChairWindow
from ketachart.ui.windows.signin_window import SignInWindow
from trust.proofs import Proof, chance

SHORT, FULL = 3, 60
NOT_TRIED = (
    "Windows brought back by a desktop: here the screen is memory, and places on it are not seen.",
)
_A_VAULT = 10
_NURSE = "rn.okafor"
_LONGEST_S = 1.5
_PATIENCE_S = 60
_WORKS = 40
_PAUSE_MS, _LONG_PAUSE_MS = 20, 400


@dataclass
class Left:
    """What a killed program had on its screen, as far as it is certain."""

    windows: list[list[str]] = field(default_factory=list)
    """One of these: what was remembered last, and what came after it."""
    typed: dict[str, dict[str, str]] = field(default_factory=dict)
    """By chart; one in which a key was on its way is left out."""

    def hear(self, told: bytes) -> None:
        """Take lines in; one that was cut off was not told."""
        for line in told[: told.rfind(b"\n") + 1].splitlines():
            match json.loads(line):
                case ["changing", windows]:
                    self.windows.append(windows)
                case ["remembered", windows]:
                    self.windows = [windows]
                case ["typing", key]:
                    self.typed.pop(key, None)
                case ["typed", key, values]:
                    self.typed[key] = values

    def missing_in(self, found: "Left") -> Iterator[str]:
        """What was there and is not back."""
        there = found.windows[-1]
        if self.windows and there not in self.windows:
            yield f"{there} are open, not {' or '.join(map(str, self.windows))}"
        for key, values in self.typed.items():
            if key in there and found.typed.get(key) != values:
                yield f"in {key} stands {found.typed.get(key)}, not {values}"


def prove(count: int, drawer: Path) -> Iterator[Proof]:
    """Kill the program so often."""
    scenario = read_scenario(resource_folder() / "scenarios" / TRAINING_DAY)
    moment, prepared = busiest_moment(scenario), drawer / "prepared"
    training = begin_training(scenario, prepared, until=moment, speed=1, cost=SMALLEST_COST)
    training.clinic.close()
    dice, broken, drafts = chance("windows"), [], 0
    folder, left = drawer / "at-work", Left()
    for number in range(count + 1):
        if number % _A_VAULT == 0:
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(prepared, folder)
            left = Left()
        found, told = _killed(folder, scenario, dice)
        if not found.windows:
            broken.append(f"start {number}: no board came up")
        else:
            broken += [f"start {number}: {sentence}" for sentence in left.missing_in(found)][:1]
        left = Left(windows=found.windows[-1:], typed=dict(found.typed))
        left.hear(told)
        drafts += sum(map(bool, left.typed.values()))
    note = f"{drafts} charts with something half typed in them"
    what = "killed with windows open: they are back, with what was typed in them"
    yield Proof(what, count, tuple(broken), note)


def _killed(folder: Path, scenario: Scenario, dice: random.Random) -> tuple[Left, bytes]:
    """Start the program, let it be worked with, kill it: what it found, and what it told then."""
    reading, writing = os.pipe()
    seed = dice.random()
    process = os.fork()
    if not process:
        os.close(reading)
        try:
            _work(folder, scenario, random.Random(seed), writing)  # noqa: S311
        finally:
            os._exit(1)
    os.close(writing)
    first = _first_line(reading)
    select.select([], [], [], dice.random() * _LONGEST_S)
    os.kill(process, signal.SIGKILL)
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read()
    os.waitpid(process, 0)
    found = Left()
    if first:
        windows, typed = json.loads(first)
        found = Left(windows=[windows], typed=typed)
    return found, told


def _first_line(pipe: int) -> bytes:
    line = b""
    while not line.endswith(b"\n") and select.select([pipe], [], [], _PATIENCE_S)[0]:
        byte = os.read(pipe, 1)
        if not byte:
            break
        line += byte
    return line


# ── In the process that is killed ────────────────────────────────────────────────────────────────


def _work(folder: Path, scenario: Scenario, dice: random.Random, pipe: int) -> None:
    make_screenless_application()
    hall = EntryHall(parts_of(folder))
    hall.open()
    _sign_in(scenario.secrets[_NURSE].passphrase)
    while hall.navigation is None:
        settle(_PAUSE_MS)
    hands = _HandsAtWindows(hall, dice, pipe)
    hands.tell_what_is_there()
    for _ in range(_WORKS):
        hands.do_something()
    signal.pause()


def _sign_in(passphrase: str) -> None:
    (door,) = [each for each in QApplication.topLevelWidgets() if isinstance(each, SignInWindow)]
    for name, text in (("user", _NURSE), ("passphrase", passphrase)):
        QTest.keyClicks(door.findChild(QLineEdit, name), text)
    QTest.keyClick(door, Qt.Key.Key_Return)


class _HandsAtWindows:
    def __init__(self, hall: EntryHall, dice: random.Random, pipe: int) -> None:
        assert hall.navigation is not None
        assert hall.desk is not None
        self._navigation = hall.navigation
        self._chairs = sorted(hall.desk.world.in_chair())
        self._dice = dice
        self._pipe = pipe

    def _tell(self, *words: object) -> None:
        os.write(self._pipe, f"{json.dumps(words)}\n".encode())

    def _open(self) -> list[str]:
        return sorted(self._navigation.windows)

    def _charts(self) -> dict[str, ChairWindow]:
        windows = self._navigation.windows.items()
        return {key: each for key, each in windows if isinstance(each, ChairWindow)}

    def tell_what_is_there(self) -> None:
        """The windows that came up, and what stands in them."""
        typed = {key: _typed_in(window) for key, window in self._charts().items()}
        os.write(self._pipe, f"{json.dumps([self._open(), typed])}\n".encode())

    def do_something(self) -> None:
        """Open or close a window, or type into one."""
        charts = self._charts()
        if not charts or self._dice.random() < 0.25:
            self._change_windows()
        else:
            self._type(*self._dice.choice(sorted(charts.items())))
        settle(_LONG_PAUSE_MS if self._dice.random() < 0.2 else _PAUSE_MS)

    def _change_windows(self) -> None:
        navigation = self._navigation
        closable = [key for key in self._open() if key != "board"]
        if closable and self._dice.random() < 0.3:
            key = self._dice.choice(closable)
            self._tell("changing", sorted(set(self._open()) - {key}))
            navigation.windows[key].close()
        else:
            chair = self._dice.choice(self._chairs)
            opens = {
                f"chair:{chair}": lambda: navigation.open_chair(chair),
                "ledger": navigation.open_ledger,
                "cosign": navigation.open_cosign,
                "chairs": navigation.open_all_chairs,
            }
            key = self._dice.choice([f"chair:{chair}", *opens])
            self._tell("changing", sorted({*self._open(), key}))
            opens[key]()
        while navigation._places.is_behind:
            settle(_PAUSE_MS)
        self._tell("remembered", self._open())

    def _type(self, key: str, window: ChairWindow) -> None:
        window.activateWindow()
        window.area.focus_due()
        self._tell("typing", key)
        pressed = self._dice.choice("6789\r")
        QTest.keyClick(window.area.grid, Qt.Key.Key_Return if pressed == "\r" else pressed)
        self._tell("typed", key, _typed_in(window))


def _typed_in(window: ChairWindow) -> dict[str, str]:
    entry = window.area.grid.grid_model.entry
    return entry.draft() if entry is not None else {}
