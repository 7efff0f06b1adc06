"""Workstations: inviting another, naming and retiring one."""

from dataclasses import dataclass
from typing import ClassVar, Final

from ketachart.domain import events as ev
from ketachart.domain.acts.act import Act, Plan
from ketachart.domain.acts.checks import Raw, invalid, reason, text
from ketachart.domain.clinic import Context, World
from ketachart.domain.entries import Planned, workstation_stream

_LONGEST_NAME: Final = 24
"""What a column of the list holds."""


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
class NameWorkstation(Act):
    """Call a workstation what people call it; in the log it keeps its own name."""

    do: ClassVar[str] = "workstation.name"
    device: Raw = None
    name: Raw = None

    def decide(self, world: World, context: Context) -> Plan:
        """A short name that no other workstation has."""
        device = text(self.device, "device", "The workstation")
        name = " ".join(text(self.name, "name", "The name").split())
        if len(name) > _LONGEST_NAME:
            invalid(f"The name has {len(name)} signs.", f"Use at most {_LONGEST_NAME}.", "name")
        for other, taken in world.workstation_names().items():
            if other != device and taken.casefold() == name.casefold():
                invalid(f"{taken} is another workstation.", "Choose another name.", "name")
        event = ev.WorkstationNamed(device=device, name=name)
        return (Planned(stream=workstation_stream(device), event=event),)


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
