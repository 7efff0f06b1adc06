"""What was tried, and what came of it."""

import random
from dataclasses import dataclass

PROOFS = (
    "crash",
    "windows_back",
    "torn_disk",
    "torn_founding",
    "full_disk",
    "lost_folder",
    "long_run",
    "hub_cuts",
    "exchange_kills",
    "tampering",
    "any_values",
    "outside_bytes",
    "guided",
    "secrecy",
)
"""The modules of this folder that prove something, in the order of the table."""


@dataclass(frozen=True, slots=True)
class Proof:
    """One promise, and how often it was put to the test.

    Attributes:
        what: the promise, in a few words.
        tried: how often.
        broken: a sentence for each time it did not hold.
        note: what else a reader of the table wants to know, such as how many entries were at stake.
    """

    what: str
    tried: int
    broken: tuple[str, ...] = ()
    note: str = ""

    @property
    def held(self) -> int:
        """How often it held."""
        return self.tried - len(self.broken)


def chance(what: str) -> random.Random:
    """The dice of a proof: the same in every run."""
    return random.Random(f"ketachart {what}")  # noqa: S311 (not a secret)
