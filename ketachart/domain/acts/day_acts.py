"""Closing a day."""

from dataclasses import dataclass
from typing import ClassVar

from ketachart.domain import events as ev
from ketachart.domain.acts.act import Act, Plan
from ketachart.domain.acts.checks import Raw, check_second, day, known_second, text_of
from ketachart.domain.clinic import Context, World
from ketachart.domain.entries import CLINIC, Planned
from ketachart.domain.refusals import Code, refuse
from ketachart.domain.times import local_day


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseDay(Act):
    """Close a day with two signatures; its log never changes again."""

    do: ClassVar[str] = "day.close"
    meaning: ClassVar[str] = "closed"
    second_meaning: ClassVar[str] = "closed"
    date: Raw = None
    witness: Raw = None

    @property
    def second_person(self) -> str:
        """The second signature."""
        return text_of(self.witness)

    def decide(self, world: World, context: Context) -> Plan:
        """Nothing unresolved, unreconciled or uncounted."""
        known_second(world, self.witness)
        closing = day(self.date, "date")
        if world.is_closed(closing):
            refuse(Code.DAY_CLOSED, f"{closing} is closed.", "Look at its log.", "date")
        witness = check_second(world, context, self.witness, "Closing a day")
        if closing > local_day(context.now, world.site.zone):
            refuse(Code.IN_FUTURE, f"{closing} is still to come.", "Close it then.", "date")
        blocks = day_blocks(world, closing)
        if blocks:
            refuse(
                Code.DAY_UNRECONCILED,
                f"Not yet: {'; '.join(blocks)}.",
                "Count, resolve or waste what is named, then close.",
                "date",
            )
        event = ev.DayClosed(day=closing, witness=witness, digests=world.log_digests(closing))
        return (Planned(stream=CLINIC, event=event),)


def day_blocks(world: World, closing: object) -> tuple[str, ...]:
    """What keeps a day from being closed, in words."""
    closing = day(closing, "date")
    stocks = [stock for product in world.products() if (stock := world.stock(product))]
    blocks = [
        f"{stock.product.substance} {stock.product.finished_form} {stock.unresolved.words}"
        for stock in stocks
        if stock.unresolved is not None
    ]
    blocks += [
        f"session {session} has drug drawn that is neither given nor wasted"
        for session in world.unreconciled_sessions()
    ]
    uncounted = set(world.uncounted_on(closing))
    blocks += [
        f"{stock.product.substance} {stock.product.finished_form} not counted since it moved"
        for stock in stocks
        if stock.product.id in uncounted
    ]
    return tuple(blocks)
