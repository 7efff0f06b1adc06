"""How the clinic's papers are headed, and which chairs it has."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from ketachart.domain import events as ev
from ketachart.domain.acts.act import Act, Plan
from ketachart.domain.acts.checks import Raw, invalid, optional_text, text, text_of
from ketachart.domain.clinic import Context, Site, World
from ketachart.domain.entries import CLINIC, Planned
from ketachart.domain.products import dea_number_holds
from ketachart.domain.refusals import Code, refuse

MOST_CHAIRS = 16
LONGEST_CHAIR = 24


def particulars(site: Site) -> ev.Particulars:
    """What the clinic's papers are headed with now."""
    return ev.Particulars(
        name=site.name,
        address=site.address,
        phone=site.phone,
        dea_registration=site.dea_registration,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeClinic(Act):
    """Head the clinic's papers otherwise; those of closed days stay as they were."""

    do: ClassVar[str] = "clinic.change"
    name: Raw = None
    address: Raw = None
    phone: Raw = None
    dea_registration: Raw = None

    def decide(self, world: World, context: Context) -> Plan:
        """Name, address, and a registration whose check digit fits."""
        del context
        number = text(self.dea_registration, "dea_registration", "The DEA registration").upper()
        if not dea_number_holds(number):
            refuse(
                Code.DEA_INVALID,
                "This is not a DEA registration number: the check digit does not fit.",
                "Read it again from the certificate.",
                "dea_registration",
            )
        now = ev.Particulars(
            name=text(self.name, "name", "The clinic's name"),
            address=text(self.address, "address", "The address"),
            phone=optional_text(self.phone, "phone"),
            dea_registration=number,
        )
        before = particulars(world.site)
        if now == before:
            invalid("Nothing was changed.", "Change something, or go back.", "name")
        return (Planned(stream=CLINIC, event=ev.ClinicChanged(now=now, before=before)),)


def _new_name(raw: Raw, chairs: Sequence[str], world: World) -> str:
    name = text(raw, "chair_name", "The chair's name")
    if len(name) > LONGEST_CHAIR or not name.isprintable():
        invalid(
            f"A chair's name has up to {LONGEST_CHAIR} characters.", "Shorten it.", "chair_name"
        )
    if ":" in name:
        invalid("A chair's name has no colon.", "Leave it out.", "chair_name")
    if name.casefold() in {each.casefold() for each in chairs}:
        invalid(f"There is a {name} already.", "Choose another name.", "chair_name")
    if name in world.chairs_with_monitors() and name not in world.site.chairs:
        # It stands where the chair was that had this name: its values are of who sits there.
        invalid(
            f"A monitor is still set up for a chair that was called {name}.",
            "Remove it at its workstation first, or choose another name.",
            "chair_name",
        )
    return name


def _free_chair(world: World, raw: Raw, what: str) -> str:
    chair = text_of(raw)
    if chair not in world.site.chairs:
        invalid("There is no such chair.", "Choose one from the list.", "chair")
    if chair in world.in_chair():
        refuse(
            Code.CHAIR_OCCUPIED,
            f"{chair} is in use and can't be {what} now.",
            "Wait until the patient is released.",
            "chair",
        )
    return chair


def _arranged(what: str, chairs: Sequence[str], world: World) -> Plan:
    event = ev.ChairsChanged(what=what, chairs=tuple(chairs), before=world.site.chairs)
    return (Planned(stream=CLINIC, event=event),)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddChair(Act):
    """Have one more chair, or use one again that was disabled."""

    do: ClassVar[str] = "chair.add"
    chair_name: Raw = None

    def decide(self, world: World, context: Context) -> Plan:
        """A name that no chair has."""
        del context
        chairs = world.site.chairs
        if len(chairs) >= MOST_CHAIRS:
            invalid(f"A clinic has up to {MOST_CHAIRS} chairs.", "Disable one first.", "chair_name")
        return _arranged("added", (*chairs, _new_name(self.chair_name, chairs, world)), world)


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameChair(Act):
    """Call a chair otherwise; sessions keep the name they were charted under."""

    do: ClassVar[str] = "chair.rename"
    chair: Raw = None
    chair_name: Raw = None

    def decide(self, world: World, context: Context) -> Plan:
        """A chair nobody sits in, and a name that no chair has."""
        del context
        chair = _free_chair(world, self.chair, "renamed")
        others = [each for each in world.site.chairs if each != chair]
        name = _new_name(self.chair_name, others, world)
        if name == chair:
            invalid("Nothing was changed.", "Enter another name, or go back.", "chair_name")
        chairs = [name if each == chair else each for each in world.site.chairs]
        return _arranged("renamed", chairs, world)


@dataclass(frozen=True, slots=True, kw_only=True)
class DisableChair(Act):
    """Use a chair no more."""

    do: ClassVar[str] = "chair.disable"
    chair: Raw = None

    def decide(self, world: World, context: Context) -> Plan:
        """One nobody sits in, and never the last."""
        del context
        chair = _free_chair(world, self.chair, "disabled")
        left = [each for each in world.site.chairs if each != chair]
        if not left:
            invalid("A clinic has at least one chair.", "Add another first.", "chair")
        return _arranged("disabled", left, world)
