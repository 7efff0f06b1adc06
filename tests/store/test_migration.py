"""Steps of the schema: each whole or not at all, and never backwards."""

import pytest

from ketachart.store.errors import StoreBug
from ketachart.store.migrate import migrate, pending_steps
from ketachart.store.migrations import STEPS
from ketachart.store.schema import CACHES, DERIVED_TABLES, schema_faults, scratch_database


def add_a_column(db) -> None:
    db.execute("ALTER TABLE draft ADD COLUMN colour TEXT")


def fail_half_way(db) -> None:
    db.execute("ALTER TABLE draft ADD COLUMN shape TEXT")
    db.execute("SELECT no_such_thing")


NEXT = (*STEPS, ("0004 colour of drafts", add_a_column))
BROKEN = (*NEXT, ("0005 broken", fail_half_way))


def test_that_a_vault_with_data_takes_the_steps_it_lacks(vault, write):
    write(vault, 3)
    assert migrate(vault.db, NEXT) == ("0004 colour of drafts",)
    assert pending_steps(vault.db, NEXT) == ()
    assert vault.db.execute("SELECT count(*) FROM entry").fetchone() == (3,)
    assert "colour" in vault.db.table("draft").columns_dict


def test_that_a_step_that_fails_leaves_nothing_but_the_steps_before_it(vault, write):
    write(vault, 1)
    with pytest.raises(StoreBug):
        migrate(vault.db, BROKEN)
    assert list(vault.db.table("draft").columns_dict)[-1] == "colour"
    assert pending_steps(vault.db, BROKEN) == ("0005 broken",)
    assert not vault.db.conn.in_transaction


def test_that_a_vault_up_to_date_lacks_no_step(vault):
    assert migrate(vault.db) == ()


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
