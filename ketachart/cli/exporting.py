"""The command that writes everything a clinic keeps, to be read without the program."""

from pathlib import Path
from typing import TextIO

import click

from ketachart.cli.program import main
from ketachart.cli.session import (
    refused,
    sign_in_options,
    signed_in,
    tells_what_is_wrong,
    vault_option,
)


@main.command()
@vault_option
@click.option(
    "--out",
    metavar="DIR",
    required=True,
    type=click.Path(path_type=Path),
    help="The new folder to write.",
)
@click.option("--charts/--no-charts", default=True, help="With each chart as PDF, or without.")
@sign_in_options
@tells_what_is_wrong
def export(
    folder: Path, out: Path, user: str | None, passphrase_file: TextIO | None, *, charts: bool
) -> None:
    """Write everything into a new folder: tables, the whole log, charts, a list with digests.

    Nothing in it is encrypted. Its README.txt says how to read it without KetaChart.

    Example: ketachart export --vault ~/clinic --out /media/stick/everything
    """
    from ketachart.app.whole_export import RIGHT, ExportWish
    from ketachart.paper.exporting import export_steps

    with signed_in(folder, user, passphrase_file) as (clinic, turn):
        if refusal := clinic.may_read(turn, RIGHT):
            refused(refusal)
        *_, end = export_steps(clinic, ExportWish(out=out, charts=charts), turn)
    click.echo(f"{out}: {end.words}")
    click.echo(f"SHA-256 of its manifest.json: {end.digest}")
