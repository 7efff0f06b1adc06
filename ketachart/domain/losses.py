"""Losses and thefts: when they were discovered, and what was told of them."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from ketachart.domain import events as ev
from ketachart.domain.entries import Entry
from ketachart.domain.stock import Stock

REPORTABLE = frozenset({"loss", "theft"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """A loss or theft as it stands: both clocks run until notice and submitted form are entered."""

    id: str
    product: str
    classification: str
    explanation: str
    sealed: int
    ml: Decimal
    discovered: datetime
    notice_reference: str = ""
    notice_on: date | None = None
    form_reference: str = ""
    form_on: date | None = None
    form_submitted: bool = False

    @property
    def is_noticed(self) -> bool:
        """Whether the notice to the field office is entered."""
        return bool(self.notice_reference and self.notice_on)

    @property
    def is_settled(self) -> bool:
        """Whether neither clock runs any more; a draft of the form stops none."""
        return self.is_noticed and self.form_submitted


def loss_from(entry: Entry, before: Stock) -> Loss | None:
    """The case that an adjustment opens; None if it is neither loss nor theft."""
    event = entry.event
    if not isinstance(event, ev.StockAdjusted) or event.classification not in REPORTABLE:
        return None
    since = before.unresolved.since if before.unresolved is not None else None
    return Loss(
        id=entry.ref,
        product=event.product,
        classification=event.classification,
        explanation=event.explanation,
        sealed=event.sealed,
        ml=event.ml,
        discovered=since or entry.recorded_at,
    )


def reported(loss: Loss, event: ev.LossReported) -> Loss:
    """The case after something was reported; what is not said stays as it was."""
    return replace(
        loss,
        notice_reference=event.notice_reference or loss.notice_reference,
        notice_on=event.notice_on or loss.notice_on,
        form_reference=event.form_reference or loss.form_reference,
        form_on=event.form_on or loss.form_on,
        form_submitted=event.form_submitted or loss.form_submitted,
    )
