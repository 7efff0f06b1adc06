"""Two workstations of one clinic, and entries carried between them."""

from dataclasses import dataclass
from pathlib import Path

from support.builders import ADMIN, NURSE, SECRETS, House

from ketachart.app.backups import by_passphrase, make_backup, restore
from ketachart.app.clock import SetClock
from ketachart.app.vaults import unlock
from ketachart.store.connection import Transaction
from ketachart.store.log_reader import COLUMNS

_INSERT = f"INSERT INTO entry ({COLUMNS}) VALUES ({', '.join('?' * 11)})"  # noqa: S608


@dataclass
class Rooms:
    """Two rooms that know the same until here; what one records is carried to the other."""

    here: House
    there: House

    def carry(self, source: House, target: House, *, most: int = 200) -> None:
        """Bring everything one knows to the other, and work it in."""
        carry(source, target)
        while target.clinic.take_in(most):
            pass

    def meet(self) -> None:
        """Both get all that the other has."""
        for _ in range(2):
            self.carry(self.here, self.there)
            self.carry(self.there, self.here)


def carry(source: House, target: House, *devices: str) -> None:
    """Bring entries that one workstation has to another, to be worked in there.

    Args:
        source: who has them.
        target: who gets them.
        devices: whose; those of all if none is named.
    """
    log, db = source.clinic.vault.log, target.clinic.vault.db
    for device in devices or log.devices():
        known = target.clinic.vault.log.head_of(device).seq
        new = list(log.since(device, known))
        if not new:
            continue
        with Transaction(db):
            for entry in new:
                db.conn.execute(_INSERT, entry)
            db.conn.execute(
                "INSERT INTO unfolded (device, first_seq, last_seq) VALUES (?, ?, ?)",
                (device, known + 1, new[-1].seq),
            )


def rooms(house: House, folder: Path) -> Rooms:
    """A second workstation beside the one of a house, with the same log until now."""
    file = folder / "whole.ketabackup"
    make_backup(house.clinic, file)
    opening = by_passphrase(ADMIN, SECRETS[ADMIN][0])
    clock = SetClock(house.clock.now())
    assert isinstance(restore(file, folder / "there", opening, clock), int)
    unlocked = unlock(folder / "there", NURSE, SECRETS[NURSE][0], clock)
    there = House(clinic=unlocked.clinic, clock=clock, folder=folder / "there")
    there.arrive(*house.turns)
    both = Rooms(here=house, there=there)
    both.meet()
    return both
