"""A process that charts, and what it said was kept.

What was acknowledged is told line by line, each after the call that acknowledged it returned. A
draft is told before it is begun as well: a crash in between may leave either.
"""

import json
import os
import random
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from support.builders import ADMIN, NURSE, SECOND, House, open_house
from support.rooms import rooms

from ketachart.app.backups import make_backup
from ketachart.app.clinic import Clinic, Done, Refused
from ketachart.app.rehearsing import Proof as Rehearsal
from ketachart.app.rehearsing import rehearse
from ketachart.app.verification import verify
from ketachart.domain.session import Phase
from ketachart.store.entries import Head, Stored
from ketachart.store.peers import Peers

SESSIONS = ("s1", "s2", "s3")
_PATIENTS = ("p.greer", "p.castellanos", "p.mbeki")
_A_SLICE = 3
Say = Callable[[str], None]


def clinic_at_work(drawer: Path, name: str) -> House:
    """A clinic with patients in all three chairs, in a folder of its own."""
    house = open_house(drawer / "template", drawer / name)
    for number, (session, patient) in enumerate(zip(SESSIONS, _PATIENTS, strict=True), start=1):
        place = {"patient": patient, "chair": f"Chair {number}", "vial": f"K1-{number}"}
        house.bring(session, Phase.INFUSING, **place)
    return house


def another_room(house: House, drawer: Path, count: int) -> list[Stored]:
    """What a second workstation of the clinic charts meanwhile: so many entries."""
    there = rooms(house, drawer).there
    device = there.clinic.vault.log.device
    before = house.clinic.vault.log.head_of(device).seq
    for number in range(count):
        there.wait(1 if number % 20 == 0 else 0)
        there.done(NURSE, "note.add", session="s1", text=f"seen from there, {number}")
    charted = list(there.clinic.vault.log.since(device, before))
    there.clinic.close()
    return charted


class Hands:
    """Charts at random, at every chair, through the door that the windows use."""

    def __init__(self, house: House, say: Say, dice: random.Random) -> None:
        self._house = house
        self._say = say
        self._dice = dice
        self._number = 0

    def do_something(self) -> None:
        """One act, and what came of it told."""
        self._number += 1
        self._house.clock.set(self._house.clock.now() + timedelta(seconds=1))
        chosen = self._dice.choices(
            (self.chart, self.note, self.draft, self.forget, self.err, self.count),
            (5, 3, 5, 1, 1, 0.5),
        )
        chosen[0]()

    def _session(self) -> str:
        return self._dice.choice(SESSIONS)

    def chart(self) -> None:
        """A set of vitals; what was typed of it before goes with it."""
        session = self._session()
        values = {"hr": self._dice.randint(60, 90), "sbp": 120, "dbp": 80, "spo2": 97, "rr": 14}
        values |= {"etco2": 38} if session == "s3" else {}
        self._say(drafting(f"vitals:{session}", None))
        self._does(NURSE, "vitals.chart", session=session, **values)
        self._say(drafted(f"vitals:{session}", None))

    def note(self) -> None:
        """Words of any length up to several pages of the database."""
        text = "rests quietly " * self._dice.choice((1, 5, 80, 900))
        self._does(NURSE, "note.add", session=self._session(), text=f"{self._number}: {text}")

    def err(self) -> None:
        """What is refused, and recorded as refused."""
        self._does(NURSE, "vitals.chart", session=self._session(), hr=999)

    def count(self) -> None:
        """What two sign."""
        counted = {"product": "mid-1-2", "sealed": 4, "open_ml": "0"}
        self._does(ADMIN, "stock.count", **counted, witness=SECOND)

    def draft(self) -> None:
        """What is typed and not recorded yet, digit by digit."""
        place, body = f"vitals:{self._session()}", {"hr": str(self._number)}
        self._say(drafting(place, body))
        if self._house.clinic.save_draft(place, NURSE, body) is None:
            self._say(drafted(place, body))

    def forget(self) -> None:
        """What was typed and is cleared."""
        place = f"vitals:{self._session()}"
        self._say(drafting(place, None))
        if self._house.clinic.delete_draft(place) is None:
            self._say(drafted(place, None))

    def _does(self, by: str, do: str, /, **fields: object) -> None:
        outcome = self._house.does(by, do, **fields)
        assert isinstance(outcome, Done | Refused), outcome
        self._say(kept(self._house.clinic.vault.log.head))


class Exchange(threading.Thread):
    """Takes in what another room charted, as the thread beside the windows does."""

    def __init__(self, clinic: Clinic, charted: Sequence[Stored], say: Say) -> None:
        super().__init__(daemon=True)
        self._clinic = clinic
        self._charted = charted
        self._say = say

    def run(self) -> None:
        """Until all is taken, or the process is gone."""
        with closing(self._clinic.vault.writer()) as db:
            peers = Peers(db)
            for part in _not_taken(self._charted, peers):
                before = Head(part[0].device, part[0].seq - 1, part[0].prev_hash)
                peers.take(part, None, before)
                self._say(kept(part[-1].head))


def _not_taken(charted: Sequence[Stored], peers: Peers) -> Iterator[Sequence[Stored]]:
    known = peers.head(charted[0].device).seq
    left = [entry for entry in charted if entry.seq > known]
    return (left[start : start + _A_SLICE] for start in range(0, len(left), _A_SLICE))


class Backups(threading.Thread):
    """Makes one backup beside."""

    def __init__(self, clinic: Clinic, file: Path, say: Say) -> None:
        super().__init__(daemon=True)
        self._clinic = clinic
        self._file = file
        self._say = say

    def run(self) -> None:
        """Until it is made, or the process is gone."""
        make_backup(self._clinic, self._file)
        self._say(json.dumps(["backup", self._file.name]))


# ── What is told, and held against it ───────────────────────────────────────────────────────────


def kept(head: Head) -> str:
    """This entry is acknowledged; its hash stands for every entry before it."""
    return json.dumps(["kept", head.device, head.seq, head.hash.hex()])


def drafting(place: str, body: dict[str, str] | None) -> str:
    """What is typed at a place is about to be this."""
    return json.dumps(["drafting", place, body])


def drafted(place: str, body: dict[str, str] | None) -> str:
    """What is typed at a place is acknowledged to be this."""
    return json.dumps(["drafted", place, body])


def say_into(pipe: int) -> Say:
    """Tells into a pipe, each line whole, whoever else tells at the same time."""

    def say(line: str) -> None:
        os.write(pipe, f"{line}\n".encode())

    return say


@dataclass
class Acknowledged:
    """Everything that a process said was kept."""

    heads: dict[str, tuple[int, str]] = field(default_factory=dict)
    drafts: dict[str, list[dict[str, str] | None]] = field(default_factory=dict)
    backups: list[str] = field(default_factory=list)
    entries: int = 0

    def hear(self, told: bytes) -> None:
        """Take lines in; one that was cut off was not told."""
        for line in told[: told.rfind(b"\n") + 1].splitlines():
            match json.loads(line):
                case ["kept", device, seq, digest]:
                    self.entries += max(0, seq - self.heads.get(device, (0, ""))[0])
                    self.heads[device] = (seq, digest)
                case ["drafting", place, body]:
                    self.drafts.setdefault(place, [None]).append(body)
                case ["drafted", place, body]:
                    self.drafts[place] = [body]
                case ["backup", name]:
                    self.backups.append(name)

    def missing_in(self, clinic: Clinic) -> Iterator[str]:
        """What was acknowledged and is not there, or is not sound."""
        log = clinic.vault.log
        for device, (seq, digest) in self.heads.items():
            found = log.entry(device, seq)
            if found is None or found.hash.hex() != digest:
                yield f"entry {seq} of {device} is lost"
        for place, bodies in self.drafts.items():
            there = clinic.load_draft(place)
            if there not in bodies:
                yield f"the draft {place} is {there}, not one of {bodies}"
        for finding in verify(clinic):
            yield f"{finding.place}: {finding.words}"

    def backups_missing_in(self, folder: Path, site_key: bytes) -> Iterator[str]:
        """Backups that were acknowledged and can't be used."""
        for name in self.backups:
            proof = rehearse(folder / name, site_key)
            if not isinstance(proof, Rehearsal) or proof.findings:
                yield f"the backup {name} can't be used: {proof}"
