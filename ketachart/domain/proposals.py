"""Limits, plans, drugs and protocols as fields of text, and how a proposal changes them.

An administrator proposes, an anesthesiologist approves; a proposal names single fields with the
value before and after, so that two proposals for different fields don't undo one another.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Final, Never, TypeVar, cast

from ketachart.domain.formulary import DoseChoice, Drug
from ketachart.domain.protocols import Protocol
from ketachart.domain.quantities import exact, written
from ketachart.domain.settings import PlanStep, Settings, VitalLimits

Subject = Settings | Drug | Protocol
_T = TypeVar("_T", Settings, Drug, Protocol, VitalLimits)
PLANS: Final = ("infusion_plan", "recovery_plan")
DECIMALS: Final = (
    "mean_pressure_alert_low",
    "soft_mg_per_kg_h",
    "hard_mg_per_kg_h",
    "pump_tolerance_ml",
)
DRUG_TEXTS: Final = ("restricted_to", "give_over", "repeat", "session_most", "reassess_words")
PROTOCOL_TEXTS: Final = ("name", "indication", "setting")
DIRECT: Final = "idle_lock_min"
"""Of the settings the one that no physician needs to approve."""
_LIMITS: Final = ("low", "urgent_low", "alert_low", "alert_high", "urgent_high", "high")
_STEP: Final = re.compile(r"(?:for (\d{1,4}) min )?every (\d{1,3}) min")
_LONGEST_MINUTES: Final = 24 * 60
_LARGEST: Final = 100_000
NONE: Final = ""


class Kind(StrEnum):
    """What a proposal is about."""

    SETTINGS = "settings"
    DRUG = "drug"
    PROTOCOL = "protocol"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field, before and after, as text."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What somebody proposed, and what came of it.

    Attributes:
        about: the drug or protocol; empty for the settings.
        since: the day from which it shall hold; None: from the approval on.
        state: open, approved or refused.
    """

    id: str
    kind: Kind
    about: str
    changes: tuple[FieldChange, ...]
    since: date | None
    reason: str
    by: str
    at: datetime
    state: str = "open"
    decided_by: str = ""
    why: str = ""


class NotAValue(ValueError):
    """A field's text is no value for it; says which field, and why."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
        self.sentence = sentence


def fields_of(subject: Subject) -> dict[str, str]:
    """Every field that can be proposed otherwise, as text."""
    if isinstance(subject, Settings):
        return _settings_fields(subject)
    if isinstance(subject, Drug):
        return _drug_fields(subject)
    return {
        **{name: str(getattr(subject, name)) for name in PROTOCOL_TEXTS},
        "minutes_least": _optional(subject.minutes_least),
        "minutes_most": _optional(subject.minutes_most),
        "cap_mg_per_h": _optional(subject.cap_mg_per_h),
    }


def with_fields(subject: Subject, values: Mapping[str, str]) -> Subject:
    """The subject with other values in some fields.

    Raises:
        NotAValue: a text is no value for its field, or the values don't fit together.
    """
    for field, text in values.items():
        if field not in fields_of(subject):
            raise NotAValue(field, "There is no such field.")
        subject = _with_field(subject, field, text.strip())
    if isinstance(subject, Settings):
        _check_settings(subject)
    if isinstance(subject, Protocol) and (subject.minutes_least or 0) > (
        subject.minutes_most or _LONGEST_MINUTES
    ):
        raise NotAValue("minutes_most", "The longest session is shorter than the shortest.")
    return subject


def changes_between(subject: Subject, values: Mapping[str, str]) -> tuple[FieldChange, ...]:
    """The fields that are others afterwards, as they are written; raises NotAValue."""
    before, after = fields_of(subject), fields_of(with_fields(subject, values))
    return tuple(
        FieldChange(field=field, before=before[field], after=after[field])
        for field in before
        if before[field] != after[field]
    )


# ── As text ──────────────────────────────────────────────────────────────────────────────────────


def _settings_fields(settings: Settings) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in fields(settings):
        value = getattr(settings, each.name)
        if each.name in PLANS:
            found[each.name] = plan_text(value)
        elif each.name not in {"vitals", DIRECT}:
            found[each.name] = _optional(value)
    for name, limits in settings.vitals.items():
        for limit in _LIMITS:
            found[f"vitals.{name}.{limit}"] = _optional(getattr(limits, limit))
    return found


def _drug_fields(drug: Drug) -> dict[str, str]:
    return {
        "choices": "; ".join(choice.written() for choice in drug.choices),
        **{name: str(getattr(drug, name)) for name in DRUG_TEXTS},
        "repeat_after_minutes": _optional(drug.repeat_after_minutes),
        "reassess_at": ", ".join(str(minute) for minute in drug.reassess_at),
        "extends_observation_minutes": str(drug.extends_observation_minutes),
    }


def plan_text(plan: tuple[PlanStep, ...]) -> str:
    """`for 15 min every 5 min, every 10 min`."""
    return ", ".join(
        f"for {step.minutes} min every {step.every} min"
        if step.minutes is not None
        else f"every {step.every} min"
        for step in plan
    )


def _optional(value: Decimal | int | None) -> str:
    if value is None:
        return NONE
    return str(value) if isinstance(value, int) else written(value)


# ── From text ────────────────────────────────────────────────────────────────────────────────────


def _with_field(subject: Subject, field: str, text: str) -> Subject:
    if isinstance(subject, Settings):
        return _settings_with(subject, field, text)
    if isinstance(subject, Drug):
        return _with_value(subject, field, _DRUG_READERS.get(field, _words)(field, text))
    return _with_value(subject, field, _PROTOCOL_READERS.get(field, _name)(field, text))


def _with_value(subject: _T, field: str, value: object) -> _T:
    # The field's name is known only now; that the value is of its type was seen when it was read.
    return replace(subject, **cast("dict[str, Never]", {field: value}))


def _settings_with(settings: Settings, field: str, text: str) -> Settings:
    area, _, rest = field.partition(".")
    if area == "vitals":
        name, _, limit = rest.partition(".")
        value = _amount(field, text) if text or limit in {"low", "high"} else None
        limits = _with_value(settings.vitals[name], limit, value)
        return replace(settings, vitals={**settings.vitals, name: limits})
    if field in PLANS:
        return _with_value(settings, field, _plan(field, text))
    if field in DECIMALS:
        return _with_value(settings, field, _amount(field, text))
    return _with_value(settings, field, _whole(field, text))


def _whole(field: str, text: str) -> int:
    value = exact(text)
    if value is None or value != int(value) or not 0 <= value <= _LARGEST:
        raise NotAValue(field, "This must be a whole number from 0 on.")
    return int(value)


def _minutes_or_none(field: str, text: str) -> int | None:
    return _whole(field, text) if text else None


def _amount(field: str, text: str) -> Decimal:
    value = exact(text)
    if value is None or not 0 <= value <= _LARGEST:
        raise NotAValue(field, "This must be a number from 0 on, with a point if needed.")
    return value


def _amount_or_none(field: str, text: str) -> Decimal | None:
    return _amount(field, text) if text else None


def _words(_field: str, text: str) -> str:
    return text


def _name(field: str, text: str) -> str:
    if not text:
        raise NotAValue(field, "This can't be empty.")
    return text


def _plan(field: str, text: str) -> tuple[PlanStep, ...]:
    steps: list[PlanStep] = []
    for part in text.split(","):
        match = _STEP.fullmatch(" ".join(part.split()))
        if match is None:
            raise NotAValue(field, "Write it as: for 15 min every 5 min, every 10 min.")
        minutes = int(match[1]) if match[1] else None
        steps.append(PlanStep(minutes=minutes, every=int(match[2])))
    if any(step.every == 0 or step.minutes == 0 for step in steps):
        raise NotAValue(field, "Minutes are 1 or more.")
    if steps[-1].minutes is not None or any(step.minutes is None for step in steps[:-1]):
        raise NotAValue(field, "The last step alone has no end: every 10 min.")
    return tuple(steps)


def _choices(field: str, text: str) -> tuple[DoseChoice, ...]:
    found: list[DoseChoice] = []
    for part in filter(None, (each.strip() for each in text.split(";"))):
        amount, unit, *route = part.split(maxsplit=2) if len(part.split()) > 2 else ("", "", "")
        value = exact(amount)
        if value is None or value <= 0:
            raise NotAValue(field, "Write each as amount, unit, route: 0.5 mg IV; 1 mg IV.")
        found.append(DoseChoice(amount=value, unit=unit, route=route[0]))
    return tuple(found)


def _minutes_list(field: str, text: str) -> tuple[int, ...]:
    return tuple(sorted({_whole(field, part.strip()) for part in text.split(",") if part.strip()}))


_DRUG_READERS: Final[Mapping[str, Callable[[str, str], object]]] = {
    "choices": _choices,
    "reassess_at": _minutes_list,
    "repeat_after_minutes": _minutes_or_none,
    "extends_observation_minutes": _whole,
}
_PROTOCOL_READERS: Final[Mapping[str, Callable[[str, str], object]]] = {
    "minutes_least": _minutes_or_none,
    "minutes_most": _minutes_or_none,
    "cap_mg_per_h": _amount_or_none,
}


# ── What must fit together ───────────────────────────────────────────────────────────────────────


def _check_settings(settings: Settings) -> None:
    if settings.soft_mg_per_kg_h > settings.hard_mg_per_kg_h:
        raise NotAValue("hard_mg_per_kg_h", "The hard limit is below the soft one.")
    for name, limits in settings.vitals.items():
        _check_limits(name, limits)


def _check_limits(name: str, limits: VitalLimits) -> None:
    held = [(limit, getattr(limits, limit)) for limit in _LIMITS]
    given = [(limit, value) for limit, value in held if value is not None]
    for (_, lower), (limit, upper) in pairwise(given):
        if lower > upper:
            raise NotAValue(f"vitals.{name}.{limit}", "The limits are out of order.")
