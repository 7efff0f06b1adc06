"""Entries that came from another workstation and are not worked in yet: nothing is wrong there."""

import pytest
from support.builders import NURSE
from support.rooms import carry, rooms

from ketachart.app.backups import make_backup
from ketachart.app.rehearsing import Proof, rehearse
from ketachart.app.verification import verify
from ketachart.app.working_out import bring_up_to_date
from ketachart.domain.session import Phase
from ketachart.store.connection import Transaction
from ketachart.store.log_reader import LogReader


@pytest.fixture
def waiting(house, tmp_path):
    """A clinic to which another room's session has come, and waits to be worked in."""
    both = rooms(house, tmp_path)
    both.there.bring("s1", Phase.INFUSING)
    carry(both.there, both.here)
    yield both.here
    both.there.clinic.close()


def test_that_a_vault_is_sound_while_entries_wait(waiting):
    assert list(verify(waiting.clinic)) == []


def test_that_a_backup_made_while_entries_wait_is_sound(waiting, tmp_path):
    file = tmp_path / "now.ketabackup"
    make_backup(waiting.clinic, file)
    proof = rehearse(file, waiting.clinic.site_key)
    assert isinstance(proof, Proof)
    assert proof.findings == ()


def test_that_tables_worked_out_anew_leave_what_waits_to_be_worked_in_once(waiting):
    vault = waiting.clinic.vault
    with Transaction(vault.db):
        vault.db.conn.execute("UPDATE meta SET value = '0' WHERE key = 'worked_out'")
    bring_up_to_date(vault.db)
    while waiting.clinic.take_in():
        pass
    assert list(verify(waiting.clinic)) == []
    assert len(waiting.session().readings) == 1
    assert waiting.session().phase is Phase.INFUSING
    assert waiting.session().log[0].author == NURSE


def test_that_what_waits_is_left_out_of_what_is_worked_in(waiting):
    log = LogReader(waiting.clinic.vault.db)
    count = len(list(log.worked_in()))
    assert count < log.count()
    assert count + len(log.arrived(10_000)) == log.count()
