"""What every act is, and how it is decided."""

from dataclasses import dataclass
from typing import ClassVar

from ketachart.domain.acts.checks import Raw, invalid, known_session, role_refused, text_of
from ketachart.domain.clinic import Context, World
from ketachart.domain.entries import Planned
from ketachart.domain.people import may
from ketachart.domain.refusals import Refusal, Refuse

Plan = tuple[Planned, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something a person wishes to do; fields hold what was typed, not yet checked."""

    do: ClassVar[str]
    meaning: ClassVar[str] = ""
    """What the author's own signature means; empty: the act is not signed by its author."""
    second_meaning: ClassVar[str] = "witnessed"

    def decide(self, world: World, context: Context) -> Plan:
        """The facts that follow, or leaves with a refusal."""
        raise TypeError(self.do)

    @property
    def right(self) -> str:
        """The right it needs."""
        return self.do

    @property
    def second_person(self) -> str:
        """Who has to sign beside the author; empty if nobody."""
        return ""

    @property
    def about_session(self) -> str:
        """The session it concerns, for the record of a refusal."""
        return text_of(getattr(self, "session", ""))


def decide(act: Act, world: World, context: Context) -> Plan | Refusal:
    """Whether a person may do this now, and what follows from it."""
    try:
        check_right(context, act.right)
        return act.decide(world, context)
    except Refuse as refused:
        return refused.refusal


def check_right(context: Context, do: str) -> None:
    """Refuse what no role of the person allows."""
    if not may(context.by, do):
        role_refused(context)


@dataclass(frozen=True, slots=True, kw_only=True)
class Malformed(Act):
    """An act whose fields are not those it has; refused after role and session."""

    do: ClassVar[str] = "malformed"
    intended: str
    fault: str
    session: Raw = None

    @property
    def right(self) -> str:
        """The right of what was intended."""
        return self.intended

    def decide(self, world: World, context: Context) -> Plan:
        """Refuse, in the published order."""
        if text_of(self.session) and self.intended != "session.open":
            known_session(world, self.session)
        invalid(self.fault, "Correct it.", "")
