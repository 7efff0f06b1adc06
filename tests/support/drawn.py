"""What is drawn on the pages of a PDF, whenever and wherever the file was made."""

import re

_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)


def drawn(pdf: bytes) -> list[bytes]:
    """Every piece of the file but what says when it was made."""
    return [each for each in _STREAM.findall(pdf) if b"xpacket" not in each]
