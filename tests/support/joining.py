"""Rooms of one clinic, each with a vault of its own, that exchange by a stick or over a hub."""

import pytest
from support.builders import ADMIN, NURSE, SECRETS, House

from ketachart.app.backups import by_passphrase
from ketachart.app.clock import SetClock
from ketachart.app.exchanging import Report
from ketachart.app.joining import join
from ketachart.app.syncing import Syncing, init_hub
from ketachart.app.vaults import Unlocked, unlock
from ketachart.app.verification import verify

BY_ADMIN = by_passphrase(ADMIN, SECRETS[ADMIN][0])


class Rooms:
    """Rooms of one clinic, each a vault of its own, that exchange by a stick or over a hub."""

    def __init__(self, first, folder):
        self.folder = folder
        self.stick = folder / "stick"
        self.stick.mkdir()
        self.rooms = {"first": first}

    def __getitem__(self, name):
        return self.rooms[name]

    def invitation(self, by=ADMIN, owner_url=""):
        first, file = self["first"], self.stick / "room.ketainvitation"
        answer = Syncing(first.clinic).invite(first.turns[by], file, owner_url)
        return answer or file

    def join(self, name, opening=BY_ADMIN, owner_url=""):
        file = self.invitation(owner_url=owner_url)
        if not owner_url:
            self.write("first")
        return join(self.folder / name, file, opening, self["first"].clock)

    def enter(self, name, user=NURSE, passphrase=None):
        folder, clock = self.folder / name, SetClock(self["first"].clock.now())
        opened = unlock(folder, user, passphrase or SECRETS[user][0], clock)
        assert isinstance(opened, Unlocked), opened
        house = House(opened.clinic, clock, folder, {user: opened.turn})
        known = {each.id for each in opened.clinic.people() if not each.disabled}
        house.arrive(*(each for each in self["first"].turns if each in known - {user}))
        self.rooms[name] = house
        return house

    def joined(self, name, owner_url=""):
        entries = self.join(name, owner_url=owner_url)
        assert isinstance(entries, int), entries
        return self.enter(name)

    def write(self, name):
        return self._reported(name, lambda syncing: syncing.with_courier(self.stick, "write"))

    def read(self, name):
        return self._reported(name, lambda syncing: syncing.with_courier(self.stick, "read"))

    def sync(self, name):
        return self._reported(name, lambda syncing: syncing.with_hub())

    def carry(self, *names):
        for name in names:
            self.read(name)
            self.write(name)

    def meet(self):
        """Everybody exchanges with the hub until all have all."""
        for name in (*self.rooms, *self.rooms):
            self.sync(name)

    def _reported(self, name, exchanging):
        clinic = self[name].clinic
        report = exchanging(Syncing(clinic))
        assert isinstance(report, Report), report
        while clinic.take_in():
            pass
        return report

    def close(self):
        for name, house in self.rooms.items():
            if name != "first":
                house.clinic.close()


@pytest.fixture
def rooms(house, tmp_path):
    rooms = Rooms(house, tmp_path)
    yield rooms
    rooms.close()


@pytest.fixture
def owner_url(hub):
    init_hub(hub.owner_url)
    return hub.owner_url


def agree(rooms):
    first, *others = rooms.rooms.values()
    for other in others:
        assert other.standing() == first.standing()
        assert other.clinic.vault.log.count() == first.clinic.vault.log.count()
    for each in rooms.rooms.values():
        assert [str(finding) for finding in verify(each.clinic)] == []
