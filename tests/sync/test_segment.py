"""Sealing a run of entries, and opening nothing that is not exactly it."""

import zlib

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.workstations import KEY, SITE, fresh, signer

from ketachart.crypto.derive import Purpose, subkey
from ketachart.crypto.sealing import Cipher
from ketachart.store.entries import GENESIS, Fresh, Head, Stored, stamp
from ketachart.sync import segment as segments
from ketachart.sync.segment import BadSegment, NewerSegment, Sealer, Segment, runs_of, tip_message

DEVICE = "ws-1f0a22b3"
text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
instants = st.datetimes(timezones=st.just(fresh(0).recorded_at.tzinfo))
entries = st.builds(
    Fresh,
    stream=text,
    kind=text,
    observed_at=instants,
    recorded_at=instants,
    utc_offset_s=st.integers(-43200, 50400),
    author=text,
    body=st.binary(max_size=200),
)


def signed(stored: tuple[Stored, ...], number: int = 1) -> bytes:
    last = stored[-1]
    return signer(number).sign(tip_message(SITE, last.device, last.seq, last.hash))


def sealed(count: int = 2, after: Head | None = None) -> Segment:
    stored = stamp([fresh(n) for n in range(count)], after or Head(DEVICE, 0, GENESIS))
    return Sealer(SITE, KEY).seal(stored, signed(stored))


def opens(segment: Segment) -> bool:
    """Whether a workstation would believe it."""
    try:
        Sealer(SITE, KEY).open(segment)
    except BadSegment:
        return False
    return segment.is_signed_by(signer(1).public_key)


@given(
    made=st.lists(entries, min_size=1, max_size=6),
    after=st.integers(0, 2**40),
    device=text,
    before=st.binary(min_size=32, max_size=32),
)
def test_that_what_was_sealed_is_opened_to_the_byte(made, after, device, before):
    stored = stamp(made, Head(device, after, before))
    segment = Sealer(SITE, KEY).seal(stored, signed(stored))
    travelled = msgspec.msgpack.decode(msgspec.msgpack.encode(segment), type=Segment)
    assert Sealer(SITE, KEY).open(travelled) == stored
    assert segment.before == Head(device, after, before)
    assert segment.tip == stored[-1].head
    assert travelled.is_signed_by(signer(1).public_key)
    assert not travelled.is_signed_by(signer(2).public_key)


def test_that_no_bit_of_a_segment_can_be_turned_over():
    segment = sealed()
    assert opens(segment)
    for name in ("prev_hash", "tip_hash", "tip_sig", "sealed"):
        content = getattr(segment, name)
        for bit in range(len(content) * 8):
            spoilt = bytearray(content)
            spoilt[bit // 8] ^= 1 << bit % 8
            assert not opens(msgspec.structs.replace(segment, **{name: bytes(spoilt)})), (name, bit)
    for name in ("first_seq", "last_seq", "fmt"):
        for bit in range(63):
            other = {name: getattr(segment, name) ^ 1 << bit}
            assert not opens(msgspec.structs.replace(segment, **other)), (name, bit)
    for name in ("site", "device"):
        for place, letter in enumerate(content := getattr(segment, name)):
            for bit in range(7):
                other = content[:place] + chr(ord(letter) ^ 1 << bit) + content[place + 1 :]
                assert not opens(msgspec.structs.replace(segment, **{name: other})), (name, place)


@pytest.mark.parametrize("name", ["prev_hash", "tip_hash", "tip_sig", "sealed"])
def test_that_nothing_can_be_cut_off_or_put_on(name):
    segment = sealed()
    content = getattr(segment, name)
    for length in range(len(content)):
        assert not opens(msgspec.structs.replace(segment, **{name: content[:length]}))
    assert not opens(msgspec.structs.replace(segment, **{name: content + b"\0"}))


@pytest.mark.parametrize("seq", [-(2**70), -1, 0, 2**63, 2**70])
def test_that_an_impossible_number_is_only_a_bad_segment(seq):
    assert not opens(msgspec.structs.replace(sealed(), first_seq=seq))
    assert not opens(msgspec.structs.replace(sealed(), last_seq=seq))


def test_that_another_clinics_segment_is_not_opened():
    with pytest.raises(BadSegment):
        Sealer(SITE, KEY[::-1]).open(sealed())
    with pytest.raises(BadSegment):
        Sealer("6e" * 16, KEY).open(sealed())


def test_that_a_newer_segment_is_told_from_a_damaged_one():
    with pytest.raises(NewerSegment):
        Sealer(SITE, KEY).open(msgspec.structs.replace(sealed(), fmt=2))


def test_that_two_sealings_of_the_same_have_nothing_in_common():
    assert sealed().sealed != sealed().sealed


def resealed(segment: Segment, content: bytes) -> Segment:
    """As somebody with the clinic's key could seal it."""
    cipher = Cipher(subkey(KEY, Purpose.SYNC))
    return msgspec.structs.replace(
        segment, sealed=cipher.seal(content, segments._bound_of(segment))
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not packed",
        zlib.compress(b""),
        zlib.compress(b"\xc1"),
        zlib.compress(msgspec.msgpack.encode([])),
        zlib.compress(msgspec.msgpack.encode([1, 2])),
        zlib.compress(msgspec.msgpack.encode([["a", "b"], ["c", "d"]])),
        zlib.compress(msgspec.msgpack.encode([["s", "k", "t", "t", 0, "a", b""]] * 3)),
        zlib.compress(msgspec.msgpack.encode([["s", "k", "t", "t", 0, "a", b""]] * 2)),
        zlib.compress(bytes(100 << 20), 1),
    ],
)
def test_that_a_holder_of_the_key_can_seal_no_nonsense(content):
    assert opens(sealed())
    assert not opens(resealed(sealed(), content))


def test_that_runs_are_no_longer_and_no_larger_than_a_segment():
    after = Head(DEVICE, 0, GENESIS)
    small = stamp([fresh(n) for n in range(2500)], after)
    assert [len(run) for run in runs_of(iter(small))] == [1000, 1000, 500]
    large = stamp([fresh(n, bytes(3 << 20)) for n in range(4)], after)
    assert [len(run) for run in runs_of(iter(large))] == [2, 2]
    assert list(runs_of(iter(()))) == []


def test_that_a_large_entry_is_sealed_and_opened():
    stored = stamp([fresh(0, bytes(9 << 20))], Head(DEVICE, 0, GENESIS))
    assert Sealer(SITE, KEY).open(Sealer(SITE, KEY).seal(stored, signed(stored))) == stored


def test_that_the_signed_message_never_changes_from_one_release_to_the_next():
    assert tip_message("site", "ws-1", 12, b"\7\7") == b"ketachart-tip-1\0site\0ws-1\x0012\0\7\7"
