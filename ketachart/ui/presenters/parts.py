"""What one person charted in a session: their own part, as they sign it."""

from datetime import tzinfo

from ketachart.domain.session import Session
from ketachart.domain.times import clock_text
from ketachart.ui.presenters.entry_log import NameOf, log_lines
from ketachart.ui.presenters.sheet import SheetLine, SheetSection


def own_part(
    session: Session, person: str, zone: tzinfo, name_of: NameOf
) -> tuple[SheetSection, ...]:
    """A person's entries in their order; those since their last signature first."""
    own = {entry.ref: entry.recorded_at for entry in session.log if entry.author == person}
    signed_at = max((each.at for each in session.parts if each.by == person), default=None)
    lines = [
        (line.ref, SheetLine(label=line.time.partition(" ")[0], words=line.words))
        for line in reversed(log_lines(session, zone, name_of))
        if line.ref in own
    ]
    if signed_at is None:
        words = tuple(line for _, line in lines)
        return (SheetSection(title="Your entries", lines=words, empty="You charted nothing."),)
    new = tuple(line for ref, line in lines if own[ref] > signed_at)
    seen = tuple(line for ref, line in lines if own[ref] <= signed_at)
    when = clock_text(signed_at, zone)
    return (
        SheetSection(title=f"New since your signature of {when}", lines=new),
        SheetSection(title="Signed before", lines=seen),
    )
