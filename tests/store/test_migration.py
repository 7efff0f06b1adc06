"""Steps of the schema: backed up, whole or not at all, and never backwards."""

from contextlib import closing

import pytest

from ketachart.store.connection import Access, open_database
from ketachart.store.errors import StoreBug, StoreExists
from ketachart.store.migrate import migrate, pending_steps
from ketachart.store.migrations import STEPS
from ketachart.store.schema import CACHES, DERIVED_TABLES, schema_faults, scratch_database


def add_a_column(db) -> None:
    db.execute("ALTER TABLE draft ADD COLUMN colour TEXT")


def fail_half_way(db) -> None:
    db.execute("ALTER TABLE draft ADD COLUMN shape TEXT")
    db.execute("SELECT no_such_thing")


NEXT = (*STEPS, ("0003 colour of drafts", add_a_column))
BROKEN = (*NEXT, ("0004 broken", fail_half_way))


def test_that_a_vault_with_data_is_backed_up_under_its_key_before_a_step(vault, write):
    write(vault, 3)
    folder = vault.files.folder
    assert migrate(vault.db, folder, vault._key, NEXT) == ("0003 colour of drafts",)
    assert pending_steps(vault.db, NEXT) == ()
    backup = folder / "ketachart.before-0003.db"
    with closing(open_database(backup, vault._key, Access.READ)) as before:
        assert pending_steps(before, NEXT) == ("0003 colour of drafts",)
        assert before.execute("SELECT count(*) FROM entry").fetchone() == (3,)
        assert "colour" not in before.table("draft").columns_dict
    assert "colour" in vault.db.table("draft").columns_dict


def test_that_a_step_that_fails_leaves_nothing_but_the_steps_before_it(vault, write):
    write(vault, 1)
    with pytest.raises(StoreBug):
        migrate(vault.db, vault.files.folder, vault._key, BROKEN)
    assert list(vault.db.table("draft").columns_dict)[-1] == "colour"
    assert pending_steps(vault.db, BROKEN) == ("0004 broken",)
    assert not vault.db.conn.in_transaction


def test_that_a_backup_never_replaces_one_that_is_there(vault):
    (vault.files.folder / "ketachart.before-0003.db").write_bytes(b"older")
    migrate(vault.db, vault.files.folder, vault._key, NEXT)
    assert (vault.files.folder / "ketachart.before-0003.db").read_bytes() == b"older"
    assert (vault.files.folder / "ketachart.before-0003.2.db").exists()
    with pytest.raises(StoreExists):
        open_database(vault.files.folder / "ketachart.before-0003.db", bytes(32), Access.CREATE)


def test_that_a_vault_up_to_date_is_not_touched(vault):
    assert migrate(vault.db, vault.files.folder, vault._key) == ()
    assert list(vault.files.folder.glob("*before*")) == []


def test_that_every_derived_table_exists_and_the_kept_ones_are_none_of_them():
    scratch = scratch_database()
    kept = {"entry", "meta", "draft", "_sqlite_migrations", *CACHES}
    kept |= {"tip", "unfolded", "held", "acknowledged", "exchanged"}
    assert set(scratch.table_names()) - kept == set(DERIVED_TABLES)
    scratch.close()


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("DROP TRIGGER entry_is_never_deleted", "trigger entry_is_never_deleted is missing"),
        ("DROP INDEX movement_by_day", "index movement_by_day is missing"),
        ("CREATE TABLE stray (x)", "table stray does not belong"),
        ("ALTER TABLE doc ADD COLUMN x TEXT", "table doc was changed"),
    ],
)
def test_that_a_table_or_guard_gone_or_changed_is_named(vault, sql, words):
    assert schema_faults(vault.db) == ()
    vault.db.execute(sql)
    (fault,) = schema_faults(vault.db)
    assert words in fault
