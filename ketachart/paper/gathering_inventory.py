"""What of an inventory goes onto paper, gathered from the clinic."""

from ketachart.app.clinic import Clinic
from ketachart.domain.inventories import Inventory, next_due
from ketachart.domain.people import Person
from ketachart.domain.times import stamp
from ketachart.paper.inventory_pdf import InventoryPaper
from ketachart.paper.signatures import Signed


def inventory_on_paper(clinic: Clinic, inventory: Inventory, printed_by: Person) -> InventoryPaper:
    """An inventory with who counted it, ready to be printed."""
    world, zone = clinic.world, clinic.world.site.zone
    at = stamp(inventory.recorded_at, zone)
    names = [world.person(person) for person in (inventory.by, inventory.taken.witness)]
    due = next_due(clinic.inventories(), world.profile)
    return InventoryPaper(
        site=world.site,
        inventory=inventory,
        signatures=tuple(
            Signed(name=person.titled, meaning="counted", at=at, digest="")
            for person in names
            if person is not None
        ),
        due=due.isoformat() if due else "not known",
        printed=f"{stamp(clinic.clock.now(), zone)} by {printed_by.titled}",
    )
