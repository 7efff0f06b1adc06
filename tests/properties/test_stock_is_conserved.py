"""Nothing is lost between the shelf, the bag, the patient and the waste, whatever is done."""

import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.builders import (
    ADMIN,
    CHECKLIST,
    DAY,
    DOCTOR,
    NO_TO_ALL,
    NURSE,
    REGISTRANT,
    SECOND,
    House,
    open_house,
    reopened,
)

from ketachart.app.clinic import Outcome
from ketachart.app.verification import verify
from ketachart.domain import events as ev
from ketachart.domain.session import Phase
from ketachart.store.codec import entry_from

PRODUCTS = ("ket-50-10", "ket-100-5", "mid-1-2")
KETAMINE = PRODUCTS[:2]
DOSE = {"kind": "mg", "amount": "40", "minutes": 60}
STILL = {"opening", "closing", "drawn", "counted"}
sessions = st.sampled_from(["s1", "s2"])
# Mostly somebody else; now and then the author, which is refused.
watched = st.sampled_from([SECOND, SECOND, SECOND, SECOND, NURSE])
small = st.sampled_from(["0.01", "0.40", "0.80", "1.25", "2.00"])
any_amount = small | st.decimals("0.01", 11, places=2).map(str)


def a_vial(house: House, data: st.DataObject, products: tuple[str, ...] = PRODUCTS) -> str:
    """A vial on the shelf, or now and then one that is not there."""
    found = [each.id for name in products for each in house.clinic.containers(name)]
    return data.draw(st.sampled_from([*found, "K9-9"]))


def one_in(house: House, data: st.DataObject, *phases: Phase) -> str:
    """A session in one of these phases, if there is one."""
    fitting = [name for name in ("s1", "s2") if house.session(name).phase in phases]
    return data.draw(st.sampled_from(fitting or ["s1"]))


def prepare(house: House, data: st.DataObject) -> Outcome:
    product = (data.draw(st.sampled_from(KETAMINE)),)
    count = data.draw(st.integers(1, 2))
    draws = [
        {"vial": a_vial(house, data, product), "ml": data.draw(any_amount)} for _ in range(count)
    ]
    made = {"draws": draws, "bag_ml": "40", "verified_by": data.draw(watched)}
    session = one_in(house, data, Phase.ORDERED)
    return house.does(NURSE, "session.prepare", session=session, **made)


def start(house: House, data: st.DataObject) -> Outcome:
    rate = {"ml_per_h": "2", "limit_reason": "asked for", "verified_by": SECOND}
    session = one_in(house, data, Phase.PREPARED)
    return house.does(NURSE, "infusion.start", session=session, **rate)


def stop(house: House, data: st.DataObject) -> Outcome:
    reading = data.draw(st.decimals(0, 41, places=2).map(str))
    why = {"reason": "complete", "variance_reason": "as read"}
    session = one_in(house, data, Phase.INFUSING)
    return house.does(NURSE, "infusion.stop", session=session, pump_ml=reading, **why)


def cancel(house: House, data: st.DataObject) -> Outcome:
    return house.does(NURSE, "session.cancel", session=data.draw(sessions), reason="unwell")


def waste(house: House, data: st.DataObject) -> Outcome:
    how = {"reason": "rest", "method": "cartridge", "witness": data.draw(watched)}
    after = (Phase.RECOVERING, Phase.CANCELLED, Phase.INFUSING)
    session = house.session(one_in(house, data, *after))
    if session.unaccounted_ml and data.draw(st.booleans()):
        ml = data.draw(st.sampled_from([str(session.unaccounted_ml), "0.10"]))
        return house.does(NURSE, "stock.waste", from_={"session": session.id}, ml=ml, **how)
    source = {"vial": a_vial(house, data)}
    return house.does(NURSE, "stock.waste", from_=source, ml=data.draw(any_amount), **how)


def break_one(house: House, data: st.DataObject) -> Outcome:
    seen = {"circumstances": "fell", "witness": data.draw(watched)}
    return house.does(NURSE, "stock.break", vial=a_vial(house, data), **seen)


def count(house: House, data: st.DataObject) -> Outcome:
    held = house.clinic.books.stock(data.draw(st.sampled_from(PRODUCTS)))
    assert held is not None
    sealed = held.sealed + data.draw(st.sampled_from([0, 0, -1, 1]))
    open_ml = held.open_ml + Decimal(data.draw(st.sampled_from(["0", "0", "-0.10", "0.15", "2"])))
    found = {"sealed": sealed, "open_ml": str(open_ml), "witness": SECOND}
    return house.does(ADMIN, "stock.count", product=held.product.id, **found)


def resolve(house: House, data: st.DataObject) -> Outcome:
    books = house.clinic.books
    open_ones = [name for name in PRODUCTS if (held := books.stock(name)) and held.unresolved]
    product = data.draw(st.sampled_from(open_ones or PRODUCTS))
    gone = {"ket-50-10": "K1-2", "ket-100-5": "H1-1", "mid-1-2": "M1-1"}[product]
    known = [*(each.id for each in house.clinic.containers(product)), gone]
    kinds = st.sampled_from(["loss", "documentation-error", "documentation-error"])
    said = {
        "product": product,
        "classification": data.draw(kinds | st.just("counting-error")),
        "explanation": "looked for everywhere",
        "vials": data.draw(st.lists(st.sampled_from(known), max_size=2)),
    }
    return house.does(ADMIN, "stock.resolve", **said, witness=SECOND)


def hand_over(house: House, data: st.DataObject) -> Outcome:
    do = data.draw(st.sampled_from(["stock.dispose", "stock.transfer"]))
    product = (data.draw(st.sampled_from(PRODUCTS)),)
    vials = [a_vial(house, data, product) for _ in range(data.draw(st.integers(1, 2)))]
    to = {"to": REGISTRANT, "reference": "T-9", "witness": data.draw(watched)}
    return house.does(ADMIN, do, vials=vials, **to)


def give(house: House, data: st.DataObject) -> Outcome:
    dose = {
        "drug": "midazolam",
        "dose": data.draw(st.sampled_from(["0.004", "0.755", "1", "2"])),
        "unit": data.draw(st.sampled_from(["mg", "mL"])),
        "route": "IV",
        "indication": "fright",
        "vial": a_vial(house, data, ("mid-1-2",)),
        "ml_drawn": data.draw(st.sampled_from(["1.00", "2.00", "1.50"])),
        "witness": data.draw(watched),
        "method": "cartridge",
    }
    return house.does(NURSE, "medication.give", session=data.draw(sessions), **dose)


def receive(house: House, data: st.DataObject) -> Outcome:
    product = data.draw(st.sampled_from(PRODUCTS))
    house.receive(product, data.draw(st.sampled_from(["K1", "N2"])), data.draw(st.integers(1, 2)))
    return house.does(NURSE, "note.add", session="s1", text="a delivery came")


def close(house: House, data: st.DataObject) -> Outcome:
    return house.does(ADMIN, "day.close", date=DAY.isoformat(), witness=NURSE)


Wish = Callable[[House, st.DataObject], Outcome]
WISHES: list[Wish] = [
    *(prepare, prepare, start, start, stop, stop, cancel, waste, waste, break_one, count),
    *(count, count, resolve, resolve, hand_over, give, give, receive, close),
]


class Tally:
    """What the facts that were acknowledged add up to, counted apart from the program's books."""

    def __init__(self) -> None:
        self.ml: Counter[str] = Counter()
        self.drawn: Counter[str] = Counter()

    def add(self, event: ev.Event) -> None:
        match event:
            case ev.StockReceived():
                size = {"ket-50-10": 10, "ket-100-5": 5, "mid-1-2": 2}[event.product]
                self.ml[event.product] += event.containers * Decimal(size)
            case ev.StockDrawn():
                self.drawn[event.product] += event.ml
            case ev.StockAdministered():
                self.ml[event.product] -= event.ml
                self.drawn[event.product] -= event.ml
            case ev.StockWasted():
                self.ml[event.product] -= event.ml
                self.drawn[event.product] -= event.ml if event.use else Decimal(0)
            case ev.StockBroken() | ev.StockLeft():
                self.ml[event.product] -= event.ml
            case ev.StockAdjusted():
                self.ml[event.product] += event.ml
            case _:
                pass


def ready(house: House) -> None:
    """Two sessions with an order."""
    for name, chair, who in (("s1", "Chair 1", "p.greer"), ("s2", "Chair 2", "p.castellanos")):
        opening = {"session": name, "patient": who, "chair": chair, "protocol": "custom"}
        house.done(NURSE, "session.open", **opening)
        house.done(NURSE, "session.screen", session=name, answers=NO_TO_ALL)
        escort = {"name": "Ruth Greer"}
        house.done(NURSE, "session.intake", session=name, checklist=CHECKLIST, escort=escort)
        house.done(DOCTOR, "session.order", session=name, dose=DOSE)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_that_what_came_in_is_there_or_is_accounted_for(template, data):
    with tempfile.TemporaryDirectory() as folder:
        house = open_house(template, Path(folder) / "vault")
        ready(house)
        tally, seen = Tally(), 0
        for wish in data.draw(st.lists(st.sampled_from(WISHES), min_size=15, max_size=30)):
            house.wait(1)
            wish(house, data)
            seen = add_new(house, tally, seen)
            agrees(house, tally)
        assert list(verify(house.clinic)) == []
        standing = house.standing()
        house.clinic.close()
        again = reopened(house.folder, house.clock)
        assert again.standing() == standing
        again.clinic.close()


def add_new(house: House, tally: Tally, seen: int) -> int:
    """Count the facts since entry number `seen`; the number of the last."""
    log = house.clinic.vault.log
    for stored in log.since(log.device, seen):
        tally.add(entry_from(stored).event)
    return log.head.seq


def agrees(house: House, tally: Tally) -> None:
    """The books say what the tally says, and the log's rows lead from one balance to the next."""
    books = house.clinic.books
    at_work = [house.session(name) for name in ("s1", "s2")]
    rows = [row for days in (0, 1) for row in house.clinic.day_log(DAY + timedelta(days), "all")]
    for product in PRODUCTS:
        held = books.stock(product)
        assert held is not None
        assert held.balance_ml == tally.ml[product]
        assert held.drawn == tally.drawn[product]
        volume = held.product.container_ml
        assert all(0 < each.left <= volume for each in held.containers.values())
        hanging = [
            each.unaccounted_ml
            for each in at_work
            if each.preparation and each.preparation.product == product
        ]
        assert held.drawn == sum(hanging)
        assert all(ml >= 0 for ml in hanging)
        of_one = [row for row in rows if row.finished_form == held.product.finished_form]
        assert of_one[0].balance_ml == "0.00"
        assert of_one[-1].balance_ml == str(held.balance_ml)
        assert of_one[-1].balance_sealed == str(held.sealed)
        for before, after in pairwise(of_one):
            moved = Decimal(after.balance_ml) - Decimal(before.balance_ml)
            assert abs(moved) == (Decimal(0) if after.movement in STILL else abs(Decimal(after.ml)))
