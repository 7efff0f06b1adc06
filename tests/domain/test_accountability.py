"""The accountability sum, against replayed days and against books that are wrong."""

import csv
import io
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.scenarios import day_logs

from ketachart.domain.accountability import MOVES, account, proof_lines
from ketachart.domain.daylog import Balance, ProductDay, Row
from ketachart.domain.products import Product


def product_days(content):
    """A CSV of record as the parts of its products."""
    rows = [Row(**each) for each in csv.DictReader(io.StringIO(content.decode()))]
    starts = [at for at, row in enumerate(rows) if row.movement == "opening"]
    for start, end in zip(starts, [*starts[1:], len(rows)], strict=True):
        first, *between, last = rows[start:end]
        yield ProductDay(
            product=Product(
                id=first.finished_form,
                substance=first.substance,
                schedule=first.schedule,
                dea_code=first.dea_code,
                ndc=first.ndc,
                mg_per_ml=Decimal(1),
                container_ml=Decimal(1),
            ),
            opening=balance(first),
            closing=balance(last),
            rows=tuple(between),
        )


def balance(row):
    return Balance(ml=Decimal(row.balance_ml), sealed=int(row.balance_sealed))


DAYS = [day for log in day_logs() for day in product_days(log.content)]
MOVED = [day for day in DAYS if any(row.movement in MOVES and Decimal(row.ml) for row in day.rows)]
days = st.sampled_from(MOVED)


@pytest.mark.parametrize("log", day_logs(), ids=lambda log: f"{log.scenario} {log.day}")
def test_that_the_sum_holds_for_every_product_of_every_replayed_day(log):
    accounts = [account([day]) for day in product_days(log.content)]
    assert accounts
    assert all(each.adds_up and each.difference == 0 for each in accounts)


@given(day=days, data=st.data())
def test_that_a_row_left_out_doubled_or_changed_is_found(day, data):
    at = data.draw(st.sampled_from([at for at, row in enumerate(day.rows) if counts(row)]))
    row = day.rows[at]
    spoilt = data.draw(
        st.sampled_from(
            [(), (row, row), (replace(row, ml=str(Decimal(row.ml) + Decimal("0.01"))),)]
        )
    )
    wrong = replace(day, rows=(*day.rows[:at], *spoilt, *day.rows[at + 1 :]))
    assert not account([wrong]).adds_up
    assert "THE SUM DOES NOT HOLD." in proof_lines(account([wrong]))


def counts(row):
    return row.movement in MOVES and Decimal(row.ml) != 0


@given(day=days, off=st.sampled_from([Decimal("0.01"), Decimal("-10.00")]))
def test_that_a_balance_that_changed_overnight_is_found_although_the_days_add_up(day, off):
    later = replace(
        day,
        rows=(),
        opening=replace(day.closing, ml=day.closing.ml + off),
        closing=replace(day.closing, ml=day.closing.ml + off),
    )
    whole = account([day, later])
    assert whole.gaps
    assert not whole.adds_up


def test_that_the_proof_can_be_added_up_by_hand():
    day = next(each for each in MOVED if any(row.movement == "adjusted" for row in each.rows))
    amounts = {
        line[:24].strip(): Decimal(line[24:38]) for line in proof_lines(account([day]))[1:-1]
    }
    signed = [ml if words[0] != "-" else -ml for words, ml in amounts.items()][:-3]
    assert sum(signed) == amounts["= must be on hand"] == amounts["on hand in the books"]
