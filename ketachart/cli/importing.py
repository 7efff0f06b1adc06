"""The commands that bring patients and the schedule in from another program's file."""

from pathlib import Path
from typing import TextIO

import click

from ketachart.app.clinic import Clinic, Refused, Trouble, Turn
from ketachart.app.importing import Preview
from ketachart.cli.program import main
from ketachart.cli.session import (
    COULD_NOT_START,
    REFUSED,
    fail,
    refused,
    sign_in_options,
    signed_in,
    tells_what_is_wrong,
    vault_option,
)

_FILE = click.Path(path_type=Path, dir_okay=False)
_MOST_SHOWN = 200
_CHECK = click.option("--check", is_flag=True, help="Show what it would make; record nothing.")


@main.group(name="import")
def import_group() -> None:
    """Bring patients or the schedule in from a CSV file: all of it, or nothing.

    Example: ketachart import patients patients.csv --vault ~/clinic --check
    """


@import_group.command()
@click.argument("file", type=_FILE)
@vault_option
@_CHECK
@sign_in_options
@tells_what_is_wrong
def patients(
    file: Path, folder: Path, user: str | None, passphrase_file: TextIO | None, *, check: bool
) -> None:
    """Register the patients of a CSV file, and what changed of those that are known by their MRN.

    Example: ketachart import patients patients.csv --vault ~/clinic --check
    """
    from ketachart.app.import_preview import Kind

    with signed_in(folder, user, passphrase_file) as (clinic, turn):
        _bring_in(clinic, turn, Kind.PATIENTS, file, check=check)


@import_group.command()
@click.argument("file", type=_FILE)
@vault_option
@_CHECK
@sign_in_options
@tells_what_is_wrong
def schedule(
    file: Path, folder: Path, user: str | None, passphrase_file: TextIO | None, *, check: bool
) -> None:
    """Plan the days that a CSV file names, in place of what was planned for them.

    Example: ketachart import schedule today.csv --vault ~/clinic
    """
    from ketachart.app.import_preview import Kind

    with signed_in(folder, user, passphrase_file) as (clinic, turn):
        _bring_in(clinic, turn, Kind.SCHEDULE, file, check=check)


def _bring_in(clinic: Clinic, turn: Turn, kind: str, file: Path, *, check: bool) -> None:
    from ketachart.app.csv_file import NotReadable, read_bytes
    from ketachart.app.import_preview import Kind, preview

    if refusal := clinic.may_read(turn, kind):
        refused(refusal)
    try:
        found = preview(clinic, Kind(kind), read_bytes(file))
    except NotReadable as error:
        fail(str(error), "input.invalid", COULD_NOT_START)
    _show(found)
    if found.problems:
        fail(f"{file.name}: {found.words}", "input.invalid", REFUSED)
    if check or found.act is None:
        click.echo(found.words)
        return
    outcome = clinic.perform(found.act, turn)
    if isinstance(outcome, Refused):
        refused(outcome.refusal)
    if isinstance(outcome, Trouble):
        fail(outcome.sentence, outcome.code, REFUSED)
    click.echo(f"Imported: {found.words}")


def _show(found: Preview) -> None:
    """Every line that would change something, or all that are wrong."""
    wrong = [f"line {each.line}: {each.sentence}" for each in found.problems]
    changing = [each for each in found.made if each.what != "same"]
    lines = wrong or [f"{each.what}: {each.words}" for each in changing]
    for line in lines[:_MOST_SHOWN]:
        click.echo(line, err=bool(wrong))
    if len(lines) > _MOST_SHOWN:
        click.echo(f"… and {len(lines) - _MOST_SHOWN} more.", err=bool(wrong))
