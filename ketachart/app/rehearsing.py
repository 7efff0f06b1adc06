"""Proves a backup: opens it in a scratch place and looks at all of it."""

import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from ketachart.app.outcomes import Trouble
from ketachart.app.verification import checks_of
from ketachart.app.working_out import bring_up_to_date
from ketachart.crypto.derive import database_key
from ketachart.crypto.errors import CryptoError
from ketachart.store.backup import take_out
from ketachart.store.connection import Access, open_database
from ketachart.store.derived import Database
from ketachart.store.errors import BackupDamaged, StoreDamaged, StoreError, StoreFull
from ketachart.store.integrity import page_faults
from ketachart.store.migrate import migrate
from ketachart.store.progress import Progress, nothing_told, part
from ketachart.store.verify import Finding, findings_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What came of opening a backup: how many entries it holds, and all that is wrong with it."""

    file: Path
    entries: int
    findings: tuple[Finding, ...]


def rehearse(file: Path, site_key: bytes, progress: Progress = nothing_told) -> Proof | Trouble:
    """Open a backup in a scratch place, and look whether all of it is as it was recorded.

    One of an older release is brought up to date there, as restoring it would. Nothing is ever
    unencrypted on the disk: the database taken out is under its own key.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="ketachart-rehearsal-") as drawer:
            taken = Path(drawer) / "taken.db"
            contents = take_out(file, site_key, taken, part(progress, 0, of=3))
            key = database_key(site_key, contents.device)
            with closing(open_database(taken, key, Access.WRITE)) as db:
                found = tuple(Finding(file.name, fault) for fault in page_faults(db))
                found = found or _found_in_log(db, progress)
    except (BackupDamaged, StoreDamaged) as error:
        return Proof(file=file, entries=0, findings=(Finding(file.name, str(error)),))
    except (StoreFull, OSError):
        said = "There is no room to open the backup in the system's folder for temporary files."
        return Trouble(sentence=said, code=StoreFull.code)
    except (StoreError, CryptoError) as error:
        return Trouble(sentence=str(error), code=error.code)
    return Proof(file=file, entries=contents.entries, findings=found)


def _found_in_log(db: Database, progress: Progress) -> tuple[Finding, ...]:
    migrate(db)
    bring_up_to_date(db, part(progress, 1, of=3))
    return tuple(findings_in(db, checks_of(), part(progress, 2, of=3)))
