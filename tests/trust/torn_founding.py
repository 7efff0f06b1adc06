"""The power goes while a clinic is set up, or while somebody is given access.

After the cut whoever was told to have access can sign in, and a clinic that was not told to be set
up either is or can be set up: nobody stands before a folder that neither opens nor begins anew.
"""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from support.builders import (
    ABSENT,
    ADMIN,
    NURSE,
    SECRETS,
    clock_time,
    founding,
    newcomer,
    open_house,
)

from ketachart.app.access import renew_access
from ketachart.app.clinic import Done
from ketachart.app.clock import SetClock
from ketachart.app.vault_folder import stands_in
from ketachart.app.vaults import Unlocked, found, unlock
from ketachart.crypto.errors import CryptoError
from ketachart.crypto.passphrases import SMALLEST_COST
from ketachart.store.errors import StoreError
from trust.disk import SHARES, TOLD, Cut, Diary, built
from trust.proofs import Proof, chance

SHORT, FULL = 12, 400
_RENEWED = ("amber kettle 7 winds", "green ladder 3 tides")


def prove(count: int, drawer: Path) -> Iterator[Proof]:
    """Half of the cuts while a clinic is set up, half while access is given."""
    library = built(drawer)
    dice = chance("torn founding")
    for what, name, look in (
        ("the power cut while a clinic is set up: it is set up, or can be", "founded", _begins),
        ("the power cut while access is given: who has it can sign in", "access", _lets_in),
    ):
        folder = drawer / name
        folder.mkdir()
        if name == "access":
            open_house(drawer / "template", folder / "vault").clinic.close()
        diary = Diary.of(["trust.torn_founding", name, str(folder)], library, folder)
        places = [
            (dice.randint(0, len(diary.records)), dice.choice(SHARES)) for _ in range(count // 2)
        ]
        broken = [
            f"{cut.words}: {sentence}"
            for cut in diary.cut(places, dice)
            for sentence in list(look(cut))[:1]
        ]
        yield Proof(what, len(places), tuple(broken), f"within {len(diary.records)} changes")


def _begins(cut: Cut) -> Iterator[str]:
    vault = cut.place / "vault"
    if cut.told or stands_in(vault):
        yield from _does_not_open(vault, NURSE, [SECRETS[NURSE][0]])
        return
    try:
        found(vault, founding(), SetClock(clock_time("09:00")), SMALLEST_COST).clinic.close()
    except (StoreError, CryptoError) as error:
        yield f"neither set up nor to be set up: {error}"


def _lets_in(cut: Cut) -> Iterator[str]:
    done = cut.told.count(b"\n")
    passphrases = [SECRETS[ABSENT][0], *_RENEWED]
    yield from _does_not_open(cut.place / "vault", ADMIN, [SECRETS[ADMIN][0]])
    # One renewal that was begun and not told of may count or not.
    if done == len(_RENEWED):
        yield from _does_not_open(cut.place / "vault", ABSENT, [passphrases[done]])


def _does_not_open(vault: Path, person: str, passphrases: Sequence[str]) -> Iterator[str]:
    for passphrase in passphrases:
        try:
            opened = unlock(vault, person, passphrase, SetClock(clock_time("12:00")))
        except (StoreError, CryptoError) as error:
            yield f"does not open: {error}"
            return
        if isinstance(opened, Unlocked):
            opened.clinic.close()
            return
        yield f"{person} is not let in: {opened.sentence}"


# ── On the disk that keeps a diary ───────────────────────────────────────────────────────────────


def main() -> None:
    """Set a clinic up, or give access twice."""
    name, folder = sys.argv[1], Path(sys.argv[2])
    with (folder / TOLD).open("ab", buffering=0) as told:
        if name == "founded":
            clock = SetClock(clock_time("07:00"))
            made = found(folder / "vault", founding(), clock, SMALLEST_COST)
            told.write(b"founded\n")
            made.clinic.close()
            return
        opened = unlock(folder / "vault", ADMIN, SECRETS[ADMIN][0], SetClock(clock_time("09:00")))
        assert isinstance(opened, Unlocked), opened
        pin = newcomer(ABSENT).pin
        for passphrase in _RENEWED:
            done = renew_access(
                opened.clinic, opened.turn, ABSENT, passphrase, pin, SECRETS[ADMIN][1]
            )
            assert isinstance(done, Done), done
            told.write(b"renewed\n")
        opened.clinic.close()


if __name__ == "__main__":
    main()
