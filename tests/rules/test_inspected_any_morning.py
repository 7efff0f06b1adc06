"""Deliveries really received, counts by method, inventories, losses and the rules of the place."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from support.builders import ADMIN, DAY, DOCTOR, NURSE, REGISTRANT, SECOND, House

from ketachart.app.defaults import load_profiles
from ketachart.app.verification import verify
from ketachart.domain.inventories import next_due
from ketachart.domain.profiles import (
    FEDERAL,
    StateProfile,
    discard_by,
    inventory_due,
    loss_deadlines,
)
from ketachart.domain.refusals import Code
from ketachart.domain.session import Phase
from ketachart.exports.daylog_csv import day_log_csv

YESTERDAY = (DAY - timedelta(days=1)).isoformat()
TOMORROW = (DAY + timedelta(days=1)).isoformat()
KETAMINE = "ket-50-10"
RULES: dict[str, object] = {
    "id": "own",
    "name": "Ours",
    "inventory_months": 12,
    "count_methods": ["exact", "measured"],
    "retention_years": 7,
    "discard_days": 14,
    "notice_days": 1,
    "form_days": 45,
    "waste_witness": "licensed",
    "remarks": "",
}


def balance(house: House) -> tuple[int, Decimal]:
    stock = house.clinic.books.stock(KETAMINE)
    return stock.sealed, stock.open_ml


def everything_on_hand(house: House, **changed: object) -> list[dict[str, object]]:
    lines = []
    for name in house.clinic.books.products():
        stock = house.clinic.books.stock(name)
        line = {"product": name, "sealed": stock.sealed, "open_ml": str(stock.open_ml)}
        lines.append(line | (changed if name == KETAMINE else {}))
    return lines


def inventory(house: House, **changed: object) -> dict[str, object]:
    return {
        "kind": "initial",
        "moment": "opening",
        "date": DAY.isoformat(),
        "lines": everything_on_hand(house),
        "witness": SECOND,
    } | changed


# --- deliveries ---------------------------------------------------------------------------------


def test_that_a_delivery_entered_late_stands_with_the_day_it_really_came(house):
    house.receive(KETAMINE, "K9", 2, received=YESTERDAY)
    row = next(row for row in house.clinic.day_log(DAY) if row.lot == "K9")
    assert (row.date, row.time, row.containers) == (YESTERDAY, "", "2")


def test_that_a_delivery_of_tomorrow_is_refused(house):
    given = {"expires": "2027-08-31", "invoice": "I", "supplier": REGISTRANT, "witness": SECOND}
    refusal = house.refused(
        ADMIN, "stock.receive", product=KETAMINE, lot="K9", containers=1, received=TOMORROW, **given
    )
    assert (refusal.code, refusal.about) == (Code.IN_FUTURE, "received")


def test_that_a_delivery_other_than_its_invoice_needs_a_note_that_stands_on_the_row(house):
    house.receive(KETAMINE, "K9", 9, invoiced=10, note="one broken in the box")
    row = next(row for row in house.clinic.day_log(DAY) if row.lot == "K9")
    assert row.reason == "Tidewater Medical Supply; invoice says 10; one broken in the box"
    with pytest.raises(AssertionError, match=r"reason\.required"):
        house.receive(KETAMINE, "K9", 9, invoiced=10)


def test_that_a_vial_expired_on_receipt_is_taken_in_and_never_drawn(house):
    house.receive(KETAMINE, "OLD", 1, expires="2026-02-28")
    assert house.clinic.books.container("OLD-1").in_stock
    house.bring("s1", Phase.ORDERED)
    draws = [{"vial": "OLD-1", "ml": "0.80"}]
    refusal = house.refused(
        NURSE, "session.prepare", session="s1", draws=draws, bag_ml="40", verified_by=SECOND
    )
    assert refusal.code is Code.VIAL_EXPIRED


def test_that_ten_thousand_vials_are_received_in_one_action_and_no_more(house):
    house.receive(KETAMINE, "BULK", 10_000)
    assert house.clinic.books.container("BULK-10000") is not None
    with pytest.raises(AssertionError, match=r"input\.invalid"):
        house.receive(KETAMINE, "BULK", 10_001)


# --- what leaves --------------------------------------------------------------------------------


def leaving(house: House, **changed: object) -> dict[str, object]:
    vials = [each.id for each in house.clinic.containers(KETAMINE)]
    return {
        "vials": vials,
        "to": REGISTRANT,
        "reference": "F222-1",
        "witness": SECOND,
    } | changed


def test_that_what_left_on_an_earlier_day_is_refused_where_the_ledger_had_less_since(house):
    refusal = house.refused(ADMIN, "stock.transfer", **leaving(house, left_on=YESTERDAY))
    assert (refusal.code, refusal.about) == (Code.WOULD_GO_NEGATIVE, "left_on")


def test_that_a_container_destroyed_on_site_says_how_and_where(house):
    first = leaving(house)["vials"][0]
    fields = leaving(house, vials=[first], reference="F41-7", method="incinerated")
    assert house.refused(ADMIN, "stock.dispose", **fields).about == "place"
    house.done(ADMIN, "stock.dispose", **fields, place="417 Juniper St")
    row = next(row for row in house.clinic.day_log(DAY) if row.movement == "disposed")
    assert row.reason == "Bayside Pain Clinic; incinerated; 417 Juniper St"


def test_that_what_the_clinic_destroys_itself_needs_no_other_registrant(house):
    fields = leaving(house, vials=["K1-1"], to={"name": "", "dea_registration": ""})
    assert house.refused(ADMIN, "stock.dispose", **fields).about == "name"
    house.done(ADMIN, "stock.dispose", **fields, method="cartridge", place="med room")
    row = next(row for row in house.clinic.day_log(DAY) if row.movement == "disposed")
    assert row.reason == "Harbor Pain Infusion; cartridge; med room"


# --- counts and inventories ---------------------------------------------------------------------


def test_that_a_count_says_how_it_was_found_unless_it_was_exact(house):
    sealed, open_ml = balance(house)
    fields = {"product": KETAMINE, "sealed": sealed, "open_ml": str(open_ml), "witness": SECOND}
    house.done(ADMIN, "stock.count", **fields, method="estimated")
    row = next(row for row in house.clinic.day_log(DAY) if row.movement == "counted")
    assert row.reason == "agrees; estimated"
    assert house.refused(ADMIN, "stock.count", **fields, method="guessed").about == "method"


def test_that_a_method_the_rules_do_not_allow_is_refused_where_something_is_open(house):
    house.done(ADMIN, "profile.adopt", **RULES)
    fields = {"product": KETAMINE, "sealed": 1, "witness": SECOND, "method": "estimated"}
    assert house.refused(ADMIN, "stock.count", **fields, open_ml="2").about == "method"
    house.done(ADMIN, "stock.count", **fields, open_ml="0")


def test_that_an_inventory_covers_every_product_and_counts_each(house):
    short = everything_on_hand(house)[1:]
    assert house.refused(ADMIN, "inventory.take", **inventory(house, lines=short)).about == "lines"
    sealed, _ = balance(house)
    lines = everything_on_hand(house, sealed=sealed - 1)
    house.done(ADMIN, "inventory.take", **inventory(house, lines=lines))
    (taken,) = house.clinic.books.inventories()
    assert [line.product for line in taken.taken.lines] == list(house.clinic.books.products())
    assert house.clinic.books.stock(KETAMINE).unresolved.sealed == -1
    assert not list(house.clinic.books.uncounted_on(DAY))


def test_that_an_inventory_says_opening_or_close_of_business_and_is_not_of_another_day(house):
    for field, wrong in (("moment", "noon"), ("kind", "yearly"), ("date", YESTERDAY)):
        refusal = house.refused(ADMIN, "inventory.take", **inventory(house, **{field: wrong}))
        assert (refusal.code, refusal.about) == (Code.INPUT_INVALID, field)


def test_that_nobody_takes_an_inventory_alone(house):
    refusal = house.refused(ADMIN, "inventory.take", **inventory(house, witness=ADMIN))
    assert refusal.code is Code.WITNESS_SAME


def test_that_the_next_inventory_falls_due_by_the_rules_of_the_place(house):
    assert next_due(house.clinic.books.inventories(), FEDERAL) is None
    house.done(ADMIN, "inventory.take", **inventory(house))
    taken = house.clinic.books.inventories()
    assert next_due(taken, FEDERAL) == date(2028, 3, 3)
    assert next_due(taken, StateProfile(inventory_months=12)) == date(2027, 3, 3)


@pytest.mark.parametrize(
    ("last", "months", "due"),
    [
        ("2026-03-03", 24, "2028-03-03"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2026-10-31", 1, "2026-11-30"),
        ("2026-12-31", 2, "2027-02-28"),
    ],
)
def test_that_the_due_day_exists_in_its_month(last, months, due):
    profile = StateProfile(inventory_months=months)
    assert inventory_due(date.fromisoformat(last), profile) == date.fromisoformat(due)


# --- losses -------------------------------------------------------------------------------------


@pytest.fixture
def loss(house):
    sealed, open_ml = balance(house)
    house.count(KETAMINE, sealed - 1, str(open_ml))
    vial = next(each.id for each in house.clinic.containers(KETAMINE) if each.state == "sealed")
    house.done(
        ADMIN,
        "stock.resolve",
        product=KETAMINE,
        classification="theft",
        explanation="lock forced",
        vials=[vial],
        witness=SECOND,
    )
    (found,) = house.clinic.books.losses()
    return found


def test_that_both_clocks_run_from_the_count_that_found_the_loss(house, loss):
    due = loss_deadlines(DAY, house.clinic.books.profile)
    assert loss.discovered.astimezone(house.clinic.books.site.zone).date() == DAY
    assert (due.notice, due.form) == (date(2026, 3, 4), date(2026, 4, 17))


def test_that_only_notice_and_submitted_form_stop_the_clocks(house, loss):
    def now():
        return house.clinic.books.loss(loss.id)

    told = {"notice_reference": "FD-12", "notice_on": DAY.isoformat()}
    house.done(ADMIN, "stock.report", loss=loss.id, **told)
    assert now().is_noticed
    assert not now().is_settled
    form = {"form_reference": "106-881", "form_on": DAY.isoformat()}
    house.done(ADMIN, "stock.report", loss=loss.id, **form, form_state="draft")
    assert not now().is_settled
    house.done(ADMIN, "stock.report", loss=loss.id, **form, form_state="submitted")
    assert now().is_settled
    assert not list(verify(house.clinic))


@pytest.mark.parametrize(
    ("fields", "about"),
    [
        ({}, "notice_reference"),
        ({"notice_reference": "FD-12"}, "notice_on"),
        ({"form_on": "2026-03-03"}, "notice_reference"),
        ({"form_reference": "106", "form_on": TOMORROW}, "form_on"),
        ({"notice_reference": "FD", "notice_on": YESTERDAY}, "notice_on"),
        ({"form_reference": "106", "form_on": "2026-03-03", "form_state": "sent"}, "form_state"),
    ],
)
def test_that_a_report_without_reference_or_day_is_refused_at_its_field(house, loss, fields, about):
    assert house.refused(ADMIN, "stock.report", loss=loss.id, **fields).about == about


# --- the rules of the place ---------------------------------------------------------------------


def test_that_the_shipped_federal_profile_is_what_holds_until_one_is_adopted(house):
    assert load_profiles()[0] == house.clinic.books.profile == FEDERAL


def test_that_adopting_rules_keeps_the_old_ones_beside_and_survives_a_rebuild(house):
    entry = house.done(ADMIN, "profile.adopt", **RULES)
    assert entry.event.before == FEDERAL
    assert house.clinic.books.profile.discard_days == 14
    assert discard_by(DAY, house.clinic.books.profile) == date(2026, 3, 17)
    assert not list(verify(house.clinic))


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("inventory_months", 25),
        ("retention_years", 1),
        ("notice_days", 2),
        ("form_days", 46),
        ("discard_days", -1),
        ("count_methods", []),
        ("waste_witness", "nobody"),
        ("name", " "),
    ],
)
def test_that_no_rules_are_laxer_than_the_federal_ones(house, field, wrong):
    refusal = house.refused(ADMIN, "profile.adopt", **RULES | {field: wrong})
    assert (refusal.code, refusal.about) == (Code.INPUT_INVALID, field)


def test_that_where_the_rules_say_so_only_the_licensed_waste(house):
    vial = next(each.id for each in house.clinic.containers(KETAMINE))
    waste = {"from_": {"vial": vial}, "ml": "0.1", "reason": "spilt", "method": "cartridge"}
    house.done(ADMIN, "stock.waste", **waste, witness=SECOND)
    house.done(ADMIN, "profile.adopt", **RULES)
    assert house.refused(ADMIN, "stock.waste", **waste, witness=SECOND).code is Code.ROLE
    house.done(DOCTOR, "stock.waste", **waste, witness=SECOND)


# --- days ---------------------------------------------------------------------------------------


def test_that_a_clock_set_back_over_a_closed_day_changes_nothing_of_it(house):
    for product in house.clinic.books.products():
        stock = house.clinic.books.stock(product)
        house.count(product, stock.sealed, str(stock.open_ml))
    house.done(ADMIN, "day.close", date=DAY.isoformat(), witness=SECOND)
    before = day_log_csv(house.clinic.day_log(DAY, "all"))
    house.clock.set(house.clinic.clock.now() - timedelta(hours=3))
    house.receive(KETAMINE, "LATE", 1)
    assert day_log_csv(house.clinic.day_log(DAY, "all")) == before
    assert any(row.lot == "LATE" for row in house.clinic.day_log(DAY + timedelta(days=1)))
