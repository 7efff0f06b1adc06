"""Who did, changed or read what."""

import heapq
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date, tzinfo
from enum import StrEnum
from typing import Final, TypeVar

from ketachart.app.clinic import Clinic
from ketachart.app.outcomes import Trouble
from ketachart.domain import events as ev
from ketachart.domain.entries import patient_stream, session_stream
from ketachart.domain.patients import Patient
from ketachart.domain.times import local_day, stamp
from ketachart.exports.audit_csv import AuditLine, audit_csv
from ketachart.store import codec
from ketachart.store.derived import Derived
from ketachart.store.entries import Stored
from ketachart.store.errors import StoreError
from ketachart.store.log_reader import LogReader, Run
from ketachart.store.vault import Vault

__all__ = [
    "AuditLine",
    "Group",
    "Part",
    "Place",
    "Trail",
    "Wish",
    "audit_csv",
    "audit_lines",
    "names_of",
    "place_of",
    "trail_of",
]

_T = TypeVar("_T")
FIRST_WINDOW: Final = 500
WIDEST_WINDOW: Final = 20_000
"""How many entries are looked through between two looks at whether to go on."""
_KEPT_SECRET: Final = re.compile(r'("(?:pin_record|slot)":)"[^"]*"')
_SAVED: Final = re.compile(rb'"what":"(packet|audit|log|summary|[^"]*saved)')


class Group(StrEnum):
    """What is looked for."""

    ALL = "all"
    READ = "read"
    SAVED = "saved"
    CHANGED = "changed"
    SIGNED_IN = "signed-in"
    FAILED = "failed"


_KINDS: Final[Mapping[Group, frozenset[str]]] = {
    Group.READ: frozenset({codec.NAMES[ev.RecordRead]}),
    Group.SAVED: frozenset({codec.NAMES[ev.RecordRead], codec.NAMES[ev.PaperPrinted]}),
    Group.SIGNED_IN: frozenset({codec.NAMES[ev.SignedIn]}),
    Group.FAILED: frozenset({codec.NAMES[ev.SignInFailed], codec.NAMES[ev.ActRefused]}),
}
_NO_CHANGE: Final = frozenset().union(*_KINDS.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Which entries are looked for; what is empty does not narrow."""

    group: Group = Group.ALL
    person: str = ""
    patient: str = ""
    first: date | None = None
    last: date | None = None

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of entries that can be meant; empty for any."""
        return tuple(sorted(_KINDS.get(self.group, ())))

    def fits(self, stored: Stored, zone: tzinfo) -> bool:
        """Whether an entry is one of those looked for."""
        if self.person and stored.author != self.person:
            return False
        if self.group is Group.CHANGED and stored.kind in _NO_CHANGE:
            return False
        if self.kinds and stored.kind not in self.kinds:
            return False
        is_reading = stored.kind == codec.NAMES[ev.RecordRead]
        if is_reading and self.group in {Group.READ, Group.SAVED}:
            was_saved = _SAVED.search(stored.body) is not None
            if was_saved != (self.group is Group.SAVED):
                return False
        day = local_day(stored.recorded_at, zone)
        return (self.first or day) <= day <= (self.last or day)


def without_secrets(body: str) -> str:
    """An entry's body without what verifies a PIN or opens with a passphrase."""
    return _KEPT_SECRET.sub(r'\1"left out"', body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Some of the entries looked for, the newest first.

    Attributes:
        before: the number of the oldest entry shown, by workstation; the next part begins there.
        is_last: nothing older is there.
    """

    lines: tuple[AuditLine, ...]
    before: Mapping[str, int]
    is_last: bool


class Trail:
    """The log as an auditor reads it, by a connection of its own."""

    def __init__(
        self, log: LogReader, derived: Derived, names: Mapping[str, str], zone: tzinfo
    ) -> None:
        self._log = log
        self._derived = derived
        self._names = names
        self._zone = zone
        self._patients: dict[str, str] = {}

    def newest(
        self,
        wish: Wish,
        before: Mapping[str, int],
        limit: int,
        go_on: Callable[[], None] = lambda: None,
    ) -> Part:
        """The next entries looked for, the newest first.

        Args:
            wish: which ones.
            before: where the part before ended; empty at first.
            limit: how many at most.
            go_on: called between two looks into the log; may raise to give up.
        """
        found = self._of_patient(wish) if wish.patient else self._of_all(wish, before, go_on)
        lines: list[AuditLine] = []
        reached = dict(before)
        for stored in found:
            if stored.seq >= before.get(stored.device, stored.seq + 1):
                continue
            if len(lines) == limit:
                return Part(lines=tuple(lines), before=reached, is_last=False)
            lines.append(self.line(stored))
            reached[stored.device] = stored.seq
        return Part(lines=tuple(lines), before=reached, is_last=True)

    def _of_patient(self, wish: Wish) -> Iterator[Stored]:
        sessions = self._derived.every_session_of(wish.patient)
        streams = [patient_stream(wish.patient), *map(session_stream, sessions)]
        entries = (stored for stream in streams for stored in self._log.stream(stream))
        by_device: dict[str, list[Stored]] = {}
        for stored in entries:
            if wish.fits(stored, self._zone):
                by_device.setdefault(stored.device, []).append(stored)
        # By number, not by time: a part ends at a number also where a clock was set back.
        chains = [
            sorted(chain, key=lambda stored: stored.seq, reverse=True)
            for chain in by_device.values()
        ]
        return heapq.merge(*chains, key=_place, reverse=True)

    def _of_all(
        self, wish: Wish, before: Mapping[str, int], go_on: Callable[[], None]
    ) -> Iterator[Stored]:
        runs = self._log.runs_between(wish.first, wish.last)
        chains = [
            self._back(device, each, before.get(device), wish, go_on)
            for device, each in runs.items()
        ]
        return heapq.merge(*chains, key=_place, reverse=True)

    def _back(
        self,
        device: str,
        runs: Iterable[Run],
        before: int | None,
        wish: Wish,
        go_on: Callable[[], None],
    ) -> Iterator[Stored]:
        window = FIRST_WINDOW
        for start, last in reversed(list(runs)):
            end = last if before is None else min(last, before - 1)
            while end >= start:
                go_on()
                low = max(start, end - window + 1)
                window = min(2 * window, WIDEST_WINDOW)
                for stored in self._log.back(device, low, end, wish.person, wish.kinds):
                    if wish.fits(stored, self._zone):
                        yield stored
                end = low - 1

    def line(self, stored: Stored) -> AuditLine:
        """An entry as an auditor reads it; what verifies a PIN is left out."""
        kind, _, name = stored.stream.partition(":")
        session = name if kind == "session" else ""
        patient = name if kind == "patient" else self._patient_of(session)
        return AuditLine(
            recorded_at=stamp(stored.recorded_at, self._zone),
            observed_at=stamp(stored.observed_at, self._zone),
            device=stored.device,
            seq=str(stored.seq),
            author=stored.author,
            author_name=self._names.get(stored.author, ""),
            stream=stored.stream,
            kind=stored.kind.partition("/")[0],
            session=session,
            patient=patient,
            details=without_secrets(stored.body.decode()),
        )

    def _patient_of(self, session: str) -> str:
        if session and session not in self._patients:
            self._patients[session] = self._derived.patient_of(session)
        return self._patients.get(session, "")

    def patient_words(self, patient: str) -> str:
        """A patient's name and number."""
        known = self._derived.doc("patient", patient, Patient) if patient else None
        return f"{known.name}, MRN {known.mrn}" if known else patient


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a trail is read from, to be handed to the thread that reads it."""

    vault: Vault
    names: Mapping[str, str]
    zone: tzinfo

    def read(self, work: Callable[[Trail], _T]) -> _T | Trouble:
        """What comes of some work on the trail, by a connection of this thread's own."""
        try:
            with closing(self.vault.reader()) as db:
                return work(Trail(LogReader(db), Derived(db), self.names, self.zone))
        except StoreError as error:
            return Trouble(sentence=str(error))


def place_of(clinic: Clinic) -> Place:
    """Where the clinic's trail is read from."""
    return Place(vault=clinic.vault, names=names_of(clinic), zone=clinic.books.site.zone)


def trail_of(clinic: Clinic) -> Trail:
    """The trail, read by the connection that writes; for the thread that opened the vault."""
    db = clinic.vault.db
    return Trail(LogReader(db), Derived(db), names_of(clinic), clinic.books.site.zone)


def names_of(clinic: Clinic) -> dict[str, str]:
    """Everyone's name."""
    return {person.id: person.name for person in clinic.books.people()}


def audit_lines(
    clinic: Clinic, first: date | None, last: date | None, session: str = ""
) -> Iterator[AuditLine]:
    """The entries of the log, of some days or of one session, in the order recorded."""
    log, trail = clinic.vault.log, trail_of(clinic)
    if session and first is None and last is None:
        found: Iterator[Stored] = iter(log.stream(session_stream(session)))
    elif first is None and last is None:
        found = log.everything()
    else:
        found = log.between_days(first or date.min, last or date.max)
    for stored in found:
        if not session or stored.stream == session_stream(session):
            yield trail.line(stored)


def _place(stored: Stored) -> tuple[str, str, int]:
    return (stored.recorded, stored.device, stored.seq)
