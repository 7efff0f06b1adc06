"""Why nothing can be filled in any more once a session is signed, and what can be done instead."""

from datetime import tzinfo

from ketachart.domain.session import Phase, Session
from ketachart.domain.times import clock_text
from ketachart.ui.presenters.bedside_log import NameOf


def locked_words(session: Session, zone: tzinfo, name_of: NameOf) -> str:
    """Who signed when, and the way to correct something all the same; empty while it is open."""
    signed = session.signature
    if signed is None or session.phase not in {Phase.SIGNED, Phase.COSIGNED}:
        return ""
    said = f"Signed by {name_of(signed.by)} at {clock_text(signed.at, zone)}"
    if session.phase is Phase.SIGNED:
        return f"{said}: nothing changes any more. To correct it, have it sent back."
    cosigned = session.cosignature
    by = f", co-signed by {name_of(cosigned.by)}" if cosigned else ""
    return f"{said}{by}: nothing changes any more. To say more, add an addendum."
