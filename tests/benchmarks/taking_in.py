"""What arrives, from the hub to the last table: pulled, worked in, or joined with.

Run: python tests/benchmarks/taking_in.py [THOUSANDS], of entries (100).

The log is that of a clinic that worked for months, its bodies filled up with notes to 450 bytes on
average. A workstation that has nothing pulls all of it from a hub on this computer: the hub's
answer, opening, every hash, the signature, and the log in the encrypted database on the disk. Then
it works all entries into its tables: in slices as beside charting, each committed to the disk, or
all at once, as a workstation does that joins. Seconds are those of the clock; processor seconds of
this program, without the hub's, stand beside them, since other programs may use the computer too.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Final

from figures import Figure, Run, show
from sync import BODY_BYTES, Hubs, KnownKeys, a_hub
from verify import EVENING, signed_vault

from ketachart.app import vaults
from ketachart.app.clinic import Clinic
from ketachart.app.clock import SetClock
from ketachart.store.arriving import work_out_anew
from ketachart.store.peers import Peers
from ketachart.store.vault import Vault
from ketachart.store.vault_files import VaultFiles
from ketachart.sync.exchange import Own, exchange
from ketachart.sync.postgres_hub import PostgresHub
from ketachart.sync.segment import Sealer

ROUNDS: Final = 3
AT_ONCE: Final = 1000
REACH: Final = 60_000
Took = tuple[float, float]
"""Seconds of the clock, and of the processor."""


def timed(work: Callable[[], object]) -> Took:
    """What something took."""
    begun, worked = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - begun, time.process_time() - worked


class Newcomer:
    """A workstation of the clinic that has nothing yet."""

    def __init__(self, folder: Path, clinic: Clinic, device: str, trust: KnownKeys) -> None:
        self._clinic, self._trust = clinic, trust
        self._files = VaultFiles(folder)
        folder.mkdir()
        self._files.keyring.write_bytes(clinic.vault.files.keyring.read_bytes())
        site = clinic.vault.workstation.site
        Vault.create(folder, clinic.site_key, site, device).close()

    def pull(self, hub: PostgresHub) -> Took:
        """Exchange with the hub."""
        with self._opened() as vault:
            return timed(lambda: exchanged(vault, self._clinic.site_key, hub, self._trust))

    def work_in(self) -> Took:
        """Work in what waits, in slices."""
        with closing(self._clinic_of(self._opened())) as clinic:
            return timed(lambda: _all_taken_in(clinic))

    def work_out(self) -> Took:
        """Work all out at once, as at the first opening after joining."""
        with self._opened() as vault:
            work_out_anew(vault.db)
        vault = self._opened()
        opened: list[Clinic] = []
        took = timed(lambda: opened.append(self._clinic_of(vault)))
        opened[0].close()
        return took

    def _opened(self) -> Vault:
        return Vault.open(self._files.folder, self._clinic.site_key)

    def _clinic_of(self, vault: Vault) -> Clinic:
        clock = SetClock(EVENING)
        return vaults._open(vault, self._clinic.site_key, self._clinic.keyring, clock)


def _all_taken_in(clinic: Clinic) -> None:
    while clinic._recorder.take_in(AT_ONCE):
        pass


def exchanged(vault: Vault, site_key: bytes, hub: PostgresHub, trust: KnownKeys) -> None:
    """One exchange of a vault with a hub."""
    with closing(vault.writer()) as db:
        own = Own(device=vault.workstation.device, signer=vault.signer)
        sealer = Sealer(vault.workstation.site, site_key)
        exchange(hub, Peers(db), own, sealer, trust)


def figures(run: Run) -> list[Figure]:
    """Measure."""
    return measured(5_000 if run.short else 100_000, 1 if run.short else ROUNDS)


def measured(entries: int, rounds: int) -> list[Figure]:
    """Measure with about so many entries."""
    with a_hub() as hubs, tempfile.TemporaryDirectory() as name:
        clinic = signed_vault(Path(name), entries, BODY_BYTES)
        with closing(clinic):
            log = clinic.vault.log
            count = log.count()
            body = statistics.fmean(len(each.body) for each in log.everything())
            took = [_round(hubs, clinic, Path(name) / str(each)) for each in range(rounds)]
    print(f"{count} entries of {body:.0f} bytes on average; entries/s, by the processor's seconds:")
    for each, what in enumerate(("pulled", "worked in in slices", "worked out at once")):
        clock = statistics.median(count / parts[each][0] for parts in took)
        processor = statistics.median(count / parts[each][1] for parts in took)
        print(f"  {what}: {clock:.0f}, {processor:.0f}")
    return [
        _figure(
            "pull until every table is worked in", count, [(each[0], each[1]) for each in took]
        ),
        _figure(
            "join: pull, and work all out at once", count, [(each[0], each[2]) for each in took]
        ),
    ]


def _round(hubs: Hubs, clinic: Clinic, folder: Path) -> tuple[Took, Took, Took]:
    trust = KnownKeys()
    vault = clinic.vault
    trust.keys[vault.workstation.device] = vault.signer.public_key
    site, database = vault.workstation.site, hubs.fresh()
    folder.mkdir()
    with ExitStack() as stack:
        devices = (vault.workstation.device, "ws-0000bbbb", "ws-0000cccc")
        addresses = [database.enrol(device, site) for device in devices]
        links = [stack.enter_context(closing(PostgresHub(each, site))) for each in addresses]
        exchanged(vault, clinic.site_key, links[0], trust)
        pulls, joins = (Newcomer(folder / device, clinic, device, trust) for device in devices[1:])
        pulled = pulls.pull(links[1])
        joins.pull(links[2])
        return pulled, pulls.work_in(), joins.work_out()


def _figure(what: str, count: int, parts: list[tuple[Took, Took]]) -> Figure:
    each = tuple(count / (one[0] + other[0]) for one, other in parts)
    by_processor = statistics.median(count / (one[1] + other[1]) for one, other in parts)
    return Figure(
        what=what,
        against="entries of 450 bytes a second, durable, encrypted, verified",
        reach=REACH,
        got=statistics.median(each),
        unit="/s",
        at_least=True,
        each=each,
        note=f"{by_processor:.0f} for each second of this program on the processor",
    )


if __name__ == "__main__":
    thousands = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    show(measured(thousands * 1000, ROUNDS))
