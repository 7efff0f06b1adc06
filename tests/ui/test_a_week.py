"""A whole week of a four-chair clinic through the windows of whoever answers for the drugs.

Nurses and anesthesiologists chart as their scenario says; the administrator works by hand: a
delivery, a broken vial, a wrong count, a loss, somebody new and somebody who leaves, five closed
days, a backup that becomes a second vault, and the packet for the inspector.
"""

import csv
import hashlib
import json
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from support.week import DAYS, MONDAY, week_scenario

from ketachart.app import backups
from ketachart.app.clinic import Turn
from ketachart.app.clock import SetClock
from ketachart.app.resources import help_texts
from ketachart.app.training import begin_training
from ketachart.app.vaults import Unlocked, unlock
from ketachart.app.verification import verify
from ketachart.bootstrap import log_files
from ketachart.crypto.passphrases import SMALLEST_COST
from ketachart.ui.desk import Desk
from ketachart.ui.navigation import Navigation
from ketachart.ui.presenters.ledger import stocks_of
from ketachart.ui.widgets.action_button import ActionButton
from tests.ui.chair_day import NURSE, OTHER_NURSE, passphrase_of, pin_of

ADMINISTRATOR, NEW_NURSE = "ad.lindqvist", "rn.haddad"
NEW_PASSPHRASE, NEW_PIN = "seven slow tugboats 9", "730164"
KETAMINE = "ket-50-10"
EVENING = "17:50:00"
LOST = "K5301-20"


def evening_of(number: int) -> datetime:
    """The end of a working day."""
    return datetime.fromisoformat(f"{MONDAY + timedelta(days=number)}T{EVENING}-08:00")


class Week:
    """The administrator at the keyboard, one evening after the other."""

    def __init__(self, qtbot, folder: Path) -> None:
        self.qtbot, self.folder = qtbot, folder
        self.files = folder / "files"
        self.files.mkdir()
        scenario = week_scenario(folder)
        self.training = begin_training(
            scenario, folder / "vault", until=evening_of(0), speed=1, cost=SMALLEST_COST
        )
        self.clinic = self.training.clinic
        self.clock = SetClock(evening_of(0))
        self.training.clock = self.clock
        self.clinic.set_clock(self.clock)
        turn = self.training.turn_of(ADMINISTRATOR)
        self.desk = Desk(self.clinic, turn)
        self.navigation = Navigation(self.desk, folder / "vault", log_files(), help_texts())
        self.navigation.begin()
        self._arrive()

    def _arrive(self) -> None:
        self.training.turn_of(NURSE)
        self.desk.hand_over(self.training.turn_of(ADMINISTRATOR))
        self.navigation.open_ledger()

    def until_evening(self, number: int) -> None:
        """The clinic works on; nobody but its scenario is at the chairs."""
        evening = evening_of(number)
        while (step := self.training.following) is not None and step.at <= evening:
            self.clock.set(step.at)
            self.training.advance()
            assert self.training.last_went_as_written, step.do
        self.clock.set(evening)
        self.desk.beat()
        self._arrive()

    @property
    def today(self) -> date:
        return self.clock.now().astimezone(self.clinic.world.site.zone).date()

    @property
    def ledger(self):
        return self.navigation.windows["ledger"]

    def page(self, name):
        """A page of the ledger, in front."""
        self.ledger.show_page(name)
        return self.ledger.page(name)

    def administration(self, name):
        """A page of the administration, in front."""
        self.navigation.open_admin()
        window = self.navigation.windows["admin"]
        window.show_page(name)
        return window.page(name)

    def type(self, panel, **words) -> None:
        for name, text in words.items():
            field = panel.findChild(QWidget, name)
            field.clear()
            QTest.keyClicks(field, text)

    def witnessed(self, panel, by=NURSE, pin="") -> None:
        """Somebody else puts the own PIN under it."""
        panel.second.choose(by)
        self.type(panel, second_secret=pin or pin_of(NURSE))

    def submit(self, panel) -> None:
        assert panel.submit_typed(), panel.bar.sentence

    # ── The ledger, by hand ──────────────────────────────────────────────────────────────────

    def receives(self, lot: str, containers: int) -> None:
        stock = self.page("stock")
        stock.products.choose(KETAMINE)
        stock.open_panel("receive")
        self.type(
            stock.panel,
            containers=str(containers),
            lot=lot,
            expires="2027-11-30",
            invoice="TW-90001",
            name="Tidewater Medical Supply",
            dea_registration="RT3004518",
            address="90 Dock Rd, Long Beach, CA 90802",
        )
        self.witnessed(stock.panel)
        self.submit(stock.panel)

    def breaks(self, vial: str) -> None:
        stock = self.page("stock")
        stock.products.choose(KETAMINE)
        stock.open_panel("break")
        stock.panel.findChild(QWidget, "vial").choose(vial)
        self.type(stock.panel, circumstances="dropped beside the safe")
        self.witnessed(stock.panel)
        self.submit(stock.panel)

    def counts_and_closes(self, missing: int = 0, by=NURSE, pin="") -> bool:
        """Both count blind what moved; answers whether the day is closed."""
        page = self.page("close")
        page._folder.show_folder(self.files)
        page.begin_closing()
        panel = page.side.panel
        for product in panel._to_count:
            stock = self.clinic.world.stock(product)
            sealed = stock.sealed - (missing if product == KETAMINE else 0)
            for who in ("", "second_"):
                name = f"{who}sealed_{product}", f"{who}open_ml_{product}"
                self.type(panel, **dict(zip(name, (str(sealed), str(stock.open_ml)), strict=True)))
        self.type(panel, own_secret=pin_of(ADMINISTRATOR))
        self.witnessed(panel, by, pin)
        if not panel.submit_typed():
            panel.submit_typed()  # what differs was told, and is recorded all the same
        return self.clinic.closing(self.today) is not None

    def recounts(self) -> None:
        """The product that differed is counted once more, and agrees."""
        page = self.page("differences")
        page.cases.choose(KETAMINE)
        page._open("count")
        panel, stock = page.side.panel, self.clinic.world.stock(KETAMINE)
        for who in ("", "second_"):
            counted = {f"{who}sealed": str(stock.sealed), f"{who}open_ml": str(stock.open_ml)}
            self.type(panel, **counted)
        self.witnessed(panel)
        panel.submit_typed()
        self.submit(panel)

    def resolves(self, kind: str, explanation: str, vial: str = "") -> None:
        page = self.page("differences")
        page.cases.choose(KETAMINE)
        page._open("resolve")
        panel = page.side.panel
        panel.findChild(QWidget, "classification").choose(kind)
        self.type(panel, explanation=explanation)
        if vial:
            panel.findChild(QWidget, "vials").tick(vial)
        self.witnessed(panel)
        self.submit(panel)

    def reports(self) -> None:
        """Notice and form of the one loss are entered, so that its clocks stop."""
        (loss,) = self.clinic.losses()
        page = self.page("differences")
        page.cases.choose(f"loss {loss.id}")
        page._open("report")
        panel = page.side.panel
        panel.findChild(QWidget, "form_state").choose("submitted")
        self.type(
            panel,
            notice_reference="FD-2026-31",
            notice_on=self.today.isoformat(),
            form_reference="106-552",
            form_on=self.today.isoformat(),
        )
        self.submit(panel)

    def takes_inventory(self) -> None:
        page = self.page("inventories")
        page.begin_inventory()
        panel = page.side.panel
        for product in self.clinic.world.products():
            stock = self.clinic.world.stock(product)
            for who in ("", "second_"):
                name = f"{who}sealed_{product}", f"{who}open_ml_{product}"
                counted = str(stock.sealed), str(stock.open_ml)
                self.type(panel, **dict(zip(name, counted, strict=True)))
        self.type(panel, own_secret=pin_of(ADMINISTRATOR))
        self.witnessed(panel)
        panel._moment.choose("close")
        if not panel.submit_typed():
            self.submit(panel)

    # ── People, backup, packet ───────────────────────────────────────────────────────────────

    def welcomes(self) -> None:
        page = self.administration("people")
        page.open_task("add_person")
        panel = page.side.panel
        self.type(panel, name="Noor Haddad", initials="NH", credentials="RN", id=NEW_NURSE)
        self.type(panel, passphrase=NEW_PASSPHRASE, passphrase_again=NEW_PASSPHRASE)
        self.type(panel, pin=NEW_PIN, pin_again=NEW_PIN)
        panel.findChild(QWidget, "roles").tick("nurse")
        self.submit(panel)

    def says_goodbye(self, person: str) -> None:
        page = self.administration("people")
        page.table.choose(person)
        page.open_task("disable_person")
        self.type(page.side.panel, reason="left the clinic")
        self.submit(page.side.panel)

    def backs_up(self) -> Path:
        stick = self.folder / "stick"
        stick.mkdir()
        page = self.administration("backup")
        page.findChild(QWidget, "backup_folder").setText(str(stick))
        page.use_folder()
        self.qtbot.waitUntil(lambda: not self.navigation.keeper.is_busy, timeout=60_000)
        (file,) = stick.iterdir()
        assert self.clinic.safekeeping.proven_at == self.clock.now()
        return file

    def writes_the_packet(self) -> Path:
        page = self.page("inspection")
        page._first.setText(MONDAY.isoformat())
        page._last.setText(self.today.isoformat())
        page._folder._field.setText(str(self.files))
        page.findChild(ActionButton, "write_packet").click()
        self.qtbot.waitUntil(lambda: not page.is_busy, timeout=60_000)
        assert "The sums of all products hold." in page.work.said.text()
        return self.files / f"packet-{MONDAY}-to-{self.today}"

    def end(self) -> None:
        self.navigation.end()
        self.desk.close()
        self.clinic.close()


@pytest.fixture
def week(qtbot, tmp_path):
    week = Week(qtbot, tmp_path)
    yield week
    week.end()


def test_that_a_week_of_the_clinic_adds_up(week, tmp_path):
    week.receives("K6100", 10)
    week.takes_inventory()
    assert week.counts_and_closes()

    week.until_evening(1)
    week.breaks("K6100-10")
    assert week.counts_and_closes()

    week.until_evening(2)
    assert not week.counts_and_closes(missing=1)
    week.resolves("counting-error", "one vial stood behind another")
    week.recounts()
    assert week.counts_and_closes()

    week.until_evening(3)
    week.welcomes()
    assert not week.counts_and_closes(missing=1)
    week.resolves("loss", "not in the safe, nor at any chair", LOST)
    assert [loss.is_noticed for loss in week.clinic.losses()] == [False]
    week.reports()
    assert week.counts_and_closes()

    week.until_evening(4)
    week.says_goodbye(OTHER_NURSE)
    assert isinstance(week.clinic.sign_in(NEW_NURSE, NEW_PASSPHRASE), Turn)
    assert week.counts_and_closes(by=NEW_NURSE, pin=NEW_PIN)

    assert len(week.clinic.closed_days()) == DAYS
    assert len(list(week.files.glob("day-log-*-III.csv"))) == DAYS
    check_the_packet(week, week.writes_the_packet())
    check_the_second_vault(week, week.backs_up(), tmp_path / "second")
    assert list(verify(week.clinic)) == []


def check_the_packet(week, packet: Path) -> None:
    """Opening and what came in is what went out and what lies there, to the hundredth."""
    for each in json.loads((packet / "manifest.json").read_bytes())["files"]:
        content = (packet / each["name"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == each["sha256"]
    with (packet / "accountability.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    books = {stock.product.ndc: stock.balance_ml for stock in stocks_of(week.clinic.world)}
    assert {row["ndc"]: Decimal(row["on_hand_ml"]) for row in rows} == books
    assert {row["difference_ml"] for row in rows} == {"0.00"}
    # Of the vials of 10 mL: 30 came; five days took 5.20 mL each; one broke and one was lost.
    (ketamine,) = [row for row in rows if row["ndc"] == "00409-2053-10"]
    assert ketamine["received_ml"] == "300.00"
    assert Decimal(ketamine["administered_ml"]) + Decimal(ketamine["wasted_ml"]) == Decimal(26)
    assert (ketamine["broken_ml"], ketamine["adjusted_ml"]) == ("10.00", "-10.00")
    assert ketamine["on_hand_ml"] == "254.00"


def check_the_second_vault(week, backup: Path, folder: Path) -> None:
    """What was backed up is all there on another computer, and the days read the same."""
    clock = SetClock(week.clock.now() + timedelta(hours=1))
    opening = backups.by_passphrase(ADMINISTRATOR, passphrase_of(ADMINISTRATOR))
    assert isinstance(backups.restore(backup, folder, opening, clock), int)
    unlocked = unlock(folder, ADMINISTRATOR, passphrase_of(ADMINISTRATOR), clock)
    assert isinstance(unlocked, Unlocked)
    for number in range(DAYS):
        day = MONDAY + timedelta(days=number)
        assert unlocked.clinic.day_log(day, "all") == week.clinic.day_log(day, "all")
    assert list(verify(unlocked.clinic)) == []
    unlocked.clinic.close()
