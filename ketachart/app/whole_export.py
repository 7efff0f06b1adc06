"""Everything a clinic keeps, in one new folder, to be read without the program."""

import json
import re
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from ketachart.app.audit import without_secrets
from ketachart.app.clinic import Clinic, Turn
from ketachart.app.files import whole_folder
from ketachart.app.listed_folder import GrowingFile, ListedFolder
from ketachart.app.packet import Progress, cover_of
from ketachart.domain.session import Session
from ketachart.domain.times import local_day, stamp
from ketachart.exports import export_tables as tables
from ketachart.exports.cells import spreadsheet_csv
from ketachart.exports.export_readme import readme
from ketachart.exports.export_tables import SessionLines
from ketachart.store.derived import Derived
from ketachart.store.entries import Stored
from ketachart.store.log_reader import in_batches

PrintChart = Callable[[Session], Iterable[bytes]]
"""A chart as PDF: nothing after each page, then all of it. It is read when asked for."""

RIGHT: Final = "vault.export"
LOG, CHARTS, README, SUMS = "log", "charts", "README.txt", "SHA256SUMS"
_HEADING: Final = "Everything a clinic kept in KetaChart"
_NOT_IN_NAMES: Final = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportWish:
    """The folder that is to come, and whether each chart is in it as PDF, which takes longest."""

    out: Path
    charts: bool = True


def write_export(
    clinic: Clinic, wish: ExportWish, turn: Turn, print_chart: PrintChart
) -> Generator[Progress, None, None]:
    """Write everything, a session or some of the log at a time; closing it gives it up.

    Nothing is left of what was given up; work may go on between the steps.

    Raises:
        NotWritten: the folder is there already, or the disk failed; nothing is left.
    """
    clinic.record_reading("everything", turn)
    with whole_folder(wish.out) as folder:
        writing = ListedFolder(folder)
        exporting = _Exporting(clinic, writing, print_chart if wish.charts else None)
        yield from exporting.steps()
        digest = exporting.finish(turn)
    clinic.record_reading(f"everything, saved, manifest SHA-256 {digest}", turn)
    words = f"{len(writing.files)} files of {exporting.count} sessions."
    yield Progress(done=exporting.total, total=exporting.total, words=words, digest=digest)


class _Exporting:
    """An export at work."""

    def __init__(
        self, clinic: Clinic, writing: ListedFolder, print_chart: PrintChart | None
    ) -> None:
        self._clinic = clinic
        self._writing = writing
        self._print_chart = print_chart
        self._sessions = clinic.books.all_sessions()
        self._zone = clinic.world.site.zone
        self._begun: datetime | None = None
        self.count = len(self._sessions)
        self.total = self.count + clinic.vault.log.count() // 1000 + 3

    def steps(self) -> Iterator[Progress]:
        """All but the list of the files."""
        for done, words in self._tables():
            yield Progress(done=done, total=self.total, words=words)
        for done, words in enumerate(self._log(), start=self.count + 1):
            yield Progress(done=min(done, self.total - 1), total=self.total, words=words)

    def finish(self, turn: Turn) -> str:
        """Add what says what all this is; the digest of the manifest."""
        clinic, today = self._clinic, local_day(self._clinic.clock.now(), self._zone)
        first = local_day(self._begun, self._zone) if self._begun else today
        text = readme(
            clinic.world.site.name,
            stamp(clinic.clock.now(), self._zone),
            str(self._zone),
            has_charts=self._print_chart is not None,
            is_training=clinic.world.site.training,
        )
        self._writing.put(README, "What these files are", text)
        self._writing.files.sort(key=lambda each: ("/" in each.name, each.name))
        self._writing.put_sums(SUMS, "The same digests, for sha256sum")
        return self._writing.finish(cover_of(clinic, first, today, turn), _HEADING)

    def _tables(self) -> Iterator[tuple[int, str]]:
        (self._writing.folder / CHARTS).mkdir()
        with ExitStack() as stack:
            files = {table.name: stack.enter_context(self._table(table)) for table in tables.TABLES}
            for number, name in enumerate(self._sessions, start=1):
                session = self._clinic.world.session(name)
                if session is not None:
                    self._put_session(session, files)
                    for words in self._chart(number, session):
                        yield number - 1, words
                yield number, f"Session {number} of {self.count}"
            patients = map(tables.patient_line, self._clinic.patients())
            files["patients"].write(spreadsheet_csv(patients))
            people = map(tables.person_line, self._clinic.people())
            files["people"].write(spreadsheet_csv(people))
            for rows in Derived(self._clinic.vault.db).all_rows():
                files["movements"].write(spreadsheet_csv(row.cells for row in rows))
                yield self.count, "Movements of controlled substances"

    def _put_session(self, session: Session, files: dict[str, GrowingFile]) -> None:
        relief = self._clinic.books.relief(session.id)
        lines = SessionLines(session=session, relief=relief, zone=self._zone)
        for table, found in lines.by_table():
            files[table.name].write(spreadsheet_csv(found))

    @contextmanager
    def _table(self, table: tables.ExportTable) -> Iterator[GrowingFile]:
        with self._writing.growing(f"{table.name}.csv", table.holds) as file:
            file.write(spreadsheet_csv([tuple(table.columns)]))
            yield file

    def _chart(self, number: int, session: Session) -> Iterator[str]:
        if self._print_chart is None:
            return
        for printed in self._print_chart(session):
            if printed:
                name = f"{number:05}-{_NOT_IN_NAMES.sub('-', session.id)}.pdf"
                self._writing.put(f"{CHARTS}/{name}", f"Chart of session {session.id}", printed)
            else:
                yield f"Chart of session {session.id}"

    def _log(self) -> Iterator[str]:
        (self._writing.folder / LOG).mkdir()
        written = 0
        with ExitStack() as stack:
            months: dict[str, GrowingFile] = {}
            for batch in in_batches(self._clinic.vault.log.everything()):
                self._begun = self._begun or batch[0].recorded_at
                for stored in batch:
                    month = stored.recorded[:7]
                    if month not in months:
                        growing = self._writing.growing(
                            f"{LOG}/{month}.jsonl", f"The log of {month}, of record"
                        )
                        months[month] = stack.enter_context(growing)
                    months[month].write(log_line(stored))
                written += len(batch)
                yield f"Log, {written} entries"


def log_line(stored: Stored) -> bytes:
    """An entry as a line of JSON; its body stands last, to the byte, but for what proves people."""
    kept = stored.body.decode()
    body = without_secrets(kept)
    head = json.dumps(
        {
            "device": stored.device,
            "seq": stored.seq,
            "stream": stored.stream,
            "kind": stored.kind,
            "observed_at": stored.observed,
            "recorded_at": stored.recorded,
            "utc_offset_s": stored.utc_offset_s,
            "author": stored.author,
            "prev_hash": stored.prev_hash.hex(),
            "hash": stored.hash.hex(),
            "is_whole": body == kept,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return f'{head[:-1]},"body":{body}}}\n'.encode()
