"""What changed in a session since someone looked at it and said so, the newest last."""

from datetime import datetime, tzinfo

from ketachart.domain.session import Session
from ketachart.domain.times import clock_text
from ketachart.ui.presenters.entry_log import NameOf, log_lines
from ketachart.ui.presenters.grid_view import Priority
from ketachart.ui.presenters.sheet import SheetLine, SheetSection


def last_stand(session: Session, person: str) -> datetime | None:
    """When someone last attested, co-signed or sent back; None if never."""
    signed = [*session.changes_cosigned, *([session.cosignature] if session.cosignature else [])]
    found = [each.at for each in signed if each.by == person]
    found += [each.at for each in session.attestations if each.by == person]
    found += [at for at, by, _ in session.returns if by == person]
    return max(found, default=None)


def news(session: Session, person: str, zone: tzinfo, name_of: NameOf) -> SheetSection | None:
    """The entries since someone's last stand; None for whoever never took one."""
    since = last_stand(session, person)
    if since is None:
        return None
    after = {entry.ref for entry in session.log if entry.recorded_at > since}
    lines = tuple(
        SheetLine(
            label=line.time.partition(" ")[0],
            words=f"{line.words} ({line.by})",
            priority=Priority.LOW,
        )
        for line in reversed(log_lines(session, zone, name_of))
        if line.ref in after
    )
    when = clock_text(since, zone)
    return SheetSection(title=f"New since {when}", lines=lines, empty="Nothing changed.")
