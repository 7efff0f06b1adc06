"""One vault's exchange with a place: what it hands over, and what it makes of the answer."""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from ketachart.app.invitations import InvitationUsed, hub_from
from ketachart.app.outcomes import Trouble
from ketachart.app.trust import LogTrust, read_pins
from ketachart.app.workstations import HubAddress
from ketachart.store.derived import Database
from ketachart.store.errors import StoreError
from ketachart.store.log_reader import LogReader
from ketachart.store.notes import FORKED, HUB, INVITED, PINS, note, noted
from ketachart.store.peers import Peers
from ketachart.store.progress import Progress, nothing_told
from ketachart.store.vault import Vault
from ketachart.sync.courier import read_courier, write_courier
from ketachart.sync.exchange import exchange
from ketachart.sync.intake import hold
from ketachart.sync.parties import REVOKED, Own, Report, SetAside
from ketachart.sync.place import Place, PlaceTrouble
from ketachart.sync.segment import BadSegment, Sealer, Segment
from ketachart.sync.sending import segments_of
from ketachart.sync.stick import Stick, courier_file

if TYPE_CHECKING:
    from ketachart.sync.postgres_hub import PostgresHub

_T = TypeVar("_T")

__all__ = ["Report", "Side", "attempted", "connected", "pull_everything"]

_SEGMENTS_AT_ONCE: Final = 64


def attempted(work: Callable[[], _T]) -> _T | Trouble:
    """What comes of a work with a place; what goes wrong is told as a sentence for a person."""
    try:
        return work()
    except (PlaceTrouble, StoreError) as error:
        return Trouble(sentence=str(error), code=error.code)


def connected(address: HubAddress, site: str) -> "PostgresHub":
    """The hub, over a connection for the calling thread.

    Raises:
        PlaceTrouble: it can't be reached, or doesn't let this workstation in.
    """
    # The driver takes a moment to load, and a clinic without a hub never needs it.
    from ketachart.sync import hub_address  # noqa: PLC0415
    from ketachart.sync.postgres_hub import PostgresHub  # noqa: PLC0415

    known = hub_address.HubAddress(
        url=address.url, role=address.role, password=address.password, ca=address.ca
    )
    return PostgresHub(known, site)


class Side:
    """This vault's side of exchanges, over a writing connection of the calling thread."""

    def __init__(self, vault: Vault, site_key: bytes, db: Database) -> None:
        site, device = vault.workstation.site, vault.workstation.device
        self._db = db
        self.peers = Peers(db)
        self.sealer = Sealer(site, site_key)
        self.own = Own(device=device, signer=vault.signer)
        pins = read_pins(noted(db, PINS))
        self.trust = LogTrust(db, vault.workstation, vault.signer.public_key, pins)

    def exchange(self, place: Place, progress: Progress = nothing_told) -> Report:
        """Exchange with a place once; a copied vault notes up to where it is like the other.

        Raises:
            PlaceTrouble: the place failed; what was exchanged until then stays.
            StoreError: the disk failed.
        """
        try:
            report = exchange(place, self.peers, self.own, self.sealer, self.trust, progress)
        finally:
            late = self._set_back()
        if report.forked:
            note(self._db, **{FORKED: str(self._last_common(place.after))})
        return _with_late(report, late)

    def to_stick(self, folder: Path, progress: Progress = nothing_told) -> Report:
        """Write what the others may lack to a stick, beside what lies there; raises as above.

        While somebody was invited and was not heard of yet, that is everything.
        """
        waited_for = any(not self.peers.head(each).seq for each in invited(self._db))
        return write_courier(
            folder, self.peers, self.own, self.sealer, self.trust, progress, whole=waited_for
        )

    def from_stick(
        self, folder: Path, progress: Progress = nothing_told, *, answer: bool = True
    ) -> Report:
        """Take in what the others wrote to a stick, and leave a receipt; raises as above."""
        try:
            report = read_courier(
                folder, self.peers, self.own, self.sealer, self.trust, progress, answer=answer
            )
        finally:
            late = self._set_back()
        if report.forked:
            file = courier_file(folder, self.sealer.site)
            with closing(Stick(file, self.sealer.site)) as stick:
                note(self._db, **{FORKED: str(self._last_common(stick.after))})
        return _with_late(report, late)

    def _set_back(self) -> list[Segment]:
        """Set aside what a retired workstation recorded later and came before that was known.

        What was worked in already stays, since others may follow from it: that it counts is said
        in the log, and somebody's task (see `had_come_before`).
        """
        late: list[Segment] = []
        for device, first in self.peers.waiting().items():
            counts = self.trust.last_allowed(device)
            if counts is None or self.peers.head(device).seq <= max(counts, first - 1):
                continue
            after, upto = max(counts, first - 1), self.peers.last_tip(device)
            found = list(segments_of(self.peers, self.own, self.sealer, device, after, upto))
            for each in found:
                hold(self.peers, each, REVOKED)
            if self.peers.give_up(device, after):
                late += found
        return late

    def _last_common(self, after_of: Callable[[str, int, int], Sequence[Segment]]) -> int:
        """The number of the newest entry under our name that a place has as we have it."""
        common, after, limit = 0, 0, _SEGMENTS_AT_ONCE
        while True:
            page = after_of(self.own.device, after, limit)
            common = max([common, *(self._common_in(segment) for segment in page)])
            if len(page) < limit:
                return common
            # Others that end with the same entry may lie beyond the page's end.
            beyond = page[-1].last_seq - 1
            limit = _SEGMENTS_AT_ONCE if beyond > after else limit * 2
            after = max(after, beyond)

    def _common_in(self, segment: Segment) -> int:
        if not segment.is_signed_by(self.own.signer.public_key):
            return 0
        try:
            theirs = self.sealer.open(segment)
        except BadSegment:
            return 0
        log = LogReader(self._db)
        ours = log.run(self.own.device, segment.first_seq - 1, segment.last_seq)
        pairs = zip(ours, theirs, strict=False)
        return max((one.seq for one, other in pairs if one == other), default=0)


def _with_late(report: Report, late: Sequence[Segment]) -> Report:
    """What an exchange did, where some of what came was set aside afterwards."""
    aside = tuple(
        SetAside(device=each.device, first_seq=each.first_seq, last_seq=each.last_seq, why=REVOKED)
        for each in late
    )
    count = sum(each.last_seq - each.first_seq + 1 for each in aside)
    return replace(
        report,
        received=max(0, report.received - count),
        set_aside=(*report.set_aside, *aside),
    )


def invited(db: Database) -> list[str]:
    """The names of the workstations that were invited from this one."""
    return noted(db, INVITED).split()


def pull_everything(
    vault: Vault, site_key: bytes, beside: Path, progress: Progress
) -> Trouble | None:
    """Bring all that the hub and the courier files in a folder hold into an empty vault.

    Args:
        vault: just made, for a workstation that was invited.
        site_key: the clinic's.
        beside: where courier files may lie.
        progress: told how much of how much has arrived.

    Returns:
        What went wrong, where nothing could be brought.
    """
    with closing(vault.writer()) as db:
        side = Side(vault, site_key, db)
        answers = [attempted(lambda: _pull_from_hub(side, hub_from(noted(db, HUB)), progress))]
        if courier_file(beside, side.sealer.site).exists():
            answers.append(attempted(lambda: side.from_stick(beside, progress, answer=False)))
        troubles = [each for each in answers if isinstance(each, Trouble)]
        is_empty = not side.peers.heads()
    return troubles[0] if troubles and is_empty else None


def _pull_from_hub(side: Side, address: HubAddress | None, progress: Progress) -> Report | None:
    if address is None:
        return None
    with closing(connected(address, side.sealer.site)) as hub:
        if side.own.device in hub.tips():
            raise InvitationUsed
        return side.exchange(hub, progress)
