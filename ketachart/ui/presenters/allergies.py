"""What a patient must not be given, in as many words as there is room for."""

import re
from collections.abc import Sequence
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
    parts = [part.strip() for each in allergies for part in each.split(";") if part.strip()]
    named = [_named(each) for each in parts]
    short = [each if len(each) <= _NAME_SIGNS else f"{each[: _NAME_SIGNS - 1]}…" for each in named]
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


def _named(allergy: str) -> str:
    """The substance; where something is left out, a sign says so: it may name another one."""
    name = _REACTION.split(allergy, maxsplit=1)[0].strip()
    return f"{name}…" if name and name != allergy else allergy
