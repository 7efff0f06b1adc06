"""Workstations: inviting another, and retiring one."""

from dataclasses import dataclass
from typing import ClassVar

from ketachart.domain import events as ev
from ketachart.domain.acts.act import Act, Plan
from ketachart.domain.acts.checks import Raw, invalid, reason, text
from ketachart.domain.clinic import Context, World
from ketachart.domain.entries import Planned, workstation_stream


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteWorkstation(Act):
    """Let another workstation of this clinic join."""

    do: ClassVar[str] = "workstation.invite"
    invitation: str
    device: str

    def decide(self, world: World, context: Context) -> Plan:
        """Both names are made by the program."""
        event = ev.WorkstationInvited(invitation=self.invitation, device=self.device)
        return (Planned(stream=workstation_stream(self.device), event=event),)


@dataclass(frozen=True, slots=True, kw_only=True)
class RetireWorkstation(Act):
    """Take nothing more from a workstation; what it recorded until now stays."""

    do: ClassVar[str] = "workstation.retire"
    device: Raw = None
    reason: Raw = None

    def decide(self, world: World, context: Context) -> Plan:
        """Another one than this, and for a reason."""
        device = text(self.device, "device", "The workstation")
        newest = world.newest_of(device)
        if newest is None:
            invalid(
                "There is no other workstation of that name.",
                "Choose one from the list; this one is retired from another.",
                "device",
            )
        why = reason(self.reason, "Retiring a workstation")
        seq, digest = newest
        event = ev.WorkstationRetired(device=device, last_seq=seq, last_hash=digest, reason=why)
        return (Planned(stream=workstation_stream(device), event=event),)
