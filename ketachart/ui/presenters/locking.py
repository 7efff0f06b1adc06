"""Why nothing can be filled in any more once a session is signed, and what can be done instead."""

from datetime import tzinfo

from ketachart.domain.session import Phase, Session
from ketachart.domain.times import clock_text
from ketachart.ui.presenters.bedside_log import NameOf
from ketachart.ui.presenters.signing import after_signature_words


def locked_words(session: Session, zone: tzinfo, name_of: NameOf) -> str:
    """Who signed when; empty while the session is open."""
    signed, cosigned = session.signature, session.cosignature
    if signed is None or session.phase not in {Phase.SIGNED, Phase.COSIGNED}:
        return ""
    said = f"Signed by {name_of(signed.by)} at {clock_text(signed.at, zone)}"
    return f"{said}, co-signed by {name_of(cosigned.by)}" if cosigned else said


def way_out(session: Session) -> str:
    """What was added since, and what can be done all the same."""
    if session.phase is Phase.COSIGNED:
        changed = after_signature_words(session).upper()
        said = "Nothing changes any more. To say more, add an addendum."
        return f"{changed}. {said}" if changed else said
    return "Nothing changes any more. To correct it, have it sent back."
