"""The clinic's settings: limits, monitoring plans and alert bounds, as values.

The shipped defaults lie in `resources/defaults/limits.json`; a clinic adopts
them at set-up, so a later release never changes a running clinic's limits.
"""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class VitalLimits:
    """What one vitals field may be, and where it alerts.

    Attributes:
        low: the smallest possible value; below it the entry is refused.
        high: the largest possible value.
        alert_low: below it the value alerts (medium priority); None: never.
        alert_high: above it the value alerts.
        urgent_low: below it the alert is of high priority.
        urgent_high: above it the alert is of high priority.
        decimals: how many decimals may be typed.
    """

    unit: str
    low: Decimal
    high: Decimal
    alert_low: Decimal | None = None
    alert_high: Decimal | None = None
    urgent_low: Decimal | None = None
    urgent_high: Decimal | None = None
    decimals: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanStep:
    """For how many minutes (None: until the phase ends), every how many minutes."""

    minutes: int | None
    every: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything the clinic's physician may set. Times in minutes or seconds as named."""

    vitals: dict[str, VitalLimits]
    infusion_plan: tuple[PlanStep, ...]
    recovery_plan: tuple[PlanStep, ...]
    mean_pressure_alert_low: Decimal
    baseline_percent: int
    grace_s: int
    entered_late_s: int
    early_s: int
    first_early_s: int
    soft_mg_per_kg_h: Decimal
    hard_mg_per_kg_h: Decimal
    off_order_percent: int
    pump_tolerance_ml: Decimal
    pump_tolerance_percent: int
    release_score: int
    cadss_within: int
    release_vitals_min: int
    minimum_stay_min: int
    idle_lock_min: int
