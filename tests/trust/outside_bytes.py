"""Real files changed in a thousand ways: each parser names what is wrong, or reads on."""

import random
import re
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from ketachart.sync.segment import BadSegment
from trust.parsers import Parser, parsers
from trust.proofs import Proof, chance

SHORT, FULL = 60, 20_000
LONGEST_S = 10.0
"""Of processor time for one file; what takes longer is taken for a bomb."""

# What turns a field into one of another size, kind or meaning.
TOKENS = (
    *(b"null", b"true", b"[]", b"{}", b'""', b"0", b"-1", b"1e999", b"Infinity", b"NaN"),
    *(
        b"9" * 25,
        b"9" * 5000,
        b'"\\ud800"',
        b"\\ud800",
        b'"\\u0000"',
        b"\x00",
        b"\xff\xfe",
        b"\xc3(",
    ),
    *(b'"NaN"', b'"1E+999999"', b'"0001-01-01"', b'"9999-12-31T23:59:59-14:00"'),
    *(b'"2026-01-01T00:00:00"', b'"../../x"', b"[" * 50_000, b'{"a":' * 50_000, b"\n", b" "),
)
_VALUE = re.compile(rb'"(?:[^"\\]|\\.)*"|-?[0-9]+(?:\.[0-9]+)?|true|false|null')
_MOST_LOOKED_AT = 100_000


def changed(whole: bytes, dice: random.Random) -> bytes:
    """The file with a few changes: bits, cuts, insertions, pieces doubled, values exchanged."""
    found = bytearray(whole)
    for _ in range(dice.choice((1, 1, 1, 2, 4))):
        place = dice.randrange(len(found) + 1)
        match dice.randrange(7):
            case 0 if found:
                found[place % len(found)] ^= 1 << dice.randrange(8)
            case 1:
                del found[place:]
            case 2:
                del found[place : place + dice.choice((1, 4, 50))]
            case 3:
                found[place:place] = dice.choice(TOKENS)
            case 4:
                start = dice.randrange(len(found) + 1)
                found[place:place] = found[start : start + dice.choice((1, 10, 200))]
            case 5:
                found[place : place + 1] = bytes([dice.randrange(256)])
            case _:
                _exchange_a_value(found, dice)
    return bytes(found)


def _exchange_a_value(found: bytearray, dice: random.Random) -> None:
    values = list(_VALUE.finditer(bytes(found[:_MOST_LOOKED_AT])))
    if values:
        value = dice.choice(values)
        found[value.start() : value.end()] = dice.choice(TOKENS)


def fault_of(parser: Parser, content: bytes) -> str:
    """What is wrong with how a parser took some bytes; empty if it kept its promise."""
    begun = time.process_time()
    try:
        parser.read(content)
    except parser.promised as error:
        # Why a segment was set aside is told by whoever set it aside.
        if not str(error).strip() and not isinstance(error, BadSegment):
            return f"{type(error).__name__} without a sentence"
    except Exception as error:  # noqa: BLE001 - whatever else it is, it is what is looked for
        return f"{type(error).__name__}: {error}"[:200]
    took = time.process_time() - begun
    return f"took {took:.0f} s for {len(content)} bytes" if took > LONGEST_S else ""


def prove(count: int, drawer: Path) -> Iterator[Proof]:
    """Change every parser's files `count` times."""
    for parser in parsers(drawer):
        dice = chance(f"bytes for {parser.name}")
        tried = (changed(dice.choice(parser.whole), dice) for _ in range(count))
        # One file at a time: all of them together would not fit into a small computer.
        faults = [fault_of(parser, each) for each in chain(parser.whole, tried)]
        broken = tuple(f"{parser.name}: {fault}" for fault in faults if fault)
        yield Proof(
            f"{parser.name}, changed anywhere: read, or refused in words", len(faults), broken
        )
