"""What is known of the clinic's workstations, and where its hub is."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HubAddress:
    """Where the hub is, and this workstation's role there.

    Attributes:
        url: `postgresql://host:port/database`, without a password.
        role: this workstation's role at the hub.
        password: of that role; never shown.
        ca: the file of the certificate that the hub's must come from; empty if none is used.
    """

    url: str
    role: str
    password: str = field(repr=False)
    ca: str = ""


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
    retired: bool = False
