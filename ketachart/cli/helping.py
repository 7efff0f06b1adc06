"""The command that puts a quick card on paper."""

from pathlib import Path

import click

from ketachart.cli.commands import OUTPUT
from ketachart.cli.program import main
from ketachart.cli.session import tells_what_is_wrong

ROLES = ("nurse", "anesthesiologist", "administrator", "witness")


@main.command(name="help-card")
@click.argument("role", type=click.Choice(ROLES))
@click.option("--pdf", "file", metavar="FILE", required=True, type=OUTPUT, help="Where to.")
@tells_what_is_wrong
def help_card(role: str, file: Path) -> None:
    """Write the quick card of a role: one page to hang where it is needed.

    Example: ketachart help-card nurse --pdf nurse.pdf
    """
    from ketachart.bootstrap import write_help_card

    write_help_card(role, file)
