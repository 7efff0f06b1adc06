"""A training clinic: a scenario whose clock runs, played by those who aren't at the keyboard."""

from datetime import datetime
from pathlib import Path

from ketachart.app.clinic import Clinic, Done, Turn
from ketachart.app.clock import SetClock, TrainingClock
from ketachart.app.replay import ONE_MINUTE, Replay, perform_as_written
from ketachart.app.scenario import Scenario, Step
from ketachart.app.vaults import found
from ketachart.crypto.passphrases import STANDARD_COST, Argon2Cost


class Training:
    """A clinic in which a scenario goes on by itself."""

    def __init__(self, clinic: Clinic, player: Replay, clock: TrainingClock, at: int) -> None:
        self.clinic = clinic
        self.clock = clock
        self._player = player
        self._next = at
        self.last: Step | None = None
        self.last_went_as_written = True

    @property
    def following(self) -> Step | None:
        """The step the scenario does next."""
        steps = self._player.scenario.steps
        return steps[self._next] if self._next < len(steps) else None

    def turn_of(self, person: str) -> Turn | None:
        """The turn of someone of the scenario, for whoever sits down to practise."""
        newcomer = self._player.scenario.secrets.get(person)
        turn = self.clinic.sign_in(person, newcomer.passphrase) if newcomer else None
        return turn if isinstance(turn, Turn) else None

    def advance(self) -> int:
        """Do every step whose time has come.

        A step that someone at the keyboard did already, or made impossible, is
        passed over; the clinic's own rules see to that.

        Returns:
            How many steps were done.
        """
        done = 0
        while (step := self.following) is not None and step.at <= self.clock.now():
            outcome = self._player.perform(step)
            self.last = step
            self.last_went_as_written = bool(step.refused) != isinstance(outcome, Done)
            self._next += 1
            done += 1
        return done


def begin_training(
    scenario: Scenario,
    folder: Path,
    *,
    until: datetime,
    speed: float,
    cost: Argon2Cost = STANDARD_COST,
) -> Training:
    """Set a training clinic up and play its scenario up to a moment; then its clock runs.

    Raises:
        Deviation: the scenario doesn't lead there.
        StoreError: a vault stands there already, or the disk failed.
    """
    clock = SetClock(scenario.begins - ONE_MINUTE)
    clinic = found(folder, scenario.founding, clock, cost).clinic
    player = Replay(clinic, scenario)
    played = 0
    for step in scenario.steps:
        if step.at > until:
            break
        clock.set(step.at)
        perform_as_written(player, step)
        played += 1
    running = TrainingClock(until, speed)
    clinic.set_clock(running)
    return Training(clinic, player, running, played)


def busiest_moment(scenario: Scenario) -> datetime:
    """A moment at which most chairs are busy: just before a set of vitals is charted."""
    running: set[object] = set()
    best, most = scenario.begins, -1
    for step in scenario.steps:
        if step.do == "vitals.chart" and not step.refused and len(running) > most:
            best, most = step.at, len(running)
        if step.do == "infusion.start" and not step.refused:
            running.add(step.fields.get("session"))
        elif step.do == "discharge.release" and not step.refused:
            running.discard(step.fields.get("session"))
    return best - ONE_MINUTE
