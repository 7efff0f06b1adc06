"""Proposing another value, and deciding what was proposed."""

from typing import ClassVar

from ketachart.domain.acts import (
    Act,
    ApproveProposal,
    ProposeChange,
    RefuseProposal,
    SetIdleLock,
)
from ketachart.domain.acts.proposing import subject_of
from ketachart.domain.proposals import DIRECT, Kind, Proposal, fields_of
from ketachart.ui.desk import Desk
from ketachart.ui.presenters.proposals import HINTS, change_words, label_of, unit_of
from ketachart.ui.widgets.form import NumberField, TextField, sentence
from ketachart.ui.widgets.panel import Panel


class ProposePanel(Panel):
    """One limit or plan, or every field of a drug or protocol."""

    title: ClassVar[str] = "Propose a change"
    verb: ClassVar[str] = "Propose"

    def __init__(self, desk: Desk, kind: Kind, about: str) -> None:
        super().__init__(desk, "")
        self._kind = kind
        self._about = "" if kind is Kind.SETTINGS else about
        self._proposal = desk.clinic.new_id("x")
        subject = subject_of(desk.world, kind, self._about)
        if subject is None:
            raise LookupError(about)
        values = fields_of(subject)
        shown = (about,) if kind is Kind.SETTINGS else tuple(values)
        if self._about:
            self.add(sentence(self._about, "proposed_about"))
        self._fields = {name: TextField(name, label_of(name), text=values[name]) for name in shown}
        for name, field in self._fields.items():
            unit, hint = unit_of(name, subject), HINTS.get(name, "")
            self.add_field(label_of(name), field, unit=unit, hint=hint)
        self._since = TextField("since", "From day", hint="on approval")
        if kind is Kind.SETTINGS:
            hint = "Year, month, day; empty: once approved. Open sessions keep theirs."
            self.add_field("From day", self._since, hint=hint)
        self._reason = self.add_reason("Why?")
        self.add(sentence("An anesthesiologist approves it; until then nothing changes."))

    def act(self) -> Act:
        return ProposeChange(
            proposal=self._proposal,
            kind=self._kind.value,
            about=self._about,
            values={name: field.typed for name, field in self._fields.items()},
            since=self._since.typed or None,
            reason=self._reason.typed,
        )


class _DecidePanel(Panel):
    """A panel about one proposal."""

    def __init__(self, desk: Desk, proposal: Proposal) -> None:
        super().__init__(desk, "")
        self.proposal = proposal
        self.add(sentence(proposal.about or "Limits and plans", "proposed_about"))
        self.add(sentence(change_words(proposal), "proposed_change"))
        self.add(sentence(f"{desk.person_name(proposal.by)}: {proposal.reason}"))
        self.build()

    def build(self) -> None:
        """Add the fields."""


class ApprovePanel(_DecidePanel):
    """Put it into force, signed."""

    title: ClassVar[str] = "Approve"
    verb: ClassVar[str] = "Approve"

    def build(self) -> None:
        self.ask_own()

    def act(self) -> Act:
        return ApproveProposal(proposal=self.proposal.id)


class RefusePanel(_DecidePanel):
    """Leave things as they are."""

    title: ClassVar[str] = "Refuse"
    verb: ClassVar[str] = "Refuse"

    def build(self) -> None:
        self._reason = self.add_reason("Why?")

    def act(self) -> Act:
        return RefuseProposal(proposal=self.proposal.id, reason=self._reason.typed)


class IdleLockPanel(Panel):
    """After how many minutes the screen locks by itself."""

    title: ClassVar[str] = "Idle lock"
    verb: ClassVar[str] = "Change"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "")
        minutes = desk.world.settings_at(desk.now()).idle_lock_min
        self._minutes = NumberField(DIRECT, "Minutes until the lock", text=str(minutes))
        self.add_field(
            "Nobody types or touches for", self._minutes, unit="min", hint="1 to 60 minutes."
        )

    def act(self) -> Act:
        return SetIdleLock(idle_lock_min=self._minutes.typed)
