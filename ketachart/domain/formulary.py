"""The formulary: the drugs at hand beside ketamine, as the clinic's physician approves them.

What ships is a draft. A chart names whatever drug was given; the formulary
offers the usual doses, says which drugs are controlled, and when to look again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from ketachart.domain.quantities import written


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
class Drug:
    """One line of the formulary.

    Attributes:
        key: the plain name in lower case.
        name: the name as displayed, with tall-man letters where they are listed.
        choices: usual single doses; empty where only a physician decides.
        restricted_to: who alone may give it, in words; empty if no one in particular.
        give_over: how fast, in words.
        repeat: when a dose may be repeated, in words.
        session_most: the usual most of one session, in words.
        reassess_minutes: when the response is first due; None if none is asked for.
        reassess_words: what to look at, and how often after that.
        schedule: of the Controlled Substances Act; None if it is not controlled.
        substance: how a product in stock names it, without the salt.
        blockers: what speaks against it.
        extends_observation_minutes: how long the patient stays after the last dose.
        approved_by: the physician who approved this line; empty while it is a draft.
    """

    key: str
    name: str
    purposes: tuple[Purpose, ...]
    indications: tuple[str, ...]
    choices: tuple[DoseChoice, ...]
    restricted_to: str
    give_over: str
    repeat: str
    session_most: str
    reassess_minutes: int | None
    reassess_words: str
    schedule: str | None
    substance: str
    blockers: tuple[str, ...]
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

    def matches(self, substance: str) -> bool:
        """Whether a product in stock holds this drug, its salt included (`Midazolam HCl`)."""
        own = self.substance.casefold().split()
        return substance.casefold().split()[: len(own)] == own


@dataclass(frozen=True, slots=True, kw_only=True)
class Formulary:
    """The clinic's drugs by key, in the order in which they are offered.

    Attributes:
        advice: what to say before any drug is offered.
    """

    version: str
    advice: tuple[str, ...]
    drugs: Mapping[str, Drug]

    def find(self, name: str) -> Drug | None:
        """The drug of this name in any spelling of its letters; None if it is not listed."""
        return self.drugs.get(" ".join(name.casefold().split()))
