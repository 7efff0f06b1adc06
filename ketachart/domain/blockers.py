"""What speaks against giving a drug now: allergy, what is on board, readings, the ceiling.

Nothing here refuses. The window asks "why go on?", and the answer stands beside
what spoke against it on the chart.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from ketachart.domain.formulary import FRAIL_FROM, Ceiling, Drug, Formulary, names_drug
from ketachart.domain.patients import Patient
from ketachart.domain.quantities import IN_MG, written
from ketachart.domain.session import Medication, Session
from ketachart.domain.times import MINUTE, minutes_of
from ketachart.domain.vitals import FIELDS

FRESH = 5 * MINUTE
_AMBER, _RED = Fraction(60, 100), Fraction(80, 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A drug that is about to be given; no dose while none is typed.

    Attributes:
        name: as chosen or typed.
        drug: its line in the formulary; None if it has none.
    """

    name: str
    drug: Drug | None
    dose: Decimal | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """What the session was given of a drug against its ceiling.

    Attributes:
        so_far: given until now, in the unit of the ceiling.
        percent: of the most, what was given and is asked for.
        level: empty, `amber` from 60 %, `red` from 80 %, `beyond` above it.
    """

    so_far: Decimal
    most: Decimal
    unit: str
    percent: int
    level: str


def against(
    asked: Asked,
    session: Session,
    patient: Patient | None,
    formulary: Formulary,
    *,
    now: datetime,
    day: date,
) -> tuple[str, ...]:
    """Everything that speaks against a drug now, each in a few words."""
    found = list(_allergies(asked, patient, formulary))
    drug = asked.drug
    if drug is not None:
        age = patient.age_on(day) if patient is not None else 0
        found += _on_board(drug, session, formulary, now)
        found += _taken(drug, session, formulary)
        found += _readings(drug, session, now)
        found += _too_soon(drug, session, now)
        found += too_much(asked, session, age)
    return tuple(found)


def running(drug: Drug, session: Session, age: int, more: Decimal = Decimal(0)) -> Running | None:
    """What was given of a drug, with more of it if asked; None where there is no ceiling."""
    ceiling = drug.ceiling
    if ceiling is None:
        return None
    most, so_far = ceiling.for_age(age), Decimal(0)
    for each in given_of(drug, session.medications):
        so_far += _in_unit(each.given.dose, each.given.unit, ceiling) or Decimal(0)
    share = Fraction(so_far + more) / Fraction(most)
    level = "beyond" if share > 1 else "red" if share >= _RED else "amber" * (share >= _AMBER)
    return Running(
        so_far=so_far, most=most, unit=ceiling.unit, percent=int(share * 100), level=level
    )


def given_of(drug: Drug, medications: Sequence[Medication]) -> tuple[Medication, ...]:
    """The doses of one drug, by time."""
    own = [each for each in medications if drug.is_named(each.given.drug)]
    return tuple(sorted(own, key=lambda each: each.observed_at))


def in_ceiling(asked: Asked) -> Decimal | None:
    """The dose asked for in the unit of the drug's ceiling; None where the two do not compare."""
    ceiling = asked.drug.ceiling if asked.drug is not None else None
    if ceiling is None or asked.dose is None:
        return None
    return _in_unit(asked.dose, asked.unit, ceiling)


def _in_unit(dose: Decimal, unit: str, ceiling: Ceiling) -> Decimal | None:
    """A dose in the unit of a ceiling; None where the two do not compare."""
    if unit == ceiling.unit:
        return dose
    if unit not in IN_MG or ceiling.unit not in IN_MG:
        return None
    ratio = IN_MG[unit] / IN_MG[ceiling.unit]
    return dose * ratio.numerator / ratio.denominator


def _allergies(asked: Asked, patient: Patient | None, formulary: Formulary) -> Iterator[str]:
    name = asked.drug.name if asked.drug is not None else asked.name
    own = formulary.classes_in(asked.drug.key if asked.drug is not None else asked.name)
    for allergy in patient.allergies if patient is not None else ():
        by_class = sorted(kind for kind in own if names_drug(allergy, kind))
        if names_drug(allergy, name):
            yield f"Allergy on file: {allergy}"
        elif by_class:
            yield f"Allergy on file: {allergy} ({name}: {by_class[0]})"


def _on_board(drug: Drug, session: Session, formulary: Formulary, now: datetime) -> Iterator[str]:
    """Drugs of this session that do not go with it; another dose of its own does."""
    last: dict[str, tuple[str, datetime]] = {}
    for each in sorted(session.medications, key=lambda given: given.observed_at):
        hit = sorted(formulary.classes_in(each.given.drug) & set(drug.not_with))
        if hit and not drug.is_named(each.given.drug):
            last[each.given.drug] = (hit[0], each.observed_at)
    for name, (kind, at) in last.items():
        yield f"{kind} on board: {name} {minutes_of(now - at)} min ago"


def _taken(drug: Drug, session: Session, formulary: Formulary) -> Iterator[str]:
    listed = {*drug.not_with, *drug.not_if_taken}
    for words in session.intake.concomitant if session.intake is not None else ():
        hit = sorted(formulary.classes_in(words) & listed)
        if hit:
            yield f"Takes {words}" + (f" ({hit[0]})" if not names_drug(words, hit[0]) else "")


def _readings(drug: Drug, session: Session, now: datetime) -> Iterator[str]:
    for field, least in drug.least.items():
        read = [each for each in session.readings if field in each.values]
        last = max(read, key=lambda each: each.observed_at, default=None)
        name = FIELDS[field]
        if last is None:
            yield f"{name} was never read"
        elif last.values[field] < least:
            yield f"{name} {written(last.values[field])} is below {written(least)}"
        elif now - last.observed_at > FRESH:
            yield f"{name} was last read {minutes_of(now - last.observed_at)} min ago"


def _too_soon(drug: Drug, session: Session, now: datetime) -> Iterator[str]:
    doses, wait = given_of(drug, session.medications), drug.repeat_after_minutes
    if doses and wait is not None and now < doses[-1].observed_at + wait * MINUTE:
        ago = max(0, minutes_of(now - doses[-1].observed_at))
        yield f"Last dose {ago} min ago; repeated after {wait} min"


def too_much(asked: Asked, session: Session, age: int) -> tuple[str, ...]:
    """What a dose would be too much for: the usual most, or the first dose from 60 years on."""
    drug, added = asked.drug, in_ceiling(asked)
    total = running(drug, session, age, added or Decimal(0)) if drug is not None else None
    if drug is None or added is None or total is None:
        return ()
    found = []
    if total.level == "beyond":
        in_all = written(total.so_far + added, total.unit, places=3)
        most = written(total.most, total.unit)
        found.append(f"{in_all} in all is above the usual most of {most}")
    least = drug.first_most_frail
    begins = not given_of(drug, session.medications)
    if begins and age >= FRAIL_FROM and least is not None and added > least:
        begin = written(least, total.unit)
        found.append(f"From {FRAIL_FROM} years on begin with {begin} or less")
    return tuple(found)
