"""Whether the time of a wrong answer tells who works at the clinic.

Run: python tests/benchmarks/wrong_answers.py

The same wrong passphrase is tried, by turns, for somebody who works here, for somebody who doesn't,
and for somebody who may sign in no more. Each costs one Argon2id and one entry on the disk. It is
the processor's time that is compared: on a machine that others use the wall clock says less, and
whoever guesses can wait for a quiet one. The clock is set on between tries, or each would have to
wait longer than the one before.
"""

import statistics
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from figures import Figure, Run, show

from ketachart.app.access import disable_person
from ketachart.app.attempts import LONGEST_WAIT_S
from ketachart.app.clinic import Turn
from ketachart.app.clock import SetClock
from ketachart.app.outcomes import Done
from ketachart.app.presence import wrong_secret
from ketachart.app.replay import ONE_MINUTE
from ketachart.app.resources import resource_folder
from ketachart.app.scenario import read_scenario
from ketachart.app.vaults import found

HERE, GONE, NOBODY = "rn.okafor", "rn.silva", "rn.nobody"
ADMIN = "ad.lindqvist"
ROUNDS = 40
REACH = 1.02


def figures(run: Run) -> list[Figure]:
    """How far each of the others is from somebody who works here."""
    scenario = read_scenario(resource_folder() / "scenarios" / "clinic-day.json")
    clock = SetClock(scenario.begins - ONE_MINUTE)
    times: dict[str, list[float]] = {HERE: [], GONE: [], NOBODY: []}
    with tempfile.TemporaryDirectory() as drawer:
        clinic = found(Path(drawer) / "vault", scenario.founding, clock).clinic
        turn = clinic.sign_in(ADMIN, scenario.secrets[ADMIN].passphrase)
        gone = clinic.books.person(GONE)
        assert isinstance(turn, Turn)
        assert gone is not None
        assert isinstance(disable_person(clinic, turn, gone, "left"), Done)
        names = list(times)
        for number in range(3 if run.short else ROUNDS):
            for name in names[number % 3 :] + names[: number % 3]:
                clock.set(clock.now() + timedelta(seconds=LONGEST_WAIT_S))
                begun = time.process_time()
                answer = clinic.sign_in(name, "not what it is")
                times[name].append(time.process_time() - begun)
                assert answer == wrong_secret()
        clinic.close()
    return [
        _figure("a wrong passphrase of nobody's", times[NOBODY], times[HERE]),
        _figure("a wrong passphrase of someone who left", times[GONE], times[HERE]),
    ]


def _figure(what: str, theirs: list[float], ours: list[float]) -> Figure:
    """The longer median over the shorter: neither may be told from the other."""
    pairs = list(zip(theirs, ours, strict=True))
    ratio = statistics.median(theirs) / statistics.median(ours)
    slower = sum(one > other for one, other in pairs)
    return Figure(
        what=what,
        against="the same for someone who works here",
        reach=REACH,
        got=max(ratio, 1 / ratio),
        each=tuple(one / other for one, other in pairs),
        note=f"the longer over the shorter median; slower in {slower} of {len(pairs)}",
    )


if __name__ == "__main__":
    show(figures(Run()))
