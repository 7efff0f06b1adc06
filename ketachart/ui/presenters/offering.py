"""What a monitor offers, as the due column and the line above it show it; no Qt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ketachart.app.offering import ChairOffer, MonitorState, OfferedValue
from ketachart.domain.monitors import HERE_ONLY, Monitor, Wire
from ketachart.domain.quantities import written
from ketachart.domain.vitals import FIELDS
from ketachart.ui.presenters.entry_fields import EntryCell
from ketachart.ui.presenters.ledger import TableLine

DEVICE: Final = "device"
_AGE_STEP_S: Final = 5
"""Ages are told in steps, so that a line is not written anew every second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellOffer:
    """What is offered for one cell.

    Attributes:
        text: as it would be typed.
        source: where it comes from, as it is charted: `device Bedside 3`.
    """

    text: str
    source: str


def cell_offers(offer: ChairOffer | None, cells: Sequence[EntryCell]) -> dict[str, CellOffer]:
    """What is offered for each of these cells; a pressure only with both its numbers."""
    values: Mapping[str, OfferedValue] = offer.values if offer is not None else {}
    found = {}
    for cell in cells:
        parts = [values[each.key] for each in cell.fields if each.key in values]
        if len(parts) == len(cell.fields):
            text = "/".join(written(part.value) for part in parts)
            found[cell.key] = CellOffer(text=text, source=f"{DEVICE} {parts[0].monitor}")
    return found


def offer_words(
    offer: ChairOffer, shown: Mapping[str, CellOffer], cells: Sequence[EntryCell]
) -> str:
    """What a monitor offers, how old it is, and what of it is not offered and why.

    Args:
        offer: at the chair.
        shown: what of it the due column shows.
        cells: those of the due column.
    """
    in_rows = {field.key for cell in cells for field in cell.fields}
    elsewhere = [FIELDS[name] for name in offer.values if name not in in_rows]
    who = " and ".join(offer.monitors)
    if offer.silent_s is None:
        first = f"{who}: nothing came yet."
    elif not shown and not offer.values and not offer.said:
        first = f"{who}: nothing came for {_age(offer.silent_s)}."
    elif not shown:
        first = ""
    else:
        count = len(shown)
        many = f"{count} {'value' if count == 1 else 'values'}"
        oldest = max(each.age_s for each in offer.values.values())
        first = f"{who} offers {many}, {_old(oldest)}."
    hidden = f"V shows the row of: {', '.join(elsewhere)}." if elsewhere else ""
    said = f"▲ {' '.join(offer.said)}" if offer.said else ""
    return " ".join(part for part in (first, said, hidden) if part)


def _old(seconds: int) -> str:
    steps = seconds // _AGE_STEP_S * _AGE_STEP_S
    return f"up to {steps} s old" if steps else "just now"


def _age(seconds: int) -> str:
    if seconds < 120:
        return f"{seconds // _AGE_STEP_S * _AGE_STEP_S} s"
    return f"{seconds // 60} min" if seconds < 7200 else f"{seconds // 3600} h"


# ── The page of the administration ───────────────────────────────────────────────────────────────

MONITOR_COLUMNS: Final = ("Monitor", "Chair", "Listened to", "Where", "Last heard", "Last fault")


def monitor_line(monitor: Monitor, state: MonitorState, chairs: Sequence[str]) -> TableLine:
    """A monitor as a line of the table."""
    heard = "not since the start" if state.heard_s is None else f"{_age(state.heard_s)} ago"
    fault = f"{_age(state.trouble_s)} ago: {state.trouble}" if state.trouble else "none"
    chair = monitor.chair if monitor.chair in chairs else f"{monitor.chair}: no longer there"
    cells = (
        monitor.name,
        chair,
        "yes" if monitor.on else "no",
        where_words(monitor),
        heard if monitor.on else "–",
        fault if monitor.on else "–",
    )
    return TableLine(key=monitor.id, cells=cells)


def where_words(monitor: Monitor) -> str:
    """By which way a monitor's values come."""
    if monitor.wire is Wire.SERIAL:
        return f"serial line {monitor.line}, {monitor.speed} bits/s"
    host = "this computer only" if monitor.host == HERE_ONLY else monitor.host
    sender = f", calls itself {monitor.sender}" if monitor.sender else ""
    return f"HL7 at port {monitor.port}, {host}{sender}"
