"""A chair of the shared clinic day, at any moment of it, at a real desk on a real vault."""

import functools
import shutil
from datetime import datetime, timedelta
from pathlib import Path

from support.scenarios import scenario

from ketachart.app.clinic import Clinic, Turn
from ketachart.app.clock import SetClock
from ketachart.app.replay import Replay, perform_as_written
from ketachart.app.vaults import Unlocked, found, unlock
from ketachart.crypto.passphrases import SMALLEST_COST
from ketachart.domain.session import Session

DAY = "clinic-day"
NURSE, OTHER_NURSE, DOCTOR = "rn.okafor", "rn.silva", "md.reyes"


class ChairDay:
    """The clinic at a moment, its clock in the test's hand."""

    def __init__(self, clinic: Clinic, clock: SetClock, turn: Turn) -> None:
        self.clinic = clinic
        self.clock = clock
        self.turn = turn

    def session(self, name: str) -> Session:
        """A session as it counts now."""
        session = self.clinic.world.session(name)
        assert session is not None
        return session

    def pass_time(self, **span: int) -> datetime:
        """Let some time go by."""
        self.clock.set(self.clock.now() + timedelta(**span))
        return self.clock.now()

    def sign_in(self, person: str) -> Turn:
        """Someone else comes in with the passphrase."""
        turn = self.clinic.sign_in(person, passphrase_of(person))
        assert isinstance(turn, Turn)
        return turn


def pin_of(person: str) -> str:
    """The PIN of one of the scenario's people."""
    return scenario(DAY).secrets[person].pin


def passphrase_of(person: str) -> str:
    """The passphrase of one of the scenario's people."""
    return scenario(DAY).secrets[person].passphrase


def at(time: str) -> datetime:
    """A time of the clinic's day, such as `09:06:10`."""
    return datetime.fromisoformat(f"2026-03-03T{time}-08:00")


@functools.cache
def _performed(template: Path, time: str) -> Path:
    """The closed vault of the day up to a time; not to be opened, but copied."""
    day, folder = scenario(DAY), template / time.replace(":", "")
    clock = SetClock(day.begins - timedelta(minutes=1))
    clinic = found(folder, day.founding, clock, SMALLEST_COST).clinic
    player = Replay(clinic, day)
    for step in day.steps:
        if step.at > at(time):
            break
        clock.set(step.at)
        perform_as_written(player, step)
    clinic.close()
    return folder


def open_day(template: Path, folder: Path, time: str, person: str = NURSE) -> ChairDay:
    """A copy of the day at a time, with someone at the keyboard."""
    shutil.copytree(_performed(template, time), folder)
    clock = SetClock(at(time))
    unlocked = unlock(folder, person, passphrase_of(person), clock, lambda _last: clock)
    assert isinstance(unlocked, Unlocked)
    return ChairDay(unlocked.clinic, clock, unlocked.turn)
