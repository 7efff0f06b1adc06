"""The formulary: the drugs at hand beside ketamine, as the clinic's physician approves them.

What ships is a draft. A chart names whatever drug was given; the formulary
offers the usual doses, says which drugs are controlled, and when to look again.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from ketachart.domain.quantities import written

_WORD = re.compile(r"[^\W_]+")
FRAIL_FROM = 60
"""Years of age from which the smaller amounts count."""


class Purpose(StrEnum):
    """What a drug is kept for."""

    RESCUE = "rescue"
    PREMEDICATION = "premedication"
    REVERSAL = "reversal"


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseChoice:
    """One usual single dose, offered as a button."""

    amount: Decimal
    unit: str
    route: str

    def written(self) -> str:
        """`0.5 mg IV`."""
        return f"{written(self.amount, self.unit, places=3)} {self.route}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceiling:
    """The usual most of a drug in one session.

    Attributes:
        frail: the most from 60 years on; None if it is the same for all.
    """

    amount: Decimal
    frail: Decimal | None
    unit: str

    def for_age(self, age: int) -> Decimal:
        """The most for someone of an age in years."""
        return self.frail if self.frail is not None and age >= FRAIL_FROM else self.amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Drug:
    """One line of the formulary.

    Attributes:
        key: the plain name in lower case.
        name: the name as displayed, with tall-man letters where they are listed.
        choices: usual single doses; empty where only a physician decides.
        restricted_to: who alone may give it, in words; empty if no one in particular.
        give_over: how fast, in words.
        first_most_frail: the most to begin with from 60 years on; None if it is the same for all.
        repeat: when a dose may be repeated, in words.
        repeat_after_minutes: the waiting time in minutes; None where it is not one.
        session_most: the usual most of one session, in words.
        ceiling: that most as an amount; None where a physician decides.
        reassess_at: minutes after a dose at which the response is due.
        reassess_vitals: readings that stand for a look after the first; none: a response must.
        reassess_words: what to look at, and how often.
        schedule: of the Controlled Substances Act; None if it is not controlled.
        substance: how a product in stock names it, without the salt.
        blockers: what speaks against it, in words.
        not_with: classes of drugs that speak against it when given or taken before.
        not_if_taken: classes that speak against it when the patient takes them at home.
        least: readings below which it is not given without a reason.
        extends_observation_minutes: how long the patient stays after the last dose.
        approved_by: the physician who approved this line; empty while it is a draft.
    """

    key: str
    name: str
    purposes: tuple[Purpose, ...]
    indications: tuple[str, ...]
    choices: tuple[DoseChoice, ...]
    first_most_frail: Decimal | None
    restricted_to: str
    give_over: str
    repeat: str
    repeat_after_minutes: int | None
    session_most: str
    ceiling: Ceiling | None
    reassess_at: tuple[int, ...]
    reassess_vitals: tuple[str, ...]
    reassess_words: str
    schedule: str | None
    substance: str
    blockers: tuple[str, ...]
    not_with: tuple[str, ...]
    not_if_taken: tuple[str, ...]
    least: Mapping[str, Decimal]
    extends_observation_minutes: int
    approved_by: str

    @property
    def controlled(self) -> bool:
        """Whether a dose is a movement of the controlled-substance ledger."""
        return self.schedule is not None

    @property
    def status(self) -> str:
        """Draft or approved, and by whom."""
        if self.approved_by:
            return f"approved by {self.approved_by}"
        return "draft until approved by the clinic's physician"

    def is_named(self, name: str) -> bool:
        """Whether a name, in any spelling of its letters, is this drug's."""
        return " ".join(name.casefold().split()) == self.key

    def matches(self, substance: str) -> bool:
        """Whether a product in stock holds this drug, its salt included (`Midazolam HCl`)."""
        own = self.substance.casefold().split()
        return substance.casefold().split()[: len(own)] == own


@dataclass(frozen=True, slots=True, kw_only=True)
class DrugSet:
    """What is looked for together: the drugs against one thing; doses are never part of it.

    Attributes:
        advice: what to think of before any of them.
    """

    name: str
    drugs: tuple[str, ...]
    indication: str
    advice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Formulary:
    """The clinic's drugs by key, in the order in which they are offered.

    Attributes:
        classes: the drugs of each class, listed here or not, in lower case.
        sets: the drugs against one thing, offered together.
    """

    version: str
    classes: Mapping[str, tuple[str, ...]]
    sets: tuple[DrugSet, ...]
    drugs: Mapping[str, Drug]

    def with_drugs(self, drugs: Mapping[str, Drug]) -> "Formulary":
        """With these lines in place of those of the same name."""
        return replace(self, drugs={**self.drugs, **drugs}) if drugs else self

    def find(self, name: str) -> Drug | None:
        """The drug of this name in any spelling of its letters; None if it is not listed."""
        return self.drugs.get(" ".join(name.casefold().split()))

    def classes_in(self, words: str) -> frozenset[str]:
        """The classes that words name, themselves or by one of their drugs."""
        said = frozenset(_WORD.findall(words.casefold()))
        return frozenset(
            name
            for name, members in self.classes.items()
            if _names(said, name) or any(_names(said, member) for member in members)
        )


def _names(said: frozenset[str], name: str) -> bool:
    """Whether a name, in the singular or plural, is among words."""
    return all(word in said or f"{word}s" in said for word in _WORD.findall(name.casefold()))


def names_drug(words: str, drug: str) -> bool:
    """Whether words, such as an allergy on file, name a drug."""
    said = frozenset(_WORD.findall(words.casefold()))
    return bool(drug.strip()) and _names(said, drug)
