"""Another workstation joins a clinic: it is invited, and starts with all that the others know."""

import secrets
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import date
from pathlib import Path
from typing import Final

from ketachart.app.backups import Opening
from ketachart.app.clinic import Clinic
from ketachart.app.clock import Clock
from ketachart.app.exchanging import invited, pull_everything
from ketachart.app.files import NotWritten, write_whole
from ketachart.app.invitations import (
    Invitation,
    SealedInvitation,
    hub_written,
    last_day,
)
from ketachart.app.outcomes import Done, Refused, Trouble, Turn
from ketachart.app.presence import wrong_secret
from ketachart.app.trust import is_founded, known_keys, read_pins, written_pins
from ketachart.app.vaults import open_with_key
from ketachart.app.workstations import HubAddress
from ketachart.crypto.errors import CryptoError, WrongPassphrase, WrongSheets
from ketachart.crypto.keyring import Keyring
from ketachart.domain.acts import InviteWorkstation
from ketachart.domain.refusals import Code, Refusal
from ketachart.store.arriving import work_out_anew
from ketachart.store.errors import StoreError
from ketachart.store.notes import HUB, INVITATION, INVITED, PINS, note, noted
from ketachart.store.progress import Progress, nothing_told
from ketachart.store.staging import staged
from ketachart.store.vault import Vault
from ketachart.store.vault_files import VaultFiles

Enrol = Callable[[str], HubAddress]
"""Makes a role at the hub for a workstation of this name; raises PlaceTrouble."""

_NOTHING_YET: Final = (
    "Nothing of the clinic lies at the hub or beside the invitation yet: exchange at a workstation "
    "of the clinic first, or write a courier file beside the invitation."
)


def new_name() -> str:
    """A name for a workstation that no other has."""
    return f"ws-{secrets.token_hex(4)}"


def invite(
    clinic: Clinic, turn: Turn, file: Path, enrol: Enrol | None = None, device: str = ""
) -> Refusal | Trouble | None:
    """Write a file by which another workstation of this clinic may join.

    Args:
        clinic: the clinic.
        turn: an administrator's.
        file: where it goes.
        enrol: makes its role at the hub; left out, it joins by a courier file.
        device: its name; a new one if it is left out.
    """
    device = device or new_name()
    act = InviteWorkstation(invitation=clinic.new_id("inv"), device=device)
    if (refusal := clinic.check(act, turn)) is not None:
        outcome = clinic.perform(act, turn)
        return outcome.refusal if isinstance(outcome, Refused) else refusal
    vault = clinic.vault
    keys = read_pins(noted(vault.db, PINS)) | known_keys(vault.log)
    try:
        invitation = Invitation(
            name=act.invitation,
            site=vault.workstation.site,
            device=device,
            until=_holds_until(clinic),
            keyring=vault.files.keyring.read_bytes(),
            keys=keys | {vault.log.device: vault.signer.public_key},
            hub=enrol(device) if enrol is not None else None,
        )
        write_whole(file, invitation.written(clinic.site_key))
    except OSError:
        return Trouble(sentence="The keyring of this vault can't be read.", code="keyring.missing")
    except NotWritten as error:
        return Trouble(sentence=str(error), code="file.not-written")
    outcome = clinic.perform(act, turn)
    if isinstance(outcome, Done):
        note(vault.db, **{INVITED: " ".join([*invited(vault.db), device])})
        return None
    with suppress(OSError):
        file.unlink()
    return outcome.refusal if isinstance(outcome, Refused) else outcome


def _holds_until(clinic: Clinic) -> date:
    """The last day of an invitation; a training clinic's days are no other computer's days."""
    return date.max if clinic.books.site.training else last_day(clinic.clock.now())


def join(
    folder: Path, file: Path, opening: Opening, clock: Clock, progress: Progress = nothing_told
) -> int | Refusal | Trouble:
    """Make a vault of what the others know, in a folder that holds none; whole or not at all.

    Whoever signs in first afterwards vouches for the new workstation.

    Args:
        folder: where the vault is to stand.
        file: the invitation; a courier file may lie beside it.
        opening: what opens the keyring: a passphrase, or two recovery sheets.
        clock: what a real clinic goes by.
        progress: told how much of how much has arrived; may raise to give up.

    Returns:
        How many entries it starts with; or why nothing was done.
    """
    try:
        sealed = SealedInvitation.read(file)
        site_key = opening(Keyring.of(sealed.keyring))
        invitation = sealed.opened(site_key)
        invitation.require_in_time(clock.now())
        return _made(folder, file, invitation, site_key, clock, progress)
    except WrongPassphrase:
        return wrong_secret()
    except WrongSheets as error:
        remedy = "Type two different sheets, both of this clinic."
        return Refusal(code=Code.SHEETS_WRONG, sentence=str(error), remedy=remedy, about="sheets")
    except (StoreError, CryptoError) as error:
        return Trouble(sentence=str(error), code=error.code)


def _made(
    folder: Path,
    file: Path,
    invitation: Invitation,
    site_key: bytes,
    clock: Clock,
    progress: Progress,
) -> int | Trouble:
    with staged(folder) as staging:
        trouble = _fill(staging.folder, file, invitation, site_key, progress)
        if trouble is not None:
            return trouble
        with closing(open_with_key(staging.folder, site_key, clock)) as clinic:
            entries = clinic.vault.log.count()
        staging.keep()
    return entries


def _fill(
    staging: Path,
    file: Path,
    invitation: Invitation,
    site_key: bytes,
    progress: Progress,
) -> Trouble | None:
    """A vault with all that the others know, which is not worked out yet."""
    Keyring.of(invitation.keyring).save(VaultFiles(staging).keyring)
    with Vault.create(staging, site_key, invitation.site, invitation.device) as vault:
        note(
            vault.db,
            **{
                INVITATION: invitation.name,
                PINS: written_pins(invitation.keys),
                HUB: hub_written(invitation.hub) if invitation.hub else "",
            },
        )
        trouble = pull_everything(vault, site_key, file.parent, progress)
        if trouble is not None:
            return trouble
        if not is_founded(vault.log):
            return Trouble(sentence=_NOTHING_YET, code="join.nothing-yet")
        work_out_anew(vault.db)
        return None
