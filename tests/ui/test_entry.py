"""Typing a column of vitals: what goes in, what is refused, what is asked, what is saved."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketachart.ui.presenters.entry_fields import entry_cells
from ketachart.ui.presenters.entry_replies import LastSet, Move, Note, Ready, Reply, Tone
from ketachart.ui.presenters.typed_value import NOT_OBTAINED
from ketachart.ui.presenters.vitals_entry import OpenColumn
from tests.ui.samples import LAST, RANGES, an_entry


def _type(entry: OpenColumn, cell: str, signs: str) -> Reply:
    reply = Reply()
    for sign in signs:
        reply = entry.type(cell, sign)
    return reply


def _values(entry: OpenColumn) -> dict[str, str]:
    outcome = entry.commit()
    assert isinstance(outcome, Ready), outcome
    return outcome.values


def test_that_a_new_column_holds_nothing_of_the_last_one():
    entry = an_entry()
    assert entry.is_empty
    assert all(entry.text(cell) == "" for cell in entry.order)


@pytest.mark.parametrize(
    ("cell", "signs", "text", "values"),
    [
        ("hr", "84", "84", {"hr": "84"}),
        ("hr", "084", "84", {"hr": "84"}),
        ("bp", "128/82", "128/82", {"sbp": "128", "dbp": "82"}),
        ("bp", "12882", "128/82", {"sbp": "128", "dbp": "82"}),
        ("bp", "9860", "98/60", {"sbp": "98", "dbp": "60"}),
        ("temp_c", "36,5", "36.5", {"temp_c": "36.5"}),
        ("temp_c", "36.5", "36.5", {"temp_c": "36.5"}),
        ("o2_lpm", "0.5", "0.5", {"o2_lpm": "0.5"}),
        ("pain", "10", "10", {"pain": "10"}),
        ("nausea", "0", "0", {"nausea": "0"}),
    ],
)
def test_that_digits_go_straight_in(cell, signs, text, values):
    entry = OpenColumn(entry_cells(RANGES))
    _type(entry, cell, signs)
    assert entry.text(cell) == text
    assert _values(entry) == values


@pytest.mark.parametrize(
    ("cell", "before", "sign", "word"),
    [
        ("hr", "7", "x", "Numbers only"),
        ("hr", "", "٣", "Digits 0 to 9 only."),
        ("hr", "7", "²", "Digits 0 to 9 only."),
        ("hr", "7", "३", "Digits 0 to 9 only."),
        ("hr", "7", "/", "takes one number"),
        ("hr", "72", ".", "whole numbers"),
        ("hr", "120", "0", "too many"),
        ("moaas", "5", "5", "too many"),
        ("bp", "", "/", "first number"),
        ("bp", "128/", "/", "first number"),
        ("temp_c", "36.5", "5", "At most 1 decimal."),
        ("temp_c", "36.", ",", "no place here"),
        ("temp_c", "", ".", "no place here"),
    ],
)
def test_that_a_refused_key_says_why_and_keeps_what_was_typed(cell, before, sign, word):
    entry = an_entry()
    _type(entry, cell, before)
    reply = entry.type(cell, sign)
    assert reply.note is not None
    assert word in reply.note.sentence
    assert reply.move is Move.STAY
    assert entry.text(cell) == before


@pytest.mark.parametrize(
    ("cell", "signs", "word"),
    [
        ("hr", "310", "possible is 20 to 300 /min"),
        ("hr", "8", "possible is 20 to 300 /min"),
        ("spo2", "9", "possible is 30 to 100 %"),
        ("bp", "82/128", "Systolic must be above diastolic."),
        ("bp", "128/", "Diastolic is missing."),
        ("temp_c", "36.", "unfinished"),
        ("temp_c", "44", "possible is 30.0 to 43.0 °C"),
    ],
)
def test_that_an_impossible_value_is_held_back_and_kept(cell, signs, word):
    entry = OpenColumn(entry_cells(RANGES))
    _type(entry, cell, signs)
    reply = entry.enter(cell)
    assert reply.move is Move.STAY
    assert reply.note is not None
    assert word in reply.note.sentence
    assert entry.text(cell) == signs
    assert isinstance(entry.commit(), Note)


def test_that_enter_stands_for_the_stroke_in_a_blood_pressure():
    entry = an_entry()
    _type(entry, "bp", "128")
    assert entry.enter("bp") == Reply(move=Move.STAY)
    _type(entry, "bp", "82")
    assert entry.enter("bp").move is Move.DOWN
    assert _values(entry) == {"sbp": "128", "dbp": "82"}


def test_that_a_key_that_was_not_taken_is_asked_about_before_the_cell_is_left():
    entry = OpenColumn(entry_cells(RANGES))
    _type(entry, "hr", "1200")
    asked = entry.enter("hr")
    assert asked.note is not None
    assert asked.note.tone is Tone.QUESTION
    assert entry.enter("hr").move is Move.DOWN


def test_that_a_value_far_from_the_last_asks_once_and_then_is_kept():
    entry = an_entry()
    _type(entry, "hr", "141")
    asked = entry.enter("hr")
    assert asked.note is not None
    assert asked.note.tone is Tone.QUESTION
    assert "HR 141, last 85" in asked.note.sentence
    assert entry.enter("hr") == Reply(move=Move.DOWN)
    assert _values(entry) == {"hr": "141"}


def test_that_changing_a_value_that_was_asked_about_asks_again():
    entry = an_entry()
    _type(entry, "hr", "141")
    entry.enter("hr")
    entry.backspace("hr")
    entry.type("hr", "2")
    assert entry.enter("hr").note is not None


def test_that_all_far_values_are_asked_about_together_when_the_column_is_saved_at_once():
    entry = an_entry()
    _type(entry, "hr", "141")
    _type(entry, "spo2", "80")
    asked = entry.commit()
    assert isinstance(asked, Note)
    assert "HR 141" in asked.sentence
    assert "SpO₂ 80" in asked.sentence
    assert _values(entry) == {"hr": "141", "spo2": "80"}


def test_that_an_empty_column_is_not_saved():
    assert isinstance(an_entry().commit(), Note)


def test_that_enter_on_the_last_row_asks_for_the_commit():
    entry = an_entry()
    entry.type("nausea", "0")
    assert entry.enter("nausea").move is Move.COMMIT


def test_that_the_space_bar_leads_on_only_when_nothing_is_half_typed():
    entry = an_entry()
    _type(entry, "hr", "84")
    assert entry.space("hr").move is Move.STAY
    entry.enter("hr")
    assert entry.space("bp").move is Move.FIRST_EMPTY


def test_that_escape_and_backspace_take_back_what_was_typed():
    entry = an_entry()
    _type(entry, "bp", "128/82")
    entry.backspace("bp")
    assert entry.text("bp") == "128/8"
    entry.clear("bp")
    assert entry.is_empty


def test_that_a_draft_brings_back_half_typed_cells():
    entry = an_entry()
    _type(entry, "hr", "84")
    _type(entry, "bp", "128/")
    again = an_entry()
    again.restore(entry.draft())
    assert (again.text("hr"), again.text("bp"), again.count) == ("84", "128/", 2)
    _type(again, "bp", "82")
    assert _values(again) == {"hr": "84", "sbp": "128", "dbp": "82"}


def test_that_a_draft_cell_that_no_longer_fits_is_left_out_whole():
    entry = an_entry()
    entry.restore({"hr": "7x8", "gone": "1", "spo2": "98"})
    assert entry.draft() == {"spo2": "98"}


def test_that_the_doors_refusal_stands_beside_the_cell_that_holds_the_field():
    entry = an_entry()
    _type(entry, "bp", "128/82")
    note = entry.refuse("dbp", "Diastolic cannot be saved.")
    assert note is not None
    assert note.cell == "bp"
    assert entry.problem("bp") == "Diastolic cannot be saved."
    assert entry.text("bp") == "128/82"
    entry.backspace("bp")
    assert entry.problem("bp") is None


def test_that_a_refusal_about_no_cell_is_left_to_the_window():
    assert an_entry().refuse("observed_at", "Not in the future.") is None


@given(
    keys=st.lists(
        st.tuples(
            st.sampled_from(an_entry().order),
            st.sampled_from(
                [*"0123456789/.,x٣", "enter", "backspace", "clear", "leave", "commit", "space"]
            ),
        ),
        max_size=60,
    )
)
def test_that_no_order_of_keys_saves_a_value_outside_what_is_possible(keys):
    entry = an_entry()
    for cell, key in keys:
        if len(key) == 1:
            entry.type(cell, key)
        elif key == "commit":
            outcome = entry.commit()
            if isinstance(outcome, Ready):
                _assert_possible(outcome.values)
        else:
            getattr(entry, key)(cell)
        again = an_entry()
        again.restore(entry.draft())
        assert again.draft() == entry.draft()


def _assert_possible(values: dict[str, str]) -> None:
    from decimal import Decimal

    assert values
    for field, text in values.items():
        number = Decimal(text)
        assert RANGES[field].low <= number <= RANGES[field].high
        assert -number.as_tuple().exponent <= RANGES[field].decimals
    assert ("sbp" in values) == ("dbp" in values)
    if "sbp" in values:
        assert Decimal(values["sbp"]) > Decimal(values["dbp"])


def test_that_last_values_are_compared_and_never_taken_over():
    entry = OpenColumn(entry_cells(RANGES), LAST)
    entry.type("nausea", "0")
    assert _values(entry) == {"nausea": "0"}


# ── What was not obtained, and sets alike ────────────────────────────────────────────────────────


def test_that_a_minus_and_a_number_say_why_a_value_was_not_obtained():
    entry = an_entry()
    asked = _type(entry, "bp", "-").note
    assert asked is not None
    assert all(why in asked.sentence for why in NOT_OBTAINED)
    assert isinstance(entry.commit(), Note)
    _type(entry, "bp", "1")
    assert entry.shown("bp") == f"NO {NOT_OBTAINED[0]}"
    ready = entry.commit()
    assert ready == Ready(values={}, not_obtained=dict.fromkeys(["sbp", "dbp"], NOT_OBTAINED[0]))


def test_that_a_reason_may_be_typed_in_words():
    entry, again = an_entry(), an_entry()
    for sign in "-arm in a cast":
        _ = entry.space("bp") if sign == " " else entry.type("bp", sign)
    again.restore(entry.draft())
    assert again.shown("bp") == "NO arm in a cast"
    ready = again.commit()
    assert ready == Ready(values={}, not_obtained=dict.fromkeys(["sbp", "dbp"], "arm in a cast"))


def test_that_a_reason_ends_before_it_fills_the_window():
    entry = an_entry()
    assert _type(entry, "hr", "-" + "x" * 100).note is not None
    assert len(entry.shown("hr")) < 50


@pytest.mark.parametrize("signs", ["-", "-0", "-9", "-/", "--"])
def test_that_a_minus_alone_is_no_reason(signs):
    entry = an_entry()
    reply = _type(entry, "hr", signs)
    assert reply.note is not None
    assert isinstance(entry.commit(), Note)


def test_that_a_negative_number_is_not_read_as_a_positive_one():
    entry = an_entry()
    _type(entry, "hr", "-5")
    _type(entry, "hr", "0")
    assert "hr" not in _values(entry)


def test_that_a_minus_after_digits_changes_nothing():
    entry = an_entry()
    assert _type(entry, "hr", "84-").note is not None
    assert entry.text("hr") == "84"


def test_that_what_was_not_obtained_survives_as_a_draft():
    entry, again = an_entry(), an_entry()
    _type(entry, "hr", "-4")
    again.restore(entry.draft())
    assert again.shown("hr") == f"NO {NOT_OBTAINED[3]}"


def _all_of_the_last(entry):
    for cell, signs in {
        "hr": "85",
        "bp": "134/84",
        "spo2": "97",
        "rr": "15",
        "etco2": "38",
    }.items():
        _type(entry, cell, signs)


def test_that_a_set_equal_to_the_one_before_is_asked_about_once():
    entry = OpenColumn(entry_cells(RANGES), LAST, LastSet(time="09:02", values=LAST))
    _all_of_the_last(entry)
    asked = entry.commit()
    assert isinstance(asked, Note)
    assert asked.tone is Tone.QUESTION
    assert "09:02" in asked.sentence
    assert isinstance(entry.commit(), Ready)


def test_that_a_set_is_not_asked_about_when_one_value_differs_or_few_were_read():
    entry = OpenColumn(entry_cells(RANGES), LAST, LastSet(time="09:02", values=LAST))
    _all_of_the_last(entry)
    entry.clear("rr")
    assert isinstance(entry.commit(), Ready)
    _type(entry, "rr", "16")
    assert isinstance(entry.commit(), Ready)
