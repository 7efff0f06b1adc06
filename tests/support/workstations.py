"""Workstations of one clinic with real vaults, and whom they believe."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ketachart.crypto.signing import Signer
from ketachart.store.entries import Fresh, Stored
from ketachart.store.log_reader import LogReader
from ketachart.store.peers import Peers
from ketachart.store.vault import Vault
from ketachart.sync.exchange import Own, Report, exchange
from ketachart.sync.place import Place
from ketachart.sync.segment import Sealer

SITE = "5f" * 16
KEY = bytes(range(32))
START = datetime(2026, 3, 2, 13, 20, tzinfo=UTC)


class KnownKeys:
    """Believes the workstations it was told of, up to the last entry that was allowed them."""

    def __init__(self) -> None:
        self.keys: dict[str, bytes] = {}
        self.limits: dict[str, int] = {}

    def key_of(self, device: str, first: Sequence[Stored]) -> bytes | None:  # noqa: ARG002
        return self.keys.get(device)

    def last_allowed(self, device: str) -> int | None:
        return self.limits.get(device)


def fresh(number: int, body: bytes = b"") -> Fresh:
    return Fresh(
        stream=f"session:s{number % 3}",
        kind="vitals.charted/1",
        observed_at=START + timedelta(minutes=number),
        recorded_at=START + timedelta(minutes=number, seconds=4),
        utc_offset_s=-18000,
        author="n.reyes",
        body=body or b'{"hr":"%d"}' % (60 + number),
    )


class Workstation:
    """A vault, its connection for exchanging, and what it takes to exchange."""

    def __init__(self, vault: Vault, trust: KnownKeys, name: str = "") -> None:
        self.vault = vault
        self.name = name or vault.workstation.device
        self.db = vault.writer()
        self.peers = Peers(self.db)
        self.trust = trust
        self.sealer = Sealer(SITE, KEY)
        self.own = Own(device=vault.workstation.device, signer=vault.signer)

    @classmethod
    def create(cls, folder: Path, device: str, trust: KnownKeys) -> "Workstation":
        found = cls(Vault.create(folder, KEY, SITE, device), trust)
        trust.keys[device] = found.vault.signer.public_key
        return found

    def chart(self, count: int = 1, body: bytes = b"") -> None:
        first = self.vault.log.head.seq
        made = [fresh(number, body) for number in range(first, first + count)]
        self.vault.log.write(self.vault.log.stamp(made), lambda _db: None)

    def exchange(self, place: Place) -> Report:
        return exchange(place, self.peers, self.own, self.sealer, self.trust)

    def everything(self) -> list[Stored]:
        log = LogReader(self.db)
        return [entry for device in log.devices() for entry in log.run(device, 0)]

    def entries_of(self, device: str) -> list[Stored]:
        return list(LogReader(self.db).run(device, 0))

    def close(self) -> None:
        self.db.close()
        self.vault.close()


def signer(number: int) -> Signer:
    return Signer(bytes([number]) * 32)
