"""Performing a scenario through the one door, step by step, each at its time."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

from ketachart.app.clinic import Clinic, Done, Outcome, Refused, Trouble, Turn
from ketachart.app.clock import SetClock
from ketachart.app.scenario import Scenario, ScenarioError, Step
from ketachart.app.vaults import found
from ketachart.crypto.passphrases import STANDARD_COST, Argon2Cost
from ketachart.domain.acts import Act, Malformed
from ketachart.domain.acts.reading import act_from_fields
from ketachart.domain.refusals import Refusal
from ketachart.domain.session import Session

NAMES_AN_ENTRY = {"medication.response": "of", "entry.amend": "entry"}
ONE_MINUTE = timedelta(minutes=1)


class Deviation(Exception):
    """A step went other than the file says; both codes, `done` for success."""

    def __init__(self, step: Step, found: str) -> None:
        expected = step.refused or "done"
        super().__init__(f"step {step.number} ({step.do}): expected {expected}, found {found}")
        self.step, self.expected, self.found = step.number, expected, found


class Replay:
    """A clinic and the scenario performed in it.

    Where several workstations perform it together, they share the `labels` of its entries.
    """

    def __init__(
        self, clinic: Clinic, scenario: Scenario, labels: dict[str, str] | None = None
    ) -> None:
        self.clinic = clinic
        self.scenario = scenario
        self._turns: dict[str, Turn] = {}
        self._labels: dict[str, str] = {} if labels is None else labels

    def perform(self, step: Step) -> Outcome:
        """Do what a step says, as the person it names; the clock must stand at its time."""
        turn, act = self._turn(step), self._act(step)
        if isinstance(turn, Refusal):
            return self.clinic.turn_away(act, turn, step.number)
        outcome = self.clinic.perform(
            act,
            turn,
            own_secret=self._pin(step.by),
            second_secret=self._pin(act.second_person),
            step=step.number,
        )
        if isinstance(outcome, Done) and step.label:
            self._labels[step.label] = outcome.entries[0].ref
        return outcome

    def _turn(self, step: Step) -> Turn | Refusal:
        here = {person.id for person in self.clinic.present()}
        if step.by in here and step.by in self._turns:
            return self._turns[step.by]
        newcomer = self.scenario.secrets.get(step.by)
        passphrase = newcomer.passphrase if newcomer else ""
        turn = self.clinic.sign_in(step.by, passphrase)
        if isinstance(turn, Turn):
            self._turns[step.by] = turn
        return turn

    def _act(self, step: Step) -> Act:
        fields = dict(step.fields)
        names = NAMES_AN_ENTRY.get(step.do)
        label = fields.get(names) if names else None
        if names and isinstance(label, str):
            fields[names] = self._labels.get(label, label)
        act = act_from_fields(step.do, fields)
        if act is None:
            raise ScenarioError(f"Step {step.number}: there is no act “{step.do}”.")
        if not isinstance(act, Malformed) and act.second_person:
            self._bring(act.second_person, step)
        return act

    def _bring(self, person: str, step: Step) -> None:
        """A second person who isn't here yet signs in first, so that the PIN will do."""
        here = {each.id for each in self.clinic.present()}
        newcomer = self.scenario.secrets.get(person)
        if newcomer is not None and person not in here and person != step.by:
            self.clinic.sign_in(person, newcomer.passphrase)

    def _pin(self, person: str) -> str:
        newcomer = self.scenario.secrets.get(person)
        return newcomer.pin if newcomer else ""


def code_of(outcome: Outcome) -> str:
    """An outcome as one word: `done`, a refusal's code, or the trouble's sentence."""
    match outcome:
        case Done():
            return "done"
        case Refused(refusal=refusal):
            return refusal.code.value
        case Trouble(sentence=sentence):
            return sentence


def replay(
    scenario: Scenario,
    folder: Path,
    *,
    on_step: Callable[[int], None] = lambda _: None,
    cost: Argon2Cost = STANDARD_COST,
) -> Clinic:
    """Perform a whole scenario into a new training vault.

    Raises:
        Deviation: a step went other than the file says; the vault stays as it is then.
        ScenarioError: a step names an act that there is none of.
        StoreError: a vault stands there already, or the disk failed.
    """
    clock = SetClock(scenario.begins - ONE_MINUTE)
    clinic = found(folder, scenario.founding, clock, cost).clinic
    player = Replay(clinic, scenario)
    try:
        for step in scenario.steps:
            clock.set(step.at)
            perform_as_written(player, step)
            on_step(step.number)
    except BaseException:
        clinic.close()
        raise
    return clinic


def perform_as_written(player: Replay, step: Step) -> None:
    """Perform a step and compare with what the file says.

    Raises:
        Deviation: it went otherwise, or a refused step changed something.
    """
    before = _standing(player.clinic)
    outcome = player.perform(step)
    expected, happened = step.refused or "done", code_of(outcome)
    if expected != happened:
        raise Deviation(step, happened)
    if step.refused and _standing(player.clinic) != before:
        raise Deviation(step, "changes")


def _standing(clinic: Clinic) -> tuple[Mapping[str, Session], tuple[object, ...], object]:
    """All that a refusal must leave as it is: sessions, stock, closed days."""
    books = clinic.books
    return (
        {session.id: session for session in books.sessions_open()},
        tuple(books.stock(product) for product in books.products()),
        books.closed_days(),
    )
