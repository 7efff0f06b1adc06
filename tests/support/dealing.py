"""A scenario whose steps are dealt to several workstations, which meet when a step needs it."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from support.cutting_proxy import CuttingProxy
from support.postgres import HubDatabase

from ketachart.app.backups import by_passphrase
from ketachart.app.clinic import Clinic
from ketachart.app.clock import SetClock
from ketachart.app.exchanging import Report
from ketachart.app.hub_line import HubLine
from ketachart.app.joining import join
from ketachart.app.outcomes import Trouble, Turn
from ketachart.app.replay import ONE_MINUTE, Replay, perform_as_written
from ketachart.app.scenario import Scenario, Step
from ketachart.app.syncing import Syncing
from ketachart.app.vaults import Unlocked, found, last_recorded_at, unlock
from ketachart.crypto.passphrases import SMALLEST_COST
from ketachart.domain.people import Role

ROOMS = ("store", "chairs", "office")
CUT_EVERY, CUT_FIRST, CUT_LATER = 4, 700, 311
"""At which steps the line is cut; after how many bytes first, and how many more each time."""

_MOVES_CHAIRS = ("session.open", "session.cancel", "discharge.release")
_MOVES_STOCK = ("session.prepare", "infusion.stop", "medication.give", "entry.amend", "day.close")

Deal = Callable[[Step], str]
"""The room in which a step is done."""


def by_duty(scenario: Scenario) -> Deal:
    """The administrator's and the anesthesiologist's room; nurses by chair in the first two."""
    duties = {name: each.person.roles for name, each in scenario.secrets.items()}
    chairs: list[object] = []
    of_session: dict[object, str] = {}
    for step in scenario.steps:
        if step.do == "session.open" and not step.refused:
            chair = step.fields["chair"]
            chairs += [chair] if chair not in chairs else []
            of_session[step.fields["session"]] = ROOMS[1 - chairs.index(chair) % 2]

    def room(step: Step) -> str:
        roles = duties.get(step.by, frozenset())
        if Role.ANESTHESIOLOGIST in roles:
            return "office"
        if Role.ADMINISTRATOR in roles:
            return "store"
        return of_session.get(_session(step), "chairs")

    return room


def scattered(step: Step) -> str:
    """Steps here and there, without a pattern that the day could have as well."""
    return ROOMS[(step.number * step.number // 7 + step.number // 5) % len(ROOMS)]


class Room:
    """One workstation at work on its part of a scenario, over a line to the hub that it keeps."""

    def __init__(self, clinic: Clinic, player: Replay) -> None:
        self.clinic = clinic
        self.player = player
        self._line: HubLine | None = None

    @property
    def device(self) -> str:
        return self.clinic.vault.log.device

    def exchange(self) -> Report | Trouble:
        if self._line is None:
            self._line = Syncing(self.clinic).line()
        answer = self._line.exchange()
        self._take_in()
        return answer

    def carry(self, stick: Path, what: Literal["write", "read"]) -> None:
        answer = Syncing(self.clinic).with_courier(stick, what)
        assert isinstance(answer, Report), answer
        self._take_in()

    def close(self) -> None:
        """Let the hub and the vault go."""
        if self._line is not None:
            self._line.close()
        self.clinic.close()

    def _take_in(self) -> None:
        while self.clinic.take_in():
            pass


@dataclass
class Dealt:
    """Workstations of one clinic, a hub whose line is cut again and again, and a stick.

    `done` is how many of the scenario's steps are; `labels` name entries for later steps.
    """

    scenario: Scenario
    folder: Path
    clock: SetClock
    hub: HubDatabase
    proxy: CuttingProxy
    rooms: dict[str, Room] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    done: int = 0
    cuts: int = 0
    is_hub_away: bool = False
    _newest: dict[str, tuple[str, int]] = field(default_factory=dict)

    @classmethod
    def begun(cls, scenario: Scenario, folder: Path, hub: HubDatabase, proxy: CuttingProxy) -> Self:
        """The clinic set up in the first room, and the others joined to it over the hub."""
        dealt = cls(scenario, folder, SetClock(scenario.begins - ONE_MINUTE), hub, proxy)
        dealt.stick.mkdir()
        clinic = found(folder / ROOMS[0], scenario.founding, dealt.clock, SMALLEST_COST).clinic
        first = dealt._enter(ROOMS[0], clinic)
        port = urlsplit(hub.owner_url).port
        owner_url = hub.owner_url.replace(f":{port}/", f":{proxy.port}/")
        assert Syncing(first.clinic).enrol(owner_url) is None
        for name in ROOMS[1:]:
            dealt._join(name, owner_url)
        dealt.meet()
        return dealt

    @property
    def stick(self) -> Path:
        return self.folder / "stick"

    def _administrator(self) -> tuple[str, str]:
        """Who lets workstations in, and the passphrase."""
        return next(
            (person, each.passphrase)
            for person, each in self.scenario.secrets.items()
            if Role.ADMINISTRATOR in each.person.roles
        )

    def _join(self, name: str, owner_url: str) -> None:
        first, (admin, passphrase) = self.rooms[ROOMS[0]], self._administrator()
        turn = first.clinic.sign_in(admin, passphrase)
        assert isinstance(turn, Turn)
        invitation = self.folder / f"{name}.ketainvitation"
        assert Syncing(first.clinic).invite(turn, invitation, owner_url) is None
        assert isinstance(first.exchange(), Report)
        opening = by_passphrase(admin, passphrase)
        assert isinstance(join(self.folder / name, invitation, opening, self.clock), int)
        self._unlock(name)

    def _unlock(self, name: str) -> None:
        opened = unlock(
            self.folder / name, *self._administrator(), self.clock, lambda _: self.clock
        )
        assert isinstance(opened, Unlocked), opened
        self._enter(name, opened.clinic)

    def _enter(self, name: str, clinic: Clinic) -> Room:
        self.rooms[name] = Room(clinic, Replay(clinic, self.scenario, self.labels))
        return self.rooms[name]

    def leave(self) -> None:
        """Let all vaults go, each with all that there is."""
        self.meet()
        self.close()

    def come_back(self) -> None:
        """Go on with the vaults after others had them."""
        for name in ROOMS:
            self._unlock(name)
        latest = (last_recorded_at(room.clinic.vault) for room in self.rooms.values())
        self.clock.set(max(latest))
        self.meet()

    def play(
        self, deal: Deal, until: datetime | None = None, by_hand: Collection[int] = ()
    ) -> None:
        """Perform the steps that are left, each in the room it is dealt to.

        Around the middle of the day the hub falls over for a while.

        Args:
            deal: the room of a step.
            until: the last moment of which steps are done; the end of the day, if left out.
            by_hand: the numbers of steps that somebody did at a keyboard.
        """
        steps = self.scenario.steps
        away = range(len(steps) // 2, len(steps) // 2 + len(steps) // 6)
        for step in steps[self.done :]:
            if until is not None and step.at > until:
                break
            self._set_hub_away(is_away=step.number in away)
            if step.number not in by_hand:
                self._perform(step, deal(step))
            self.done += 1
        self._set_hub_away(is_away=False)

    def _perform(self, step: Step, name: str) -> None:
        self.clock.set(max(step.at, self.clock.now()))
        self._bring_what_it_needs(step, name)
        room = self.rooms[name]
        perform_as_written(room.player, step)
        head = room.clinic.vault.log.head.seq
        self._newest |= dict.fromkeys(_things(step), (name, head))
        if not step.number % CUT_EVERY:
            self._is_cut_off(ROOMS[step.number % len(ROOMS)])

    def meet(self) -> None:
        """Everybody exchanges with the hub until all have all."""
        for _ in range(2):
            for room in self.rooms.values():
                answer = room.exchange()
                assert isinstance(answer, Report), answer
                assert answer.set_aside == ()

    def close(self) -> None:
        """Let all vaults go."""
        for room in self.rooms.values():
            room.close()
        self.rooms.clear()

    def _set_hub_away(self, *, is_away: bool) -> None:
        if is_away != self.is_hub_away:
            self.is_hub_away = is_away
            (self.hub.crash if is_away else self.hub.start)()

    def _bring_what_it_needs(self, step: Step, name: str) -> None:
        """Exchange with whoever last recorded on what a step is about, where that isn't here."""
        room = self.rooms[name]
        for other, seq in sorted({self._newest.get(each, (name, 0)) for each in _things(step)}):
            source = self.rooms[other]
            if other == name or room.clinic.vault.log.head_of(source.device).seq >= seq:
                continue
            if self.is_hub_away:
                source.carry(self.stick, "write")
                room.carry(self.stick, "read")
                continue
            for each in (source, room):
                answer = each.exchange()
                assert isinstance(answer, Report), answer

    def _is_cut_off(self, name: str) -> None:
        """A room tries to exchange over a line that is cut, each time a little later."""
        self.proxy.passed = 0
        self.proxy.cut_after = CUT_FIRST + CUT_LATER * (self.cuts % 17)
        self.cuts += 1
        self.rooms[name].exchange()
        self.proxy.passed, self.proxy.cut_after = 0, 1 << 60


def _session(step: Step) -> object:
    """The session that a step is about, also where something of its bag is wasted."""
    source = step.fields.get("from")
    wasted = source.get("session") if isinstance(source, dict) else None
    return step.fields.get("session", wasted)


def _things(step: Step) -> Iterator[str]:
    """What a step is about, so that what was recorded on it before must have arrived."""
    if session := _session(step):
        yield f"session {session}"
    if step.do in _MOVES_CHAIRS:
        yield "chairs"
    if step.do.startswith("stock.") or step.do in _MOVES_STOCK:
        yield "stock"
