"""Text that can be kept: whole characters only."""

import re
from dataclasses import fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ketachart.domain.patients import Patient
    from ketachart.domain.people import Person
    from ketachart.domain.products import Product

_HALF_CHARACTER = re.compile("[\ud800-\udfff]")


def is_whole(text: str) -> bool:
    """Whether a text can be written to a file.

    Half of a character pair, which no keyboard types but a pasted text may hold, can't.
    """
    return _HALF_CHARACTER.search(text) is None


def made_whole(text: str) -> str:
    """The text with a replacement sign for each half of a character."""
    return _HALF_CHARACTER.sub("\N{REPLACEMENT CHARACTER}", text)


def not_whole(thing: "Patient | Person | Product") -> str:
    """The first field whose text can't be written to a file; empty if all can."""
    for field in fields(thing):
        value: object = getattr(thing, field.name)
        texts = value if isinstance(value, tuple) else (value,)
        if not all(is_whole(text) for text in texts if isinstance(text, str)):
            return field.name
    return ""
