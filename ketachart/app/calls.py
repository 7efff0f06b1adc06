"""Calls for a witness: an act that waits for somebody's PIN, given in another window.

A call is no fact: nothing is recorded before the witness signs, and then it is the act of
whoever asked. Until then it lies among the drafts, so that it survives a crash.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Final

import msgspec

from ketachart.app.half_typed import HalfTyped
from ketachart.app.outcomes import Outcome, Refused, Trouble, Turn
from ketachart.app.pending import Changed
from ketachart.domain.acts import (
    Act,
    BreakContainer,
    CancelSession,
    GiveMedication,
    Malformed,
    Release,
    SignSession,
    WasteStock,
)
from ketachart.domain.acts.reading import act_from_fields
from ketachart.domain.people import Person, may
from ketachart.domain.refusals import Code, Refusal

PLACE: Final = "call:"
Witnessed = WasteStock | BreakContainer | GiveMedication
"""What may wait for its witness; a pump is never started without one at the chair."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """An act that waits for a witness.

    Attributes:
        id: a name of its own.
        do: the act's published name.
        fields: what was typed, by published name, without the witness.
        words: exactly what the witness signs, for them to read.
        session: the session it concerns; empty if none.
        author: who asked, and whose act it will be.
        asked_at: since when it waits.
    """

    id: str
    do: str
    fields: dict[str, object]
    words: str
    session: str
    author: str
    asked_at: datetime


_DOSE: Final = frozenset({GiveMedication.do})
_LOST_BY: Final = {
    Release.do: _DOSE,
    CancelSession.do: _DOSE,
    SignSession.do: _DOSE | {WasteStock.do},
}
"""After what no more can be recorded of what waits, by the acts' names."""
_DECODER: Final = msgspec.json.Decoder(Call)


class Calls(HalfTyped, ABC):
    """The part of the door where a witness is asked for and answers."""

    def call_witness(self, act: Witnessed, turn: Turn, words: str) -> Call | Refusal | Trouble:
        """Ask for a witness: what is wrong with the act otherwise is told at once."""
        refusal = self.would_refuse(act, turn)
        if refusal is not None:
            return refusal
        call = Call(
            id=self.new_id("call"),
            do=act.do,
            fields=_fields(act),
            words=words,
            session=act.about_session,
            author=turn.person.id,
            asked_at=self.clock.now(),
        )
        if any(_is_same(call, other) for other in self.calls()):
            return Refusal(
                code=Code.INPUT_INVALID,
                sentence="This waits for a witness already.",
                remedy="Have it signed on the board, or withdraw it there.",
            )
        trouble = self._keep(PLACE + call.id, call.author, call)
        if trouble is not None:
            return trouble
        self._tell_of(call)
        return call

    def calls(self) -> tuple[Call, ...]:
        """The open calls, the oldest first."""
        kept = (draft for draft in self.vault.drafts.all() if draft.place.startswith(PLACE))
        found = (_DECODER.decode(draft.body) for draft in kept)
        return tuple(sorted(found, key=lambda call: (call.asked_at, call.id)))

    def call(self, call_id: str) -> Call | None:
        """One call, if it is still open."""
        return next((call for call in self.calls() if call.id == call_id), None)

    def answer_call(self, call_id: str, witness: str, secret: str) -> Outcome:
        """Do what waits, signed by the witness; a refusal leaves the call open."""
        call = self.call(call_id)
        act = _act(call, witness) if call is not None else None
        if call is None or act is None:
            return Refused(refusal=_gone())
        author = next((each for each in self.present() if each.id == call.author), None)
        if author is None:
            return Refused(refusal=self._left(call.author))
        turn, draft = Turn(person=author), PLACE + call.id
        return self.perform(act, turn, second_secret=secret, draft=draft)

    def withdraw_call(self, call_id: str, turn: Turn) -> Refusal | Trouble | None:
        """Give a call up: whoever asked, or anyone who might have done the same."""
        call = self.call(call_id)
        if call is None:
            return _gone()
        if turn.person.id != call.author and not may(turn.person, call.do):
            return Refusal(
                code=Code.ROLE,
                sentence="Your role doesn't allow this.",
                remedy="Ask whoever called for the witness.",
            )
        trouble = self.delete_draft(PLACE + call.id)
        if trouble is None:
            self._tell_of(call)
        return trouble

    def _waits(self, act: Act) -> Refusal | None:
        """What an act would make impossible to record: it waits for its witness first."""
        lost = _LOST_BY.get(act.do, frozenset())
        waiting = [each for each in self.calls() if each.do in lost] if lost else []
        call = next((each for each in waiting if each.session == act.about_session), None)
        if call is None:
            return None
        return Refusal(
            code=Code.WITNESS_REQUIRED,
            sentence=f"This waits for a witness: {call.words.rstrip('.')}.",
            remedy="Have it signed, or withdraw it, then go on.",
            about="calls",
        )

    # --- what the door gives ----------------------------------------------------------------------

    @abstractmethod
    def perform(
        self,
        act: Act,
        turn: Turn,
        *,
        own_secret: str = "",
        second_secret: str = "",
        step: int | None = None,
        draft: str = "",
    ) -> Outcome:
        """Do something in someone's turn."""

    @abstractmethod
    def check(self, act: Act, turn: Turn) -> Refusal | None:
        """What would be refused."""

    @abstractmethod
    def people(self) -> tuple[Person, ...]:
        """Everyone."""

    @abstractmethod
    def present(self) -> tuple[Person, ...]:
        """Who signed in in this shift."""

    @abstractmethod
    def new_id(self, prefix: str) -> str:
        """A name for something new."""

    @abstractmethod
    def tell(self, changed: Changed) -> None:
        """Tell whoever shows it."""

    # --- inner workings ---------------------------------------------------------------------------

    def would_refuse(self, act: Witnessed, turn: Turn) -> Refusal | None:
        """What is wrong with an act beside its missing witness: tried with any that may be one."""
        others = (each for each in self.people() if each.id != turn.person.id)
        witness = next((each.id for each in others if may(each, "witness")), "")
        return self.check(replace(act, witness=witness), turn)

    def _left(self, author: str) -> Refusal:
        name = next((each.name for each in self.people() if each.id == author), author)
        return Refusal(
            code=Code.AUTH_LOCKED,
            sentence=f"{name} asked for this and is not signed in in this shift any more.",
            remedy=f"{name} signs in first; or withdraw it, and who is here records it.",
        )

    def _tell_of(self, call: Call) -> None:
        sessions = frozenset({call.session}) if call.session else frozenset[str]()
        self.tell(Changed(sessions=sessions, calls=True))


def _is_same(call: Call, other: Call) -> bool:
    return (call.do, call.fields, call.author) == (other.do, other.fields, other.author)


def _gone() -> Refusal:
    return Refusal(
        code=Code.ENTRY_UNKNOWN,
        sentence="This call isn't open any more.",
        remedy="Look in the log: it was signed or withdrawn.",
    )


def _fields(act: Witnessed) -> dict[str, object]:
    """What was typed, by published name, as it comes back from the vault."""
    typed: Mapping[str, object] = {
        str(field.metadata.get("name", field.name)): getattr(act, field.name)
        for field in fields(act)
        if field.name != "witness"
    }
    given = {name: value for name, value in typed.items() if value is not None}
    return dict(msgspec.json.decode(msgspec.json.encode(given)))


def _act(call: Call, witness: str) -> Act | None:
    """The act that waits, with its witness; a dose was given when it was asked for."""
    given = {**call.fields, "witness": witness}
    if call.do == GiveMedication.do:
        given.setdefault("observed_at", call.asked_at.isoformat())
    act = act_from_fields(call.do, given)
    return None if isinstance(act, Malformed) else act
