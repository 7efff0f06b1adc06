"""Whatever is changed in a vault's files is found, or changes nothing that can be read."""

import random
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest
from support.scenarios import opened, opened_copy, replayed, scenario

from ketachart.app.clinic import Clinic
from ketachart.app.clock import SetClock
from ketachart.app.replay import Replay, replay
from ketachart.app.vaults import Unlocked, found, unlock
from ketachart.app.verification import verify
from ketachart.crypto.errors import CryptoError
from ketachart.crypto.passphrases import SMALLEST_COST
from ketachart.domain.times import minutes
from ketachart.store.entries import Head, Stored, stamp
from ketachart.store.errors import StoreDamaged, StoreError

DAY = "first-infusion"
WHO = "ad.lindqvist"
TRIES = 60


@pytest.fixture(scope="module")
def crashed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vault as a power cut leaves it: part of the day in the database, the rest beside it."""
    folder = tmp_path_factory.mktemp("crashed")
    clinic = replay(scenario(DAY), folder / "open", cost=SMALLEST_COST)
    shutil.copytree(folder / "open", folder / "vault", ignore=shutil.ignore_patterns("*-shm"))
    clinic.close()
    assert (folder / "vault" / "ketachart.db-wal").stat().st_size > 0
    return folder / "vault"


def entries(clinic: Clinic, upto: int) -> list[Stored]:
    return [entry for entry in clinic.vault.log.everything() if entry.seq <= upto]


def is_found(folder: Path, whole: list[Stored]) -> bool:
    """Whether opening or verifying says that something is wrong; if not, all must be there."""
    secrets = scenario(DAY).secrets
    try:
        unlocked = unlock(
            folder, WHO, secrets[WHO].passphrase, SetClock(scenario(DAY).steps[-1].at)
        )
        if not isinstance(unlocked, Unlocked):
            return True
        try:
            if list(verify(unlocked.clinic)):
                return True
            assert entries(unlocked.clinic, whole[-1].seq) == whole
        finally:
            unlocked.clinic.close()
    except (StoreError, CryptoError):
        return True
    return False


@pytest.mark.parametrize(
    "name",
    [
        "ketachart.db",
        "ketachart.db-wal",
        "ketachart.anchor",
        "keyring.json",
        "workstation.json",
    ],
)
def test_that_one_changed_byte_is_found_or_changes_nothing_that_is_read(crashed, tmp_path, name):
    shutil.copytree(crashed, tmp_path / "whole")
    clinic = opened(tmp_path / "whole", DAY)
    whole = entries(clinic, clinic.vault.log.head.seq - 1)
    clinic.close()
    content = (crashed / name).read_bytes()
    dice = random.Random(name)  # noqa: S311
    harmless = 0
    for place in dice.sample(range(len(content)), TRIES):
        folder = tmp_path / f"copy-{place}"
        shutil.copytree(crashed, folder)
        spoilt = bytearray(content)
        spoilt[place] ^= 1 << dice.randrange(8)
        (folder / name).write_bytes(spoilt)
        harmless += not is_found(folder, whole)
        shutil.rmtree(folder)
    # In the write-ahead log there are frames that later ones have replaced.
    assert harmless == 0 or name in {"ketachart.db-wal", "ketachart.db"}


@pytest.mark.parametrize("name", ["ketachart.db", "ketachart.anchor", "keyring.json"])
def test_that_a_byte_changed_in_a_closed_vault_is_always_found(template, tmp_path, name):
    clinic = opened_copy(template, DAY, tmp_path / "vault")
    whole = entries(clinic, clinic.vault.log.head.seq)
    clinic.close()
    content = (tmp_path / "vault" / name).read_bytes()
    dice = random.Random(name)  # noqa: S311
    # A line cut off at the end of the anchor is what a crash leaves, and no damage.
    for place in dice.sample(range(len(content) - 1), TRIES):
        folder = tmp_path / f"copy-{place}"
        shutil.copytree(tmp_path / "vault", folder)
        spoilt = bytearray(content)
        spoilt[place] ^= 1 << dice.randrange(8)
        (folder / name).write_bytes(spoilt)
        assert is_found(folder, whole), place
        shutil.rmtree(folder)


@pytest.mark.parametrize("kept", [0, 32, 5000, 20_000])
def test_that_a_write_ahead_log_that_was_cut_off_is_noticed(crashed, tmp_path, kept):
    folder = tmp_path / "vault"
    shutil.copytree(crashed, folder)
    log = folder / "ketachart.db-wal"
    log.write_bytes(log.read_bytes()[:kept])
    with pytest.raises(StoreDamaged):
        unlock(folder, WHO, scenario(DAY).secrets[WHO].passphrase, SetClock(scenario(DAY).begins))


# --- by someone who has the key -----------------------------------------------------------------

GUARDS = ("entry_is_never_changed", "entry_is_never_deleted")


def tamper(clinic: Clinic, *statements: str) -> None:
    """Change the log past its guards, and put the guards back."""
    connection = clinic.vault.db.conn
    found = connection.execute("SELECT sql FROM sqlite_master WHERE name IN (?, ?)", GUARDS)
    guards = [sql for (sql,) in found.fetchall()]
    for statement in (*(f"DROP TRIGGER {guard}" for guard in GUARDS), *statements, *guards):
        connection.execute(statement)


def places(clinic: Clinic) -> set[str]:
    return {finding.place for finding in verify(clinic)}


@pytest.fixture
def clinic(template, tmp_path) -> Iterable[Clinic]:
    clinic = opened_copy(template, DAY, tmp_path / "vault")
    yield clinic
    clinic.close()


def seq_of(clinic: Clinic, kind: str) -> int:
    return next(e.seq for e in clinic.vault.log.everything() if e.kind.startswith(kind))


@pytest.mark.parametrize(
    "change",
    [
        "body = CAST(replace(CAST(body AS TEXT), '\"', '''') AS BLOB)",
        "body = CAST(replace(CAST(body AS TEXT), '1', '2') AS BLOB)",
        "author = 'rn.silva'",
        "observed_at = '2026-03-02T17:00:00.000Z'",
        "recorded_at = '2026-03-02T17:00:00.000Z'",
    ],
)
def test_that_a_changed_entry_is_named(clinic, change):
    seq = seq_of(clinic, "vitals.charted")
    tamper(clinic, f"UPDATE entry SET {change} WHERE seq = {seq}")  # noqa: S608
    assert f"entry {seq} of {clinic.vault.log.device}" in places(clinic)


@pytest.mark.parametrize(
    "kind",
    ["score.charted", "clinic.founded", "product.listed", "session.opened", "stock.received"],
)
def test_that_the_entry_after_a_deleted_one_is_named(clinic, kind):
    seq = seq_of(clinic, kind)
    tamper(clinic, f"DELETE FROM entry WHERE seq = {seq}")  # noqa: S608
    assert f"entry {seq + 1} of {clinic.vault.log.device}" in places(clinic)


def test_that_a_session_without_its_opening_is_damage_at_opening(tmp_path):
    folder = tmp_path / "vault"
    clock = SetClock(scenario(DAY).begins - minutes(1))
    clinic = found(folder, scenario(DAY).founding, clock, SMALLEST_COST).clinic
    player = Replay(clinic, scenario(DAY))
    for step in scenario(DAY).steps[:6]:
        clock.set(step.at)
        player.perform(step)
    tamper(clinic, f"DELETE FROM entry WHERE seq = {seq_of(clinic, 'session.opened')}")  # noqa: S608
    clinic.close()
    for _ in range(2):  # the first try must not keep the vault locked
        with pytest.raises(StoreDamaged, match="does not follow"):
            opened(folder, DAY)


def test_that_two_swapped_entries_are_named(clinic):
    device = clinic.vault.log.device
    first = seq_of(clinic, "vitals.charted")
    second = next(
        e.seq
        for e in clinic.vault.log.everything()
        if e.kind.startswith("vitals.charted") and e.seq > first
    )
    swap = "UPDATE entry SET seq = {} WHERE seq = {}"
    tamper(clinic, swap.format(-1, first), swap.format(first, second), swap.format(second, -1))
    assert {f"entry {first} of {device}", f"entry {second} of {device}"} <= places(clinic)


def test_that_a_log_forged_from_an_entry_on_disagrees_with_the_anchor(clinic):
    """All hashes are made to fit again; the heads noted at the time do not."""
    seq = seq_of(clinic, "vitals.charted")
    whole = list(clinic.vault.log.everything())
    before = whole[seq - 2]
    head = Head(before.device, before.seq, before.hash)
    tamper(clinic, f"DELETE FROM entry WHERE seq >= {seq}")  # noqa: S608
    for each in whole[seq - 1 :]:
        body = each.body.replace(b"97", b"96") if each.seq == seq else each.body
        (forged,) = stamp([fresh_of(each, body)], head)
        head = forged.head
        clinic.vault.db.conn.execute(
            f"INSERT INTO entry VALUES ({', '.join('?' * 11)})",  # noqa: S608
            forged,
        )
    found = places(clinic)
    assert found
    assert found <= {
        "ketachart.anchor",
        "ketachart.db",
        *(f"entry {each.seq} of {each.device}" for each in whole[seq - 1 :]),
    }


def fresh_of(stored: Stored, body: bytes):
    from ketachart.store.entries import Fresh

    return Fresh(
        stream=stored.stream,
        kind=stored.kind,
        observed_at=stored.observed_at,
        recorded_at=stored.recorded_at,
        utc_offset_s=stored.utc_offset_s,
        author=stored.author,
        body=body,
    )


@pytest.mark.parametrize(
    ("change", "table"),
    [
        ("UPDATE movement SET ml = '9.99' WHERE movement = 'administered'", "movement"),
        ("UPDATE movement SET patient_name = 'Someone Else'", "movement"),
        ("DELETE FROM container", "container"),
        ("UPDATE container SET left_ml = '9.00' WHERE id = 'K5301-1'", "container"),
        ("UPDATE doc SET body = replace(body, 'nurse', 'administrator')", "doc"),
        ("UPDATE session_row SET patient = 'p.other'", "session_row"),
        ("DELETE FROM day", "day"),
        ("UPDATE day_start SET day = '2026-03-01'", "day_start"),
    ],
)
def test_that_a_changed_derived_table_is_named(clinic, change, table):
    clinic.vault.db.conn.execute(change)
    found = [finding.words for finding in verify(clinic)]
    assert found == [f"The table {table} does not agree with the log."]


@pytest.mark.parametrize(
    "change",
    [
        "DROP TRIGGER entry_is_never_changed",
        "CREATE TABLE extra (x TEXT)",
        "DROP INDEX movement_by_day",
    ],
)
def test_that_missing_guards_and_strange_tables_are_found(clinic, change):
    clinic.vault.db.conn.execute(change)
    assert "ketachart.db" in places(clinic)


def test_that_a_database_put_back_from_earlier_in_the_day_is_noticed(tmp_path):
    folder = tmp_path / "vault"
    clock = SetClock(scenario(DAY).begins - minutes(1))
    clinic = found(folder, scenario(DAY).founding, clock, SMALLEST_COST).clinic
    player = Replay(clinic, scenario(DAY))
    for step in scenario(DAY).steps[:12]:
        clock.set(step.at)
        player.perform(step)
    clinic.close()
    earlier = (folder / "ketachart.db").read_bytes()
    later = opened(folder, DAY)
    player = Replay(later, scenario(DAY))
    player.perform(scenario(DAY).steps[12])
    later.close()
    (folder / "ketachart.db").write_bytes(earlier)
    with pytest.raises(StoreDamaged, match="missing"):
        opened(folder, DAY)


def test_that_the_keyring_of_yesterday_is_told_from_a_damaged_one(template, tmp_path):
    shutil.copytree(replayed(template, DAY), tmp_path / "vault")
    other, clock = tmp_path / "other", SetClock(scenario(DAY).begins)
    found(other, scenario(DAY).founding, clock, SMALLEST_COST).clinic.close()
    shutil.copy(other / "keyring.json", tmp_path / "vault" / "keyring.json")
    passphrase = scenario(DAY).secrets[WHO].passphrase
    with pytest.raises(StoreError):
        unlock(tmp_path / "vault", WHO, passphrase, SetClock(scenario(DAY).begins))
