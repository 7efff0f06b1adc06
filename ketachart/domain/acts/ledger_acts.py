"""What was reported of a loss, and the rules of the place."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from ketachart.domain import events as ev
from ketachart.domain.acts.act import Act, Plan
from ketachart.domain.acts.checks import (
    Raw,
    invalid,
    listed,
    optional_text,
    past_day,
    text,
    text_of,
    whole,
)
from ketachart.domain.clinic import Context, World
from ketachart.domain.entries import CLINIC, Planned
from ketachart.domain.profiles import CountMethod, StateProfile, WasteWitness
from ketachart.domain.times import local_day

LEAST_RETENTION_YEARS = 2
"""Federal law asks for two years; no profile goes below."""
LONGEST_INVENTORY_MONTHS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLoss(Act):
    """Enter that the field office was told, or Form 106 drafted or submitted."""

    do: ClassVar[str] = "stock.report"
    loss: Raw = None
    notice_reference: Raw = None
    notice_on: Raw = None
    form_reference: Raw = None
    form_on: Raw = None
    form_state: Raw = None

    def decide(self, world: World, context: Context) -> Plan:
        """A known loss; reference and day together; a draft stops no clock."""
        loss = world.loss(text_of(self.loss))
        if loss is None:
            invalid("There is no such loss.", "Choose one from the list.", "loss")
        notice = optional_text(self.notice_reference, "notice_reference")
        form = optional_text(self.form_reference, "form_reference")
        noticed = past_day(self.notice_on, "notice_on", world, context)
        formed = past_day(self.form_on, "form_on", world, context)
        state = optional_text(self.form_state, "form_state") or "draft"
        if state not in {"draft", "submitted"}:
            invalid("A form is a draft or submitted.", "Choose one.", "form_state")
        if not notice and not form:
            invalid(
                "Neither a notice nor a form is entered.", "Enter a reference.", "notice_reference"
            )
        if bool(notice) != bool(noticed):
            about = "notice_on" if notice else "notice_reference"
            invalid("A notice has a reference and a day.", "Enter both.", about)
        if bool(form) != bool(formed):
            about = "form_on" if form else "form_reference"
            invalid("A form has a number and a day.", "Enter both.", about)
        found = local_day(loss.discovered, world.site.zone)
        for told, about in ((noticed, "notice_on"), (formed, "form_on")):
            if told is not None and told < found:
                invalid(f"It was discovered on {found}.", "Enter a day from then on.", about)
        event = ev.LossReported(
            loss=loss.id,
            notice_reference=notice,
            notice_on=noticed,
            form_reference=form,
            form_on=formed,
            form_submitted=bool(form) and state == "submitted",
        )
        return (Planned(stream=CLINIC, event=event),)


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptProfile(Act):
    """Choose or change the rules of the place; both old and new stand in the log."""

    do: ClassVar[str] = "profile.adopt"
    id: Raw = None
    name: Raw = None
    inventory_months: Raw = None
    count_methods: Raw = None
    retention_years: Raw = None
    discard_days: Raw = None
    notice_days: Raw = None
    form_days: Raw = None
    waste_witness: Raw = None
    remarks: Raw = None

    def decide(self, world: World, context: Context) -> Plan:
        """Never laxer than the federal rules."""
        del context
        methods = [text_of(each) for each in listed(self.count_methods)]
        if not methods or not set(methods) <= set(CountMethod):
            invalid("At least one method of counting is allowed.", "Tick one.", "count_methods")
        witness = text_of(self.waste_witness)
        if witness not in tuple(WasteWitness):
            invalid("Who may witness waste is not chosen.", "Choose one.", "waste_witness")
        profile = StateProfile(
            id=text(self.id, "id", "The profile"),
            name=text(self.name, "name", "The name"),
            inventory_months=whole(
                self.inventory_months,
                "inventory_months",
                "Months between inventories",
                low=1,
                high=LONGEST_INVENTORY_MONTHS,
            ),
            count_methods=_in_order(methods),
            retention_years=whole(
                self.retention_years,
                "retention_years",
                "Years records are kept",
                low=LEAST_RETENTION_YEARS,
                high=100,
            ),
            discard_days=whole(
                self.discard_days, "discard_days", "Days an opened one is used", low=1, high=365
            ),
            notice_days=whole(
                self.notice_days, "notice_days", "Business days to the notice", low=1, high=1
            ),
            form_days=whole(self.form_days, "form_days", "Days to Form 106", low=1, high=45),
            waste_witness=WasteWitness(witness),
            remarks=optional_text(self.remarks, "remarks"),
        )
        if profile == world.profile:
            invalid("These are the rules already.", "Change something first.", "name")
        event = ev.ProfileAdopted(profile=profile, before=world.profile)
        return (Planned(stream=CLINIC, event=event),)


def _in_order(methods: Sequence[str]) -> tuple[CountMethod, ...]:
    return tuple(method for method in CountMethod if method in methods)
