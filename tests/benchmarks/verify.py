"""What `verify` costs beside reading the log alone.

Run: python tests/benchmarks/verify.py [THOUSANDS], of entries (50).

The vault has worked for months: every session from opening to co-signature, every signature good.
Against it stands one walk through the log by the same reader: each entry is decrypted, hashed and
decoded, and nothing is done with it. `verify` does that, and looks whether the pages are sound and
the structure of the file holds, checks every signature with its key, works all tables out anew
and compares them. The signatures cost what Ed25519 costs; what it costs without is told beside it.
Both are measured by turns, in processor time: other programs then count for little.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from figures import Figure, Run, show
from grown_vault import ADMIN
from years import Years, day_of_scenario

from ketachart.app import verification
from ketachart.app.clinic import Clinic
from ketachart.app.clock import SetClock
from ketachart.app.signatures import sign_entries, sign_stream
from ketachart.app.vaults import Unlocked, unlock
from ketachart.crypto.signing import Signer, verify
from ketachart.domain import events as ev
from ketachart.store import codec
from ketachart.store.arriving import work_out_anew
from ketachart.store.entries import Fresh, Stored
from ketachart.store.log_reader import LogReader, in_batches
from ketachart.store.vault import Vault
from ketachart.store.vault_files import VaultFiles
from ketachart.store.verify import findings_in

PAIRS: Final = 5
EVENING: Final = datetime(2026, 3, 3, 18, tzinfo=UTC)
REACH: Final = 1.5
SIGNED, VITALS, NOTE = "signature.given/1", "vitals.charted/1", "note.added/1"
WORDS: Final = "resting quietly, eyes closed, answers when spoken to, IV site without swelling; "


class Signing:
    """Writes a log anew with signatures that hold; numbers stay as they were.

    Where bodies are to be larger, every other set of vitals becomes a note that fills them up.
    """

    def __init__(self, signers: dict[str, Signer], device: str, body_bytes: int) -> None:
        self._body_bytes = body_bytes
        self.amended: set[str] = set()
        """Entries that stay what they are, since others amend them."""
        self._missing = 0
        self._signers = signers
        self._device = device
        self._written: dict[str, Stored] = {}
        self._streams: dict[str, list[Stored]] = {}

    def fresh(self, stored: Stored) -> Fresh:
        """An entry to be written; a signature is given anew over what was written before it."""
        kind, body = self._filled(stored)
        if stored.kind == SIGNED:
            given = codec.entry_from(stored).event
            assert isinstance(given, ev.SignatureGiven)
            key = self._signers[given.signer]
            if given.through is not None:
                anew = sign_stream(key, given.signer, given.meaning, self._streams[stored.stream])
            else:
                meant = [self._written[ref] for ref in given.entries]
                anew = sign_entries(key, given.signer, given.meaning, meant)
            body = codec.encode(replace(given, **_changed(anew)))
        return Fresh(
            stream=stored.stream,
            kind=kind,
            observed_at=stored.observed_at,
            recorded_at=stored.recorded_at,
            utc_offset_s=stored.utc_offset_s,
            author=stored.author,
            body=body,
        )

    def _filled(self, stored: Stored) -> tuple[str, bytes]:
        if not self._body_bytes:
            return stored.kind, stored.body
        self._missing += self._body_bytes - len(stored.body)
        is_kept = stored.kind != VITALS or f"{self._device}:{stored.seq}" in self.amended
        if is_kept or stored.seq % 2 or self._missing <= 0:
            return stored.kind, stored.body
        body = codec.encode(ev.NoteAdded(text=(WORDS * (self._missing // len(WORDS) + 1))))
        self._missing += len(stored.body) - len(body)
        return NOTE, body

    def wrote(self, stored: Stored) -> None:
        """Remember what was written."""
        self._written[f"{self._device}:{stored.seq}"] = stored
        self._streams.setdefault(stored.stream, []).append(stored)


def _changed(anew: ev.SignatureGiven) -> dict[str, object]:
    return {
        "digest": anew.digest,
        "signature": anew.signature,
        "entries": anew.entries,
        "through": anew.through,
    }


def signed_vault(folder: Path, entries: int, body_bytes: int = 0) -> Clinic:
    """A vault of months, opened, with about so many entries and every signature good.

    Args:
        folder: where to make it.
        entries: how many.
        body_bytes: how large their bodies are to be on average; 0 leaves them as they are.
    """
    scenario = day_of_scenario()
    Years(folder / "years", entries, EVENING.date()).grow()
    secret = scenario.secrets[ADMIN].passphrase
    with closing(opened(folder / "years", secret)) as grown:
        device = grown.vault.workstation.device
        signers = {
            name: grown.keyring.unlock(name, each.passphrase).signer
            for name, each in scenario.secrets.items()
        }
        signing = Signing(signers, device, body_bytes)
        signing.amended = {
            each.entry
            for each in (codec.entry_from(stored).event for stored in grown.vault.log.everything())
            if isinstance(each, ev.EntryAmended)
        }
        files = VaultFiles(folder / "signed")
        files.folder.mkdir()
        files.keyring.write_bytes(grown.vault.files.keyring.read_bytes())
        site = grown.vault.workstation.site
        with Vault.create(files.folder, grown.site_key, site, device) as vault:
            for batch in in_batches(grown.vault.log.everything()):
                written: list[Stored] = []
                for stored in batch:
                    after = written[-1].head if written else None
                    written += vault.log.stamp([signing.fresh(stored)], after)
                    signing.wrote(written[-1])
                vault.log.write(written, lambda _db: None)
            work_out_anew(vault.db)
    return opened(files.folder, secret)


def opened(folder: Path, passphrase: str) -> Clinic:
    """A vault opened in the evening."""
    unlocked = unlock(folder, ADMIN, passphrase, SetClock(EVENING))
    assert isinstance(unlocked, Unlocked)
    return unlocked.clinic


def reading_alone(clinic: Clinic) -> None:
    """Decrypt, hash and decode every entry."""
    with closing(clinic.vault.reader()) as db:
        for stored in LogReader(db).everything():
            assert stored.expected_hash() == stored.hash
            codec.entry_from(stored)


def verifying(clinic: Clinic) -> None:
    """All of it."""
    assert list(verification.verify(clinic)) == []


def pages(clinic: Clinic) -> None:
    """The checks of pages and structure alone."""
    assert clinic.vault.integrity() == ()


def derived(clinic: Clinic) -> None:
    """Chains, and the tables worked out anew: all but pages and signatures."""
    with closing(clinic.vault.reader()) as db:
        assert list(findings_in(db, verification.checks_of()[1:])) == []


def seconds(work: Callable[[Clinic], None], clinic: Clinic) -> float:
    """Processor seconds of something."""
    begun = time.process_time()
    work(clinic)
    return time.process_time() - begun


def signature_seconds(count: int) -> float:
    """What so many signatures cost to check, by a sample."""
    signer = Signer(bytes(32))
    signature = signer.sign(b"")
    begun = time.process_time()
    for _ in range(200):
        verify(signer.public_key, signature, b"")
    return (time.process_time() - begun) / 200 * count


def figures(run: Run) -> list[Figure]:
    """Measure."""
    return measured(5_000 if run.short else 50_000, 2 if run.short else PAIRS)


def measured(entries: int, pairs: int) -> list[Figure]:
    """Measure in a vault of about so many entries."""
    with tempfile.TemporaryDirectory() as folder:
        clinic = signed_vault(Path(folder), entries)
        with closing(clinic):
            count = clinic.vault.log.count()
            signed = sum(1 for each in clinic.vault.log.everything() if each.kind == SIGNED)
            works = (reading_alone, verifying, derived, pages)
            took = [tuple(seconds(work, clinic) for work in works) for _ in range(pairs)]
            signing = signature_seconds(signed)
    alone, whole, tables, paged = (statistics.median(each) for each in zip(*took, strict=True))
    print(f"{count} entries, {signed} of them signatures; processor time an entry:")
    for what, each in _parts(alone, whole, tables, paged, signing):
        print(f"  {what}: {each / count * 1e6:.1f} µs")
    note = f"{count / whole:.0f} entries/s, {signed / count:.0%} of them Ed25519 signatures"
    what, against = "verify a vault", "decrypting, hashing and decoding its entries alone"
    told = f"{what}, its signatures and pages aside"
    return [
        Figure.of_pairs(what, against, REACH, [(each[1], each[0]) for each in took], note),
        Figure.of_pairs(told, against, REACH, [(each[2], each[0]) for each in took]),
    ]


def _parts(*took: float) -> Iterator[tuple[str, float]]:
    names = ("reading alone", "verify", "chains and tables", "pages", "Ed25519 alone")
    return zip(names, took, strict=True)


if __name__ == "__main__":
    thousands = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    show(measured(thousands * 1000, PAIRS))
