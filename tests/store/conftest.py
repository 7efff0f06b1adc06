"""A vault with some entries, and ways to crash and to damage it."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ketachart.crypto.keyring import Keyring
from ketachart.crypto.passphrases import SMALLEST_COST
from ketachart.store.entries import Fresh
from ketachart.store.vault import Vault

START = datetime(2026, 3, 2, 13, 20, tzinfo=UTC)
Maker = Callable[..., Fresh]


def _fresh(number: int = 0, **changes: object) -> Fresh:
    fields: dict[str, object] = {
        "stream": f"session:s{number % 2}",
        "kind": "vitals.charted",
        "observed_at": START + timedelta(minutes=number),
        "recorded_at": START + timedelta(minutes=number, seconds=4),
        "utc_offset_s": -18000,
        "author": "n.reyes",
        "body": b'{"hr":"%d"}' % (60 + number),
    }
    return Fresh(**(fields | changes))  # type: ignore[arg-type]


@pytest.fixture
def fresh() -> Maker:
    """Makes an entry; a number sets it apart, keywords change its fields."""
    return _fresh


@pytest.fixture
def write(fresh):
    """Writes a number of entries, each in a transaction of its own."""

    def write(vault: Vault, count: int) -> None:
        first = vault.log.head.seq
        for number in range(first, first + count):
            vault.log.write(vault.log.stamp([fresh(number)]), lambda _db: None)

    return write


@pytest.fixture
def keys(tmp_path):
    """A keyring in the folder of the vault, and the clinic's key."""
    folder = tmp_path / "vault"
    folder.mkdir()
    keyring, site_key = Keyring.create("site-1", SMALLEST_COST)
    keyring.add_person(site_key, "n.reyes", "seven quiet herons")
    keyring.save(folder / "keyring.json")
    return folder, site_key


@pytest.fixture
def vault(keys):
    folder, site_key = keys
    with Vault.create(folder, site_key, "site-1", "desk-1") as vault:
        yield vault


@pytest.fixture
def crashed(vault, write, tmp_path) -> Callable[[str], Path]:
    """Copies of a vault as a crash leaves it: entries in the database, more in the log beside."""
    write(vault, 4)
    vault.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    write(vault, 6)

    def copy(name: str) -> Path:
        folder = tmp_path / name
        shutil.copytree(vault.files.folder, folder, ignore=shutil.ignore_patterns("*-shm"))
        return folder

    return copy
