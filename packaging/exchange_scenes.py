"""Windows of a clinic with several workstations: how the exchange stands, and who joins."""

import tempfile
import threading
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from PySide6.QtTest import QTest
from studio import SCREEN, Look, Studio, name_the_stick

from ketachart.app.clinic import Turn
from ketachart.app.outcomes import Trouble
from ketachart.app.resources import help_texts
from ketachart.app.workstations import HubAddress, HubRole, WorkstationStatus
from ketachart.bootstrap import log_files
from ketachart.domain.refusals import Refusal
from ketachart.ui.connections import Connections
from ketachart.ui.exchanges import Courier, Progress, Reported
from ketachart.ui.navigation import Navigation
from ketachart.ui.pictures import take_picture
from ketachart.ui.windows.join_page import JoinPage
from ketachart.ui.windows.paged_window import PagedWindow
from ketachart.ui.windows.way_back import WayBackWindow
from ketachart.ui.windows.workstations_page import WorkstationsPage

_EXCHANGED_MS = 250
_HUB = HubAddress(url="postgresql://hub.clinic.example:5432/ketahub", role="keta_4c1e", password="")
_TASKS = ("hub_set", "invite", "stick_write", "stick_read", "retire")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Came:
    """What an exchange comes to in a picture."""

    place: str = "hub.clinic.example"
    sent: int = 3
    received: int = 5
    set_aside: tuple[object, ...] = ()
    behind: tuple[object, ...] = ()
    forked: bool = False


@dataclass
class _Shown:
    """A hub and workstations that are there for a picture alone."""

    known: tuple[WorkstationStatus, ...]
    answer: Reported | Trouble
    awake: threading.Event = field(default_factory=threading.Event)

    def hub(self) -> HubAddress | None:
        return _HUB

    def workstations(self) -> tuple[WorkstationStatus, ...]:
        return self.known

    def line(self) -> "_Shown":
        return self

    def exchange(self, progress: Progress) -> Reported | Trouble:
        del progress
        return self.answer

    def wait(self, seconds: float) -> bool:
        del seconds
        self.awake.wait()
        self.awake.clear()
        return False

    def knock(self) -> None:
        self.awake.set()

    def close(self) -> None:
        """Nothing is open."""

    def with_courier(self, folder: Path, what: Courier) -> Reported | Trouble:
        del folder, what
        return self.answer

    def use_hub(self, address: HubAddress) -> Trouble | None:
        del address
        return None

    def set_up_hub(self, owner_url: str, ca: str) -> Trouble | None:
        del owner_url, ca
        return None

    def may_invite(self, turn: Turn) -> Refusal | None:
        del turn
        return None

    def make_role(self, owner_url: str) -> HubRole | Trouble:
        del owner_url
        return HubRole(device="ws-5d20c7aa", address=_HUB)

    def invite_with(self, turn: Turn, file: Path, role: HubRole) -> Refusal | Trouble | None:
        del turn, file, role
        return None

    def invite(self, turn: Turn, file: Path, owner_url: str) -> Refusal | Trouble | None:
        del turn, file, owner_url
        return None


def draw_exchange(made: Studio, folder: Path, look: Look) -> None:
    """Draw the board's line in each state, the page of the workstations, and joining."""
    now, size = made.desk.now(), SCREEN * look.percent / 100
    own = WorkstationStatus(
        device="ws-1f0a22b3",
        name="ws-1f0a22b3",
        is_own=True,
        last_seen=now,
        entries=12_408,
        last_receipt=now,
    )
    other = replace(own, device="ws-77c0913e", name="ws-77c0913e", is_own=False, entries=8_803)
    away = replace(
        other, device="ws-9e44a1f0", name="ws-9e44a1f0", last_seen=now - timedelta(days=3)
    )
    lost = replace(other, device="ws-00aa11bb", name="ws-00aa11bb", retired=True, set_aside=3)
    shown = _Shown(known=(own, other), answer=_Came())
    with tempfile.TemporaryDirectory() as places:
        connections = Connections(made.desk, shown, lambda _most: 0)
        windows = Navigation(made.desk, Path(places), log_files(), help_texts(), connections)
        windows.begin()
        board = windows.windows["board"]
        board.resize(size)
        trouble = Trouble(sentence="hub.clinic.example does not answer.")
        for name, known, answer in (
            ("well", (own, other), _Came()),
            ("away", (replace(own, waiting=12), other), trouble),
            ("lost", (own, other, away, lost), _Came(behind=("ws-1f0a22b3",))),
        ):
            shown.known, shown.answer = known, answer
            connections.synchroniser.exchange()
            QTest.qWait(_EXCHANGED_MS)
            take_picture(board, folder / f"board-exchange-{name}.png")
        connections.synchroniser.loss_seen()
        windows.open_page("admin:workstations")
        admin = windows.windows["admin"]
        admin.resize(size)
        page = admin.page("workstations") if isinstance(admin, PagedWindow) else None
        if isinstance(page, WorkstationsPage):
            page.table.choose(other.device)
            take_picture(admin, folder / "admin-workstations.png")
            for task in _TASKS:
                page.open_task(task)
                name_the_stick(page)
                take_picture(admin, folder / f"workstations-{task}.png")
        windows.open_conflicts()
        windows.windows["conflicts"].resize(size)
        take_picture(windows.windows["conflicts"], folder / "conflicts-none.png")
        windows.end()
    joining = WayBackWindow(JoinPage(lambda _file, _by: 0), "Join", "Join", "Joining …")
    joining.resize(joining.sizeHint() * look.percent / 100)
    take_picture(joining, folder / "join.png")
    joining.close()
    joining.deleteLater()
