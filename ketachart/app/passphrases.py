"""What makes a passphrase or PIN acceptable (NIST SP 800-63B: length, no composition rules)."""

from itertools import pairwise

LEAST_LENGTH = 15
COMMON = frozenset(
    {
        "correcthorsebatterystaple",
        "thequickbrownfox",
        "passwordpassword",
        "letmeinletmeinletmein",
        "administratoradministrator",
        "qwertyuiopasdfgh",
        "qwertyuiopasdfghjkl",
        "iloveyouiloveyou",
        "welcometotheclinic",
        "ketamineketamine",
        "ketachartketachart",
    }
)


def passphrase_fault(text: str) -> str:
    """Why a new passphrase is refused; empty if it is not."""
    plain = "".join(text.casefold().split())
    if len(text) < LEAST_LENGTH:
        return f"A passphrase has at least {LEAST_LENGTH} characters; a few words will do."
    if plain in COMMON or len(set(plain)) < 6 or plain.isdigit() or _repeats(plain):
        return "This passphrase is too easy to guess; take a few words that don't belong together."
    return ""


def _repeats(plain: str) -> bool:
    """Whether it is one short piece again and again."""
    return any(
        len(plain) % size == 0 and plain == plain[:size] * (len(plain) // size)
        for size in range(1, len(plain) // 2 + 1)
    )


def looks_like_pin(secret: str) -> bool:
    """Whether what was typed is to be checked as a PIN; no passphrase is that short."""
    return secret.isascii() and secret.isdigit() and len(secret) <= 8


def pin_fault(text: str) -> str:
    """Why a new PIN is refused; empty if it is not."""
    if not (text.isascii() and text.isdigit() and len(text) == 6):
        return "A PIN has six digits."
    steps = {int(b) - int(a) for a, b in pairwise(text)}
    if len(steps) == 1 and steps <= {-1, 0, 1}:
        return "This PIN is too easy to guess."
    return ""
