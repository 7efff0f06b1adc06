"""The commands for several workstations: hub, invitation, joining, exchange, conflicts."""

import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TextIO

import click

from ketachart.app.clinic import Clinic, Turn
from ketachart.app.clock import SystemClock
from ketachart.app.outcomes import Trouble
from ketachart.cli.commands import OUTPUT
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

if TYPE_CHECKING:
    from ketachart.app.syncing import Report

_NEW = "The folder of the new vault; it must not hold anything."
_BY = "The invitation; a courier file may lie beside it."
_ADMINISTERS = "workstation.invite"
_READS = "summary.read"
_FOLDER = click.Path(path_type=Path, file_okay=False)


@main.group()
def hub() -> None:
    """Set a hub up in a PostgreSQL database, and let this workstation in.

    Example: ketachart hub init postgresql://owner@hub.clinic.example/ketahub
    """


@hub.command(name="init")
@click.argument("owner_url", metavar="OWNER-URL")
@tells_what_is_wrong
def init_hub(owner_url: str) -> None:
    """Create the hub's schema in a database, or bring it up to date, as the database's owner.

    The owner's password may stand in the address, in PGPASSWORD, or in a file of passwords.

    Example: ketachart hub init postgresql://owner@hub.clinic.example/ketahub
    """
    from ketachart.app.exchanging import attempted
    from ketachart.app.syncing import init_hub as lay

    before = attempted(lambda: lay(owner_url))
    if isinstance(before, Trouble):
        _failed(before)
    click.echo(
        "The hub's tables were there already and are up to date."
        if before
        else "The hub's tables are laid. Let workstations in with: ketachart hub enrol, invite"
    )


@hub.command()
@click.argument("owner_url", metavar="OWNER-URL")
@vault_option
@sign_in_options
@tells_what_is_wrong
def enrol(owner_url: str, folder: Path, user: str | None, passphrase_file: TextIO | None) -> None:
    """Give this workstation a role of its own at the hub, and remember the hub in the vault.

    Example: ketachart hub enrol postgresql://owner@hub.clinic.example/ketahub --vault ~/clinic
    """
    from ketachart.app.syncing import Syncing

    with signed_in(folder, user, passphrase_file) as (clinic, turn):
        _require(clinic, turn, _ADMINISTERS)
        trouble = Syncing(clinic).enrol(owner_url)
        if trouble is not None:
            _failed(trouble)
        device = clinic.vault.log.device
    click.echo(f"{device} has a role of its own at the hub. Exchange with: ketachart sync")


@hub.command()
@click.argument("owner_url", metavar="OWNER-URL")
@click.argument("device", metavar="WORKSTATION")
@vault_option
@click.option("--reason", default="", metavar="WORDS", help="Why, if it isn't retired yet.")
@sign_in_options
@tells_what_is_wrong
def retire(
    owner_url: str,
    device: str,
    folder: Path,
    reason: str,
    user: str | None,
    passphrase_file: TextIO | None,
) -> None:
    """End a retired workstation's role at the hub; what it laid down there stays.

    One that the clinic has not retired yet is retired first, for the reason given.

    Example: ketachart hub retire postgresql://owner@hub.clinic.example/ketahub ws-1f0a22b3
    --vault ~/clinic --reason stolen
    """
    from ketachart.app.syncing import Syncing

    with signed_in(folder, user, passphrase_file) as (clinic, turn):
        answer = Syncing(clinic).retire(turn, device, reason, owner_url)
    if isinstance(answer, Refusal):
        refused(answer)
    if isinstance(answer, Trouble):
        _failed(answer)
    click.echo(
        f"{device} is retired, and its role at the hub is ended."
        if answer
        else f"{device} is retired; it has no role at that hub."
    )


@main.command()
@vault_option
@click.option("--hub", "owner_url", default="", metavar="OWNER-URL", help="The hub, as its owner.")
@click.option("--out", "file", required=True, metavar="FILE", type=OUTPUT, help="Where to.")
@sign_in_options
@tells_what_is_wrong
def invite(
    folder: Path, owner_url: str, file: Path, user: str | None, passphrase_file: TextIO | None
) -> None:
    """Write an invitation, by which another workstation of the same clinic joins.

    Without a hub, write a courier file beside it: ketachart courier write.

    Example: ketachart invite --vault ~/clinic --out /media/stick/room-2.ketainvitation
    """
    from ketachart.app.invitations import HOLDS
    from ketachart.app.syncing import Syncing

    with signed_in(folder, user, passphrase_file) as (clinic, turn):
        answer = Syncing(clinic).invite(turn, file, owner_url)
        if isinstance(answer, Refusal):
            refused(answer)
        if answer is not None:
            _failed(answer)
    click.echo(
        f"The invitation is in {file}, for {HOLDS.days} days. On the other computer: ketachart join"
    )


@main.command()
@click.option("--vault", "folder", required=True, metavar="NEWDIR", type=_FOLDER, help=_NEW)
@click.option("--invitation", "file", required=True, metavar="FILE", type=OUTPUT, help=_BY)
@click.option("--sheets", is_flag=True, help="Open it with two recovery sheets, asked for.")
@sign_in_options
@tells_what_is_wrong
def join(
    folder: Path, file: Path, user: str | None, passphrase_file: TextIO | None, *, sheets: bool
) -> None:
    """Make a vault on this computer that joins the clinic of an invitation.

    It starts with all that the hub, or a courier file beside the invitation, holds.

    Example: ketachart join --vault ~/clinic --invitation /media/stick/room-2.ketainvitation
    """
    from ketachart.app.backups import by_passphrase, by_sheets
    from ketachart.app.joining import join as make

    who, passphrase = "", ""
    if sheets:
        opening = by_sheets(sheets_asked())
    else:
        who, passphrase = asked(user, passphrase_file)
        opening = by_passphrase(who, passphrase)
    entries = make(folder, file, opening, SystemClock())
    if isinstance(entries, Refusal):
        refused(entries, COULD_NOT_START)
    if isinstance(entries, Trouble):
        _failed(entries)
    click.echo(f"{entries} entries are here. This workstation has joined.")
    if who:
        _introduce(folder, who, passphrase)


def _introduce(folder: Path, who: str, passphrase: str) -> None:
    """Have who joined vouch for the workstation, and tell the hub at once; it may be told later."""
    from ketachart.app.syncing import Syncing
    from ketachart.app.vaults import unlock

    opened = unlock(folder, who, passphrase, SystemClock())
    if isinstance(opened, Refusal):
        refused(opened)
    syncing = Syncing(opened.clinic)
    if syncing.hub() is not None:
        syncing.with_hub()
    opened.clinic.close()


@main.command()
@vault_option
@sign_in_options
@tells_what_is_wrong
def sync(folder: Path, user: str | None, passphrase_file: TextIO | None) -> None:
    """Exchange with the hub, and work in what came.

    Exit status 0: exchanged; 1: the hub was not reached, lost something, or this vault is a copy.

    Example: ketachart sync --vault ~/clinic --user ad.lindqvist
    """
    from ketachart.app.syncing import Syncing

    with signed_in(folder, user, passphrase_file) as (clinic, turn):
        _require(clinic, turn, _READS)
        _tell(Syncing(clinic).with_hub(), clinic)


@main.group()
def courier() -> None:
    """Carry entries to the other workstations on a stick.

    Example: ketachart courier write /media/stick --vault ~/clinic
    """


@courier.command()
@click.argument("stick", metavar="FOLDER", type=_FOLDER)
@vault_option
@sign_in_options
@tells_what_is_wrong
def write(stick: Path, folder: Path, user: str | None, passphrase_file: TextIO | None) -> None:
    """Write what the others may lack into a folder, beside what lies there.

    It counts as delivered only when a receipt comes back.

    Example: ketachart courier write /media/stick --vault ~/clinic
    """
    from ketachart.app.syncing import Syncing

    with signed_in(folder, user, passphrase_file) as (clinic, turn):
        _require(clinic, turn, _READS)
        _tell(Syncing(clinic).with_courier(stick, "write"), clinic)


@courier.command()
@click.argument("stick", metavar="FOLDER", type=_FOLDER)
@vault_option
@sign_in_options
@tells_what_is_wrong
def read(stick: Path, folder: Path, user: str | None, passphrase_file: TextIO | None) -> None:
    """Take in what the others wrote into a folder, and leave them a receipt.

    Example: ketachart courier read /media/stick --vault ~/clinic
    """
    from ketachart.app.syncing import Syncing

    with signed_in(folder, user, passphrase_file) as (clinic, turn):
        _require(clinic, turn, _READS)
        _tell(Syncing(clinic).with_courier(stick, "read"), clinic)


@main.command()
@vault_option
@click.option("--json", "file", metavar="FILE", type=OUTPUT, help="Write them as JSON.")
@sign_in_options
@tells_what_is_wrong
def conflicts(
    folder: Path, file: Path | None, user: str | None, passphrase_file: TextIO | None
) -> None:
    """Print what two workstations said differently, and who has to look at it.

    Example: ketachart conflicts --vault ~/clinic --json conflicts.json
    """
    from ketachart.app.files import write_whole

    with signed_in(folder, user, passphrase_file) as (clinic, turn):
        _require(clinic, turn, _READS)
        _take_in(clinic)
        found = [
            {
                "id": each.id,
                "kind": each.kind,
                "role": each.role.value,
                "words": each.words,
                "task": each.task,
                "refs": list(each.refs),
                "at": each.at.isoformat(),
                "settled": each.settled.words if each.settled else None,
            }
            for each in clinic.conflicts()
        ]
        clinic.record_reading("conflicts", turn)
    if file is not None:
        text = json.dumps(found, indent=1, ensure_ascii=False)
        write_whole(file, f"{text}\n".encode())
        return
    for line in _conflict_lines(found):
        click.echo(line)


def _conflict_lines(found: Iterable[Mapping[str, object]]) -> Iterable[str]:
    waiting = [each for each in found if each["settled"] is None]
    for each in waiting:
        yield f"{each['at']} {each['words']} {each['role']}: {each['task']} ({each['id']})"
    yield f"{len(waiting)} to be looked at."


def _tell(report: "Report | Trouble", clinic: Clinic) -> None:
    """Work in what came, and say what an exchange did."""
    if isinstance(report, Trouble):
        _failed(report)
    _take_in(clinic)
    click.echo(
        f"{report.place}: {report.sent} sent, {report.received} received, "
        f"{len(report.set_aside)} set aside."
    )
    for each in report.set_aside:
        click.echo(
            f"Set aside: entries {each.first_seq} to {each.last_seq} of {each.device}: {each.why}"
        )
    for receipt in report.receipts:
        click.echo(f"Receipt: {receipt.workstation} has {receipt.has} of this one, {receipt.at}")
    for lost in report.behind:
        click.echo(
            f"Lost there and sent again: entries {lost.holds + 1} to {lost.acknowledged} of "
            f"{lost.device}",
            err=True,
        )
    if report.forked:
        fail(
            "This vault is a copy of another that is in use: it takes a name of its own when it is "
            "opened next, and nothing of it was sent until then.",
            "vault.copied",
            REFUSED,
        )
    if report.behind:
        fail("The other side has lost entries it once had.", "place.behind", REFUSED)


def _take_in(clinic: Clinic) -> None:
    while clinic.take_in():
        pass


def _require(clinic: Clinic, turn: Turn, right: str) -> None:
    if refusal := clinic.may_read(turn, right):
        refused(refusal)


def _failed(trouble: Trouble) -> NoReturn:
    fail(trouble.sentence, trouble.code, REFUSED)


@main.command(name="open")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.pass_context
def open_carried(context: click.Context, file: Path) -> None:
    """Open the windows at the page that reads a file from a stick.

    That is what another workstation wrote, or an update.

    Example: ketachart open /media/stick/ketachart-1f0a22b3.courier
    """
    from ketachart.bootstrap import run_windows

    sys.exit(run_windows(context.find_root().params["folder"], file))
