"""Opening a vault: what is refused, with which words, and that it changes nothing."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support.full_disk import no_file_beyond

from ketachart.crypto.derive import database_key
from ketachart.store import anchor as anchor_module
from ketachart.store.anchor import read_anchor
from ketachart.store.connection import Access, open_database, translated
from ketachart.store.drafts import Draft, drop_with
from ketachart.store.errors import (
    StoreBusy,
    StoreDamaged,
    StoreDiskFault,
    StoreExists,
    StoreForeign,
    StoreFull,
    StoreLocked,
    StoreMissing,
    StoreReadOnly,
    StoreTooNew,
    WrongKey,
)
from ketachart.store.vault import Vault

NOON = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)


def contents(folder: Path) -> dict[str, bytes]:
    """What the files hold; a look may leave an empty write-ahead log, which holds nothing."""
    held = {path.name: path.read_bytes() for path in folder.iterdir()}
    return {
        name: content
        for name, content in held.items()
        if content and not name.endswith(("-shm", ".lock"))
    }


def test_that_a_closed_vault_opens_with_all_that_was_written(keys, write):
    folder, site_key = keys
    with Vault.create(folder, site_key, "site-1") as vault:
        write(vault, 5)
        head, device = vault.log.head, vault.workstation.device
    assert {path.name for path in folder.iterdir()} >= {"ketachart.db", "ketachart.anchor"}
    assert not (folder / "ketachart.db-wal").exists()
    with Vault.open(folder, site_key) as vault:
        assert vault.log.head == head
        assert vault.workstation.device == device
        assert vault.integrity() == ()
        vault.close()


def test_that_a_crashed_vault_opens_with_all_that_was_written(crashed, keys):
    with Vault.open(crashed("copy"), keys[1]) as vault:
        assert vault.log.head.seq == vault.log.count() == 10


def test_that_no_file_holds_what_was_written_in_clear(crashed):
    for name, content in contents(crashed("copy")).items():
        for clear in (b"n.reyes", b"vitals.charted", b"session:s0", b"entry_is_never"):
            assert clear not in content, name


def test_that_another_clinics_key_is_refused_and_changes_nothing(crashed):
    folder = crashed("copy")
    before = contents(folder)
    with pytest.raises(WrongKey):
        Vault.open(folder, bytes(32))
    assert contents(folder) == before


def test_that_a_vault_is_never_made_over_another(keys, vault):
    vault.close()
    before = contents(keys[0])
    with pytest.raises(StoreExists):
        Vault.create(keys[0], keys[1], "site-1")
    assert contents(keys[0]) == before


def test_that_a_folder_without_a_vault_is_left_empty(tmp_path):
    with pytest.raises(StoreMissing):
        Vault.open(tmp_path, bytes(32))
    assert list(tmp_path.iterdir()) == []


def test_that_a_plain_database_in_place_of_ours_is_left_alone(keys, vault):
    vault.close()
    folder, site_key = keys
    (folder / "ketachart.db").unlink()
    plain = sqlite3.connect(folder / "ketachart.db")
    plain.execute("CREATE TABLE entry (x)")
    plain.close()
    before = contents(folder)
    with pytest.raises(StoreForeign):
        Vault.open(folder, site_key)
    assert contents(folder) == before


def test_that_an_encrypted_database_without_our_tables_is_foreign(keys, vault):
    folder, site_key = keys
    vault.close()
    (folder / "ketachart.db").unlink()
    foreign = open_database(folder / "ketachart.db", vault._key, Access.CREATE)
    foreign.execute("CREATE TABLE entry (x)")
    foreign.close()
    with pytest.raises(StoreForeign):
        Vault.open(folder, site_key)


@pytest.mark.parametrize("name", ["ketachart.db", "ketachart.anchor"])
@pytest.mark.parametrize("content", [None, b""])
def test_that_a_file_gone_or_emptied_is_damage_and_is_not_made_anew(keys, vault, name, content):
    vault.close()
    folder, site_key = keys
    (folder / name).unlink()
    if content is not None:
        (folder / name).write_bytes(content)
    before = contents(folder)
    with pytest.raises(StoreDamaged):
        Vault.open(folder, site_key)
    assert contents(folder) == before
    assert (folder / name).exists() == (content is not None)


def test_that_a_second_instance_is_refused_until_the_first_closes(keys, vault):
    folder, site_key = keys
    with pytest.raises(StoreLocked):
        Vault.open(folder, site_key)
    script = (
        "import sys; from pathlib import Path; from ketachart.store.vault import Vault;"
        "from ketachart.store.errors import StoreLocked\n"
        "try: Vault.open(Path(sys.argv[1]), bytes.fromhex(sys.stdin.read()))\n"
        "except StoreLocked: print('locked')"
    )
    root = Path(__file__).parents[2]
    other = subprocess.run(
        [sys.executable, "-c", script, str(folder)],
        input=site_key.hex(),
        capture_output=True,
        text=True,
        check=True,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    assert other.stdout == "locked\n"
    vault.close()
    Vault.open(folder, site_key).close()


def test_that_a_newer_vault_is_refused_and_left_as_it_is(keys, vault):
    folder, site_key = keys
    vault.db.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
        " VALUES ('ketachart', '0099 of a later release', '')"
    )
    vault.close()
    before = contents(folder)
    with pytest.raises(StoreTooNew):
        Vault.open(folder, site_key)
    fields = json.loads((folder / "workstation.json").read_text())
    (folder / "workstation.json").write_text(json.dumps({**fields, "format": 2}))
    with pytest.raises(StoreTooNew):
        Vault.open(folder, site_key)
    assert contents(folder)["ketachart.db"] == before["ketachart.db"]


def test_that_a_lost_write_ahead_log_is_noticed_and_nothing_is_changed(crashed, keys):
    folder = crashed("copy")
    (folder / "ketachart.db-wal").unlink()
    before = contents(folder)
    with pytest.raises(StoreDamaged, match="entry 10"):
        Vault.open(folder, keys[1])
    assert contents(folder) == before


def test_that_a_damaged_write_ahead_log_is_kept_for_recovery(crashed, keys):
    folder = crashed("copy")
    wal = folder / "ketachart.db-wal"
    content = bytearray(wal.read_bytes())
    content[len(content) // 3] ^= 1
    wal.write_bytes(content)
    with pytest.raises(StoreDamaged, match="missing"):
        Vault.open(folder, keys[1])
    assert wal.read_bytes() == content


def test_that_a_database_put_back_from_yesterday_is_noticed(keys, vault, write):
    folder, site_key = keys
    write(vault, 2)
    vault.close()
    yesterday = (folder / "ketachart.db").read_bytes()
    with Vault.open(folder, site_key) as today:
        write(today, 1)
    (folder / "ketachart.db").write_bytes(yesterday)
    with pytest.raises(StoreDamaged, match="entry 3"):
        Vault.open(folder, site_key)


def test_that_an_anchor_of_another_hand_is_noticed(keys, vault, write, tmp_path):
    folder, site_key = keys
    write(vault, 1)
    vault.close()
    with Vault.create(tmp_path / "other", site_key, "site-1", "desk-1") as other:
        write(other, 1)
    shutil.copy(tmp_path / "other" / "ketachart.anchor", folder)
    with pytest.raises(StoreDamaged, match="anchor file"):
        Vault.open(folder, site_key)


def test_that_a_line_torn_off_by_a_crash_is_mended(keys, vault, write):
    folder, site_key = keys
    write(vault, 3)
    vault.close()
    path = folder / "ketachart.anchor"
    path.write_bytes(path.read_bytes()[:-40])
    with Vault.open(folder, site_key) as mended:
        assert read_anchor(path, "desk-1").newest.head.seq == 2
        write(mended, 1)
    assert read_anchor(path, "desk-1").newest.head.seq == 4


def test_that_a_sector_of_the_anchor_that_a_power_cut_left_empty_is_no_damage(keys, vault, write):
    folder, site_key = keys
    write(vault, 12)
    vault.close()
    path = folder / "ketachart.anchor"
    content = bytearray(path.read_bytes())
    content[1024:1536] = bytes(512)
    path.write_bytes(content)
    with Vault.open(folder, site_key) as mended:
        assert mended.log.head.seq == 12
        write(mended, 1)
    assert b"\0" not in path.read_bytes()
    assert read_anchor(path, "desk-1").newest.head.seq == 13


def test_that_half_a_line_is_gone_before_the_next_is_written(keys, vault, write):
    folder, site_key = keys
    write(vault, 3)
    vault.close()
    path = folder / "ketachart.anchor"
    half = path.read_bytes()[:-40]
    path.write_bytes(half)
    with Vault.open(folder, site_key):
        # A cut now may leave any part of what follows, and nothing of it may be the half line's.
        assert half[half.rfind(b"\n") + 1 :] not in path.read_bytes()


def test_that_an_anchor_of_empty_sectors_alone_is_damage(keys, vault, write):
    folder, site_key = keys
    write(vault, 3)
    vault.close()
    path = folder / "ketachart.anchor"
    header, _, rest = path.read_bytes().partition(b"\n")
    path.write_bytes(header + b"\n" + bytes(len(rest)) + b"\n")
    with pytest.raises(StoreDamaged, match="anchor file"):
        Vault.open(folder, site_key)


def test_that_a_long_anchor_file_is_cut_down_to_its_newest_line(keys, vault, fresh, monkeypatch):
    monkeypatch.setattr(anchor_module, "LINES_KEPT", 5)
    for number in range(12):
        vault.log.write(vault.log.stamp([fresh(number)]), lambda _db: None)
    content = read_anchor(vault.files.anchor, "desk-1")
    assert content.newest.head == vault.log.head
    assert len(content.heads) <= 6
    vault.close()
    Vault.open(*keys).close()


def test_that_a_workstation_file_changed_by_hand_is_noticed(keys, vault):
    folder, site_key = keys
    vault.close()
    path = folder / "workstation.json"
    path.write_text(path.read_text().replace("site-1", "site-2"))
    with pytest.raises(StoreDamaged, match=r"workstation\.json"):
        Vault.open(folder, site_key)


def test_that_a_folder_that_cannot_be_written_is_refused_with_words():
    # Root may write anywhere, so become nobody for a moment, in a folder nobody may reach.
    folder = Path(tempfile.mkdtemp(prefix="ketachart-test-"))
    site_key = bytes(range(32))
    root = os.geteuid() == 0
    try:
        Vault.create(folder / "vault", site_key, "site-1", "desk-1").close()
        key = database_key(site_key, "desk-1")
        for path in (folder / "vault").iterdir():
            path.chmod(0o444)
        (folder / "vault").chmod(0o555)
        folder.chmod(0o555)
        if root:
            os.seteuid(65534)
        try:
            with pytest.raises(StoreReadOnly):
                Vault.open(folder / "vault", site_key)
            with pytest.raises(StoreReadOnly):
                Vault.create(folder / "new", site_key, "site-1")
            with pytest.raises(StoreReadOnly):
                open_database(folder / "vault" / "ketachart.db", key, Access.WRITE)
        finally:
            if root:
                os.seteuid(0)
    finally:
        folder.chmod(0o755)
        (folder / "vault").chmod(0o755)
        shutil.rmtree(folder)


def test_that_a_vault_that_could_not_be_made_leaves_nothing_behind(keys):
    folder, site_key = keys
    before = contents_names(folder)
    # The disk fails half way through the tables.
    with no_file_beyond(20_000), pytest.raises(StoreDiskFault):
        Vault.create(folder, site_key, "site-1")
    assert contents_names(folder) == before
    Vault.create(folder, site_key, "site-1").close()


def contents_names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {"vault.lock"}


def test_that_a_reader_cannot_write(vault, write):
    write(vault, 1)
    reader = vault.reader()
    try:
        with pytest.raises(StoreReadOnly), translated():
            reader.conn.execute("INSERT INTO meta VALUES ('x', 'y')")
        assert reader.execute("SELECT count(*) FROM entry").fetchone() == (1,)
    finally:
        reader.close()


def test_that_a_database_held_by_another_writer_is_busy(vault, fresh):
    other = open_database(vault.files.database, vault._key, Access.WRITE)
    try:
        other.execute("BEGIN IMMEDIATE")
        vault.db.execute("PRAGMA busy_timeout = 1").fetchall()
        with pytest.raises(StoreBusy):
            vault.log.write(vault.log.stamp([fresh()]), lambda _db: None)
    finally:
        other.close()
    vault.log.write(vault.log.stamp([fresh()]), lambda _db: None)


def test_that_the_connection_is_as_safe_as_it_was_measured_to_be(vault):
    expected = {
        "journal_mode": "wal",
        "synchronous": 2,
        "temp_store": 2,
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "secure_delete": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "wal_autocheckpoint": 200,
    }
    found = {name: vault.db.execute(f"PRAGMA {name}").fetchone()[0] for name in expected}
    assert found == expected


def test_that_drafts_survive_a_crash_and_are_forgotten_with_their_entry(vault, fresh, keys):
    draft = Draft("chair-1", "n.reyes", '{"hr":"7"}', NOON)
    vault.drafts.save(draft)
    vault.drafts.save(Draft("chair-2", "n.reyes", "{}", NOON))
    vault.drafts.save(Draft("chair-1", "n.reyes", '{"hr":"78"}', NOON))
    copy = keys[0].with_name("crashed")
    shutil.copytree(keys[0], copy)
    with Vault.open(copy, keys[1]) as opened:
        kept = opened.drafts.load("chair-1")
        assert kept is not None
        assert (kept.body, kept.saved_at, kept.author) == ('{"hr":"78"}', NOON, "n.reyes")
        assert opened.drafts.load("chair-3") is None
    vault.log.write(vault.log.stamp([fresh()]), lambda db: drop_with(db, "chair-1"))
    vault.drafts.delete("chair-2")
    assert vault.drafts.all() == ()


def test_that_a_lost_draft_is_noticed(vault, keys):
    vault.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    vault.drafts.save(Draft("chair-1", "n.reyes", "{}", NOON))
    copy = keys[0].with_name("crashed")
    shutil.copytree(keys[0], copy, ignore=shutil.ignore_patterns("*-shm", "*-wal"))
    with pytest.raises(StoreDamaged, match="typed"):
        Vault.open(copy, keys[1])


def test_that_a_draft_on_a_full_disk_leaves_the_one_before(vault):
    vault.drafts.save(Draft("chair-1", "n.reyes", "{}", NOON))
    pages = vault.db.execute("PRAGMA page_count").fetchone()[0]
    vault.db.execute(f"PRAGMA max_page_count = {pages}").fetchall()
    with pytest.raises(StoreFull):
        vault.drafts.save(Draft("chair-1", "n.reyes", "x" * 50_000, NOON))
    kept = vault.drafts.load("chair-1")
    assert kept is not None
    assert kept.body == "{}"
