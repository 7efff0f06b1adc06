"""Backups as a clinic keeps them: made, rotated, restored; and the way in by two sheets."""

from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from pathlib import Path

from ketachart.app.clinic import Clinic
from ketachart.app.clock import Clock
from ketachart.app.outcomes import Trouble
from ketachart.app.passphrases import passphrase_fault, pin_fault
from ketachart.app.presence import wrong_secret
from ketachart.app.vaults import Unlocked, open_with_key, unlock
from ketachart.crypto.errors import CryptoError, WrongPassphrase, WrongSheets
from ketachart.crypto.keyring import Keyring
from ketachart.domain import events as ev
from ketachart.domain.entries import CLINIC, Planned
from ketachart.domain.people import Role
from ketachart.domain.refusals import Code, Refusal
from ketachart.domain.safekeeping import superfluous
from ketachart.store.backup import (
    SUFFIX,
    Contents,
    read_header,
    sweep_parts,
    write_backup,
)
from ketachart.store.errors import StoreError
from ketachart.store.progress import Progress, nothing_told
from ketachart.store.restoring import restore_into, take_back
from ketachart.store.vault_files import VaultFiles

_STAMP = "%Y%m%d-%H%M%S"
_STAMP_DAY = 8
Opening = Callable[[Keyring], bytes]
"""Gives the clinic's key from a keyring; raises WrongPassphrase or WrongSheets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A backup that was written."""

    file: Path
    entries: int


def file_name(device: str, at: datetime, zone: tzinfo) -> str:
    """The name of a backup, which sorts by the time it was made."""
    return f"ketachart-{device}-{at.astimezone(zone).strftime(_STAMP)}{SUFFIX}"


def kept_in(folder: Path, device: str) -> tuple[tuple[str, date], ...]:
    """Name and day of each backup of a workstation in a folder, oldest first."""
    found, prefix = [], f"ketachart-{device}-"
    with suppress(OSError):
        for file in folder.glob(f"{prefix}*{SUFFIX}"):
            with suppress(ValueError):
                day = date.fromisoformat(file.name.removeprefix(prefix)[:_STAMP_DAY])
                found.append((file.name, day))
    return tuple(sorted(found))


def make_backup(clinic: Clinic, file: Path, progress: Progress = nothing_told) -> Made | Trouble:
    """Write a backup of an open clinic; of any thread, while charting goes on."""
    at = clinic.clock.now()
    try:
        contents = write_backup(clinic.vault, clinic.site_key, file, at, progress)
    except (StoreError, CryptoError) as error:
        return Trouble(sentence=str(error), code=error.code)
    return Made(file=file, entries=contents.entries)


def rotate(folder: Path, device: str) -> None:
    """Take away the backups that are no longer needed, and half ones; what can't be stays."""
    sweep_parts(folder, f"ketachart-{device}-")
    for name in superfluous(kept_in(folder, device)):
        with suppress(OSError):
            (folder / name).unlink()


# ── Getting back in ──────────────────────────────────────────────────────────────────────────────


def by_passphrase(user: str, passphrase: str) -> Opening:
    """Open a keyring as a person does."""
    return lambda keyring: keyring.unlock(user, passphrase).site_key


def by_sheets(sheets: Sequence[str]) -> Opening:
    """Open a keyring with two recovery sheets."""
    return lambda keyring: keyring.recover(sheets)


def key_of(file: Path, opening: Opening) -> bytes | Refusal | Trouble:
    """The clinic's key, by the keyring inside a backup."""
    try:
        return opening(Keyring.of(read_header(file).keyring))
    except WrongPassphrase:
        return wrong_secret()
    except WrongSheets as error:
        return _wrong_sheets(error)
    except (StoreError, CryptoError) as error:
        return Trouble(sentence=str(error), code=error.code)


def restore(
    file: Path, folder: Path, opening: Opening, clock: Clock, progress: Progress = nothing_told
) -> int | Refusal | Trouble:
    """Make a vault of a backup, in a folder that holds none.

    Returns:
        How many entries were restored; or why nothing was done.
    """
    site_key = key_of(file, opening)
    if not isinstance(site_key, bytes):
        return site_key
    try:
        header = read_header(file)
        restored = restore_into(folder, file, header, site_key, progress)
        try:
            with closing(open_with_key(folder, site_key, clock)) as clinic:
                _note_restored(clinic, restored.contents, header.made_at)
        except BaseException:
            take_back(folder)
            raise
    except (StoreError, CryptoError) as error:
        return Trouble(sentence=str(error), code=error.code)
    return restored.contents.entries


def _note_restored(clinic: Clinic, contents: Contents, made_at: datetime) -> None:
    """Record that this workstation goes on from a backup; its first entries.

    They are never dated before the entries restored, or those would seem to follow them. A
    training clinic goes on by its own clock, from its last entry. Whoever signs in first vouches
    for the workstation.
    """
    log = clinic.vault.log
    heads = [log.head_of(device) for device in log.devices()]
    found = (log.entry(head.device, head.seq) for head in heads)
    last = max((each.recorded_at for each in found if each is not None), default=made_at)
    facts: list[ev.Event] = [
        ev.WorkstationEnrolled(device=log.device, public_key=clinic.vault.signer.public_key.hex()),
        ev.VaultRestored(
            made_at=made_at.isoformat(),
            device=contents.device,
            entries=contents.entries,
            heads={head.device: head.seq for head in heads},
        ),
    ]
    clinic.record_facts(
        [Planned(stream=CLINIC, event=fact) for fact in facts],
        at=last if clinic.books.site.training else max(clinic.clock.now(), last),
    )


def recover(
    folder: Path, sheets: Sequence[str], user: str, passphrase: str, pin: str, clock: Clock
) -> Unlocked | Refusal | Trouble:
    """Give an administrator a new passphrase, PIN and signing key, by two recovery sheets."""
    fault = passphrase_fault(passphrase) or pin_fault(pin)
    if fault:
        about = "pin" if not passphrase_fault(passphrase) else "passphrase"
        return Refusal(
            code=Code.INPUT_INVALID, sentence=fault, remedy="Choose another.", about=about
        )
    try:
        site_key = Keyring.load(VaultFiles(folder).keyring).recover(sheets)
        with closing(open_with_key(folder, site_key, clock)) as clinic:
            person = clinic.books.person(user.strip())
            if person is None or person.disabled or Role.ADMINISTRATOR not in person.roles:
                return Refusal(
                    code=Code.ROLE,
                    sentence="The sheets give access back to an administrator.",
                    remedy="Enter the name that an administrator signs in by.",
                    about="user",
                )
            clinic.give_access(person, passphrase, pin)
    except WrongSheets as error:
        return _wrong_sheets(error)
    except (StoreError, CryptoError) as error:
        return Trouble(sentence=str(error), code=error.code)
    return unlock(folder, user, passphrase, clock)


def _wrong_sheets(error: WrongSheets) -> Refusal:
    return Refusal(
        code=Code.SHEETS_WRONG,
        sentence=str(error),
        remedy="Type two different sheets, both of this clinic.",
        about="sheets",
    )
