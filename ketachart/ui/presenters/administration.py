"""What the administration says of people and chairs."""

from collections.abc import Sequence
from datetime import date

from ketachart.app.pending import Handler
from ketachart.domain.clinic import World
from ketachart.domain.people import Person
from ketachart.ui.presenters.ledger import TableLine

PEOPLE_COLUMNS = ("Name", "Signs in as", "Roles", "Access", "Authorised handler", "DEA")
CHAIR_COLUMNS = ("Chair", "Now")
_ROLES = {
    "nurse": "Nurse",
    "anesthesiologist": "Anesthesiologist",
    "administrator": "Administrator",
    "inspector": "Inspector",
}


def role_words(person: Person) -> str:
    """`Nurse, Administrator`."""
    return ", ".join(words for role, words in _ROLES.items() if role in person.roles)


def handler_words(person: str, handlers: Sequence[Handler], today: date) -> str:
    """Since when someone is an authorised handler, by the latest line of the register."""
    line = next((each.attested for each in handlers if each.attested.person == person), None)
    if line is None:
        return "– not attested"
    until = line.effective_until
    if until is not None and until < today:
        return f"✗ ended {until}"
    if line.effective_from > today:
        return f"… from {line.effective_from}"
    return f"✓ since {line.effective_from}" + (f" until {until}" if until is not None else "")


def people_lines(
    people: Sequence[Person], handlers: Sequence[Handler], today: date
) -> tuple[TableLine, ...]:
    """Everyone: those who may sign in first."""
    ordered = sorted(people, key=lambda each: (each.disabled, each.name.casefold()))
    return tuple(
        TableLine(
            key=each.id,
            cells=(
                each.titled,
                each.id,
                role_words(each),
                "✗ disabled" if each.disabled else "✓ may sign in",
                handler_words(each.id, handlers, today),
                each.dea_registration,
            ),
        )
        for each in ordered
    )


def chair_lines(world: World) -> tuple[TableLine, ...]:
    """Every chair, and whether someone sits in it."""
    taken = world.in_chair()
    return tuple(
        TableLine(key=chair, cells=(chair, "in use" if chair in taken else "free"))
        for chair in world.site.chairs
    )
