"""The commands that keep a vault safe: back it up, prove a backup, restore one."""

from pathlib import Path
from typing import TextIO

import click

from ketachart.app.clock import SystemClock
from ketachart.app.outcomes import Trouble
from ketachart.cli.program import main
from ketachart.cli.session import (
    COULD_NOT_START,
    REFUSED,
    asked,
    fail,
    refused,
    sheets_asked,
    sign_in_options,
    signed_in,
    tells_what_is_wrong,
    vault_option,
)
from ketachart.domain.refusals import Refusal

_BACKUP = click.Path(path_type=Path, dir_okay=False)


@main.command()
@click.argument("file", type=_BACKUP)
@vault_option
@sign_in_options
@tells_what_is_wrong
def backup(file: Path, folder: Path, user: str | None, passphrase_file: TextIO | None) -> None:
    """Write a sealed backup of a vault into a new file.

    Example: ketachart backup /media/stick/monday.ketabackup --vault ~/clinic
    """
    from ketachart.app.backups import make_backup
    from ketachart.domain import events as ev

    with signed_in(folder, user, passphrase_file) as (clinic, turn):
        if refusal := clinic.may_read(turn, "backup.make"):
            refused(refusal)
        made = make_backup(clinic, file)
        if isinstance(made, Trouble):
            fail(made.sentence, made.code, REFUSED)
        clinic.note_backup(ev.BackupMade(file=file.name, entries=made.entries), turn.person.id)
    click.echo(f"{made.entries} entries are sealed in {file}. Prove it with: ketachart rehearse")


@main.command()
@click.argument("file", type=_BACKUP)
@vault_option
@click.option("--sheets", is_flag=True, help="Open it with two recovery sheets, asked for.")
@sign_in_options
@tells_what_is_wrong
def restore(
    file: Path, folder: Path, user: str | None, passphrase_file: TextIO | None, *, sheets: bool
) -> None:
    """Make a vault of a backup, in a folder that holds none.

    Anybody's passphrase of the moment of the backup opens it, or two of the recovery sheets.

    Example: ketachart restore /media/stick/monday.ketabackup --vault ~/clinic
    """
    from ketachart.app.backups import by_passphrase, by_sheets
    from ketachart.app.backups import restore as put_back

    opening = by_sheets(sheets_asked()) if sheets else by_passphrase(*asked(user, passphrase_file))
    entries = put_back(file, folder, opening, SystemClock())
    if isinstance(entries, Refusal):
        refused(entries, COULD_NOT_START)
    if isinstance(entries, Trouble):
        fail(entries.sentence, entries.code, REFUSED)
    click.echo(f"{entries} entries are restored into {folder}, as a workstation of its own.")


@main.command()
@click.argument("file", type=_BACKUP)
@sign_in_options
@tells_what_is_wrong
def rehearse(file: Path, user: str | None, passphrase_file: TextIO | None) -> None:
    """Prove that a backup can be restored: open it in a scratch place and verify all of it.

    Exit status 0: it can; 1: it is damaged; 2: could not look.

    Example: ketachart rehearse /media/stick/monday.ketabackup
    """
    from ketachart.app.backups import by_passphrase, key_of
    from ketachart.app.rehearsing import rehearse as prove

    site_key = key_of(file, by_passphrase(*asked(user, passphrase_file)))
    if isinstance(site_key, Refusal):
        refused(site_key, COULD_NOT_START)
    if isinstance(site_key, Trouble):
        fail(site_key.sentence, site_key.code, REFUSED)
    proof = prove(file, site_key)
    if isinstance(proof, Trouble):
        fail(proof.sentence, proof.code, REFUSED)
    for finding in proof.findings:
        click.echo(f"{finding.place}: {finding.words}", err=True)
    if proof.findings:
        fail("This backup is not as it was made.", "backup.damaged", REFUSED)
    click.echo(f"Sound: {proof.entries} entries, and all that is worked out from them.")
