"""Inventories in words: which were taken, and how long until the next."""

from collections.abc import Iterable
from datetime import date

from ketachart.domain.clinic import World
from ketachart.domain.inventories import Inventory, next_due
from ketachart.domain.profiles import StateProfile, WasteWitness
from ketachart.domain.quantities import two_places
from ketachart.ui.presenters.differences import due_words
from ketachart.ui.presenters.ledger import TableLine

INVENTORY_COLUMNS = ("Date", "Kind", "Taken at", "Counted by")
ON_HAND_COLUMNS = ("Product", "Schedule", "NDC", "Sealed", "Open mL", "Opened ones were")
KINDS = (
    ("initial", "Initial: the first of this registration"),
    ("biennial", "Biennial, or yearly where the state asks"),
    ("newly-scheduled", "Newly scheduled substance"),
)
MOMENTS = (("opening", "Opening of business"), ("close", "Close of business"))


def inventory_lines(world: World, inventories: Iterable[Inventory]) -> tuple[TableLine, ...]:
    """A line for each, the newest first."""
    return tuple(
        TableLine(
            key=each.id,
            cells=(
                each.taken.day.isoformat(),
                each.taken.kind,
                dict(MOMENTS)[each.taken.moment].casefold(),
                " and ".join(
                    person.titled
                    for name in (each.by, each.taken.witness)
                    if (person := world.person(name)) is not None
                ),
            ),
        )
        for each in reversed(tuple(inventories))
    )


def on_hand_lines(inventory: Inventory | None) -> tuple[TableLine, ...]:
    """What an inventory found of each product."""
    return tuple(
        TableLine(
            key=line.product,
            cells=(
                f"{line.substance} {line.finished_form}",
                line.schedule,
                line.ndc,
                str(line.sealed),
                two_places(line.open_ml),
                line.method,
            ),
        )
        for line in (inventory.taken.lines if inventory else ())
    )


def next_inventory_words(world: World, inventories: Iterable[Inventory], today: date) -> str:
    """When the next is due; that none was taken yet is said plainly."""
    taken = tuple(inventories)
    due = next_due(taken, world.profile)
    if due is None:
        return (
            "! No initial inventory is recorded. It is taken on the day the first controlled"
            " substance is handled, zero included."
        )
    return f"The next inventory is due {due_words(due, today)}."


RULE_COLUMNS = ("Rule", "Here", "Federal")


def rule_lines(profile: StateProfile, federal: StateProfile) -> tuple[TableLine, ...]:
    """The rules of the place beside the federal ones."""
    pairs = (
        ("Inventory at least every", _months(profile), _months(federal)),
        ("Opened containers are counted", _methods(profile), _methods(federal)),
        ("Records are kept", f"{profile.retention_years} years", "2 years"),
        ("An opened container is used for", _days(profile.discard_days), "no federal rule"),
        ("Notice of a loss or theft", _business(profile), _business(federal)),
        ("Form 106", f"{profile.form_days} days", f"{federal.form_days} days"),
        ("Who wastes and watches", _witness(profile), _witness(federal)),
    )
    return tuple(
        TableLine(key=rule, cells=(rule, here, there), is_strong=here != there)
        for rule, here, there in pairs
    )


def _months(profile: StateProfile) -> str:
    return f"{profile.inventory_months} months"


def _methods(profile: StateProfile) -> str:
    return " or ".join(profile.count_methods)


def _days(days: int) -> str:
    return f"{days} days after opening"


def _business(profile: StateProfile) -> str:
    return f"{profile.notice_days} business day{'' if profile.notice_days == 1 else 's'}"


def _witness(profile: StateProfile) -> str:
    is_any = profile.waste_witness is WasteWitness.ANY
    return "anyone on the staff" if is_any else "two who are licensed"
