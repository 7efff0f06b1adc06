"""A vault that another release used last: sealed into a proven backup, then brought up to date."""

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

import ketachart
from ketachart.app.outcomes import Telling, Trouble
from ketachart.app.rehearsing import rehearse
from ketachart.app.working_out import bring_up_to_date
from ketachart.domain import events as ev
from ketachart.domain.entries import workstation_stream
from ketachart.store.backup import SUFFIX, sweep_parts, write_backup
from ketachart.store.codec import KINDS, NAMES, UNREADABLE, decode_event, encode
from ketachart.store.errors import StoreError, StoreTooNew, UpgradeHeld
from ketachart.store.migrate import migrate, pending_steps
from ketachart.store.notes import RELEASE, UPGRADED, note, noted
from ketachart.store.progress import Progress
from ketachart.store.vault import Vault, take_away

_BEGINNING = "before-"
_KEPT = 3
"""Backups of earlier upgrades; the daily backups hold what is older."""


def tell_nobody(_what: str, _percent: int) -> None:
    """An upgrade that nobody watches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upgraded:
    """What was done to a vault of another release.

    Attributes:
        before: the release that used it last; empty if it did not note itself.
        backup: the sealed file in the vault's folder, as the vault was.
        entries: how many entries it holds.
    """

    before: str
    backup: str
    entries: int

    @property
    def words(self) -> str:
        """For the person who signs in next."""
        used_by = f"KetaChart {self.before}" if self.before else "an older release"
        return (
            f"This vault was last used by {used_by}. All its {self.entries} entries were sealed"
            f" into {self.backup} in the vault's folder, that backup was proven, and the vault"
            f" was brought up to date for KetaChart {ketachart.__version__}."
        )


def is_outdated(vault: Vault) -> bool:
    """Whether another release used a vault last, or it lacks steps of the schema."""
    return bool(pending_steps(vault.db)) or noted(vault.db, RELEASE) != ketachart.__version__


def upgrade(vault: Vault, site_key: bytes, at: datetime, telling: Telling = tell_nobody) -> None:
    """Bring a vault that another release used last to this one's form, if that is needed.

    Before anything in it changes, the vault is sealed into a backup in its folder; that backup is
    taken out in a scratch place, brought up to date there, and looked through entry by entry.

    Raises:
        StoreTooNew: entries were recorded here of kinds that this release does not know.
        UpgradeHeld: there was no room, or the backup could not be proven; the vault is as it was.
        StoreError: the disk failed on the way; opening the vault again goes on, or begins anew.
    """
    if not is_outdated(vault):
        bring_up_to_date(vault.db)
        return
    before = noted(vault.db, RELEASE)
    if vault.log.kinds_of(vault.log.device) - KINDS.keys():
        # Written here by a release that knew them: without them, what is worked out would be wrong.
        raise StoreTooNew.than_this(before)
    file = _file(vault, at)
    entries = _proven_backup(vault, site_key, file, at, telling)
    done = Upgraded(before=before, backup=file.name, entries=entries)
    telling("Bringing up to date", 0)
    migrate(vault.db)
    bring_up_to_date(vault.db, _percent_of("Bringing up to date", telling))
    note(vault.db, release=ketachart.__version__, upgraded=encode(done).decode("utf-8"))
    take_away(*sorted(vault.files.folder.glob(f"{_BEGINNING}*{SUFFIX}"))[:-_KEPT])


def change_to_record(vault: Vault) -> ev.ProgramChanged | None:
    """That this release goes on in a log that another one wrote, if the log does not say so yet."""
    done = _noted_upgrade(vault)
    if done is None or done.before == ketachart.__version__:
        return None
    kind = NAMES[ev.ProgramChanged]
    stream = vault.log.stream(workstation_stream(vault.log.device))
    told = [decode_event(kind, each.body) for each in stream if each.kind == kind]
    change = ev.ProgramChanged(before=done.before, release=ketachart.__version__)
    return None if told[-1:] == [change] else change


def last_upgrade(vault: Vault) -> Upgraded | None:
    """What an upgrade did that nobody was told of yet; told once."""
    done = _noted_upgrade(vault)
    if done is not None:
        note(vault.db, **{UPGRADED: ""})
    return done


def _noted_upgrade(vault: Vault) -> Upgraded | None:
    try:
        return msgspec.json.decode(noted(vault.db, UPGRADED), type=Upgraded)
    except UNREADABLE:
        return None


def _file(vault: Vault, at: datetime) -> Path:
    """The backup of a try before, which holds the same; else a new name, which sorts by time."""
    ending = f"-{ketachart.__version__}-{vault.log.head.seq}{SUFFIX}"
    kept = sorted(vault.files.folder.glob(f"{_BEGINNING}*{ending}"))
    new = vault.files.folder / f"{_BEGINNING}{at.strftime('%Y%m%dT%H%M%SZ')}{ending}"
    return next((file for file in kept if file.is_file()), new)


def _proven_backup(
    vault: Vault, site_key: bytes, file: Path, at: datetime, telling: Telling
) -> int:
    sweep_parts(vault.files.folder, _BEGINNING)
    with ExitStack() as undo:
        if not file.is_file():
            undo.callback(take_away, file)
            try:
                write_backup(vault, site_key, file, at, _percent_of("Sealing", telling))
            except StoreError as error:
                raise UpgradeHeld(_held(f"no backup of it could be made: {error}")) from error
        proof = rehearse(file, site_key, _percent_of("Proving", telling))
        if isinstance(proof, Trouble):
            raise UpgradeHeld(_held(f"its backup could not be proven: {proof.sentence}"))
        undo.pop_all()
    if proof.findings:
        take_away(file)
        raise UpgradeHeld(_held(f"its backup could not be proven: {proof.findings[0].words}"))
    if proof.entries != vault.log.count():
        raise UpgradeHeld(_held(f"{file.name} in its folder is a backup of something else."))
    return proof.entries


def _held(why: str) -> str:
    return (
        f"This vault was last used by another release and was left as it was, for {why}"
        " Mend that, or open it with the release that used it last."
    )


def _percent_of(what: str, telling: Telling) -> Progress:
    return lambda done, total: telling(what, done * 100 // max(total, 1))
