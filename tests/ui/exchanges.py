"""An exchange whose answers are in the test's hand, and that is held up where the test wants."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from ketachart.app.clinic import Turn
from ketachart.app.outcomes import Trouble
from ketachart.app.workstations import HubAddress, HubRole, WorkstationStatus
from ketachart.domain.refusals import Refusal

OWN = WorkstationStatus(device="ws-own", name="Front desk", is_own=True, entries=40)
HUB = HubAddress(url="postgresql://hub.clinic.example:5432/keta", role="r1", password="quiet")


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """What came of an exchange."""

    place: str = "hub.clinic.example"
    sent: int = 0
    received: int = 0
    set_aside: tuple[object, ...] = ()
    behind: tuple[object, ...] = ()
    forked: bool = False


@dataclass
class InHand:
    """The places a test plays itself."""

    address: HubAddress | None = HUB
    known: tuple[WorkstationStatus, ...] = (OWN,)
    answer: Came | Trouble = field(default_factory=Came)
    asked: list[str] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    gate: threading.Event = field(default_factory=threading.Event)
    fault: Exception | None = None
    rung: bool = False
    awake: threading.Event = field(default_factory=threading.Event)
    hub_answer: Trouble | None = None

    def __post_init__(self) -> None:
        self.gate.set()

    def hub(self) -> HubAddress | None:
        return self.address

    def workstations(self) -> tuple[WorkstationStatus, ...]:
        return self.known

    def line(self) -> "InHand":
        return self

    def exchange(self, progress: Callable[[int, int], None]) -> Came | Trouble:
        self.at_once += 1
        self.most_at_once = max(self.at_once, self.most_at_once)
        self.asked.append("hub")
        if self.fault is not None:
            self.at_once -= 1
            raise self.fault
        try:
            while not self.gate.wait(0.01):
                progress(1, 4)
            return self.answer
        finally:
            self.at_once -= 1

    def with_courier(self, folder: Path, what: str) -> Came | Trouble:
        self.asked.append(f"{what} {folder.name}")
        return self.answer

    def wait(self, seconds: float) -> bool:  # noqa: ARG002
        self.awake.wait()
        self.awake.clear()
        rung, self.rung = self.rung, False
        return rung

    def knock(self) -> None:
        self.awake.set()

    def bell(self) -> None:
        self.rung = True
        self.awake.set()

    def close(self) -> None:
        self.asked.append("closed")

    def use_hub(self, address: HubAddress) -> Trouble | None:
        self.asked.append(f"use {address.url} {address.role}")
        if self.hub_answer is None:
            self.address = address
        return self.hub_answer

    def set_up_hub(self, owner_url: str, ca: str) -> Trouble | None:
        self.asked.append(f"set up {owner_url} {ca}".rstrip())
        if self.hub_answer is None:
            self.address = HUB
        return self.hub_answer

    def may_invite(self, turn: Turn) -> Refusal | None:  # noqa: ARG002
        return None

    def make_role(self, owner_url: str) -> HubRole | Trouble:
        self.asked.append(f"role {owner_url}")
        self.gate.wait()
        return self.hub_answer or HubRole(device="ws-new", address=HUB)

    def invite_with(self, turn: Turn, file: Path, role: HubRole) -> Refusal | Trouble | None:
        return self.invite(turn, file, f"as {role.device}")

    def invite(self, turn: Turn, file: Path, owner_url: str) -> Refusal | Trouble | None:
        self.asked.append(f"invite {turn.person.id} {file.name} {owner_url}".rstrip())
        file.write_text("sealed", encoding="ascii")
        return None
