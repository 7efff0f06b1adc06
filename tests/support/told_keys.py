"""What the help's page of every key tells, section by section."""

import re

from ketachart.app.resources import help_texts
from ketachart.ui.presenters.help_topics import KEYS

EVERYWHERE = "In every window"
AT_THE_CHAIR = "At the chair, while no form is open"
IN_THE_QUEUE = "In the queue of co-signatures"


def told_keys(*sections: str) -> list[str]:
    """The keys of some sections in the order of the page, or of all if none is named."""
    found = []
    for section in help_texts()[KEYS].split("\n## ")[1:]:
        title, _, table = section.partition("\n")
        if not sections or title in sections:
            found += re.findall(r"^\| ([^|]+) \| [^|]+ \|$", table, re.MULTILINE)[1:]
    return found
