"""Which page of the help is about what, and which pages say something of some words."""

import re
from collections.abc import Mapping

CONTENTS = "help"
"""The page that leads to all others; also what F1 opens in the help window itself."""
KEYS = "keys"
"""The page with every key of the program."""
CARD = "card-"
"""How the names of the quick cards' pages begin; the role follows."""
_MOST_AROUND = 90
_TARGETS = re.compile(r"!\[[^]]*\]\([^)]*\)|(?<=\])\([^)]*\)|^#+ .*$", re.MULTILINE)
_MARKS = re.compile(r"[*`\[\]]|-{3,}|^\s*(?:-|\d+\.) ", re.MULTILINE)
_SHARED: Mapping[str, str] = {
    "session": "chair",
    **dict.fromkeys(("chair-screening", "chair-intake", "chair-order"), "chair-before"),
    **dict.fromkeys(("chair-prepare", "chair-start", "chair-cancel"), "chair-before"),
    **dict.fromkeys(("chair-pump", "chair-pause", "chair-resume"), "chair-rate"),
    **dict.fromkeys(("chair-bolus", "chair-stop"), "chair-rate"),
    **dict.fromkeys(("chair-response", "chair-acknowledge_drug"), "chair-medication"),
    **dict.fromkeys(("chair-scales", "chair-score", "chair-effect"), "chair-events"),
    **dict.fromkeys(("chair-marker", "chair-extra", "chair-interval"), "chair-events"),
    **dict.fromkeys(("chair-note", "chair-event", "chair-allergy"), "chair-events"),
    **dict.fromkeys(("chair-amend", "chair-explain", "chair-addendum"), "chair-correct"),
    **dict.fromkeys(("chair-escort", "chair-instructions", "chair-waste"), "chair-recovery"),
    **dict.fromkeys(("chair-sign_part", "chair-take"), "chair-sign"),
    **dict.fromkeys(("chair-attest", "chair-cosign", "chair-cosign_change"), "cosign"),
    "chair-back_entry": "chair-paper",
    "chair-witness": "witness",
    "ledger-day": "ledger-close",
    "ledger-rules": "ledger-inventories",
    "ledger-inspection": "inspection",
    "admin-clinic": "admin-people",
    "admin-conflicts": "conflicts",
    "admin-export": "data",
    "admin-import": "import",
    "admin-monitors": "devices",
    "chair-chart_file": "data",
    "chair-outcome": "outcomes",
}


def topic_of(key: str, window: object, pages: Mapping[str, str]) -> str:
    """The page about what is open in a window, or about the window where that has none.

    Args:
        key: the window's key, such as `chair:Chair 1` or `ledger`.
        window: the window; its `help_topic` names the panel that is open in it or the page shown.
        pages: the help, by name.
    """
    kind, _, _ = key.partition(":")
    kind = _SHARED.get(kind, kind)
    part = getattr(window, "help_topic", "")
    name = f"{kind}-{part}" if part else kind
    name = _SHARED.get(name, name)
    return name if name in pages else kind


def title_in(text: str) -> str:
    """The title of a page: its first heading."""
    return next((line[2:] for line in text.splitlines() if line.startswith("# ")), "")


def results_page(pages: Mapping[str, str], asked: str) -> str:
    """A page that leads to every page on which all of some words stand, the titles first."""
    words = asked.casefold().split()
    found = [
        (not all(word in title_in(text).casefold() for word in words), title_in(text), name, text)
        for name, text in pages.items()
        if words and all(word in text.casefold() for word in words)
    ]
    said = [f"# Pages that say “{asked.strip()}”", ""]
    seen = set()
    for _, title, name, text in sorted(found):
        if title not in seen:
            seen.add(title)
            said += [f"- [{title}]({name}.md) {_around(text, words)}", ""]
    if not seen:
        said.append(f"None. Try fewer or other words, or look at the [contents]({CONTENTS}.md).")
    return "\n".join(said)


def _around(text: str, words: list[str]) -> str:
    """What stands around the first of the words below the title, without marks of the text."""
    plain = " ".join(
        _MARKS.sub("", _TARGETS.sub("", text.partition("\n")[2])).replace("|", " ").split()
    )
    at = max(plain.casefold().find(words[0]), 0)
    begin = max(plain.rfind(". ", 0, at) + 2 if ". " in plain[:at] else 0, at - _MOST_AROUND)
    begin = plain.find(" ", begin) + 1 if begin == at - _MOST_AROUND > 0 else max(begin, 0)
    piece = plain[begin : at + _MOST_AROUND].rpartition(" ")[0]
    return f"– {piece} …" if piece else ""
