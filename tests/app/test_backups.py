"""A backup is restored whole or not at all, whatever happened to it."""

import json
import os
import random
import signal
from datetime import date, timedelta
from pathlib import Path

import pytest
from support.builders import NURSE, SECRETS
from support.full_disk import no_file_beyond
from support.scenarios import scenario

from ketachart.app import backups
from ketachart.app.backups import Made, by_passphrase, by_sheets
from ketachart.app.clinic import Clinic
from ketachart.app.clock import SetClock
from ketachart.app.outcomes import Done, Trouble
from ketachart.app.rehearsing import Proof, rehearse
from ketachart.app.replay import replay
from ketachart.app.scenario import read_clinic
from ketachart.app.vaults import Unlocked, found, unlock
from ketachart.app.verification import verify
from ketachart.crypto.passphrases import SMALLEST_COST
from ketachart.crypto.sealed_file import opened
from ketachart.domain.refusals import Code, Refusal
from ketachart.domain.safekeeping import DAILY_KEPT, superfluous
from ketachart.domain.session import Phase
from ketachart.store.backup import read_header
from ketachart.store.connection import PAGE_BYTES, checkpoint
from ketachart.store.vault_files import VaultFiles

DAY = "first-infusion"
WHO = "ad.lindqvist"
CLOCK = SetClock(scenario(DAY).steps[-1].at + timedelta(minutes=5))
PASSPHRASE = scenario(DAY).secrets[WHO].passphrase
FLIPS = 60


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Clinic:
    folder = tmp_path_factory.mktemp("clinic") / "vault"
    return replay(scenario(DAY), folder, cost=SMALLEST_COST)


@pytest.fixture
def backup(clinic: Clinic, tmp_path: Path) -> Path:
    made = backups.make_backup(clinic, tmp_path / "b.ketabackup")
    assert isinstance(made, Made)
    return made.file


def restored(file: Path, folder: Path) -> int | Refusal | Trouble:
    return backups.restore(file, folder, by_passphrase(WHO, PASSPHRASE), CLOCK)


def entered(folder: Path) -> Clinic:
    unlocked = unlock(folder, WHO, PASSPHRASE, CLOCK)
    assert isinstance(unlocked, Unlocked)
    return unlocked.clinic


def test_that_a_restored_vault_holds_everything_and_goes_on_as_another_workstation(
    clinic, backup, tmp_path
):
    count = restored(backup, tmp_path / "vault")
    again = entered(tmp_path / "vault")
    device = clinic.vault.log.device
    assert count == clinic.vault.log.head.seq
    assert list(again.vault.log.since(device, 0)) == list(clinic.vault.log.since(device, 0))
    assert again.vault.log.device != device
    day = scenario(DAY).steps[0].at.date()
    assert again.day_log(day, "all") == clinic.day_log(day, "all")
    assert list(verify(again)) == []
    kinds = [each.kind for each in again.vault.log.since(again.vault.log.device, 0)]
    assert kinds[:2] == ["workstation.enrolled/1", "vault.restored/1"]
    again.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.ketabackup", "vault"]


def test_that_what_is_recorded_after_a_restore_stands_after_what_was_restored(backup, tmp_path):
    hours_behind = SetClock(CLOCK.now() - timedelta(hours=9))
    backups.restore(backup, tmp_path / "vault", by_passphrase(WHO, PASSPHRASE), hours_behind)
    again = entered(tmp_path / "vault")
    order = [each.device for each in again.vault.log.everything()]
    assert order == sorted(order)
    again.close()


def test_that_two_workstations_restored_from_one_backup_never_write_one_chain(backup, tmp_path):
    devices = set()
    for name in ("one", "other"):
        restored(backup, tmp_path / name)
        again = entered(tmp_path / name)
        devices.add(again.vault.log.device)
        again.close()
    assert len(devices) == 2


def test_that_a_backup_of_a_restored_vault_is_restored_again(backup, tmp_path):
    restored(backup, tmp_path / "one")
    first = entered(tmp_path / "one")
    second = backups.make_backup(first, tmp_path / "second.ketabackup")
    first.close()
    assert isinstance(second, Made)
    restored(second.file, tmp_path / "two")
    again = entered(tmp_path / "two")
    assert list(verify(again)) == []
    again.close()


def test_that_a_rehearsal_finds_a_sound_backup_whole(clinic, backup):
    proof = rehearse(backup, clinic.site_key)
    assert isinstance(proof, Proof)
    assert (proof.entries, proof.findings) == (clinic.vault.log.head.seq, ())


def test_that_no_flipped_byte_gets_through(clinic, backup, tmp_path):
    whole, rng = backup.read_bytes(), random.Random(4)  # noqa: S311 - a repeatable choice
    for place in [*range(40), *(rng.randrange(len(whole)) for _ in range(FLIPS))]:
        broken = bytearray(whole)
        broken[place] ^= 1 << rng.randrange(8)
        file = tmp_path / "broken"
        file.write_bytes(broken)
        answer = restored(file, tmp_path / "vault")
        assert not isinstance(answer, int), place
        assert not (tmp_path / "vault").exists()


@pytest.mark.parametrize("left", [0, 5, 17, 300, -1, -17, -100_000])
def test_that_a_backup_cut_off_anywhere_is_refused(backup, tmp_path, left):
    file = tmp_path / "cut"
    file.write_bytes(backup.read_bytes()[:left])
    answer = restored(file, tmp_path / "vault")
    assert isinstance(answer, Trouble)
    assert not (tmp_path / "vault").exists()


def test_that_a_backup_of_a_newer_release_is_refused_kindly(backup, tmp_path):
    file = tmp_path / "newer"
    file.write_bytes(backup.read_bytes().replace(b'"format": 1', b'"format": 2', 1))
    answer = restored(file, tmp_path / "vault")
    assert isinstance(answer, Trouble)
    assert "newer release" in answer.sentence


def test_that_a_living_vault_is_never_restored_over(backup, tmp_path):
    restored(backup, tmp_path / "vault")
    before = (tmp_path / "vault" / "ketachart.db").read_bytes()
    answer = restored(backup, tmp_path / "vault")
    assert isinstance(answer, Trouble)
    assert "nothing was changed" in answer.sentence
    assert (tmp_path / "vault" / "ketachart.db").read_bytes() == before


def test_that_a_wrong_passphrase_restores_nothing(backup, tmp_path):
    opening = by_passphrase(WHO, "not the passphrase at all")
    answer = backups.restore(backup, tmp_path / "vault", opening, CLOCK)
    assert isinstance(answer, Refusal)
    assert answer.code is Code.AUTH_FAILED
    assert not (tmp_path / "vault").exists()


def test_that_a_drive_that_is_gone_leaves_no_half_file(clinic, tmp_path):
    answer = backups.make_backup(clinic, tmp_path / "gone" / "b.ketabackup")
    assert isinstance(answer, Trouble)
    assert list(tmp_path.iterdir()) == []
    left = {path.name for path in VaultFiles(clinic.vault.files.folder).folder.iterdir()}
    assert not any(name.endswith(".part") for name in left)


def test_that_a_backup_that_is_given_up_leaves_no_half_file(clinic, tmp_path):
    class GivenUp(Exception):
        pass

    def give_up(_done: int, _total: int) -> None:
        raise GivenUp

    with pytest.raises(GivenUp):
        backups.make_backup(clinic, tmp_path / "b.ketabackup", give_up)
    assert list(tmp_path.iterdir()) == []


def test_that_a_damaged_backup_is_found_by_the_rehearsal(clinic, backup):
    broken = bytearray(backup.read_bytes())
    broken[-1000] ^= 1
    backup.write_bytes(broken)
    proof = rehearse(backup, clinic.site_key)
    assert isinstance(proof, Proof)
    assert [each.place for each in proof.findings] == [backup.name]


@pytest.mark.parametrize("spare", [-100_000, 100])
def test_that_a_full_drive_leaves_no_half_file(clinic, backup, tmp_path, spare):
    copied = json.loads(opened_line(backup, clinic.site_key))["database_bytes"]
    with no_file_beyond(copied + spare):
        answer = backups.make_backup(clinic, tmp_path / "full.ketabackup")
    assert isinstance(answer, Trouble)
    assert answer.code in {"backup.not-written", "store.full", "store.disk-fault"}
    assert list(tmp_path.iterdir()) == [backup]
    assert parts_in(clinic.vault.files.folder) == []


def test_that_a_full_disk_leaves_nothing_of_a_restore(clinic, backup, tmp_path):
    copied = json.loads(opened_line(backup, clinic.site_key))["database_bytes"]
    for room in (copied - 4096, copied // 2):
        with no_file_beyond(room):
            answer = restored(backup, tmp_path / "vault")
        assert isinstance(answer, Trouble)
        assert answer.code in {"store.full", "store.disk-fault"}
        assert list(tmp_path.iterdir()) == [backup]


@pytest.mark.parametrize("at", [1, 3, -1])
def test_that_a_power_cut_leaves_no_half_backup_and_the_next_one_tidies_up(clinic, tmp_path, at):
    told: list[int] = []
    backups.make_backup(clinic, tmp_path / "first.ketabackup", lambda done, _: told.append(done))
    name = backups.file_name(clinic.vault.log.device, CLOCK.now(), clinic.world.site.zone)
    moment = range(1, len(told) + 1)[at if at < 0 else at - 1]
    child = os.fork()
    if not child:
        countdown = iter(range(moment - 1, -1, -1))

        def cut(_done: int, _total: int) -> None:
            if not next(countdown):
                os.kill(os.getpid(), signal.SIGKILL)

        backups.make_backup(clinic, tmp_path / name, cut)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    assert not (tmp_path / name).exists()
    assert parts_in(tmp_path)
    assert isinstance(backups.make_backup(clinic, tmp_path / name), Made)
    backups.rotate(tmp_path, clinic.vault.log.device)
    assert parts_in(tmp_path) == []


@pytest.mark.parametrize("page", [1, 9, -1])
def test_that_a_page_damaged_in_the_vault_is_found_by_the_rehearsal(house, tmp_path, page):
    checkpoint(house.clinic.vault.db)
    with house.clinic.vault.files.database.open("rb+") as database:
        end = database.seek(0, os.SEEK_END)
        database.seek((page * PAGE_BYTES) % end + 100)
        was = database.read(1)
        database.seek(-1, os.SEEK_CUR)
        database.write(bytes([was[0] ^ 1]))
    made = backups.make_backup(house.clinic, tmp_path / "b.ketabackup")
    if isinstance(made, Made):
        proof = rehearse(made.file, house.clinic.site_key)
        assert isinstance(proof, Proof)
        assert proof.findings
    else:
        assert made.code == "store.damaged"


def test_that_a_backup_is_of_one_moment_while_many_write(house, tmp_path):
    house.bring("s1", Phase.INFUSING)
    before, told = house.clinic.vault.log.head.seq, []

    def chart(done: int, _total: int) -> None:
        told.append(done)
        for _ in range(50):  # beyond the length at which the write-ahead log is brought in
            house.wait(1)
            assert isinstance(house.does(NURSE, "note.add", session="s1", text="calm"), Done)

    made = backups.make_backup(house.clinic, tmp_path / "b.ketabackup", chart)
    assert isinstance(made, Made)
    proof = rehearse(made.file, house.clinic.site_key)
    assert isinstance(proof, Proof)
    assert (proof.entries, proof.findings) == (before, ())
    assert house.clinic.vault.log.head.seq == before + 50 * len(told)
    assert house.clinic.vault.integrity() == ()


def test_that_charting_goes_on_in_the_middle_of_a_backup(house, tmp_path):
    house.bring("s1", Phase.INFUSING)
    before, outcomes = house.clinic.vault.log.head.seq, []

    def chart(_done: int, _total: int) -> None:
        house.wait(1)
        outcomes.append(house.does(NURSE, "note.add", session="s1", text="calm"))

    made = backups.make_backup(house.clinic, tmp_path / "b.ketabackup", chart)
    assert isinstance(made, Made)
    assert made.entries == before
    assert len(outcomes) > 1
    assert all(isinstance(each, Done) for each in outcomes)
    proof = rehearse(made.file, house.clinic.site_key)
    assert isinstance(proof, Proof)
    assert (proof.entries, proof.findings) == (before, ())


def test_that_a_backup_with_tables_of_a_newer_release_restores_nothing(house, tmp_path):
    db = house.clinic.vault.db
    db.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
        " VALUES ('ketachart', '9999 from tomorrow', '2030-01-01')"
    )
    made = backups.make_backup(house.clinic, tmp_path / "b.ketabackup")
    assert isinstance(made, Made)
    opening = by_passphrase(NURSE, SECRETS[NURSE][0])
    answer = backups.restore(made.file, tmp_path / "again", opening, CLOCK)
    assert isinstance(answer, Trouble)
    assert answer.code == "store.too-new"
    assert not (tmp_path / "again").exists()


def parts_in(folder: Path) -> list[Path]:
    return list(folder.glob("*.part")) + list(folder.glob(".*.part"))


def opened_line(backup: Path, site_key: bytes) -> bytes:
    header = read_header(backup)
    with backup.open("rb") as source:
        source.seek(len(header.raw))
        return next(opened(source, header.key(site_key), header.raw)).split(b"\n")[0]


# ── Two sheets ───────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def lost(tmp_path: Path) -> tuple[Path, tuple[str, str, str]]:
    """A vault whose passphrases are forgotten, and its sheets."""
    file = Path(__file__).resolve().parents[2] / "resources" / "scenarios" / f"{DAY}.json"
    founded = found(tmp_path / "vault", read_clinic(file), CLOCK, SMALLEST_COST)
    founded.clinic.close()
    return tmp_path / "vault", founded.sheets


def test_that_two_sheets_give_an_administrator_a_new_passphrase(lost):
    folder, sheets = lost
    new = "seven quiet herons land"
    answer = backups.recover(folder, sheets[1:], WHO, new, "402917", CLOCK)
    assert isinstance(answer, Unlocked)
    assert list(verify(answer.clinic)) == []
    kinds = [each.kind for each in answer.clinic.vault.log.everything()]
    assert "access.recovered/1" in kinds
    answer.clinic.close()
    assert isinstance(unlock(folder, WHO, PASSPHRASE, CLOCK), Refusal)


@pytest.mark.parametrize(
    ("chosen", "user", "code"),
    [
        ((0,), WHO, Code.SHEETS_WRONG),
        ((0, 0), WHO, Code.SHEETS_WRONG),
        ((0, 1), "rn.okafor", Code.ROLE),
        ((0, 1), "nobody", Code.ROLE),
    ],
)
def test_that_one_sheet_or_another_role_gets_nowhere(lost, chosen, user, code):
    folder, sheets = lost
    given = [sheets[number] for number in chosen]
    answer = backups.recover(folder, given, user, "seven quiet herons land", "402917", CLOCK)
    assert isinstance(answer, Refusal)
    assert answer.code is code


def test_that_sheets_of_another_clinic_open_nothing(lost, backup, tmp_path):
    _, sheets = lost
    answer = backups.restore(backup, tmp_path / "again", by_sheets(sheets[:2]), CLOCK)
    assert isinstance(answer, Refusal)
    assert answer.code is Code.SHEETS_WRONG


# ── Rotation ─────────────────────────────────────────────────────────────────────────────────────


def test_that_of_a_year_of_days_the_last_week_some_weeks_and_every_month_stay():
    first = date(2026, 1, 1)
    days = [first + timedelta(days=number) for number in range(365)]
    made = [(f"b-{day:%Y%m%d}", day) for day in days]
    kept = {name for name, _ in made} - set(superfluous(made))
    assert {f"b-{day:%Y%m%d}" for day in days[-DAILY_KEPT:]} <= kept
    assert {name[2:8] for name in kept} == {f"2026{month:02d}" for month in range(1, 13)}
    assert len(kept) < 25


def test_that_several_backups_of_one_day_leave_the_newest():
    day = date(2026, 3, 3)
    made = [("b-080000", day), ("b-120000", day), ("b-170000", day)]
    assert superfluous(made) == ("b-080000", "b-120000")
