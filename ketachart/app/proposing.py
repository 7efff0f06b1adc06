"""How a proposal stands, worked out from the log."""

from dataclasses import replace

from ketachart.domain import events as ev
from ketachart.domain.entries import Entry
from ketachart.domain.proposals import Proposal


def proposal_from(entry: Entry, event: ev.ChangeProposed) -> Proposal:
    """A proposal that nobody decided yet."""
    return Proposal(
        id=event.proposal,
        kind=event.kind,
        about=event.about,
        changes=event.changes,
        since=event.since,
        reason=event.reason,
        by=entry.author,
        at=entry.recorded_at,
    )


def decided(proposal: Proposal, entry: Entry, event: ev.ProposalDecided) -> Proposal:
    """The proposal once someone approved or refused it."""
    state = "approved" if event.approved else "refused"
    return replace(proposal, state=state, decided_by=entry.author, why=event.reason)
