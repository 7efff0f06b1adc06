"""What may follow in a session that several workstations charted without knowing of each other.

An act is refused in a phase it does not belong to; where two rooms did not hear of each other, the
log brings such facts together all the same. What is further on stays so: a pump that runs, a bag
that was stopped, a patient who was released are never taken back by what another room recorded
before it knew.
"""

from collections.abc import Mapping
from typing import Final

from ketachart.domain import events as ev
from ketachart.domain.session import BEFORE_START, RUNNING, Phase, Session

_PUMPED: Final = (ev.RateChanged, ev.BolusGiven, ev.InfusionPaused, ev.InfusionResumed)
_HOW_FAR: Final[Mapping[Phase, int]] = {
    phase: number
    for number, phases in enumerate(
        (
            BEFORE_START,
            {Phase.CANCELLED},
            RUNNING,
            {Phase.RECOVERING},
            {Phase.RELEASED},
            {Phase.SIGNED},
            {Phase.COSIGNED},
        )
    )
    for phase in phases
}
"""Before the start a new order has the bag prepared anew, so those phases count alike."""


def takes_back(before: Session, after: Session, event: ev.Event) -> bool:
    """Whether a fact would put a session back behind what another workstation recorded.

    Args:
        before: the session without it.
        after: the session with it.
        event: the fact.
    """
    if isinstance(event, _PUMPED):
        return before.phase not in RUNNING
    if isinstance(event, ev.SessionReturned):
        return before.phase is Phase.COSIGNED
    return _HOW_FAR[after.phase] < _HOW_FAR[before.phase]
