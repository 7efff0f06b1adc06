"""Recording: facts are stamped, signed, stored, and those who show them are told."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from ketachart.app.books import Books, must_follow
from ketachart.app.clock import to_milliseconds
from ketachart.app.outcomes import Done
from ketachart.app.pending import Changed, Pending
from ketachart.app.placing import heads_in
from ketachart.app.signatures import sign_entries, sign_stream
from ketachart.crypto.signing import Signer
from ketachart.domain import events as ev
from ketachart.domain.entries import CLINIC, Entry, Planned
from ketachart.store import codec
from ketachart.store.connection import Transaction
from ketachart.store.derived import Database, Derived
from ketachart.store.drafts import drop_with
from ketachart.store.entries import Fresh, Stored
from ketachart.store.errors import (
    HeadMoved,
    StoreBusy,
    StoreDamaged,
    StoreDiskFault,
    StoreFull,
    StoreGone,
    StoreReadOnly,
)
from ketachart.store.eventlog import note_arrived
from ketachart.store.vault import Vault

WHOLE_STREAM = frozenset({"signed", "co-signed", "attested", "co-signed the change"})
OWN_ENTRIES = frozenset({"signed own part"})
"""What these meanings cover; any other covers the entries it is given with."""
_OF_THE_DISK = (StoreBusy, StoreDamaged, StoreDiskFault, StoreFull, StoreGone, StoreReadOnly)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """Someone who signs what is about to be recorded."""

    person: str
    meaning: str
    key: Signer


class Recorder:
    """The way into the log; whatever it returns is on disk."""

    def __init__(self, vault: Vault, books: Books) -> None:
        self._vault = vault
        self._books = books
        self._derived = Derived(vault.db)
        self._has_news = books.has_news(vault.log.device)
        self._owed: list[tuple[Planned, str]] = []
        self._listeners: list[Callable[[Changed], None]] = []
        founded = books.founded
        self._zone: tzinfo = ZoneInfo(founded.timezone) if founded else UTC

    def subscribe(self, listener: Callable[[Changed], None]) -> Callable[[], None]:
        """Be told of every change; call what is returned to stop."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def keep_time_of(self, zone: tzinfo) -> None:
        """The clinic's zone, before its first fact is recorded."""
        self._zone = zone

    def note(self, planned: Planned, author: str, now: datetime) -> None:
        """Record what is no one's act; where the disk takes nothing now, before the next act.

        A full disk must not keep anybody from looking at a chart.
        """
        self._owed.append((replace(planned, observed_at=planned.observed_at or now), author))
        with suppress(*_OF_THE_DISK):
            self.settle(now)

    def settle(self, now: datetime) -> None:
        """Record what is owed.

        Raises:
            StoreError: the disk takes nothing yet.
        """
        while self._owed:
            # Those who are told may look at a chart, which is noted in turn: so it is out before.
            owed = self._owed.pop(0)
            try:
                self._record([owed[0]], owed[1], now)
            except _OF_THE_DISK:
                self._owed.insert(0, owed)
                raise

    def record(
        self,
        plan: Sequence[Planned],
        author: str,
        now: datetime,
        signers: Sequence[Signing] = (),
        draft: str = "",
    ) -> Done:
        """Record planned facts and the signatures on them, all or none.

        Raises:
            StoreError: the disk failed; nothing has changed.
        """
        self.settle(now)
        return self._record(plan, author, now, signers, draft)

    def _record(
        self,
        plan: Sequence[Planned],
        author: str,
        now: datetime,
        signers: Sequence[Signing] = (),
        draft: str = "",
    ) -> Done:
        log = self._vault.log
        if self._has_news and log.head.seq:  # first of all a workstation says who it is
            self._note_seen(now)
        entries = [
            self._entry(each.stream, author, each.observed_at or now, now, each.event, index)
            for index, each in enumerate(plan)
        ]
        stored = log.stamp([self._fresh(entry) for entry in entries])
        for signing in signers:
            stream = plan[0].stream
            given = self._signature(signing, stream, stored[: len(plan)])
            seal = self._entry(stream, signing.person, now, now, given, len(entries))
            entries.append(seal)
            stored += log.stamp([self._fresh(seal)], after=stored[-1].head)
        pending = self._books.plan(entries)

        def derive(db: Database) -> None:
            self._books.write(pending, self._derived)
            if draft:
                drop_with(db, draft)

        log.write(stored, derive)
        self._books.accept(pending)
        self.tell(pending.changed)
        return Done(entries=tuple(entries), changed=pending.changed)

    def take_in(self, most: int) -> int:
        """Work in what came from other workstations, all that is taken or nothing of it.

        Args:
            most: how many entries at once.

        Returns:
            How many there were.

        Raises:
            StoreError: the disk failed, or an entry follows from none before it; nothing changed.
        """
        log, db = self._vault.log, self._vault.db
        arrived = log.arrived(most)
        if not arrived:
            return 0
        try:
            pending = self._planned(arrived)
        except StoreDamaged:
            known = self._with_causes(arrived)
            if len(known) == len(arrived):
                raise
            if not known:
                return 0
            arrived, pending = known, self._planned(known)
        try:
            with Transaction(db):
                note_arrived(db, arrived)
                self._books.write(pending, self._derived)
        except HeadMoved:
            return self.take_in(most)
        self._books.accept(pending)
        self._has_news = self._has_news or any(
            not isinstance(codec.decode_event(stored.kind, stored.body), ev.Seen)
            for stored in arrived
        )
        self.tell(pending.changed)
        return len(arrived)

    def _planned(self, arrived: Sequence[Stored]) -> Pending:
        with must_follow(arrived[0]):
            return self._books.plan([codec.entry_from(stored) for stored in arrived])

    def _with_causes(self, arrived: Sequence[Stored]) -> tuple[Stored, ...]:
        """Without those that were recorded knowing of something that has not come here yet.

        An exchange that was cut may have brought what one workstation did, and not what another
        had done before; the rest comes with the next.
        """
        own, worked_in = self._vault.log.device, self._books.worked_in()
        waiting: set[str] = set()
        found = []
        for stored in arrived:
            heads = heads_in(codec.decode_event(stored.kind, stored.body)) or {}
            if any(worked_in.get(name, 0) < seq for name, seq in heads.items() if name != own):
                waiting.add(stored.device)
            if stored.device not in waiting:
                worked_in[stored.device] = stored.seq
                found.append(stored)
        return tuple(found)

    def _note_seen(self, now: datetime) -> None:
        """Say what of the others came before what is recorded next."""
        self._has_news = False
        device = self._vault.log.device
        self._record([Planned(stream=CLINIC, event=self._books.seen_now(device))], device, now)

    def tell(self, changed: Changed) -> None:
        """Tell everyone who listens."""
        for listener in tuple(self._listeners):
            listener(changed)

    def _entry(
        self,
        stream: str,
        author: str,
        observed_at: datetime,
        now: datetime,
        event: ev.Event,
        index: int,
    ) -> Entry:
        return Entry(
            device=self._vault.log.device,
            seq=self._vault.log.head.seq + 1 + index,
            stream=stream,
            author=author,
            observed_at=to_milliseconds(observed_at),
            recorded_at=now,
            event=event,
        )

    def _fresh(self, entry: Entry) -> Fresh:
        offset = entry.recorded_at.astimezone(self._zone).utcoffset() or timedelta(0)
        return codec.fresh(entry, offset // timedelta(seconds=1))

    def _signature(
        self, signing: Signing, stream: str, stored: Sequence[Stored]
    ) -> ev.SignatureGiven:
        if signing.meaning in WHOLE_STREAM:
            whole = (*self._known(stream), *stored)
            return sign_stream(signing.key, signing.person, signing.meaning, whole)
        if signing.meaning in OWN_ENTRIES:
            own = [each for each in self._known(stream) if each.author == signing.person]
            stored = (*own, *stored)
        return sign_entries(signing.key, signing.person, signing.meaning, stored)

    def _known(self, stream: str) -> list[Stored]:
        """What of a stream was before whoever signs: not what waits to be worked in."""
        upto = self._books.worked_in()
        entries = self._vault.log.stream(stream)
        return [each for each in entries if each.seq <= upto.get(each.device, 0)]
