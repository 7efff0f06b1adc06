"""How far a long work on a vault is; whoever is told may raise to end it."""

from collections.abc import Callable

Progress = Callable[[int, int], None]
"""Told how much of how much is done."""


def nothing_told(_done: int, _total: int) -> None:
    """Progress that nobody watches."""


def part(progress: Progress, number: int, of: int) -> Progress:
    """What one of several parts of a work is told, so that the whole goes from nothing to all."""

    def tell(done: int, total: int) -> None:
        progress(number * total + done, of * total)

    return tell
