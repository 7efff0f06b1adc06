"""Windows of a clinic whose two workstations said different things: a conflict of each kind."""

import tempfile
from pathlib import Path

from studio import ADMINISTRATOR, DOCTOR, NURSE, OTHER_NURSE, SCREEN, Look, Studio

from ketachart.app.backups import by_passphrase
from ketachart.app.clinic import Clinic, Done
from ketachart.app.exchanging import Report
from ketachart.app.joining import join
from ketachart.app.replay import Replay
from ketachart.app.resources import help_texts, resource_folder
from ketachart.app.scenario import Scenario, Step, read_scenario
from ketachart.app.syncing import Syncing
from ketachart.app.vaults import Unlocked, unlock
from ketachart.bootstrap import TRAINING_DAY, log_files
from ketachart.ui.connections import Connections
from ketachart.ui.navigation import Navigation
from ketachart.ui.pictures import take_picture
from ketachart.ui.windows.conflicts_page import ConflictsPage

_VIAL, _BAG = "K5301-9", "K5301-10"
_WASTE = {"reason": "spilt", "method": "binding cartridge C-17", "witness": OTHER_NURSE}
_PEOPLE = {"nurse": NURSE, "anesthesiologist": DOCTOR, "administrator": ADMINISTRATOR}


def draw_conflicts(made: Studio, folder: Path, look: Look) -> None:
    """Draw a conflict of each kind before whoever must look, settling one, and the board."""
    made.go_to("18:19:00", ADMINISTRATOR)
    size = SCREEN * look.percent / 100
    with tempfile.TemporaryDirectory() as places:
        _Rooms(made, Path(places)).quarrel()
        connections = Connections(made.desk, Syncing(made.desk.clinic), lambda _most: 0)
        windows = Navigation(made.desk, Path(places), log_files(), help_texts(), connections)
        windows.begin()
        windows.open_conflicts()
        window, board = windows.windows["conflicts"], windows.windows["board"]
        page = window.findChild(ConflictsPage)
        assert isinstance(page, ConflictsPage)
        window.resize(size)
        for conflict in {each.kind: each for each in made.desk.clinic.conflicts()}.values():
            made.go_to("18:19:30", _PEOPLE[conflict.role.value])
            page.refresh()
            page.table.choose(conflict.id)
            take_picture(window, folder / f"conflict-{conflict.kind}.png")
        page.settle()
        take_picture(window, folder / "conflict-settle.png")
        board.resize(size)
        take_picture(board, folder / "board-conflicts.png")
        windows.end()


class _Rooms:
    """The clinic of the pictures and a second workstation of it, which meet by a stick."""

    def __init__(self, made: Studio, folder: Path) -> None:
        self._folder = folder
        self._scenario = read_scenario(resource_folder() / "scenarios" / TRAINING_DAY)
        self._here = Replay(made.desk.clinic, self._scenario)
        self._made = made

    def quarrel(self) -> None:
        """Let both rooms do what neither could have known of the other."""
        here = self._here
        self._opens(here, "q1", "Chair 1", "p.abara")
        self._opens(here, "q4", "Chair 3", "p.mbeki")
        self._does(here, NURSE, "session.cancel", session="q4", reason="feels unwell")
        self._opens(here, "q5", "Chair 4", "p.castellanos")
        self._opens(here, "q6", "Chair 3", "p.mbeki")
        for do in ("session.screen", "session.intake", "session.order"):
            self._as_before(here, do, "s3", "q6")
        there = Replay(self._joined(self._scenario), self._scenario)
        self._as_before(there, "session.order", "s3", "q6")
        for room in (here, there):
            self._does(room, NURSE, "session.cancel", session="q1", reason="feels unwell")
            self._does(room, ADMINISTRATOR, "day.close", date="2026-03-03", witness=NURSE)
            source = {"from": {"vial": _VIAL}}
            self._does(room, NURSE, "stock.waste", **source, ml="8.00", **_WASTE)
        self._as_before(here, "session.prepare", "s3", "q6", draws=[{"vial": _BAG, "ml": "1.60"}])
        self._opens(here, "q2", "Chair 2", "p.oneil")
        self._opens(there, "q3", "Chair 2", "p.greer")
        self._does(here, NURSE, "session.sign", session="q4")
        self._does(there, NURSE, "note.add", session="q4", text="Comes again on Thursday.")
        self._does(here, NURSE, "session.cancel", session="q5", reason="did not come")
        self._as_before(there, "session.screen", "s3", "q5")
        self._carries(there.clinic, here.clinic)
        there.clinic.close()

    def _as_before(self, room: Replay, do: str, session: str, again: str, **other: object) -> None:
        """What was done in a session of the day, in another one."""
        steps = (each for each in self._scenario.steps if each.do == do and not each.refused)
        step = next(each for each in steps if each.fields["session"] == session)
        self._does(room, step.by, do, **{**step.fields, "session": again, **other})

    def _opens(self, room: Replay, session: str, chair: str, patient: str) -> None:
        given = {"patient": patient, "chair": chair, "protocol": "custom"}
        self._does(room, NURSE, "session.open", session=session, **given)

    def _does(self, room: Replay, by: str, do: str, **fields: object) -> None:
        step = Step(number=0, at=self._made.desk.now(), by=by, do=do, fields=fields)
        outcome = room.perform(step)
        assert isinstance(outcome, Done), f"{do}: {outcome}"

    def _joined(self, scenario: Scenario) -> Clinic:
        """Another workstation that was invited and begins with all that lies on the stick."""
        clinic, invitation = self._here.clinic, self._folder / "room.ketainvitation"
        turn = self._made.desk.turn
        assert Syncing(clinic).invite(turn, invitation, "") is None
        assert isinstance(Syncing(clinic).with_courier(self._folder, "write"), Report)
        passphrase = scenario.secrets[ADMINISTRATOR].passphrase
        opening = by_passphrase(ADMINISTRATOR, passphrase)
        room = self._folder / "room"
        assert isinstance(join(room, invitation, opening, clinic.clock), int)
        opened = unlock(room, ADMINISTRATOR, passphrase, clinic.clock, lambda _: clinic.clock)
        assert isinstance(opened, Unlocked)
        return opened.clinic

    def _carries(self, source: Clinic, target: Clinic) -> None:
        Syncing(source).with_courier(self._folder, "write")
        Syncing(target).with_courier(self._folder, "read")
        while target.take_in():
            pass
