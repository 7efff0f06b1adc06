"""Settling what workstations said differently."""

from dataclasses import dataclass
from typing import ClassVar

from ketachart.domain import events as ev
from ketachart.domain.acts.act import Act, Plan
from ketachart.domain.acts.checks import Raw, invalid, text
from ketachart.domain.clinic import Context, World
from ketachart.domain.entries import CLINIC, Planned
from ketachart.domain.refusals import Code, refuse


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleConflict(Act):
    """Say what was done about something that workstations said differently."""

    do: ClassVar[str] = "conflict.settle"
    conflict: Raw = None
    words: Raw = None

    def decide(self, world: World, context: Context) -> Plan:
        """Whoever has the role it waits for, in words; both facts stay as they are."""
        found = world.conflict(text(self.conflict, "conflict", "The conflict"))
        if found is None or found.settled is not None:
            invalid("This waits for nobody any more.", "Look at the list again.", "conflict")
        if found.role not in context.by.roles:
            refuse(
                Code.ROLE,
                f"This waits for someone who is {found.role.value}.",
                "Ask someone whose role it is.",
            )
        words = text(self.words, "words", "What was done")
        event = ev.ConflictSettled(conflict=found.id, words=words)
        return (Planned(stream=CLINIC, event=event),)
