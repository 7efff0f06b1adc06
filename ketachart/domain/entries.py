"""A fact with who, where and when: one row of the log."""

from dataclasses import dataclass
from datetime import datetime

from ketachart.domain.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of the log.

    Attributes:
        device: the workstation that recorded it.
        seq: its place in that workstation's log, without gaps.
        stream: `session:…`, `stock:…`, `person:…`, `patient:…` or `clinic`.
        author: the person, or the workstation itself.
        observed_at: when it was true of the patient.
        recorded_at: when it was saved.
    """

    device: str
    seq: int
    stream: str
    author: str
    observed_at: datetime
    recorded_at: datetime
    event: Event

    @property
    def ref(self) -> str:
        """The name by which other entries point at this one."""
        return f"{self.device}:{self.seq}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A fact that a rule decided on and that is not yet recorded."""

    stream: str
    event: Event
    observed_at: datetime | None = None


def session_stream(session: str) -> str:
    """The stream of a session."""
    return f"session:{session}"


def stock_stream(product: str) -> str:
    """The stream of a product."""
    return f"stock:{product}"


def person_stream(person: str) -> str:
    """The stream of a person."""
    return f"person:{person}"


def patient_stream(patient: str) -> str:
    """The stream of a patient."""
    return f"patient:{patient}"


def workstation_stream(device: str) -> str:
    """The stream of what is known of a workstation: invited, vouched for, retired."""
    return f"workstation:{device}"


CLINIC = "clinic"
KEYS = "keyring"
"""The stream of the wrapped keys that all workstations share."""
