"""The scales: how many items, which values, which totals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketachart.domain.refusals import Code, Refusal, Refuse
from ketachart.domain.scales import SCALES, Direction, Scale, read_items, scale_called

SHAPES = [
    ("CADSS-6", 6, 0, 4, 0, 24),
    ("CADSS-23", 23, 0, 4, 0, 92),
    ("BPRS+", 4, 1, 7, 4, 28),
    ("Aldrete", 5, 0, 2, 0, 10),
    ("PADSS", 5, 0, 2, 0, 10),
    ("RASS", 1, -5, 4, -5, 4),
    ("POSS", 1, 1, 4, 1, 4),
    ("PHQ-9", 9, 0, 3, 0, 27),
]


def the(code: str) -> Scale:
    scale = scale_called(code)
    assert scale is not None
    return scale


def refusal_of(code: str, items: object) -> Refusal:
    with pytest.raises(Refuse) as raised:
        read_items(code, items)
    return raised.value.refusal


@pytest.mark.parametrize(("code", "count", "low", "high", "least", "most"), SHAPES)
def test_that_a_scale_has_the_published_shape(code, count, low, high, least, most):
    scale = the(code)
    assert (len(scale.items), scale.low, scale.high) == (count, low, high)
    assert (scale.lowest_total, scale.highest_total) == (least, most)
    assert sum(read_items(code, [low] * count)) == least
    assert sum(read_items(code, [high] * count)) == most


def test_that_there_are_no_other_scales():
    assert [scale.code for scale in SCALES] == [shape[0] for shape in SHAPES]


@given(scale=st.sampled_from(SCALES), data=st.data())
def test_that_any_items_within_bounds_are_read(scale, data):
    values = st.integers(scale.low, scale.high)
    items = data.draw(st.lists(values, min_size=len(scale.items), max_size=len(scale.items)))
    assert read_items(scale.code, items) == tuple(items)


@given(scale=st.sampled_from(SCALES), data=st.data())
def test_that_one_item_out_of_bounds_spoils_the_score(scale, data):
    items: list[int] = [scale.low] * len(scale.items)
    place = data.draw(st.integers(0, len(items) - 1))
    items[place] = data.draw(
        st.one_of(st.integers(max_value=scale.low - 1), st.integers(min_value=scale.high + 1))
    )
    assert refusal_of(scale.code, items).code is Code.BAD_ITEMS


@given(scale=st.sampled_from(SCALES), count=st.integers(0, 30))
def test_that_a_wrong_count_is_refused(scale, count):
    items = [scale.low] * count
    assert scale.accepts(items) == (count == len(scale.items))
    if count != len(scale.items):
        assert refusal_of(scale.code, items).code is Code.BAD_ITEMS


@pytest.mark.parametrize(
    "items", [None, 3, "222222", b"222222", [2, 2, 2, 2, 2, "2"], [1, 1, 1, 1, 1, True], {0, 1}]
)
def test_that_anything_but_whole_numbers_is_refused(items):
    refused = refusal_of("CADSS-6", items)
    assert refused.code is Code.BAD_ITEMS
    assert refused.sentence == "CADSS-6 has 6 items, each from 0 to 4."


def test_that_an_unknown_scale_is_refused_by_name():
    refused = refusal_of("CADSS-7", [0] * 7)
    assert refused.code is Code.INPUT_INVALID
    assert "CADSS-7" in refused.sentence


def test_that_the_short_form_takes_its_topics_from_the_long_one():
    long_form = [item.label for item in the("CADSS-23").items]
    numbers = [long_form.index(item.label) + 1 for item in the("CADSS-6").items]
    assert numbers == [1, 2, 6, 7, 15, 22]


@pytest.mark.parametrize("code", ["Aldrete", "PADSS", "RASS", "POSS"])
def test_that_every_choice_of_an_anchored_item_has_words(code):
    scale = the(code)
    for item in scale.items:
        assert [value for value, _ in item.anchors] == list(range(scale.low, scale.high + 1))
        assert all(words for _, words in item.anchors)


def test_that_thoughts_of_self_harm_alert_at_any_total():
    assert the("PHQ-9").alarming([0, 0, 0, 0, 0, 0, 0, 0, 1]) == ("Thoughts of death or self-harm",)
    assert the("PHQ-9").alarming([3, 3, 3, 3, 3, 3, 3, 3, 0]) == ()


def test_that_a_moderate_psychotic_symptom_alerts():
    assert the("BPRS+").alarming([3, 3, 4, 1]) == ("Hallucinations",)


def test_that_recovery_scores_rise_as_the_patient_gets_better():
    better = {s.code for s in SCALES if s.direction is Direction.HIGHER_IS_BETTER}
    assert better == {"Aldrete", "PADSS"}
