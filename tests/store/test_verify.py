"""What a walk through the whole vault finds."""

import random

import pytest

from ketachart.store.errors import StoreError
from ketachart.store.rebuild import differences, rebuild
from ketachart.store.schema import scratch_database
from ketachart.store.vault import Vault
from ketachart.store.verify import Finding, findings


def damage(vault: Vault, sql: str) -> None:
    """Change the log as somebody with the key could."""
    guards = ("entry_is_never_changed", "entry_is_never_deleted")
    (statements,) = zip(
        *vault.db.conn.execute("SELECT sql FROM sqlite_master WHERE name IN (?, ?)", guards),
        strict=True,
    )
    for statement in (*(f"DROP TRIGGER {guard}" for guard in guards), sql, *statements):
        vault.db.execute(statement)


def places(vault: Vault, site_key: bytes) -> set[str]:
    return {finding.place for finding in findings(vault, site_key)}


def sound(folder, site_key: bytes) -> bool:
    """Whether neither opening nor walking the vault finds anything."""
    try:
        with Vault.open(folder, site_key) as vault:
            return not list(findings(vault, site_key))
    except StoreError:
        return False


def test_that_nothing_is_found_in_a_sound_vault(vault, keys, write):
    write(vault, 1200)
    walked = []
    found = findings(vault, keys[1], progress=lambda done, total: walked.append((done, total)))
    assert list(found) == []
    assert walked == [(1000, 1200), (1200, 1200)]


@pytest.mark.parametrize(
    "change",
    [
        "body = CAST(replace(CAST(body AS TEXT), '6', '7') AS BLOB)",
        "author = 'someone'",
        "observed_at = '2026-03-02T13:21:00.000Z'",
        "recorded_at = '2026-03-02T13:21:00.000Z'",
        "kind = 'vitals.amended'",
        "stream = 'session:other'",
        "utc_offset_s = 0",
        "hash = zeroblob(32)",
        "prev_hash = zeroblob(32)",
    ],
)
def test_that_any_change_to_an_entry_is_found_and_named(vault, keys, write, change):
    write(vault, 6)
    damage(vault, f"UPDATE entry SET {change} WHERE seq = 3")  # noqa: S608
    assert "entry 3 of desk-1" in places(vault, keys[1])


def test_that_a_missing_entry_is_found(vault, keys, write):
    write(vault, 6)
    damage(vault, "DELETE FROM entry WHERE seq = 3")
    assert "entry 4 of desk-1" in places(vault, keys[1])


def test_that_a_log_written_anew_with_the_key_disagrees_with_the_anchor(vault, keys, write, fresh):
    write(vault, 4)
    damage(vault, "DELETE FROM entry WHERE seq = 4")
    previous = vault.log.entry("desk-1", 3)
    assert previous is not None
    (forged,) = vault.log.stamp([fresh(99)], after=previous.head)
    vault.db.conn.execute("INSERT INTO entry VALUES (?,?,?,?,?,?,?,?,?,?,?)", forged)
    assert places(vault, keys[1]) == {"ketachart.anchor"}


class Complains:
    """Finds something at the last entry."""

    def __init__(self, _db):
        self.last = None

    def take(self, entries):
        self.last = entries[-1]
        return ()

    def end(self):
        yield Finding(f"entry {self.last.seq}", "It does not fit.")


class Breaks(Complains):
    def take(self, _entries):
        raise StoreError("It broke.")


def test_that_a_check_given_along_is_asked_and_its_failure_is_a_finding(vault, keys, write):
    write(vault, 2)
    found = list(findings(vault, keys[1], [Breaks, Complains]))
    assert found == [Finding("log", "It broke."), Finding("entry 2", "It does not fit.")]


def test_that_another_clinics_keyring_is_found(vault, keys):
    from ketachart.crypto.keyring import Keyring
    from ketachart.crypto.passphrases import SMALLEST_COST

    Keyring.create("site-2", SMALLEST_COST)[0].save(vault.files.keyring)
    assert places(vault, keys[1]) == {"keyring.json"}
    vault.files.keyring.unlink()
    assert places(vault, keys[1]) == {"keyring.json"}


def test_that_damage_to_a_page_is_found_while_the_vault_is_open(vault, keys, write):
    write(vault, 60)
    assert vault.integrity() == ()
    with vault.files.database.open("rb+") as file:
        file.seek(-2000, 2)
        byte = file.read(1)
        file.seek(-2000, 2)
        file.write(bytes([byte[0] ^ 4]))
    assert "ketachart.db" in places(vault, keys[1])


@pytest.mark.parametrize(
    "name", ["ketachart.db", "keyring.json", "workstation.json", "ketachart.anchor"]
)
def test_that_a_flipped_bit_in_any_file_is_found(crashed, keys, name):
    folder = crashed("copy")
    assert sound(folder, keys[1])  # which also brings the write-ahead log in
    whole = (folder / name).read_bytes()
    dice = random.Random(name)  # noqa: S311
    for place in dice.sample(range(len(whole)), 40):
        spoilt = bytearray(whole)
        spoilt[place] ^= 1 << dice.randrange(8)
        (folder / name).write_bytes(spoilt)
        readable = name == "ketachart.anchor" and is_the_last_newline(whole, place)
        assert sound(folder, keys[1]) == readable, place
        (folder / name).write_bytes(whole)
    assert sound(folder, keys[1])


def is_the_last_newline(whole: bytes, place: int) -> bool:
    """Then the file only looks as if a crash had cut it, and says one entry less."""
    return place == len(whole) - 1


def test_that_a_flipped_bit_in_the_write_ahead_log_loses_nothing_unnoticed(crashed, keys):
    content = (crashed("whole") / "ketachart.db-wal").read_bytes()
    dice = random.Random(1)  # noqa: S311
    for place in dice.sample(range(len(content)), 40):
        folder = crashed(f"copy-{place}")
        spoilt = bytearray(content)
        spoilt[place] ^= 1 << dice.randrange(8)
        (folder / "ketachart.db-wal").write_bytes(spoilt)
        try:
            with Vault.open(folder, keys[1]) as vault:
                assert vault.log.count() == 10, place
                assert not list(findings(vault, keys[1])), place
        except StoreError:
            continue


def derive(db, entries) -> None:
    """A small derived table: the newest entry of each stream."""
    rows = [(entry.stream, entry[4]) for entry in entries]
    db.conn.executemany("INSERT OR REPLACE INTO doc VALUES ('newest', ?, ?)", rows)


def test_that_rebuilt_tables_agree_until_one_is_changed(vault, fresh):
    for number in range(5):
        (entry,) = vault.log.stamp([fresh(number)])
        vault.log.write([entry], lambda db, entry=entry: derive(db, [entry]))
    scratch = scratch_database()
    rebuild(scratch, vault.log, derive)
    assert list(differences(vault.db, scratch)) == []
    vault.db.execute("UPDATE doc SET body = 'other' WHERE id = 'session:s1'")
    vault.db.execute("DELETE FROM day_start")
    assert [words.split()[2] for words in differences(vault.db, scratch)] == ["day_start", "doc"]
    rebuild(vault.db, vault.log, derive)
    assert list(differences(vault.db, scratch)) == []
    scratch.close()


def test_that_a_rebuild_that_fails_leaves_the_tables_as_they_were(vault, write):
    write(vault, 3)

    def fails(_db, _entry) -> None:
        raise LookupError

    with pytest.raises(LookupError):
        rebuild(vault.db, vault.log, fails)
    assert vault.db.execute("SELECT count(*) FROM day_start").fetchone() == (1,)
