"""Every kind of fact is read back as it was written, to the last digit."""

import types
import typing
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ketachart.domain import events as ev
from ketachart.store.codec import KINDS, decode_event, encode, kind_of
from ketachart.store.errors import StoreDamaged

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
PLAIN: dict[object, st.SearchStrategy[object]] = {
    str: texts,
    int: st.integers(-(2**53), 2**53),
    bool: st.booleans(),
    Decimal: st.decimals(-(10**9), 10**9, places=4),
    date: st.dates(),
    datetime: st.datetimes(
        min_value=datetime(1990, 1, 1),  # noqa: DTZ001
        max_value=datetime(2200, 1, 1),  # noqa: DTZ001
        timezones=st.just(UTC),
    ),
    type(None): st.none(),
}


def values_of(hint: object) -> st.SearchStrategy[object]:
    """Any value of a type as our facts name types."""
    if hint in PLAIN:
        return PLAIN[hint]
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in {typing.Union, types.UnionType}:
        return st.one_of([values_of(each) for each in inner])
    if origin is tuple:
        return st.lists(values_of(inner[0]), max_size=3).map(tuple)
    if origin is frozenset:
        return st.frozensets(values_of(inner[0]), max_size=3)
    if origin in {dict, Mapping}:
        return st.dictionaries(texts, values_of(inner[1]), max_size=3)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from(list(hint))
    assert is_dataclass(hint), hint
    hints = typing.get_type_hints(hint)
    named = {field.name: values_of(hints[field.name]) for field in fields(hint)}
    return st.builds(hint, **named)


def test_that_every_fact_there_is_has_a_name():
    known = {
        each
        for name in ev.__all__
        if isinstance(each := getattr(ev, name), type)
        and issubclass(each, ev.Event)
        and each not in {ev.Event, ev.UnknownEvent}
    }
    assert set(KINDS.values()) == known
    assert all(name.rpartition("/")[2].isdigit() for name in KINDS)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=15)
@given(data=st.data())
def test_that_a_fact_is_read_back_as_it_was_and_written_the_same_again(kind, data):
    event = data.draw(values_of(KINDS[kind]))
    body = encode(event)
    read = decode_event(kind, body)
    assert read == event
    assert type(read) is KINDS[kind]
    assert encode(read) == body
    assert kind_of(read) == kind


def test_that_a_decimal_keeps_its_zeros():
    event = ev.ResidualWasted(ml=Decimal("0.40"), reason="r", method="m", witness="w")
    read = decode_event(kind_of(event), encode(event))
    assert isinstance(read, ev.ResidualWasted)
    assert str(read.ml) == "0.40"


@given(body=st.binary(max_size=60))
def test_that_a_kind_of_a_later_release_is_kept_to_the_byte(body):
    read = decode_event("vitals.charted/2", body)
    assert read == ev.UnknownEvent(kind="vitals.charted/2", body=body)
    assert kind_of(read) == "vitals.charted/2"


@pytest.mark.parametrize("kind", KINDS)
@given(body=st.binary(max_size=60) | st.sampled_from([b"", b"null", b"[]", b"{", b'{"hr":1e999}']))
@settings(max_examples=10)
def test_that_a_body_that_is_no_such_fact_is_damage_or_read_never_an_error(kind, body):
    with suppress(StoreDamaged):
        assert isinstance(decode_event(kind, body), KINDS[kind])


@pytest.mark.parametrize("body", [b'{"text":"\xc3("}', b'{"more":' + b"[" * 100_000])
def test_that_a_body_that_is_no_text_or_has_no_end_is_damage(body):
    with pytest.raises(StoreDamaged):
        decode_event("note.added/1", body)
