"""The power goes in the middle of a write; nothing acknowledged is lost, and the vault opens.

A process charts on a disk that keeps a diary. The diary is then cut: in a short run before and
after every single sync, in a longer one anywhere. For each cut the vault is laid out as the disk
may have been left, and opened. What is not certain is there by turns not at all, wholly, and in
random parts down to a sector.
"""

import argparse
import random
import shutil
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from support.builders import NURSE, SECRETS, reopened

from ketachart.app.clock import SetClock
from ketachart.app.vaults import Unlocked, unlock
from ketachart.crypto.errors import CryptoError
from ketachart.store.errors import StoreError
from trust.charting import Acknowledged, Backups, Hands, clinic_at_work
from trust.disk import SHARES, TOLD, Cut, Diary, built
from trust.proofs import Proof, chance

SHORT, FULL = 30, 1000
NOT_TRIED = ("Real power loss, and disks that lie about a sync: what a cut leaves is worked out.",)
_NOW = datetime.fromisoformat("2026-03-03T12:00:00-08:00")
_LATER = _NOW + timedelta(hours=2)


def prove(count: int, drawer: Path) -> Iterator[Proof]:
    """Half of the cuts at the syncs of a short run, the others anywhere in a longer one."""
    library = built(drawer)
    short = _charted(drawer, library, "short", acts=12)
    near = [(at, share) for share in SHARES for sync in short.syncs for at in (sync, sync + 1)]
    near = _spread(near, count // 2)
    what = "the power cut at a sync: nothing acknowledged is lost, the vault is sound"
    yield _tried(what, short, near, f"at all {len(short.syncs)} syncs of a short run")
    dice = chance("torn disk")
    long = _charted(drawer, library, "long", acts=250)
    count -= len(near)
    anywhere = [(dice.randint(0, len(long.records)), dice.choice(SHARES)) for _ in range(count)]
    what = "the power cut anywhere: nothing acknowledged is lost, the vault is sound"
    yield _tried(what, long, anywhere, f"within {len(long.records):,} changes of a longer run")


def _spread(tries: list[tuple[int, float]], count: int) -> list[tuple[int, float]]:
    """All of them if there is time for it, else some of every kind."""
    if len(tries) <= count:
        return tries
    return [tries[number * len(tries) // count] for number in range(count)]


def _tried(what: str, diary: Diary, places: Sequence[tuple[int, float]], note: str) -> Proof:
    found = [(cut.words, list(_missing(cut))) for cut in diary.cut(places, chance(what))]
    broken = [f"{words}: {sentences[0]}" for words, sentences in found if sentences]
    return Proof(what, len(places), tuple(broken), note)


def _missing(cut: Cut) -> Iterator[str]:
    acknowledged = Acknowledged()
    acknowledged.hear(cut.told)
    try:
        opened = unlock(cut.place / "vault", NURSE, SECRETS[NURSE][0], SetClock(_LATER))
    except (StoreError, CryptoError) as error:
        yield f"the vault does not open: {error}"
        return
    assert isinstance(opened, Unlocked), opened
    yield from acknowledged.missing_in(opened.clinic)
    yield from acknowledged.backups_missing_in(cut.place, opened.clinic.site_key)
    opened.clinic.close()


def _charted(drawer: Path, library: Path, name: str, acts: int) -> Diary:
    house = clinic_at_work(drawer, f"{name}-prepared")
    house.clinic.close()
    folder = drawer / name
    folder.mkdir()
    shutil.move(house.folder, folder / "vault")
    return Diary.of(["trust.torn_disk", str(folder), str(acts)], library, folder)


def main() -> None:
    """Chart, on the disk that keeps a diary."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("acts", type=int)
    asked = parser.parse_args()
    dice, clock = random.Random(asked.acts), SetClock(_NOW)  # noqa: S311
    with (asked.folder / TOLD).open("ab", buffering=0) as told:

        def say(line: str) -> None:
            told.write(f"{line}\n".encode())

        for _ in range(3):  # closing and opening write too
            house = reopened(asked.folder / "vault", clock)
            hands = Hands(house, say, dice)
            for _ in range(asked.acts // 3):
                hands.do_something()
            backup = Backups(house.clinic, asked.folder / f"{clock.now():%H%M%S}.ketabackup", say)
            backup.start()
            backup.join()
            house.clinic.close()


if __name__ == "__main__":
    main()
