"""What ten years do to a clinic's day: the same acts in a vault grown large and in a small one.

Run: python tests/benchmarks/growth.py [SMALL LARGE], in thousands of entries; 50 and 500 if left
out, 50 and 5000 for the figures of record (a quarter of an hour and 5 GB of disk).

Both vaults have the same sixteen chairs and, after their years, the same morning with patients at
the chairs. Each thing is done in both by turns: opening the vault (the keys are given) with its
board painted, opening a chair painted, opening the chart of a session of the past, the day log of a
day of the past, and charting a note.
"""

import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from grown_vault import NURSE
from years import SESSIONS_A_DAY, Years, day_of_scenario

from ketachart.app.clinic import Clinic, Done
from ketachart.app.clock import SetClock
from ketachart.app.replay import Replay, perform_as_written
from ketachart.app.vaults import Unlocked, unlock
from ketachart.bootstrap import help_pages, log_files, make_screenless_application
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
        self._spend_the_morning()

    def board(self) -> float:
        """Milliseconds from the keys to the board painted."""
        begun = time.perf_counter()
        clinic, windows, desk = self._arrive()
        windows.windows["board"].grab()
        took = time.perf_counter() - begun
        leave(clinic, windows, desk)
        return took * 1000

    def chair(self) -> float:
        """Milliseconds from the wish to the chair painted, its chart as it is."""
        clinic, windows, desk = self._arrive()
        begun = time.perf_counter()
        windows.open_chair(CHAIR)
        windows.windows[CHAIR].grab()
        took = time.perf_counter() - begun
        leave(clinic, windows, desk)
        return took * 1000

    def in_an_open_vault(self, times: int) -> dict[str, list[float]]:
        """Milliseconds of what is done at the desk, a past session another one each time."""
        clinic = self._opened()
        days = self.years.days
        taken: dict[str, list[float]] = {"an old chart": [], "a day log": [], "a note": []}
        for number in range(times):
            day = len(days) // 2 + number % (len(days) // 2)
            old = f"h{day:05}-{number % SESSIONS_A_DAY:02}"
            taken["an old chart"].append(timed(lambda old=old: clinic.world.session(old)))
            taken["a day log"].append(
                timed(lambda day=day: day_log_csv(clinic.day_log(days[day], "III")))
            )
            taken["a note"].append(timed(lambda number=number: self._note(clinic, number)))
        clinic.close()
        return taken

    def _note(self, clinic: Clinic, number: int) -> None:
        act = act_from_fields("note.add", {"session": SESSION, "text": f"resting {number}"})
        assert isinstance(clinic.perform(act, self._turn), Done)

    def _opened(self) -> Clinic:
        secret = self.scenario.secrets[NURSE].passphrase
        clock = SetClock(MORNING + timedelta(seconds=1))
        unlocked = unlock(self.folder, NURSE, secret, clock, lambda _last: clock)
        assert isinstance(unlocked, Unlocked)
        self._turn = unlocked.turn
        return unlocked.clinic

    def _arrive(self) -> tuple[Clinic, Navigation, Desk]:
        clinic = self._opened()
        desk = Desk(clinic, self._turn)
        windows = Navigation(desk, self.folder, log_files(), help_pages())
        windows.begin()
        return clinic, windows, desk

    def _spend_the_morning(self) -> None:
        clock = SetClock(self.scenario.begins - timedelta(minutes=1))
        secret = self.scenario.secrets[NURSE].passphrase
        unlocked = unlock(self.folder, NURSE, secret, clock, lambda _last: clock)
        assert isinstance(unlocked, Unlocked)
        player = Replay(unlocked.clinic, self.scenario)
        for step in self.scenario.steps:
            if step.at > MORNING:
                break
            clock.set(step.at)
            perform_as_written(player, step)
        unlocked.clinic.close()


def leave(clinic: Clinic, windows: Navigation, desk: Desk) -> None:
    """Close all that is open."""
    windows.end()
    desk.close()
    clinic.close()


def timed(act: Callable[[], object]) -> float:
    """Milliseconds of one thing."""
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * 1000


def compared(vaults: list[Grown], times: int) -> dict[str, list[list[float]]]:
    """Milliseconds by what was done, then by vault; by turns."""
    found: dict[str, list[list[float]]] = {"the board": [[], []], "a chair": [[], []]}
    for turn in range(times + 1):
        for vault, boards, chairs in zip(vaults, *found.values(), strict=True):
            board, chair = vault.board(), vault.chair()
            if turn:  # the first of all loads what both then have
                boards.append(board)
                chairs.append(chair)
    for vault in vaults:
        for what, taken in vault.in_an_open_vault(times * 2).items():
            found.setdefault(what, []).append(taken)
    return found


def main(sizes: list[int]) -> None:
    """Measure and print."""
    make_screenless_application()
    folder = Path(tempfile.mkdtemp())
    try:
        vaults = [Grown(folder / str(each), each * 1000) for each in sizes]
        for vault in vaults:
            size = sum(each.stat().st_size for each in vault.folder.rglob("*") if each.is_file())
            print(f"{vault.entries} entries in {len(vault.years.days)} days, {size >> 20} MiB,"
                  f" grown in {vault.took:.0f} s")  # fmt: skip
        for what, (small, large) in compared(vaults, TIMES).items():
            middle = [statistics.median(each) for each in (small, large)]
            ratio = middle[1] / middle[0]
            print(f"{what}: {middle[0]:.1f} and {middle[1]:.1f} ms,"
                  f" {ratio:.2f} x (reach {REACH})")  # fmt: skip
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main([int(each) for each in sys.argv[1:]] or [50, 500])
