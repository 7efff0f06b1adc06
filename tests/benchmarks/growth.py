"""What ten years do to a clinic's day: the same acts in a vault grown large and in a small one.

Run: python tests/benchmarks/growth.py [SMALL LARGE], in thousands of entries; 50 and 500 if left
out, 50 and 5000 for the figures of record (a quarter of an hour and 5 GB of disk).

Both vaults have the same sixteen chairs and, after their years, the same morning with patients at
the chairs. By turns each is opened anew, with the least that Argon2 allows: the board painted, the
window of a chair, the window of a session of the past, the day log of a day of the past, a note.
"""

import itertools
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from figures import Figure, Run, show
from grown_vault import NURSE
from years import SESSIONS_A_DAY, Years, day_of_scenario

from ketachart.app.clinic import Clinic, Turn
from ketachart.app.clock import SetClock
from ketachart.app.replay import Replay, perform_as_written
from ketachart.app.resources import help_texts
from ketachart.app.vaults import Unlocked, unlock
from ketachart.bootstrap import log_files, make_screenless_application
from ketachart.domain.acts.reading import act_from_fields
from ketachart.exports.daylog_csv import day_log_csv
from ketachart.ui.desk import Desk
from ketachart.ui.navigation import Navigation

TIMES = 15
MORNING = datetime.fromisoformat("2026-03-03T09:12:30-08:00")
CHAIR, SESSION = "Chair 1", "s1"
REACH = 1.1


class Grown:
    """A vault of some size, and what is done in it."""

    def __init__(self, folder: Path, entries: int) -> None:
        self.scenario = day_of_scenario()
        self.years = Years(folder, entries, MORNING.date())
        begun = time.perf_counter()
        self.entries = self.years.grow()
        self.folder, self.took = folder, time.perf_counter() - begun
        self.windows: Navigation | None = None
        self._old = itertools.count()
        self._spend_the_morning()

    def board(self) -> float:
        """Seconds from the passphrase to the board painted; the vault stays open."""
        self.leave()
        begun = time.perf_counter()
        clinic, turn = self._opened(SetClock(MORNING + timedelta(seconds=1)))
        self.desk = Desk(clinic, turn)
        self.windows = Navigation(self.desk, self.folder, log_files(), help_texts())
        self.windows.begin()
        self.windows.windows["board"].grab()
        return time.perf_counter() - begun

    def chair(self) -> float:
        """Seconds from the wish to the window of a chair painted."""
        return self._painted(lambda windows: windows.open_chair(CHAIR))

    def old_chart(self) -> float:
        """Seconds from the wish to the window of a session of the past painted, never the same."""
        day, place = divmod(next(self._old), SESSIONS_A_DAY)
        return self._painted(lambda windows: windows.open_session(f"h{day:05}-{place:02}"))

    def day_log(self) -> float:
        """Seconds for the Schedule III log of a day of the past, as a file."""
        day = self.years.days[next(self._old) % len(self.years.days)]
        return timed(lambda: day_log_csv(self.desk.clinic.day_log(day, "III")))

    def note(self) -> float:
        """Seconds for a note at a chair."""
        act = act_from_fields("note.add", {"session": SESSION, "text": f"rests {next(self._old)}"})
        assert act is not None
        return timed(lambda: self.desk.clinic.perform(act, self.desk.turn))

    def leave(self) -> None:
        """Close what is open."""
        if self.windows is not None:
            self.windows.end()
            self.desk.close()
            self.desk.clinic.close()
        self.windows = None

    def _painted(self, opens: Callable[[Navigation], None]) -> float:
        """Seconds until a window that was not open is painted; it is closed again."""
        assert self.windows is not None
        known, begun = set(self.windows.windows), time.perf_counter()
        opens(self.windows)
        (key,) = set(self.windows.windows) - known
        window = self.windows.windows[key]
        window.grab()
        took = time.perf_counter() - begun
        window.close()
        return took

    def _opened(self, clock: SetClock) -> tuple[Clinic, Turn]:
        secret = self.scenario.secrets[NURSE].passphrase
        unlocked = unlock(self.folder, NURSE, secret, clock, lambda _last: clock)
        assert isinstance(unlocked, Unlocked)
        return unlocked.clinic, unlocked.turn

    def _spend_the_morning(self) -> None:
        clock = SetClock(self.scenario.begins)
        clinic, _ = self._opened(clock)
        player = Replay(clinic, self.scenario)
        for step in self.scenario.steps:
            if step.at > MORNING:
                break
            clock.set(step.at)
            perform_as_written(player, step)
        clinic.close()


def timed(act: Callable[[], object]) -> float:
    """Seconds of one thing."""
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def one_round(vault: Grown) -> dict[str, float]:
    """Seconds of each thing, one after the other in a vault just opened: nothing read before."""
    return {what: does(vault) for what, does in DONE.items()}


def figures(run: Run) -> list[Figure]:
    """The ratio of each thing in the large vault to the small one."""
    return compared(20, 60) if run.short else compared(50, 5000)


def compared(small: int, large: int) -> list[Figure]:
    """What is done in two vaults, in thousands of entries, by turns."""
    make_screenless_application()
    folder = Path(tempfile.mkdtemp())
    try:
        vaults = [Grown(folder / str(each), each * 1000) for each in (large, small)]
        for vault in vaults:
            size = sum(each.stat().st_size for each in vault.folder.rglob("*") if each.is_file())
            print(
                f"{vault.entries} entries in {len(vault.years.days)} days, {size >> 20} MiB,"
                f" grown in {vault.took:.0f} s"
            )
        against = f"the same in {small} thousand entries"
        rounds = [[one_round(vault) for vault in vaults] for _ in range(TIMES + 1)][1:]
        found = []
        for what in DONE:
            pairs = [(big[what], little[what]) for big, little in rounds]
            middle = [statistics.median(each) * 1000 for each in zip(*pairs, strict=True)]
            note = f"{middle[0]:.1f} ms and {middle[1]:.1f} ms"
            name = f"{what}, {large} thousand entries"
            found.append(Figure.of_pairs(name, against, REACH, pairs, note))
        for vault in vaults:
            vault.leave()
        return found
    finally:
        shutil.rmtree(folder)


DONE: Final[dict[str, Callable[[Grown], float]]] = {
    "opening the vault with its board": Grown.board,
    "opening a chair": Grown.chair,
    "opening an old chart": Grown.old_chart,
    "the day log": Grown.day_log,
    "a note": Grown.note,
}

if __name__ == "__main__":
    sizes = [int(each) for each in sys.argv[1:]] or [50, 500]
    show(compared(*sizes))
