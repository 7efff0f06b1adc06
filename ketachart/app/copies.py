"""A vault that turned out to be a copy of one in use goes on as a workstation of its own."""

from collections.abc import Sequence
from pathlib import Path

from ketachart.domain import events as ev
from ketachart.domain.entries import CLINIC
from ketachart.store import codec
from ketachart.store.entries import Fresh, Stored
from ketachart.store.renewing import Renewed, renew


def go_on_alone(folder: Path, site_key: bytes, common: int) -> Renewed:
    """Give a copied vault a name and a key of its own; what it recorded since is kept under them.

    Whoever signs in next vouches for it. The vault must be closed.

    Args:
        folder: the vault's.
        site_key: the clinic's key.
        common: the number of the last entry that both have.

    Raises:
        StoreError: it is in use, damaged, or the disk failed; it is as it was.
    """
    return renew(folder, site_key, common, _first_facts)


def _first_facts(device: str, public_key: bytes, last: Stored) -> Sequence[Fresh]:
    facts: list[ev.Event] = [
        ev.WorkstationEnrolled(device=device, public_key=public_key.hex()),
        ev.VaultRestored(made_at=last.recorded, device=last.device, entries=last.seq),
    ]
    return [
        Fresh(
            stream=CLINIC,
            kind=codec.kind_of(fact),
            # Dated as the entry they follow: what is recorded anew after them keeps its time.
            observed_at=last.recorded_at,
            recorded_at=last.recorded_at,
            utc_offset_s=last.utc_offset_s,
            author=device,
            body=codec.encode(fact),
        )
        for fact in facts
    ]
