"""A vault under random work, power cuts and full disks: what was acknowledged is always there."""

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from support.builders import ADMIN, DAY, DOCTOR, NURSE, SECOND, open_house, reopened

from ketachart.app.clinic import Done, Refused, Trouble
from ketachart.app.verification import verify
from ketachart.domain.session import Phase

NOT_COPIED = shutil.ignore_patterns("*-shm", "*.lock")


class VaultAtWork(RuleBasedStateMachine):
    """Keeps beside the vault what it acknowledged, and holds it to that."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self._folders = tempfile.TemporaryDirectory()
        self.house = open_house(self.template, self._place())
        self.house.bring("s1", Phase.INFUSING)
        self.kept = self._log()
        self.drafted: dict[str, str] | None = None
        self.crashes = 0

    def _place(self) -> Path:
        return Path(tempfile.mkdtemp(dir=self._folders.name)) / "vault"

    def _log(self) -> list[object]:
        return list(self.house.clinic.vault.log.everything())

    def _do(self, by: str, do: str, /, **fields: object) -> None:
        """Perform something; only an acknowledged entry may be in the log afterwards."""
        self.house.wait(1)
        before, standing = self._log(), self.house.standing()
        outcome = self.house.does(by, do, **fields)
        after = self._log()
        assert after[: len(before)] == before
        match outcome:
            case Done(entries=entries):
                assert [each.ref for each in entries] == [
                    f"{stored.device}:{stored.seq}" for stored in after[-len(entries) :]
                ]
            case Refused():
                assert self.house.standing() == standing
            case Trouble(sentence=sentence):
                assert sentence
                assert after == before
                assert self.house.standing() == standing
        self.kept = after

    # --- work ----------------------------------------------------------------------------------

    @rule(hr=st.integers(10, 310))
    def chart(self, hr: int) -> None:
        self._do(NURSE, "vitals.chart", session="s1", hr=hr)

    @rule(text=st.text(max_size=4000))
    def note(self, text: str) -> None:
        self._do(NURSE, "note.add", session="s1", text=text)

    @rule(vial=st.sampled_from(["K1-1", "K1-2", "M1-1", "M1-2", "K9-9"]))
    def break_a_vial(self, vial: str) -> None:
        self._do(NURSE, "stock.break", vial=vial, circumstances="fell", witness=SECOND)

    @rule(sealed=st.integers(0, 6))
    def count(self, sealed: int) -> None:
        counted = {"product": "mid-1-2", "sealed": sealed, "open_ml": "0"}
        self._do(ADMIN, "stock.count", **counted, witness=SECOND)

    @rule()
    def close_the_day(self) -> None:
        self._do(ADMIN, "day.close", date=DAY.isoformat(), witness=NURSE)

    @rule()
    def order_again(self) -> None:
        dose = {"kind": "mg", "amount": "40", "minutes": 60}
        self._do(DOCTOR, "session.order", session="s1", dose=dose)

    @rule(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
    def draft(self, text: str) -> None:
        body = {"hr": text}
        self.house.clinic.save_draft("note:s1", NURSE, body)
        self.drafted = body

    # --- what goes wrong -------------------------------------------------------------------------

    def _cut(self, torn: bytes = b"") -> None:
        """The power goes: what is on the disk is all there is; the next start finds it."""
        place = self._place()
        shutil.copytree(self.house.folder, place, ignore=NOT_COPIED)
        self.house.clinic.close()
        if torn:
            with (place / "ketachart.db-wal").open("ab") as log:
                log.write(torn)
        self.crashes += 1
        self.house = reopened(place, self.house.clock)
        assert self._log()[: len(self.kept)] == self.kept
        assert self.house.clinic.load_draft("note:s1") == self.drafted
        self.kept = self._log()

    @precondition(lambda self: self.crashes < 4)
    @rule()
    def power_cut(self) -> None:
        self._cut()

    @precondition(lambda self: self.crashes < 4)
    @rule(torn=st.binary(min_size=1, max_size=5000))
    def power_cut_in_the_middle_of_a_write(self, torn: bytes) -> None:
        self._cut(torn)

    @precondition(lambda self: self.crashes < 4)
    @rule()
    def anchor_lags_behind(self) -> None:
        """A note of the head that didn't reach the disk is no damage."""
        anchor = self.house.folder / "ketachart.anchor"
        lines = anchor.read_bytes().splitlines(keepends=True)
        self.house.clinic.close()
        keep = max(2, len(lines) - 2)
        # A draft that the kept lines don't speak of yet may not be missed either.
        anchor.write_bytes(b"".join(lines[:keep]) + lines[-1][:50])
        self.crashes += 1
        self.house = reopened(self.house.folder, self.house.clock)
        assert self._log()[: len(self.kept)] == self.kept
        self.kept = self._log()

    @rule(spare=st.integers(0, 2), size=st.integers(1, 60_000))
    def full_disk(self, spare: int, size: int) -> None:
        connection = self.house.clinic.vault.db.conn
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + spare}").fetchall()
        try:
            self._do(NURSE, "note.add", session="s1", text="z" * size)
        finally:
            connection.execute("PRAGMA max_page_count = 1000000").fetchall()
        self._do(NURSE, "note.add", session="s1", text="there is room again")

    # --- what always holds -----------------------------------------------------------------------

    @invariant()
    def what_was_acknowledged_is_there(self) -> None:
        log = self.house.clinic.vault.log
        assert log.count() == log.head.seq == len(self.kept)

    def teardown(self) -> None:
        assert list(verify(self.house.clinic)) == []
        self.house.clinic.close()
        self._folders.cleanup()


@pytest.fixture
def machine(template: Path) -> type[VaultAtWork]:
    """The machine, told where the vault to copy lies."""
    return type("VaultAtWork", (VaultAtWork,), {"template": template})


def test_that_a_vault_keeps_what_it_acknowledged_through_cuts_and_full_disks(machine):
    run_state_machine_as_test(machine, settings=settings(max_examples=12, stateful_step_count=20))
