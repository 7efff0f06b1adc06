"""One value an amendment replaced."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One value an amendment replaced."""

    field: str
    old: str
    new: str
    by: str
    at: datetime
    reason: str
