"""Makes and proves backups beside the windows, one at a time, once a day by itself."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal

from ketachart.app.backups import Made, file_name, kept_in, make_backup, rotate
from ketachart.app.outcomes import Trouble
from ketachart.app.rehearsing import Proof, rehearse
from ketachart.domain import events as ev
from ketachart.domain.times import local_day
from ketachart.ui.desk import Desk

_GONE = "The backup folder is not there."
_TRY_AGAIN_AFTER = timedelta(minutes=15)


class _GivenUp(Exception):
    """Somebody stopped the work."""


class Safekeeper(QObject):
    """The one owner of backup work; what comes of it is recorded by the thread of the windows."""

    changed = Signal()
    progressed = Signal(str, int)
    """What is being done, and how far in percent."""
    _ended = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        self.trouble = ""
        """What went wrong with the last try; empty if nothing."""
        self._failed_at: datetime | None = None
        self._ended.connect(self._take_in, Qt.ConnectionType.QueuedConnection)
        desk.tick.connect(self._look)

    @property
    def is_busy(self) -> bool:
        """Whether a backup is being made or proven."""
        return self._thread is not None

    @property
    def folder(self) -> Path | None:
        """Where backups go, once a place is chosen."""
        chosen = self._desk.clinic.safekeeping.folder
        return Path(chosen) if chosen else None

    def make(self) -> None:
        """Make a backup now, and prove it."""
        folder = self.folder
        if folder is None or self.is_busy:
            return
        clinic = self._desk.clinic
        device, zone = clinic.vault.log.device, clinic.world.site.zone
        file = folder / file_name(device, clinic.clock.now(), zone)

        def work() -> None:
            made = make_backup(clinic, file, self._telling("Sealing"))
            self._ended.emit(made)
            if isinstance(made, Made):
                proof = rehearse(made.file, clinic.site_key, self._telling("Proving"))
                if isinstance(proof, Proof) and not proof.findings:
                    rotate(folder, device)  # older ones go only once this one is proven
                self._ended.emit(proof)

        self._start(work)

    def prove_newest(self) -> None:
        """Prove the newest backup in the folder again."""
        clinic, folder = self._desk.clinic, self.folder
        found = kept_in(folder, clinic.vault.log.device) if folder is not None else ()
        if folder is None or not found or self.is_busy:
            return
        file = folder / found[-1][0]
        self._start(
            lambda: self._ended.emit(rehearse(file, clinic.site_key, self._telling("Proving")))
        )

    def give_up(self) -> None:
        """Have what is being done end soon; no half file is left."""
        self._stop.set()

    def stop(self) -> None:
        """Give up what is being done, and wait for its end: the vault is about to be closed."""
        self.give_up()
        if self._thread is not None:
            self._thread.join()

    # ── Inner workings ───────────────────────────────────────────────────────────────────────

    def _start(self, work: Callable[[], None]) -> None:
        self._stop.clear()
        self._thread = threading.Thread(target=self._guarded, args=(work,), name="backup")
        self._thread.start()
        self.changed.emit()

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            work()
        except _GivenUp:
            pass
        finally:
            self._ended.emit(None)

    def _telling(self, what: str) -> Callable[[int, int], None]:
        told = -1

        def tell(done: int, total: int) -> None:
            nonlocal told
            if self._stop.is_set():
                raise _GivenUp
            percent = done * 100 // max(total, 1)
            if percent != told:
                told = percent
                self.progressed.emit(what, percent)

        return tell

    def _take_in(self, outcome: Made | Proof | Trouble | None) -> None:
        clinic = self._desk.clinic
        match outcome:
            case Made(file=file, entries=entries):
                self.trouble, self._failed_at = "", None
                clinic.note_backup(ev.BackupMade(file=file.name, entries=entries))
            case Proof(file=file, entries=entries, findings=findings):
                proven = ev.BackupProven(file=file.name, entries=entries, findings=len(findings))
                clinic.note_backup(proven)
                self.trouble, self._failed_at = "", None
            case Trouble(sentence=sentence):
                self.trouble, self._failed_at = sentence, clinic.clock.now()
            case None:
                if self._thread is not None:
                    self._thread.join()
                self._thread = None
        self.changed.emit()

    def _look(self, now: datetime) -> None:
        """Make the day's backup, once there is a place for it; prove what was left unproven."""
        folder, kept = self.folder, self._desk.clinic.safekeeping
        if now.second or self.is_busy or folder is None:
            return
        zone = self._desk.world.site.zone
        made_on = local_day(kept.made_at, zone) if kept.made_at is not None else None
        is_due = kept.is_due(local_day(now, zone), made_on)
        if not is_due and kept.is_proven:
            return
        if not folder.is_dir():
            if self.trouble != _GONE:
                self.trouble = _GONE
                self.changed.emit()
        elif self._failed_at is not None and now - self._failed_at < _TRY_AGAIN_AFTER:
            return
        elif is_due:
            self.make()
        else:
            self.prove_newest()
