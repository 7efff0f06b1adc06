"""One typed value: which signs have a place in it, and what is wrong with it; no Qt."""

from decimal import Decimal

from ketachart.ui.presenters.entry_fields import EntryCell, EntryField

NOT_OBTAINED = (
    "refused",
    "asleep, not woken",
    "cuff or probe failed",
    "artefact",
    "away from the chair",
    "not needed now",
)
"""Why a value is not obtained: typed as a minus and the number."""
MINUS = "-"
MINUSES = frozenset("-−–")
NUMBERED = {str(number): why for number, why in enumerate(NOT_OBTAINED, start=1)}
REASONS = "\n".join(
    (
        "Not obtained, because:",
        *(f"{number}  {why}" for number, why in NUMBERED.items()),
        "or type why.",
    )
)
LONGEST_REASON = 40


def why_not_obtained(text: str) -> str:
    """The reason that a minus and a number stand for, or the words after the minus."""
    why = text.removeprefix(MINUS).strip()
    return NUMBERED.get(why, why)


def is_reason(text: str) -> bool:
    """Whether a reason is being typed in words."""
    return text.startswith(MINUS) and text not in {f"{MINUS}{number}" for number in NUMBERED}


def with_reason(before: str, sign: str) -> str | None:
    """A reason with one more sign: a number at once, or letters; None if it has no place."""
    if before == MINUS:
        return f"{MINUS}{sign}" if sign in NUMBERED or sign.isalpha() else None
    has_room = is_reason(before) and len(before) <= LONGEST_REASON
    return before + sign if has_room and sign.isprintable() else None


def numbers(text: str) -> tuple[Decimal, ...]:
    """The one or two numbers typed into a cell."""
    return tuple(Decimal(part) for part in text.split("/") if part)


def fault(field: EntryField, part: str) -> str | None:
    """What is unfinished or impossible about a number."""
    if part.endswith("."):
        return f"{field.label} {part} is unfinished."
    if not field.range.low <= Decimal(part) <= field.range.high:
        return f"{field.label} {part}: possible is {field.possible}."
    return None


def appended(cell: EntryCell, before: str, sign: str) -> str | None:
    """The text with one more sign, or None when the sign has no place there."""
    parts = before.split("/")
    part, field = parts[-1], cell.fields[len(parts) - 1]
    if sign == "/":
        fits = len(cell.fields) == 2 and len(parts) == 1 and part != ""
        return f"{before}/" if fits else None
    if sign == ".":
        fits = field.range.decimals > 0 and part != "" and "." not in part
        return f"{before}." if fits else None
    if len(sign) != 1 or sign not in "0123456789":
        return None
    whole, point, decimals = part.partition(".")
    if point:
        return before + sign if len(decimals) < field.range.decimals else None
    if whole == "0":
        return before[:-1] + sign
    limits = field.range
    if len(parts) < len(cell.fields) and Decimal(whole or 0) >= limits.low:
        # A digit too many can only begin the second number: 12882 means 128/82.
        return before + sign if Decimal(whole + sign) <= limits.high else f"{before}/{sign}"
    return before + sign if len(whole) < len(str(int(limits.high))) else None


def why_not(cell: EntryCell, before: str, sign: str) -> str:
    """Why a sign has no place in a cell."""
    parts = before.split("/")
    field = cell.fields[len(parts) - 1]
    if sign == ".":
        if field.range.decimals:
            return "A point has no place here."
        return f"{cell.label} takes whole numbers."
    if sign == "/":
        if len(cell.fields) == 1:
            return f"{cell.label} takes one number."
        return "Type the first number before the stroke."
    if sign.isdigit() and sign not in "0123456789":
        return "Digits 0 to 9 only."
    if not sign.isdigit():
        return f"Numbers only: {field.possible}."
    if "." in parts[-1]:
        many = field.range.decimals
        return f"At most {many} {'decimal' if many == 1 else 'decimals'}."
    return f"One digit too many: {field.label} is {field.possible}."
