"""Where messages begin and end, however their bytes come."""

import pytest
from devices.messages import usual
from hypothesis import given
from hypothesis import strategies as st

from ketachart.devices.framing import BEGIN, END, MOST, Frames, NotMllp, framed

ONE, TWO = usual("70").encode(), usual("71").encode()


def _all(frames: Frames) -> list[bytes]:
    return list(iter(frames.next, None))


def test_that_bytes_that_come_one_by_one_make_the_same_messages():
    frames, found = Frames(), []
    for byte in framed(ONE) + framed(TWO):
        frames.feed(bytes([byte]))
        found += _all(frames)
    assert found == [ONE, TWO]


@given(st.lists(st.integers(1, 900), max_size=12))
def test_that_it_does_not_matter_where_the_stream_is_cut(cuts):
    stream, frames, found = framed(ONE) + b"\r\n" + framed(TWO) + framed(ONE)[:50], Frames(), []
    for cut in (*cuts, len(stream)):
        frames.feed(stream[:cut])
        stream = stream[cut:]
        found += _all(frames)
    assert found == [ONE, TWO]


def test_that_a_message_begun_anew_after_a_lost_line_is_read_once():
    frames = Frames()
    frames.feed(framed(ONE)[:40] + framed(TWO))
    assert _all(frames) == [TWO]


def test_that_noise_between_messages_is_passed_over():
    frames = Frames()
    frames.feed(b"\xff\xfe hello " + END + framed(ONE) + b"noise" + framed(TWO))
    assert _all(frames) == [ONE, TWO]


@pytest.mark.parametrize("garbage", [b"x" * 1_000_000, b"\x00x" * 500_000, END * 1_000_000])
def test_that_a_megabyte_of_something_else_ends_the_line(garbage):
    frames = Frames()

    def fed() -> None:
        for start in range(0, len(garbage), 16_384):
            frames.feed(garbage[start : start + 16_384])
            _all(frames)

    with pytest.raises(NotMllp, match="not HL7"):
        fed()


def test_that_a_message_without_an_end_ends_the_line_before_it_fills_memory():
    frames = Frames()
    frames.feed(BEGIN + b"x" * (MOST - 1))
    assert frames.next() is None
    frames.feed(b"xx")
    with pytest.raises(NotMllp, match="KiB"):
        frames.next()
