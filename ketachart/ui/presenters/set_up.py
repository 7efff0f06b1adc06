"""What a new clinic still has to do before its first day, and what of it is done."""

from collections.abc import Callable
from dataclasses import dataclass

from ketachart.app.clinic import Clinic
from ketachart.domain.people import Person, may
from ketachart.domain.times import local_day


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUpStep:
    """One thing to be done once.

    Attributes:
        key: its stable name.
        title: what it is, in a few words.
        why: why it can't wait.
        leads_to: the page where it is done: a window's key and a page's, or empty for here.
        done: what is known of it once it is done; empty until then.
    """

    key: str
    title: str
    why: str
    leads_to: str = ""
    done: str = ""


def set_up_steps(clinic: Clinic) -> tuple[SetUpStep, ...]:
    """Every step, in the order in which they are best taken."""
    return tuple(make(clinic) for make in _STEPS)


def steps_left(clinic: Clinic, person: Person) -> str:
    """How many steps a new clinic still has to take, for whoever can; empty in training."""
    if clinic.world.site.training or not may(person, "person.add"):
        return ""
    left = sum(1 for step in set_up_steps(clinic) if not step.done)
    return f"Setting up: {left} step{'' if left == 1 else 's'} left" if left else ""


def _sheets(clinic: Clinic) -> SetUpStep:
    proven = clinic.sheets_proven
    said = f"proven {local_day(proven, clinic.world.site.zone)}" if proven else ""
    return SetUpStep(
        key="sheets",
        title="Prove the recovery sheets",
        why="Two of the three sheets open the records if every passphrase is lost.",
        done=said,
    )


def _backup(clinic: Clinic) -> SetUpStep:
    kept = clinic.safekeeping
    return SetUpStep(
        key="backup",
        title="Choose where backups go",
        why="A drive that is not in this computer; one backup a day, proven at once.",
        leads_to="admin:backup",
        done=f"into {kept.folder}" if kept.folder else "",
    )


def _stock(clinic: Clinic) -> SetUpStep:
    world = clinic.world
    kept = [stock for each in world.products() if (stock := world.stock(each)) is not None]
    held = sum(len(stock.containers) for stock in kept)
    has_begun = any(clinic.has_moved(stock.product.id) for stock in kept)
    said = f"{held} container{'' if held == 1 else 's'} in stock" if has_begun else ""
    return SetUpStep(
        key="stock",
        title="Enter what is on the shelf",
        why="Each container from its invoice, counted by two, before the first one is opened.",
        leads_to="ledger:stock",
        done=said,
    )


def _inventory(clinic: Clinic) -> SetUpStep:
    taken = clinic.inventories()
    return SetUpStep(
        key="inventory",
        title="Take the initial inventory",
        why="Required on the day the first controlled substance is handled, zero included.",
        leads_to="ledger:inventories",
        done=f"taken {taken[0].taken.day}" if taken else "",
    )


_STEPS: tuple[Callable[[Clinic], SetUpStep], ...] = (_sheets, _backup, _stock, _inventory)
