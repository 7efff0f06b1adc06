"""A vault that can't be used is told in one sentence, and is left exactly as it was."""

import importlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from cli.running import ADMIN, DAY, NURSE, as_user, contents, run, secret_of
from support.full_disk import no_file_beyond
from support.scenarios import SCENARIOS, opened, replayed

COMMANDS = [
    ("summary",),
    ("verify",),
    ("log", "--date", "2026-03-02"),
    ("audit", "--csv", "never-written.csv"),
]


@pytest.fixture
def vault(template, tmp_path):
    """A copy of the vault of the first shared day."""
    shutil.copytree(replayed(template, DAY), tmp_path / "vault")
    return tmp_path / "vault"


def spoilt(name: str, place: int) -> Callable[[Path], None]:
    def spoil(vault: Path) -> None:
        content = bytearray((vault / name).read_bytes())
        content[place] ^= 1
        (vault / name).write_bytes(content)

    return spoil


def written(name: str, content: bytes) -> Callable[[Path], None]:
    return lambda vault: (vault / name).write_bytes(content)


def cut(name: str, size: int) -> Callable[[Path], None]:
    return lambda vault: os.truncate(vault / name, size)


def gone(name: str) -> Callable[[Path], None]:
    return lambda vault: (vault / name).unlink()


def foreign(vault: Path) -> None:
    (vault / "ketachart.db").unlink()
    plain = sqlite3.connect(vault / "ketachart.db")
    plain.execute("CREATE TABLE entry (x)")
    plain.close()


def newer(vault: Path) -> None:
    clinic = opened(vault, DAY)
    clinic.vault.db.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
        " VALUES ('ketachart', '0099 of a later release', '')"
    )
    clinic.close()


BAD = {
    "a database with a damaged beginning": (spoilt("ketachart.db", 40), 1, "store.damaged"),
    "a database cut in half": (cut("ketachart.db", 60_000), 1, "store.damaged"),
    "a database cut to nothing": (cut("ketachart.db", 0), 1, "store.damaged"),
    "no database": (gone("ketachart.db"), 1, "store.damaged"),
    "a database full of something else": (
        written("ketachart.db", bytes(range(256)) * 64), 1, "store.damaged",
    ),
    "a plain database of someone else": (foreign, 2, "store.foreign"),
    "a vault of a later release": (newer, 2, "store.too-new"),
    "a keyring full of something else": (written("keyring.json", b"{}"), 1, "keyring.damaged"),
    "an empty keyring": (written("keyring.json", b""), 1, "keyring.damaged"),
    "no keyring": (gone("keyring.json"), 2, "keyring.missing"),
    "a damaged anchor": (spoilt("ketachart.anchor", -100), 1, "store.damaged"),
    "no anchor": (gone("ketachart.anchor"), 1, "store.damaged"),
    "a damaged workstation file": (spoilt("workstation.json", 20), 1, "store.damaged"),
    "no workstation file": (gone("workstation.json"), 2, "store.missing"),
    "no vault at all": (shutil.rmtree, 2, "keyring.missing"),
}  # fmt: skip


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
@pytest.mark.parametrize("name", BAD)
def test_that_a_bad_vault_is_told_in_one_sentence_and_left_as_it_is(vault, name, words):
    spoil, status, code = BAD[name]
    spoil(vault)
    before = contents(vault)
    said = run(*words, *as_user(ADMIN, vault), secret=secret_of(ADMIN))
    assert said.is_one_sentence, said.err
    assert said.err.rstrip().endswith(f"[{code}]")
    assert said.status == status
    assert said.out == ""
    assert contents(vault) == before


def test_that_damage_met_while_walking_is_named_and_exits_with_1(vault):
    file = vault / "ketachart.db"
    clinic = opened(vault, DAY)
    seq = clinic.vault.log.head.seq - 20
    clinic.vault.db.execute("DROP TRIGGER entry_is_never_changed")
    clinic.vault.db.execute(f"UPDATE entry SET author = 'rn.silva' WHERE seq = {seq}")  # noqa: S608
    clinic.close()
    assert file.exists()
    said = run("verify", *as_user(NURSE, vault), secret=secret_of(NURSE))
    assert said.status == 1
    assert f"entry {seq} of " in said.err
    assert said.err.rstrip().endswith("[vault.damaged]")
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    ("user", "secret"), [(ADMIN, "not what it is"), (ADMIN, ""), ("ad.nobody", "not what it is")]
)
def test_that_a_wrong_passphrase_opens_nothing(vault, user, secret):
    before = contents(vault)
    said = run("verify", *as_user(user, vault), secret=secret + "\n")
    assert said.status == 2
    assert said.is_one_sentence
    assert "[auth.failed]" in said.err
    after = contents(vault)
    assert set(after) - set(before) <= {"attempts.json"}
    assert {name: after[name] for name in before} == before


def test_that_wrong_passphrases_are_slowed_across_restarts(vault):
    for _ in range(3):
        run("verify", *as_user(ADMIN, vault), secret="not what it is\n")
    said = run("verify", *as_user(ADMIN, vault), secret=secret_of(ADMIN))
    assert said.status == 2
    assert "[auth.locked]" in said.err
    assert run("verify", *as_user(NURSE, vault), secret=secret_of(NURSE)).status == 0


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
def test_that_a_vault_in_use_is_left_to_who_uses_it(vault, words):
    clinic = opened(vault, DAY)
    before = clinic.vault.log.head
    said = run(*words, *as_user(ADMIN, vault), secret=secret_of(ADMIN))
    assert said.status == 2
    assert said.is_one_sentence
    assert "[store.locked]" in said.err
    assert clinic.vault.log.head == before
    clinic.close()


# --- the disk -----------------------------------------------------------------------------------


@pytest.fixture
def unwritable(template):
    """A vault in a folder that nobody may write, while being nobody; root may write anywhere."""
    folder = Path(tempfile.mkdtemp(prefix="ketachart-test-"))
    shutil.copytree(replayed(template, DAY), folder / "vault")
    for path in (folder / "vault").iterdir():
        path.chmod(0o444)
    (folder / "vault").chmod(0o555)
    folder.chmod(0o555)
    root = os.geteuid() == 0
    # Loaded when the first date is read: nobody may not even look where Python lies.
    importlib.import_module("_strptime")
    if root:
        os.seteuid(65534)
    try:
        # Root tries this as someone else, who may not look into root's own folders; and a
        # command imports what it needs only when it runs.
        if not os.access(__file__, os.R_OK, effective_ids=True):
            pytest.skip("the checkout lies where only its owner can read it")
        yield folder / "vault"
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o755)
        (folder / "vault").chmod(0o755)
        shutil.rmtree(folder)


@pytest.mark.parametrize("secret", [secret_of(ADMIN), "not what it is\n"])
def test_that_a_folder_that_cannot_be_written_is_told(unwritable, secret):
    before = contents(unwritable)
    for words in COMMANDS:
        said = run(*words, *as_user(ADMIN, unwritable), secret=secret)
        assert said.status == 2
        assert said.is_one_sentence, said.err
        assert "[store.read-only]" in said.err
    assert contents(unwritable) == before


def test_that_nothing_is_set_up_in_a_folder_that_cannot_be_written(unwritable):
    file = SCENARIOS / f"{DAY}.json"
    for words in (("replay", file), ("init", "--from", file)):
        said = run(*words, "--vault", unwritable.parent / "new")
        assert said.status == 2
        assert said.is_one_sentence
        assert "[store.read-only]" in said.err


def test_that_a_disk_without_room_is_told_and_leaves_the_vault(vault):
    before = contents(vault)
    for words in COMMANDS:
        with no_file_beyond(2000):
            said = run(*words, *as_user(ADMIN, vault), secret=secret_of(ADMIN))
        assert said.status == 2
        assert said.is_one_sentence, said.err
        assert "[store." in said.err
    assert contents(vault) == before
    assert run("verify", *as_user(ADMIN, vault), secret=secret_of(ADMIN)).status == 0


@pytest.mark.parametrize("room", [0, 2000, 20_000, 60_000, 100_000])
def test_that_a_vault_for_which_there_is_no_room_leaves_nothing_half_made(tmp_path, room):
    with no_file_beyond(room):
        said = run("init", "--vault", tmp_path / "vault", "--from", SCENARIOS / f"{DAY}.json")
    assert said.status == 2
    assert said.is_one_sentence, said.err
    assert not (tmp_path / "vault").exists()
    assert list(tmp_path.glob(".vault*")) == []
