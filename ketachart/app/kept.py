"""What lies whole in the derived tables and is looked up there: no folding, nothing remembered."""

from collections.abc import Callable, Mapping
from datetime import date

from ketachart.app.pending import Handler
from ketachart.domain import events as ev
from ketachart.domain.inventories import Inventory
from ketachart.domain.losses import Loss
from ketachart.domain.monitors import Monitor
from ketachart.domain.proposals import Proposal
from ketachart.domain.schedule import DayPlan
from ketachart.store.derived import Derived


class Kept:
    """Registers and lists that are as the log says."""

    def __init__(self, derived: Derived) -> None:
        self._derived = derived
        self.elsewhere: Callable[[str], tuple[int, str] | None] = lambda _device: None
        """Looks into the log for the newest entry of another workstation."""

    def newest_of(self, device: str) -> tuple[int, str] | None:
        """Number and hash of the newest entry here of another workstation."""
        return self.elsewhere(device)

    def workstation_names(self) -> Mapping[str, str]:
        """What the clinic calls its workstations, by their names in the log."""
        found = self._derived.docs("workstation", ev.WorkstationNamed)
        return {each.device: each.name for each in found}

    def monitors(self, workstation: str) -> tuple[Monitor, ...]:
        """The monitors of a workstation, by name."""
        found = self._derived.doc("monitors", workstation, ev.MonitorsChanged)
        return tuple(sorted(found.monitors, key=lambda each: each.name)) if found else ()

    def chairs_with_monitors(self) -> frozenset[str]:
        """The chairs at which a monitor of any workstation stands, by the names they had."""
        found = self._derived.docs("monitors", ev.MonitorsChanged)
        return frozenset(monitor.chair for each in found for monitor in each.monitors)

    def day_plan(self, day: date) -> DayPlan | None:
        """Who is expected on a day, if that was planned."""
        return self._derived.doc("day-plan", day.isoformat(), DayPlan)

    def handlers(self) -> tuple[Handler, ...]:
        """The register of authorised handlers, the latest line first."""
        found = self._derived.docs("handler", Handler)
        return tuple(sorted(found, key=lambda each: each.at, reverse=True))

    def suppliers(self) -> tuple[ev.Registrant, ...]:
        """Whoever delivered before, as last named, by name."""
        found = self._derived.docs("supplier", ev.Registrant)
        return tuple(sorted(found, key=lambda each: (each.name, each.dea_registration)))

    def losses(self) -> tuple[Loss, ...]:
        """Every loss and theft, in the order discovered."""
        found = self._derived.docs("loss", Loss)
        return tuple(sorted(found, key=lambda loss: (loss.discovered, loss.id)))

    def loss(self, loss: str) -> Loss | None:
        """A loss or theft by its name."""
        return self._derived.doc("loss", loss, Loss)

    def inventories(self) -> tuple[Inventory, ...]:
        """Every inventory, by day."""
        found = self._derived.docs("inventory", Inventory)
        return tuple(sorted(found, key=lambda each: (each.taken.day, each.id)))

    def proposal(self, proposal: str) -> Proposal | None:
        """What somebody proposed, by its name."""
        return self._derived.doc("proposal", proposal, Proposal) if proposal else None

    def proposals(self) -> tuple[Proposal, ...]:
        """All that was proposed, the latest first."""
        found = self._derived.docs("proposal", Proposal)
        return tuple(sorted(found, key=lambda each: (each.at, each.id), reverse=True))
