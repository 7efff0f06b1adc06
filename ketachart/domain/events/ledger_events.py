"""Facts of the ledger beyond one product: inventories, what was reported of a loss, the rules."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ketachart.domain.events.fact import Event
from ketachart.domain.profiles import StateProfile


@dataclass(frozen=True, slots=True, kw_only=True)
class InventoryLine:
    """What was counted of one product (21 CFR 1304.11)."""

    product: str
    substance: str
    schedule: str
    finished_form: str
    ndc: str
    sealed: int
    open_ml: Decimal
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InventoryTaken(Event):
    """Two persons counted all that is on hand, at the opening or the close of business."""

    kind: str
    day: date
    moment: str
    lines: tuple[InventoryLine, ...]
    witness: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LossReported(Event):
    """What was told of a loss or theft; each part may come at its own time."""

    loss: str
    notice_reference: str = ""
    notice_on: date | None = None
    form_reference: str = ""
    form_on: date | None = None
    form_submitted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileAdopted(Event):
    """The rules of the place were chosen or changed; what held before stands beside."""

    profile: StateProfile
    before: StateProfile
