"""Until when an opened container is used, and the warning once that has passed."""

from datetime import date

from ketachart.domain.clinic import World
from ketachart.domain.products import Container, ContainerState
from ketachart.domain.profiles import discard_by
from ketachart.domain.times import local_day


def opened_on(container: Container, world: World) -> date | None:
    """The day an opened container was first drawn from; None while it is sealed."""
    if container.state is not ContainerState.OPEN or container.opened_at is None:
        return None
    return local_day(container.opened_at, world.site.zone)


def last_use(container: Container, world: World) -> date | None:
    """The last day of an opened container by the rules of the place."""
    opened = opened_on(container, world)
    return discard_by(opened, world.profile) if opened else None


def is_past(container: Container, world: World, today: date) -> bool:
    """Whether an opened container should have been discarded."""
    last = last_use(container, world)
    return last is not None and last < today


def warning(container: Container, world: World, today: date) -> str:
    """What is said where somebody would draw from it; empty if nothing."""
    if not is_past(container, world, today):
        return ""
    return f"! past its discard-by date {last_use(container, world)}"
