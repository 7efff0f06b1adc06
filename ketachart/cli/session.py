"""Opening a vault from the command line, and telling a person what went wrong."""

import functools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn, ParamSpec, TextIO

import click

from ketachart.app.clinic import Clinic, Turn
from ketachart.app.clock import SystemClock
from ketachart.app.files import NotWritten
from ketachart.app.scenario import ScenarioError
from ketachart.app.vaults import unlock
from ketachart.crypto.errors import CryptoError, KeyringDamaged
from ketachart.domain.refusals import Refusal
from ketachart.store.errors import StoreDamaged, StoreError

REFUSED = 1
COULD_NOT_START = 2

_P = ParamSpec("_P")


def fail(sentence: str, code: str, status: int) -> NoReturn:
    """Say in one sentence on standard error what is wrong, and end."""
    click.echo(f"{sentence} [{code}]", err=True)
    sys.exit(status)


def refused(refusal: Refusal, status: int = REFUSED) -> NoReturn:
    """End with a refusal."""
    fail(f"{refusal.sentence} {refusal.remedy}", refusal.code.value, status)


def tells_what_is_wrong(command: Callable[_P, None]) -> Callable[_P, None]:
    """Turn every failure a person can meet into one sentence and an exit status."""

    @functools.wraps(command)
    def run(*args: _P.args, **kwargs: _P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except (StoreDamaged, KeyringDamaged) as error:
            fail(str(error), error.code, REFUSED)
        except (StoreError, CryptoError) as error:
            fail(str(error), error.code, COULD_NOT_START)
        except ScenarioError as error:
            fail(str(error), "scenario.invalid", COULD_NOT_START)
        except NotWritten as error:
            fail(str(error), "file.not-written", REFUSED)

    return run


def sheets_asked() -> list[str]:
    """Ask for the words of two recovery sheets; of each word its first four letters will do."""
    return [
        click.prompt(f"Words of the {each} sheet", err=True, value_proc=_sheet)
        for each in ("first", "second")
    ]


def _sheet(typed: str) -> str:
    from ketachart.app.entrance import read_sheet

    read = read_sheet(typed)
    if read.wrong:
        raise click.UsageError(f"“{read.wrong}” is on no recovery sheet. Type the sheet again.")
    return read.text


def vault_option(command: Callable[_P, None]) -> Callable[_P, None]:
    """`--vault DIR`."""
    return click.option(
        "--vault",
        "folder",
        required=True,
        metavar="DIR",
        type=click.Path(path_type=Path, file_okay=False),
        help="The vault's folder.",
    )(command)


def sign_in_options(command: Callable[_P, None]) -> Callable[_P, None]:
    """`--user ID` and `--passphrase-file FILE`."""
    named = click.option("--user", metavar="ID", help="Who signs in; asked for if left out.")
    secret = click.option(
        "--passphrase-file",
        metavar="FILE",
        type=click.File(),
        help="Where the passphrase stands (- is standard input); asked for if left out.",
    )
    return named(secret(command))


def asked(user: str | None, passphrase_file: TextIO | None) -> tuple[str, str]:
    """Who signs in and with what, asked for where it was not given."""
    who = user or click.prompt("User", err=True)
    if passphrase_file is not None:
        return who, passphrase_file.read().rstrip("\r\n")
    return who, click.prompt("Passphrase", hide_input=True, err=True)


@contextmanager
def signed_in(
    folder: Path, user: str | None, passphrase_file: TextIO | None
) -> Iterator[tuple[Clinic, Turn]]:
    """An open vault, in the turn of whoever signed in; closed at the end."""
    who, passphrase = asked(user, passphrase_file)
    opened = unlock(folder, who, passphrase, SystemClock())
    if isinstance(opened, Refusal):
        refused(opened, COULD_NOT_START)
    if opened.upgraded is not None:
        click.echo(opened.upgraded.words, err=True)
    try:
        yield opened.clinic, opened.turn
    finally:
        opened.clinic.close()
