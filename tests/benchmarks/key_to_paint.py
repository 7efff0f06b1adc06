"""What a key costs: from the key to the painted grid, with one window open and with sixteen.

Run: python tests/benchmarks/key_to_paint.py

Sixteen patients have been infused for hours in a real vault. Into the window of one after the
other the set that is due is typed and saved, sixteen keys a second, while every open window ticks
once a second and another workstation, a process of its own, writes a note at one chair after the
other, four a second, which arrive over a real hub (see `other_room.py`). A time ends when the grid
has been painted: after a digit, whose draft is on the disk by then, after Enter, and after the
commit of the set. After each set, the same set is charted in a second vault that has no window, so
that the machine's mood touches both alike.
"""

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from figures import Figure, Run, show
from other_room import another_room
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ketachart.app.clinic import Clinic, Done
from ketachart.app.clock import TrainingClock
from ketachart.app.resources import resource_folder
from ketachart.app.scenario import Scenario, read_scenario
from ketachart.app.training import begin_training
from ketachart.bootstrap import make_screenless_application
from ketachart.crypto.passphrases import SMALLEST_COST
from ketachart.domain.acts import ChartVitals
from ketachart.ui.connections import Connections
from ketachart.ui.desk import Desk
from ketachart.ui.idle_lock import IdleLock
from ketachart.ui.pictures import settle
from ketachart.ui.tidying import Tidying
from ketachart.ui.widgets.draw_queue import DrawQueue
from ketachart.ui.windows.chair_window import ChairWindow

NURSE, ADMIN, DOCTOR = "rn.okafor", "ad.lindqvist", "md.reyes"
SESSION, PATIENT = "s1", "p.abara"
CHAIRS = 16
FRAME_MS = 16.7
WITHOUT_WINDOW = "the same set, no window"
SETS = 6
BETWEEN_KEYS_MS, BETWEEN_SETS_MS = 60, 200
MOST_TURNS = 50
BEGUN = datetime.fromisoformat("2026-03-03T11:20:00-08:00")
BETWEEN = timedelta(minutes=15)
READ = (("93", "137/91", "96", "14"), ("92", "136/90", "97", "13"))
"""Two sets by turns: one equal to the last is asked about."""


@dataclass
class Times:
    """Milliseconds by what was measured."""

    taken: dict[str, list[float]] = field(default_factory=dict)

    def add(self, what: str, seconds: float) -> None:
        self.taken.setdefault(what, []).append(seconds * 1000)

    def table(self, heading: str) -> None:
        """Print the median, the 99th percentile and the longest."""
        print(f"\n{heading:<34}{'n':>6}{'p50':>9}{'p99':>9}{'max':>9}  ms")
        for what, taken in self.taken.items():
            half, most = statistics.median(taken), percentile(taken, 99)
            print(f"{what:<34}{len(taken):>6}{half:>9.2f}{most:>9.2f}{max(taken):>9.2f}")


def percentile(taken: list[float], share: int) -> float:
    """The time that so many in a hundred keep."""
    return statistics.quantiles(taken, n=100)[share - 1]


class Painting(QObject):
    """Waits until a window has painted what a key changed."""

    def __init__(self, window: ChairWindow) -> None:
        super().__init__()
        self._window = window
        self._loop = QEventLoop()
        self._end = 0.0
        window.installEventFilter(self)

    def after(self, press: Callable[[], None]) -> float:
        """Seconds from a key to the end of the paint it led to."""
        begun = time.perf_counter()
        press()
        self._loop.exec()
        return self._end - begun

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self._window or event.type() is not QEvent.Type.UpdateRequest:
            return False
        self._window.event(event)  # windows paint when this event is handled
        self._end = time.perf_counter()
        self._loop.quit()
        return True


def many_chairs(folder: Path) -> Scenario:
    """A scenario in which one patient's morning happens at every chair."""
    day = json.loads((resource_folder() / "scenarios" / "clinic-day.json").read_text("utf-8"))
    patient = next(one for one in day["patients"] if one["id"] == PATIENT)
    steps = [
        step | {"containers": max(step["containers"], 2 * CHAIRS)}
        for step in day["steps"]
        if step["do"].startswith("stock.receive")
    ]
    for step in day["steps"]:
        if step.get("session") == SESSION and not step.get("refused"):
            steps += [_at_chair(step, number) for number in range(1, CHAIRS + 1)]
    day["clinic"]["chairs"] = [f"Chair {number}" for number in range(1, CHAIRS + 1)]
    day["patients"] = [
        patient | {"id": f"{PATIENT}-{number}", "mrn": str(20000 + number)}
        for number in range(1, CHAIRS + 1)
    ]
    day["steps"] = sorted(steps, key=lambda step: step["at"])
    file = folder / "many-chairs.json"
    file.write_text(json.dumps(day), encoding="utf-8")
    return read_scenario(file)


def _at_chair(step: dict[str, object], number: int) -> dict[str, object]:
    text = json.dumps(step | {"session": f"s{number}"})
    for was, now in (
        ('"Chair 1"', f'"Chair {number}"'),
        (f'"{PATIENT}"', f'"{PATIENT}-{number}"'),
        ('"K5301-1"', f'"K5301-{number}"'),
        ('"s1-', f'"s{number}-'),
    ):
        text = text.replace(was, now)
    found: dict[str, object] = json.loads(text)
    return found


class ClinicAtWork:
    """A clinic with all chairs taken at its late morning, with or without windows."""

    def __init__(self, scenario: Scenario, folder: Path) -> None:
        training = begin_training(scenario, folder, until=BEGUN, speed=1, cost=SMALLEST_COST)
        self.clinic: Clinic = training.clinic
        self.clock: TrainingClock = training.clock
        turn, admin = training.turn_of(NURSE), training.turn_of(ADMIN)
        assert turn is not None
        assert admin is not None
        self.turn, self.admin = turn, admin

    def pass_time(self) -> None:
        """Until the next set is due."""
        self.clock.skip_to(self.clock.now() + BETWEEN)

    def chart(self, session: str, read: tuple[str, ...]) -> float:
        """Seconds for a set of vitals through the door alone."""
        hr, pressure, spo2, rr = read
        sbp, dbp = pressure.split("/")
        values = {"hr": hr, "sbp": sbp, "dbp": dbp, "spo2": spo2, "rr": rr}
        act = ChartVitals(session=session, values=values)
        begun = time.perf_counter()
        outcome = self.clinic.perform(act, self.turn)
        taken = time.perf_counter() - begun
        assert isinstance(outcome, Done), outcome
        return taken


def type_set(painting: Painting, window: ChairWindow, times: Times, read: tuple[str, ...]) -> None:
    """Type and save the set that is due."""
    grid = window.area.grid
    window.activateWindow()  # no other window takes a digit
    window.area.focus_due()
    settle(20)
    for key in "\r".join(read) + "\r":
        pressed = Qt.Key.Key_Return if key == "\r" else key
        taken = painting.after(lambda pressed=pressed: QTest.keyClick(grid, pressed))
        times.add("Enter, painted" if key == "\r" else "digit kept on disk, painted", taken)
        settle(BETWEEN_KEYS_MS)
    control = Qt.KeyboardModifier.ControlModifier
    taken = painting.after(lambda: QTest.keyClick(grid, Qt.Key.Key_Return, control))
    times.add("set committed on disk, painted", taken)
    entry = grid.grid_model.entry
    assert entry is not None
    assert entry.is_empty, "the set was not saved"
    settle(BETWEEN_SETS_MS)


def measure(scenario: Scenario, folder: Path, open_at_once: int) -> Times:
    """Type sets at each chair, by turns."""
    windowed, bare = ClinicAtWork(scenario, folder / "a"), ClinicAtWork(scenario, folder / "b")
    passphrase = scenario.secrets[DOCTOR].passphrase
    room = (windowed.admin, DOCTOR, passphrase, folder, CHAIRS)
    with another_room(windowed.clinic, *room) as syncing:
        desk = at_desk(windowed)
        others = Connections(desk, syncing, windowed.clinic.take_in)
        others.begin()
        times = typed(desk, windowed, bare, open_at_once)
        others.stop()
        desk.close()
    windowed.clinic.close()
    bare.clinic.close()
    return times


def at_desk(work: ClinicAtWork) -> Desk:
    """A desk with all that the program puts around one."""
    desk, app = Desk(work.clinic, work.turn), QApplication.instance()
    assert isinstance(app, QApplication)
    IdleLock(desk, app)
    Tidying(desk)
    return desk


def typed(desk: Desk, windowed: ClinicAtWork, bare: ClinicAtWork, open_at_once: int) -> Times:
    """Type sets into so many windows, then into the next ones."""
    times = Times()
    sessions = [f"s{number}" for number in range(1, CHAIRS + 1)]
    for first in range(0, CHAIRS, open_at_once):
        windows = {each: opened(desk, each) for each in sessions[first : first + open_at_once]}
        settle()
        paintings = {each: Painting(window) for each, window in windows.items()}
        for turn in range(SETS):
            read = READ[turn % len(READ)]
            windowed.pass_time()
            bare.pass_time()
            desk.beat()
            settle_all(desk)  # nobody's clock jumps by a quarter of an hour while they type
            for each, window in windows.items():
                type_set(paintings[each], window, times, read)
                times.add(WITHOUT_WINDOW, bare.chart(each, read))
        for window in windows.values():
            window.close()
            window.deleteLater()
    return times


def settle_all(desk: Desk) -> None:
    """Until every window shows what it has to; while another room charts, it is never quite so."""
    queue = desk.findChild(DrawQueue)
    assert queue is not None
    settle(500)
    for _ in range(MOST_TURNS):
        if not queue.waiting:
            return
        settle(20)


def opened(desk: Desk, session: str) -> ChairWindow:
    """A chair's window, shown."""
    found = desk.world.session(session)
    assert found is not None
    window = ChairWindow(desk, found)
    window.resize(1440, 900)
    window.show()
    return window


def figures(run: Run) -> list[Figure]:
    """Every key with sixteen windows open, a digit as well as the whole set."""
    make_screenless_application()
    found: dict[int, Times] = {}
    for open_at_once in (CHAIRS,) if run.short else (1, CHAIRS):
        with tempfile.TemporaryDirectory() as drawer:
            folder = Path(drawer)
            found[open_at_once] = measure(many_chairs(folder), folder, open_at_once)
        found[open_at_once].table(f"windows open: {open_at_once}")
    return [
        Figure(
            what=f"{what}, p99 with 16 windows",
            against="a frame of 16.7 ms",
            reach=FRAME_MS,
            got=percentile(taken, 99),
            unit="ms",
            note=f"median {statistics.median(taken):.1f} ms, longest {max(taken):.1f} ms "
            f"of {len(taken)}",
        )
        for what, taken in found[CHAIRS].taken.items()
        if what != WITHOUT_WINDOW
    ]


if __name__ == "__main__":
    show(figures(Run()))
    QTimer.singleShot(0, QCoreApplication.quit)
