"""What is known of the clinic's workstations, and where its hub is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from ketachart.app.outcomes import Trouble
from ketachart.store.errors import StoreError


@dataclass(frozen=True, slots=True, kw_only=True)
class HubAddress:
    """Where the hub is, and this workstation's role there.

    Attributes:
        url: `postgresql://host:port/database`, without a password.
        role: this workstation's role at the hub.
        password: of that role; never shown.
        ca: the certificates (PEM) that the hub's must come from, or until it is remembered their
            file; empty for those this computer trusts.
    """

    url: str
    role: str
    password: str = field(repr=False)
    ca: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HubRole:
    """A role that was made at the hub for a workstation which is to join under this name."""

    device: str
    address: HubAddress


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkstationStatus:
    """What this workstation knows of one workstation of the clinic.

    Attributes:
        device: its name in the log, such as `ws-1f0a22b3`.
        name: what people are shown.
        is_own: whether it is this one.
        last_seen: when its newest entry here was recorded; None if there is none.
        entries: how many of its entries are here.
        waiting: how many of them no place has acknowledged yet.
        last_receipt: when a place, or a stick that came back, last acknowledged its entries.
        set_aside: how many of its entries arrived, but were not taken.
        is_more_aside: whether more was set aside than is kept and counted.
        retired: whether an administrator retired it.
    """

    device: str
    name: str
    is_own: bool = False
    last_seen: datetime | None = None
    entries: int = 0
    waiting: int = 0
    last_receipt: datetime | None = None
    set_aside: int = 0
    is_more_aside: bool = False
    retired: bool = False


def some_taken_in(take_in: Callable[[], int]) -> int | Trouble:
    """Work in a little of what arrived.

    Args:
        take_in: does it, such as `Clinic.take_in`.

    Returns:
        How many entries, 0 when all are worked in; or why it can't be done.
    """
    try:
        return take_in()
    except StoreError as error:
        return Trouble(sentence=str(error), code=error.code)
