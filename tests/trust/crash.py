"""The process is killed at any moment; what it acknowledged is there, and the vault is sound.

Three chairs are charted through the door while one thread takes in what another room charts and,
now and then, another makes a backup. A kill comes while the vault is opened, while it is charted
in or while it is closed. Some crashes fall on a vault that nobody has looked into since the crash
before. Every vault is used for a number of crashes, then a new one.
"""

import os
import random
import select
import shutil
import signal
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from support.builders import ADMIN, NURSE, SECOND, SECRETS, House

from ketachart.app.clock import SetClock
from ketachart.app.vaults import Unlocked, unlock
from ketachart.store.entries import Stored
from trust.charting import (
    Acknowledged,
    Backups,
    Exchange,
    Hands,
    Say,
    another_room,
    clinic_at_work,
    say_into,
)
from trust.proofs import Proof, chance

SHORT, FULL = 12, 1000
NOT_TRIED = (
    "A kill by the system itself, as where memory runs out: to a process it is the same signal.",
)
_A_VAULT = 25
_FROM_THERE = 120
_LONGEST_S = 0.25
_ACTS_BEFORE_CLOSING = 60
_PATIENCE_S = 60
_BETWEEN = timedelta(minutes=3)


@dataclass
class Vault:
    """A vault that is charted in again and again, and what was acknowledged in it."""

    folder: Path
    charted_there: Sequence[Stored]
    now: datetime
    acknowledged: Acknowledged = field(default_factory=Acknowledged)


def prove(count: int, drawer: Path) -> Iterator[Proof]:
    """Kill so often; the whole of a vault is looked through after most crashes."""
    dice, broken, entries, looks = chance("crash"), [], 0, 0
    template = _prepared(drawer)
    for begun in range(0, count, _A_VAULT):
        vault = _copied(template, drawer / "at-work")
        crashes = min(_A_VAULT, count - begun)
        for number in range(crashes):
            _crash(vault, dice)
            # The last look is at all that was acknowledged in this vault.
            if number == crashes - 1 or dice.random() < 2 / 3:
                looks += 1
                words = f"crash {begun + number + 1}: "
                broken += [words + sentence for sentence in _missing(vault)][:1]
        entries += vault.acknowledged.entries
    note = f"{entries:,} entries acknowledged, looked through {looks:,} times"
    yield Proof(
        "killed at any moment: every acknowledged entry and draft is there, and the vault is sound",
        count,
        tuple(broken),
        note,
    )


def _prepared(drawer: Path) -> Vault:
    house = clinic_at_work(drawer, "prepared")
    charted = another_room(house, drawer, _FROM_THERE)
    now = house.clock.now() + timedelta(minutes=20)
    house.clinic.close()
    return Vault(house.folder, charted, now)


def _copied(vault: Vault, folder: Path) -> Vault:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(vault.folder, folder)
    return Vault(folder, vault.charted_there, vault.now)


def _crash(vault: Vault, dice: random.Random) -> None:
    """Have a process chart, and kill it."""
    reading, writing = os.pipe()
    seed, after_first = dice.random(), dice.random() > 0.15
    process = os.fork()
    if not process:
        os.close(reading)
        _chart_until_killed(vault, random.Random(seed), say_into(writing))  # noqa: S311
    os.close(writing)
    told = _heard_first(reading) if after_first else b""
    _wait(dice.random() * _LONGEST_S)
    os.kill(process, signal.SIGKILL)
    with os.fdopen(reading, "rb") as pipe:
        told += pipe.read()
    os.waitpid(process, 0)
    vault.acknowledged.hear(told)
    vault.now += _BETWEEN


def _chart_until_killed(vault: Vault, dice: random.Random, say: Say) -> None:
    try:
        house = _opened(vault)
        Exchange(house.clinic, vault.charted_there, say).start()
        if dice.random() < 0.1:
            name = f"{dice.getrandbits(32)}.ketabackup"
            Backups(house.clinic, vault.folder.with_name(name), say).start()
        hands = Hands(house, say, dice)
        for _ in range(_ACTS_BEFORE_CLOSING):
            hands.do_something()
            house.clinic.take_in(5)
        house.clinic.close()
        signal.pause()
    finally:
        os._exit(1)


def _opened(vault: Vault) -> House:
    clock = SetClock(vault.now)
    opened = unlock(vault.folder, NURSE, SECRETS[NURSE][0], clock)
    assert isinstance(opened, Unlocked), opened
    house = House(opened.clinic, clock, vault.folder, {NURSE: opened.turn})
    house.arrive(SECOND, ADMIN)
    return house


def _heard_first(pipe: int) -> bytes:
    """Wait until something is acknowledged."""
    ready, _, _ = select.select([pipe], [], [], _PATIENCE_S)
    return os.read(pipe, 1 << 16) if ready else b""


def _wait(seconds: float) -> None:
    select.select([], [], [], seconds)


def _missing(vault: Vault) -> list[str]:
    clock = SetClock(vault.now)
    opened = unlock(vault.folder, NURSE, SECRETS[NURSE][0], clock)
    if not isinstance(opened, Unlocked):
        return [f"the vault did not open: {opened}"]
    with_key = opened.clinic.site_key
    missing = list(vault.acknowledged.missing_in(opened.clinic))
    missing += vault.acknowledged.backups_missing_in(vault.folder.parent, with_key)
    vault.acknowledged.backups.clear()
    opened.clinic.close()
    return missing
