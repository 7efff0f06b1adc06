"""The commands for updates that come as a file on a stick: check one, take its installer out."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ketachart.app.outcomes import Trouble
from ketachart.cli.program import main
from ketachart.cli.session import REFUSED, fail

if TYPE_CHECKING:
    from ketachart.app.updates import Update

_FILE = click.Path(path_type=Path, dir_okay=False)


@main.group()
def update() -> None:
    """Check an update that came as a file, and take its installer out.

    Example: ketachart update check /media/stick/ketachart-0.2.0.ketaupdate
    """


@update.command()
@click.argument("file", type=_FILE)
def check(file: Path) -> None:
    """Say which release an update is, and whether it is whole and signed by the release key.

    Exit status 0: it may be installed here; 1: it was refused.

    Example: ketachart update check /media/stick/ketachart-0.2.0.ketaupdate
    """
    from ketachart.app.updates import check_update, release_key

    _tell(check_update(file, release_key()))


@update.command()
@click.argument("file", type=_FILE)
@click.option(
    "--out",
    "folder",
    required=True,
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where the installer goes.",
)
def take(file: Path, folder: Path) -> None:
    """Check an update, put its installer into a folder, and say how it is installed.

    Example: ketachart update take /media/stick/ketachart-0.2.0.ketaupdate --out ~/Downloads
    """
    from ketachart.app.updates import release_key, take_installer

    _tell(take_installer(file, folder, release_key()))


def _tell(answer: "Update | Trouble") -> None:
    if isinstance(answer, Trouble):
        fail(answer.sentence, answer.code, REFUSED)
    click.echo(answer.words)
