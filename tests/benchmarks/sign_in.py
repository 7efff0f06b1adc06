"""What signing in takes beyond Argon2id, whose slowness is what guards a stolen vault.

Run: python tests/benchmarks/sign_in.py

A person of the shipped clinic day signs in at an open vault: the keyring's slot is opened, the
person looked up, and the sign-in recorded and on the disk. Then the same passphrase is stretched
alone, with the same cost. The second line is a vault unlocked by the passphrase and closed again,
with all that takes.
"""

import secrets
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from figures import Figure, Run, show

from ketachart.app.clinic import Turn
from ketachart.app.clock import SetClock
from ketachart.app.replay import ONE_MINUTE
from ketachart.app.resources import resource_folder
from ketachart.app.scenario import read_scenario
from ketachart.app.vaults import Unlocked, found, unlock
from ketachart.crypto.passphrases import SALT_BYTES, STANDARD_COST, stretch

NURSE = "rn.okafor"
ROUNDS = 15


def figures(run: Run) -> list[Figure]:
    """Signing in, and unlocking a vault."""
    scenario = read_scenario(resource_folder() / "scenarios" / "clinic-day.json")
    passphrase = scenario.secrets[NURSE].passphrase
    clock = SetClock(scenario.begins - ONE_MINUTE)
    with tempfile.TemporaryDirectory() as drawer:
        folder = Path(drawer) / "vault"
        clinic = found(folder, scenario.founding, clock).clinic

        def sign_in() -> None:
            assert isinstance(clinic.sign_in(NURSE, passphrase), Turn)

        def stretched() -> None:
            stretch(passphrase, secrets.token_bytes(SALT_BYTES), STANDARD_COST)

        def unlocked() -> None:
            opened = unlock(folder, NURSE, passphrase, clock)
            assert isinstance(opened, Unlocked)
            opened.clinic.close()

        rounds = range(3 if run.short else ROUNDS)
        signings = [(took(sign_in), took(stretched)) for _ in rounds]
        clinic.close()
        unlockings = [(took(unlocked), took(stretched)) for _ in rounds]
    return [
        _figure("sign-in (Argon2id, 128 MiB)", signings),
        _figure("unlocking a vault of a clinic's first day", unlockings),
    ]


def _figure(what: str, pairs: list[tuple[float, float]]) -> Figure:
    ours, theirs = (statistics.median(each) * 1000 for each in zip(*pairs, strict=True))
    note = f"medians {ours:.0f} ms and {theirs:.0f} ms of {len(pairs)}"
    return Figure.of_pairs(what, "Argon2id alone", 1.1, pairs, note)


def took(work: Callable[[], None]) -> float:
    """The seconds of some work."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


if __name__ == "__main__":
    show(figures(Run()))
