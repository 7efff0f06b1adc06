"""What the windows ask of the exchange with the other workstations; see app.syncing."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal, Protocol

from ketachart.app.clinic import Turn
from ketachart.app.outcomes import Trouble
from ketachart.app.workstations import HubAddress, HubRole, WorkstationStatus
from ketachart.domain.refusals import Refusal

Courier = Literal["write", "read"]
Progress = Callable[[int, int], None]


class Reported(Protocol):
    """What came of an exchange."""

    @property
    def place(self) -> str:
        """Where, in words."""

    @property
    def sent(self) -> int:
        """How many entries were sent."""

    @property
    def received(self) -> int:
        """How many entries were new here."""

    @property
    def set_aside(self) -> Sequence[object]:
        """What arrived and was not taken."""

    @property
    def behind(self) -> Sequence[object]:
        """Whose entries the place acknowledged once and holds no longer."""

    @property
    def forked(self) -> bool:
        """Whether the place holds entries of our own name that we never wrote."""


class Line(Protocol):
    """The line to the hub; see app.hub_line."""

    def exchange(self, progress: Progress) -> Reported | Trouble:
        """Exchange with the hub that is remembered now; on the exchange's thread."""

    def wait(self, seconds: float) -> bool:
        """Wait until the hub rings, or for so long; on the exchange's thread.

        Returns:
            Whether the hub is to be asked; not if somebody knocked.
        """

    def knock(self) -> None:
        """End a wait; on any thread."""

    def close(self) -> None:
        """Let the hub go; on the exchange's thread."""


class Exchanges(Protocol):
    """What exchanges with a place; see app.syncing."""

    def hub(self) -> HubAddress | None:
        """The hub that is remembered; on any thread."""

    def workstations(self) -> tuple[WorkstationStatus, ...]:
        """All that are known; on the windows' thread."""

    def line(self) -> Line:
        """A line to the hub, for the exchange's thread; connects to nothing yet."""

    def with_courier(self, folder: Path, what: Courier) -> Reported | Trouble:
        """Write to a stick, or read from one; on any thread."""

    def use_hub(self, address: HubAddress) -> Trouble | None:
        """Try a hub and remember it; on any thread."""

    def set_up_hub(self, owner_url: str, ca: str) -> Trouble | None:
        """Make what a hub needs in a database and remember it; on any thread."""

    def invite(self, turn: Turn, file: Path, owner_url: str) -> Refusal | Trouble | None:
        """Write an invitation for another workstation; on the windows' thread.

        With the owner of the hub it waits for that; see `make_role`.
        """

    def may_invite(self, turn: Turn) -> Refusal | None:
        """Why an invitation would be refused; on the windows' thread."""

    def make_role(self, owner_url: str) -> HubRole | Trouble:
        """Make a role at the hub for a workstation that is to be invited; on any thread."""

    def invite_with(self, turn: Turn, file: Path, role: HubRole) -> Refusal | Trouble | None:
        """Write an invitation with a role that was made; on the windows' thread."""
