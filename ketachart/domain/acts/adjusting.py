"""Setting containers to what was counted."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from ketachart.domain.acts.checks import invalid
from ketachart.domain.products import Container, ContainerState
from ketachart.domain.stock import ZERO, Difference, Stock

CLASSIFICATIONS = ("counting-error", "documentation-error", "loss", "theft")


def adjusted(
    stock: Stock, difference: Difference, named: Sequence[Container]
) -> tuple[Container, ...]:
    """The containers as they are after the difference is written off or put right.

    Sealed ones that are missing go first, by name; what remains of the open
    difference is taken from, or put back into, opened containers: the named
    ones first, then the others in stock.
    """
    if len({vial.id for vial in named}) < len(named):
        invalid("A container is named twice.", "Name each container once.", "vials")
    volume = stock.product.container_ml
    sealed, open_ml = difference.sealed, difference.open_ml
    after: dict[str, Container] = {}
    for vial in named:
        if sealed < 0 and vial.state is ContainerState.SEALED:
            sealed += 1
            left = min(max(open_ml, ZERO), volume)
            open_ml -= left
            state = ContainerState.OPEN if left else ContainerState.GONE
            after[vial.id] = replace(vial, state=state, left=left)
        elif sealed > 0 and vial.state is not ContainerState.SEALED:
            sealed -= 1
            open_ml += vial.left if vial.state is ContainerState.OPEN else ZERO
            after[vial.id] = replace(vial, state=ContainerState.SEALED, left=volume)
    too_many = any(v.state is ContainerState.SEALED and v.id not in after for v in named)
    if sealed or too_many:
        invalid(
            f"{abs(difference.sealed)} sealed container(s) differ; name each of them and no other.",
            "Name the containers that are missing or corrected.",
            "vials",
        )
    opened = [vial for vial in named if vial.id not in after]
    opened += [vial for vial in stock.containers.values() if vial.state is ContainerState.OPEN]
    for vial in opened:
        if open_ml and vial.id not in after and vial.state is not ContainerState.SEALED:
            left = min(max(vial.left + open_ml, ZERO), volume)
            open_ml -= left - vial.left
            state = ContainerState.OPEN if left else ContainerState.EMPTY
            after[vial.id] = replace(vial, state=state, left=left)
    if open_ml:
        invalid(
            f"{open_ml:+.2f} mL can't be put to any opened container.",
            "Name the container it belongs to.",
            "vials",
        )
    return tuple(replace(vial, left=vial.left.quantize(Decimal("0.01"))) for vial in after.values())
