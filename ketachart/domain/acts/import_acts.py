"""Patients and schedules that come from a file: all of it is recorded, or nothing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final

from ketachart.domain import events as ev
from ketachart.domain.acts.act import Act, Plan
from ketachart.domain.acts.checks import invalid, text_of
from ketachart.domain.acts.clinic_acts import RegisterPatient
from ketachart.domain.clinic import Context, World
from ketachart.domain.entries import CLINIC, Planned
from ketachart.domain.patients import Patient
from ketachart.domain.schedule import MOST_VISITS, DayPlan, Visit, in_order
from ketachart.domain.times import local_day

MOST_PATIENTS: Final = 2000
"""In one file: while they are recorded, nobody can type at this workstation."""
_TIME: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPatients(Act):
    """Register patients, or the new particulars of some, in one."""

    do: ClassVar[str] = "patients.import"
    patients: tuple[Patient, ...]

    def decide(self, world: World, context: Context) -> Plan:
        """Each as if registered alone; each number and each patient once."""
        if not 1 <= len(self.patients) <= MOST_PATIENTS:
            invalid(f"1 to {MOST_PATIENTS} patients are imported at a time.", "Split the file.")
        for name in ("id", "mrn"):
            if len({getattr(each, name) for each in self.patients}) < len(self.patients):
                invalid("A patient stands in the file twice.", "Leave one out.", name)
        plan: Plan = ()
        for patient in self.patients:
            plan += RegisterPatient(patient=patient).decide(world, context)
        return plan


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDays(Act):
    """Have days the schedule of a file, in place of the one before."""

    do: ClassVar[str] = "schedule.import"
    days: Mapping[date, tuple[Visit, ...]]

    def decide(self, world: World, context: Context) -> Plan:
        """Days to come, patients, chairs and protocols that there are, each patient once a day."""
        today = local_day(context.now, world.site.zone)
        if not self.days:
            invalid("The schedule has no day.", "Choose another file.", "day")
        for day, visits in self.days.items():
            if day < today:
                invalid(f"{day} has gone by.", "Leave its lines out.", "day")
            if len(visits) > MOST_VISITS:
                invalid(f"{day} has more than {MOST_VISITS} visits.", "Leave some out.", "day")
            if len({each.patient for each in visits}) < len(visits):
                invalid(f"A patient is planned twice on {day}.", "Leave one out.", "patient")
            for visit in visits:
                _check_visit(visit, world)
        return tuple(
            Planned(
                stream=CLINIC, event=ev.DayPlanned(plan=DayPlan(day=day, visits=in_order(all_)))
            )
            for day, all_ in sorted(self.days.items())
        )


def _check_visit(visit: Visit, world: World) -> None:
    if world.patient(text_of(visit.patient)) is None:
        invalid("A patient of the schedule is not registered.", "Register them first.", "patient")
    if _TIME.fullmatch(visit.time) is None:
        invalid(f"{visit.time} is no time of the day.", "Write it as 09:30.", "time")
    if visit.chair and visit.chair not in world.site.chairs:
        invalid(f"There is no {visit.chair}.", "Choose a chair of the clinic.", "chair")
    if visit.protocol:
        protocol = world.protocol(visit.protocol)
        if protocol is None or not protocol.may_be_given_in_a_chair:
            invalid("There is no such protocol for a chair.", "Choose another.", "protocol")
