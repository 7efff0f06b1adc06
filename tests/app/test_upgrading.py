"""A vault of another release: proven, brought up to date, and told; or left as it was."""

import shutil
import tempfile
import zipfile
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from support.scenarios import day_logs, scenario
from support.source import ROOT

import ketachart
from ketachart.app.clock import SetClock
from ketachart.app.entrance import enter
from ketachart.app.outcomes import Outdated, Trouble
from ketachart.app.rehearsing import Proof, rehearse
from ketachart.app.upgrading import upgrade
from ketachart.app.vaults import Unlocked, open_with_key, unlock
from ketachart.app.verification import verify
from ketachart.domain import events as ev
from ketachart.exports.daylog_csv import day_log_csv
from ketachart.store.codec import NAMES, decode_event
from ketachart.store.connection import PAGE_BYTES
from ketachart.store.entries import Fresh
from ketachart.store.errors import StoreDamaged, StoreTooNew, UpgradeHeld
from ketachart.store.migrate import pending_steps
from ketachart.store.notes import RELEASE, note, noted

RELEASES = sorted((ROOT / "tests" / "releases").glob("*.zip"))
DAY, WHO = "first-infusion", "ad.lindqvist"
CLOCK = SetClock(scenario(DAY).steps[-1].at + timedelta(minutes=5))
PASSPHRASE = scenario(DAY).secrets[WHO].passphrase


def unpacked(release: Path, folder: Path) -> Path:
    with zipfile.ZipFile(release) as kept:
        kept.extractall(folder)
    return folder


def entered(folder: Path, telling=lambda _what, _percent: None) -> Unlocked:
    upgrading = partial(upgrade, telling=telling)
    unlocked = unlock(folder, WHO, PASSPHRASE, CLOCK, lambda _last: CLOCK, upgrading)
    assert isinstance(unlocked, Unlocked)
    return unlocked


def backups_in(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.ketabackup"))


@pytest.fixture
def older(tmp_path) -> Path:
    """A vault that an older release of the same form used last."""
    folder = unpacked(RELEASES[-1], tmp_path / "vault")
    with closing(entered(folder).clinic) as clinic:
        note(clinic.vault.db, release="0.0.9")
    for file in backups_in(folder):
        file.unlink()
    return folder


@pytest.mark.parametrize("release", RELEASES, ids=lambda file: file.stem)
def test_that_a_vault_of_each_release_is_opened_whole(release, tmp_path):
    folder = unpacked(release, tmp_path / "vault")
    with closing(entered(folder).clinic) as clinic:
        assert list(verify(clinic)) == []
        assert pending_steps(clinic.vault.db) == ()
        assert noted(clinic.vault.db, RELEASE) == ketachart.__version__
        for log in day_logs():
            if log.scenario == DAY:
                day = scenario(DAY).steps[0].at.date()
                assert day_log_csv(clinic.day_log(day, log.schedule)) == log.content


@pytest.mark.parametrize("release", RELEASES, ids=lambda file: file.stem)
def test_that_a_vault_of_each_release_is_sealed_and_proven_before_it_changes(release, tmp_path):
    folder = unpacked(release, tmp_path / "vault")
    opened = entered(folder)
    with closing(opened.clinic) as clinic:
        if opened.upgraded is None:
            assert backups_in(folder) == []
            return
        (backup,) = backups_in(folder)
        assert backup.name == opened.upgraded.backup
        proof = rehearse(backup, clinic.site_key)
    assert isinstance(proof, Proof)
    assert (proof.entries, proof.findings) == (opened.upgraded.entries, ())


def test_that_what_was_done_is_told_once(older):
    said = []
    opened = entered(older, lambda what, percent: said.append((what, percent)))
    opened.clinic.close()
    assert opened.upgraded is not None
    assert "KetaChart 0.0.9" in opened.upgraded.words
    assert opened.upgraded.backup in opened.upgraded.words
    assert {what for what, percent in said if percent == 100} == {"Sealing", "Proving"}
    assert all(0 <= percent <= 100 for _, percent in said)
    again = entered(older)
    again.clinic.close()
    assert again.upgraded is None
    assert len(backups_in(older)) == 1


def changes_of_program(clinic) -> list[tuple[str, str]]:
    """From which release to which, for each change the log names."""
    log = clinic.vault.log
    kind = NAMES[ev.ProgramChanged]
    found = [each for each in log.run(log.device, after=0) if each.kind == kind]
    decoded = [decode_event(each.kind, each.body) for each in found]
    return [(each.before, each.release) for each in decoded]


def test_that_the_log_says_once_from_where_on_another_release_wrote(older):
    now = ketachart.__version__
    opened = entered(older)
    key = opened.clinic.site_key
    assert changes_of_program(opened.clinic) == [("0.0.9", now)]
    note(opened.clinic.vault.db, release="0.0.8")
    opened.clinic.close()
    with closing(open_with_key(older, key, CLOCK)) as clinic:
        assert changes_of_program(clinic) == [("0.0.9", now), ("0.0.8", now)]
    with closing(entered(older).clinic) as clinic:
        assert changes_of_program(clinic) == [("0.0.9", now), ("0.0.8", now)]
        assert list(verify(clinic)) == []


def test_that_a_vault_of_this_release_names_no_change(older):
    with closing(entered(older).clinic) as clinic:
        before = changes_of_program(clinic)
    with closing(entered(older).clinic) as clinic:
        assert changes_of_program(clinic) == before


def test_that_the_way_in_leaves_an_older_vault_closed_until_it_is_brought_up_to_date(older):
    outdated = enter(older, WHO, PASSPHRASE, CLOCK)
    assert isinstance(outdated, Outdated)
    assert backups_in(older) == []
    assert outdated.bring_up_to_date(lambda _what, _percent: None) is None
    again = enter(older, WHO, PASSPHRASE, CLOCK)
    assert isinstance(again, Unlocked)
    again.clinic.close()
    assert again.upgraded is not None


class _Enough(Exception):
    """Whoever watched the upgrade closed the window."""


def backup_of_a_failed_try(folder: Path) -> Path:
    """What an upgrade left that ended once its backup was proven."""

    def give_up(what, _percent):
        if what == "Bringing up to date":
            raise _Enough

    with pytest.raises(_Enough):
        entered(folder, give_up)
    (backup,) = backups_in(folder)
    return backup


@pytest.mark.parametrize("during", ["Sealing", "Proving"])
def test_that_an_upgrade_given_up_leaves_the_vault_as_it_was(older, during):
    def give_up(what, _percent):
        if what == during:
            raise _Enough

    outdated = enter(older, WHO, PASSPHRASE, CLOCK)
    before = (older / "ketachart.db").read_bytes()
    with pytest.raises(_Enough):
        outdated.bring_up_to_date(give_up)
    assert (older / "ketachart.db").read_bytes() == before
    assert [each for each in older.iterdir() if "ketabackup" in each.name] == []
    with closing(entered(older).clinic) as clinic:
        assert list(verify(clinic)) == []


def test_that_a_try_that_failed_after_its_backup_leaves_no_second_one(older):
    backup = backup_of_a_failed_try(older)
    opened = entered(older)
    opened.clinic.close()
    assert backups_in(older) == [backup]
    assert opened.upgraded.backup == backup.name


def test_that_no_room_to_prove_it_in_takes_no_backup_of_a_try_before_away(older, monkeypatch):
    backup = backup_of_a_failed_try(older)
    with monkeypatch.context() as patched:
        patched.setattr(tempfile, "tempdir", str(older / "ketachart.db"))
        with pytest.raises(UpgradeHeld, match="no room"):
            entered(older)
    assert backups_in(older) == [backup]


def test_that_another_backup_under_the_name_of_a_try_before_is_not_taken_for_it(older):
    opened = entered(older)
    other = backups_in(older)[0]
    note(opened.clinic.vault.db, release="0.0.9")
    seq = opened.clinic.vault.log.head.seq
    opened.clinic.close()
    renamed = other.with_name(f"before-20260303T010000Z-{ketachart.__version__}-{seq}.ketabackup")
    other.rename(renamed)
    with pytest.raises(UpgradeHeld, match="backup of something else"):
        entered(older)
    assert backups_in(older) == [renamed]
    renamed.unlink()
    entered(older).clinic.close()


def test_that_a_backup_of_a_try_before_that_was_spoilt_meanwhile_is_not_trusted(older):
    backup = backup_of_a_failed_try(older)
    backup.write_bytes(backup.read_bytes()[:-1])
    with pytest.raises(UpgradeHeld, match="could not be proven"):
        entered(older)
    entered(older).clinic.close()


def test_that_a_vault_that_is_in_use_is_told_when_it_is_to_be_brought_up_to_date(older):
    outdated = enter(older, WHO, PASSPHRASE, CLOCK)
    with closing(entered(older).clinic):
        assert isinstance(outdated.bring_up_to_date(lambda _what, _percent: None), Trouble)


def test_that_whoever_signs_in_next_is_told_what_recovery_sheets_set_going(older):
    opened = entered(older)
    key = opened.clinic.site_key
    note(opened.clinic.vault.db, release="0.0.9")
    opened.clinic.close()
    open_with_key(older, key, CLOCK).close()
    again = entered(older)
    again.clinic.close()
    assert again.upgraded is not None


def test_that_a_vault_without_room_for_its_backup_is_left_as_it_was(older):
    (name,) = _names_of_next_backup(older)
    (older / name).mkdir()
    before = (older / "ketachart.db").read_bytes()
    with pytest.raises(UpgradeHeld, match="left as it was"):
        entered(older)
    assert (older / "ketachart.db").read_bytes() == before


def test_that_no_room_to_prove_the_backup_in_is_told_as_that(older, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(older / "ketachart.db"))
    with pytest.raises(UpgradeHeld, match=r"no room .* folder for temporary files"):
        entered(older)
    assert backups_in(older) == []


def test_that_a_vault_whose_backup_can_not_be_proven_is_left_as_it_was(older):
    file = older / "ketachart.db"
    spoilt = bytearray(file.read_bytes())
    pages = len(spoilt) // PAGE_BYTES
    refused = 0
    for page in range(1, pages, 7):
        content = bytearray(spoilt)
        content[page * PAGE_BYTES + 100] ^= 1
        file.write_bytes(content)
        with pytest.raises((UpgradeHeld, StoreDamaged)) as told:
            entered(older)
        refused += isinstance(told.value, UpgradeHeld)
        assert file.read_bytes() == bytes(content)
        assert backups_in(older) == []
    assert refused


def test_that_only_the_last_upgrades_keep_their_backups(older):
    for number in range(1, 6):
        clock = SetClock(CLOCK.now() + timedelta(days=number))
        opened = unlock(older, WHO, PASSPHRASE, clock, lambda _last: CLOCK)
        assert isinstance(opened, Unlocked)
        note(opened.clinic.vault.db, release=f"0.0.{number}")
        opened.clinic.close()
    assert len(backups_in(older)) == 3


def test_that_a_vault_of_a_newer_release_is_refused_by_its_name(older):
    opened = entered(older)
    db = opened.clinic.vault.db
    note(db, release="9.1.0")
    db.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
        " VALUES ('ketachart', '0099 of a later release', '')"
    )
    opened.clinic.close()
    before = (older / "ketachart.db").read_bytes()
    with pytest.raises(StoreTooNew, match=r"KetaChart 9\.1\.0.*Install 9\.1\.0 or newer"):
        entered(older)
    assert (older / "ketachart.db").read_bytes() == before


def test_that_a_vault_with_entries_only_a_newer_release_knows_is_refused(older):
    opened = entered(older)
    fresh = Fresh(
        stream="stock:x",
        kind="stock.returned/1",
        observed_at=CLOCK.now(),
        recorded_at=CLOCK.now(),
        utc_offset_s=0,
        author=WHO,
        body=b"{}",
    )
    log = opened.clinic.vault.log
    log.write(log.stamp([fresh]), lambda _db: None)
    note(opened.clinic.vault.db, release="9.1.0")
    opened.clinic.close()
    before, backups = (older / "ketachart.db").read_bytes(), backups_in(older)
    with pytest.raises(StoreTooNew, match=r"Install 9\.1\.0 or newer"):
        entered(older)
    assert (older / "ketachart.db").read_bytes() == before
    assert backups_in(older) == backups


def test_that_a_backup_of_each_release_is_restored(tmp_path):
    """What was sealed before an upgrade becomes a vault again, as it was then."""
    from ketachart.app.backups import by_passphrase, restore

    folder = unpacked(RELEASES[0], tmp_path / "vault")
    entered(folder).clinic.close()
    for backup in backups_in(folder):
        count = restore(backup, tmp_path / "again", by_passphrase(WHO, PASSPHRASE), CLOCK)
        assert isinstance(count, int)
    with closing(entered(tmp_path / "again").clinic) as clinic:
        assert list(verify(clinic)) == []


def _names_of_next_backup(folder: Path) -> list[str]:
    """How the backup will be named, found out on a copy."""
    copy = folder.with_name("copy")
    shutil.copytree(folder, copy)
    entered(copy).clinic.close()
    return [file.name for file in backups_in(copy)]
