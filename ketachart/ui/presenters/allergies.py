"""What a patient must not be given, in as many words as there is room for."""

import re
from collections.abc import Sequence
from textwrap import shorten
from typing import Final

NO_ALLERGIES: Final = "no allergies on file"
"""The file doesn't tell “asked, none” from “never asked”."""

_REACTION = re.compile(r"\s*[:(]|\s[-–]\s")
_NAME_SIGNS = 24


def allergy_words(allergies: Sequence[str], before: str = "") -> tuple[str, ...]:
    """What a patient must not be given: all of it, then ever shorter ways to say so.

    Args:
        allergies: as on file, each a substance and often, behind a colon or in brackets, what it
            did.
        before: words to begin with.
    """
    if not allergies:
        return (f"{before}{NO_ALLERGIES}",)
    named = [_REACTION.split(each, maxsplit=1)[0].strip() or each for each in allergies]
    short = [shorten(each, _NAME_SIGNS, placeholder="…") for each in named]
    ways = [
        ", ".join(allergies),
        ", ".join(named),
        ", ".join(short),
        *(
            f"{', '.join(short[:n])} and {len(short) - n} more"
            for n in range(len(short) - 1, 0, -1)
        ),
    ]
    return tuple(f"{before}ALLERGIES {each}" for each in dict.fromkeys(ways))
