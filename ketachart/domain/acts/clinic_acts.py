"""Setting up: the clinic itself, people, patients, products."""

from dataclasses import dataclass
from typing import ClassVar

from ketachart.domain import events as ev
from ketachart.domain.acts.act import Act, Plan
from ketachart.domain.acts.checks import DOSE_DECIMALS, amount, check_whole, invalid
from ketachart.domain.acts.people_acts import check_particulars, same_spelling, slot_kept
from ketachart.domain.clinic import Context, World
from ketachart.domain.entries import Planned, patient_stream, person_stream, stock_stream
from ketachart.domain.patients import Patient
from ketachart.domain.people import Person
from ketachart.domain.products import Product


def check_product(product: Product) -> None:
    """Refuse a product whose strength or size can't be reckoned with."""
    check_whole(product)
    amount(product.mg_per_ml, "mg_per_ml", "The strength", places=DOSE_DECIMALS)
    amount(product.container_ml, "container_ml", "The size")


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterPatient(Act):
    """Register a patient, or the new particulars of one."""

    do: ClassVar[str] = "patient.register"
    patient: Patient

    def decide(self, world: World, context: Context) -> Plan:
        """Name, birth date and address are needed: the day log names patient and address."""
        patient = self.patient
        check_whole(patient)
        for name, value in (("name", patient.name), ("address", patient.address)):
            if not value.strip():
                invalid(f"The patient's {name} is missing.", f"Enter the {name}.", name)
        if patient.birth_date > context.now.astimezone(world.site.zone).date():
            invalid("The birth date is still to come.", "Correct it.", "birth_date")
        event = ev.PatientRegistered(patient=patient)
        return (Planned(stream=patient_stream(patient.id), event=event),)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddPerson(Act):
    """Let someone sign in from now on; `slot` are their wrapped keys, base64."""

    do: ClassVar[str] = "person.add"
    person: Person
    slot: str = ""

    def decide(self, world: World, context: Context) -> Plan:
        """A new name to sign in with, and at least one role."""
        check_whole(self.person)
        spelled = same_spelling(self.person.id)
        if not spelled or any(sign.isspace() or sign == ":" for sign in spelled):
            invalid("The name to sign in with is one short word.", "Write it as rn.okafor.", "id")
        if spelled in {same_spelling(each.id) for each in world.people()}:
            invalid("Someone signs in by that name already.", "Choose another.", "id")
        check_particulars(world, self.person)
        event = ev.PersonAdded(person=self.person)
        added = Planned(stream=person_stream(self.person.id), event=event)
        return (added, *slot_kept(self.person.id, self.slot))


@dataclass(frozen=True, slots=True, kw_only=True)
class ListProduct(Act):
    """Keep a controlled product from now on."""

    do: ClassVar[str] = "product.list"
    product: Product

    def decide(self, world: World, context: Context) -> Plan:
        """A product not yet kept, with a strength and a size."""
        product = self.product
        if world.stock(product.id) is not None:
            invalid("This product is kept already.", "Choose another.", "id")
        check_product(product)
        event = ev.ProductListed(product=product)
        return (Planned(stream=stock_stream(product.id), event=event),)
