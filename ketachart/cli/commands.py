"""The commands, one function each; what they do lies in `ketachart.app`."""

import json
import os
import sys
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TextIO

import click

from ketachart.app.files import NotWritten
from ketachart.cli.program import main
from ketachart.cli.session import (
    REFUSED,
    fail,
    refused,
    sign_in_options,
    signed_in,
    tells_what_is_wrong,
    vault_option,
)

ONE_DAY = timedelta(days=1)
DAY = click.DateTime(formats=["%Y-%m-%d"])
OUTPUT = click.Path(path_type=Path, dir_okay=False)


@main.command()
@click.option("--speed", default=10.0, show_default=True, help="Clinic seconds in a second.")
@click.option(
    "--out",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Without a screen: where the files go; left out, a new temporary folder.",
)
@tells_what_is_wrong
def demo(speed: float, folder: Path | None) -> None:
    """Open a training clinic; without a screen, play its day into files.

    Example: ketachart demo --speed 60
    """
    from ketachart.bootstrap import play_demo, run_demo

    if has_screen():
        sys.exit(run_demo(speed))
    for line in play_demo(folder):
        click.echo(line)


def has_screen() -> bool:
    """Whether windows can be shown."""
    if os.environ.get("QT_QPA_PLATFORM") in {"offscreen", "minimal"}:
        return False
    shown = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return shown or not sys.platform.startswith("linux")


@main.command()
@vault_option
@click.option(
    "--from",
    "file",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Take clinic, people, chairs, products and patients from a scenario file.",
)
@click.option(
    "--sheets",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where the three recovery sheets go, as PDF; left out, beside the vault.",
)
@tells_what_is_wrong
def init(folder: Path, file: Path | None, sheets: Path | None) -> None:
    """Set up a clinic: people, chairs, products, recovery sheets.

    Example: ketachart init --vault ~/clinic --from clinic.json
    """
    from ketachart.app.clock import SystemClock
    from ketachart.app.scenario import read_clinic
    from ketachart.app.vaults import abandon, found
    from ketachart.bootstrap import save_sheets
    from ketachart.cli.asking import ask_founding

    founding = read_clinic(file) if file else ask_founding()
    founded = found(folder, founding, SystemClock())
    drawer = sheets or folder.with_name(f"{folder.name}-recovery-sheets")
    try:
        save_sheets(drawer, founding.clinic.name, founded.sheets)
    except NotWritten:
        # The words are shown this once; a clinic must not begin without them.
        abandon(founded.clinic.vault)
        raise
    founded.clinic.close()
    click.echo(f"The vault is in {folder}.")
    click.echo(f"The recovery sheets are in {drawer}: print them, give them to three people who")
    click.echo("lock them away, and delete the files. Any two open the vault if all else is lost.")


@main.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@vault_option
@click.option("--trace", is_flag=True, help="Print each step's number once it is on disk.")
@tells_what_is_wrong
def replay(file: Path, folder: Path, *, trace: bool) -> None:
    """Perform a scenario into a new training vault.

    Example: ketachart replay clinic-day.json --vault /tmp/training
    """
    from ketachart.app.replay import Deviation
    from ketachart.app.replay import replay as perform
    from ketachart.app.scenario import read_scenario
    from ketachart.app.summary import in_words, summary

    def told(step: int) -> None:
        if trace:
            click.echo(f"step {step}")
            sys.stdout.flush()

    try:
        clinic = perform(read_scenario(file), folder, on_step=told)
    except Deviation as deviation:
        fail(str(deviation), "scenario.deviates", REFUSED)
    click.echo(in_words(summary(clinic)))
    clinic.close()


@main.command(name="summary")
@vault_option
@click.option("--session", default="", metavar="ID", help="One session only.")
@click.option("--json", "file", metavar="FILE", type=OUTPUT, help="Write the figures as JSON.")
@sign_in_options
@tells_what_is_wrong
def summarise(
    folder: Path,
    session: str,
    file: Path | None,
    user: str | None,
    passphrase_file: TextIO | None,
) -> None:
    """Print the figures of the sessions and the stock.

    Example: ketachart summary --vault ~/clinic --json figures.json
    """
    from ketachart.app.clinic import unknown_session
    from ketachart.app.files import write_whole
    from ketachart.app.summary import in_words, summary

    with signed_in(folder, user, passphrase_file) as (clinic, turn):
        if refusal := clinic.may_read(turn, "summary.read"):
            refused(refusal)
        if session and clinic.books.session(session) is None:
            refused(unknown_session())
        figures = summary(clinic, session)
        clinic.record_reading(f"summary {session}".strip(), turn)
        if file is None:
            click.echo(in_words(figures))
        else:
            text = json.dumps(figures, indent=1, ensure_ascii=False)
            write_whole(file, f"{text}\n".encode())


@main.command()
@vault_option
@click.option("--date", "one", type=DAY, help="One day.")
@click.option("--from", "first", type=DAY, help="The first day of a range.")
@click.option("--to", "last", type=DAY, help="The last day of a range.")
@click.option(
    "--schedule",
    default="III",
    show_default=True,
    type=click.Choice(["II", "III", "IV", "V", "all"]),
)
@click.option("--csv", "csv_file", metavar="FILE", type=OUTPUT, help="Write the log as CSV.")
@click.option("--pdf", "pdf_file", metavar="FILE", type=OUTPUT, help="Write the log as PDF.")
@click.option("--xlsx", "xlsx_file", metavar="FILE", type=OUTPUT, help="Write a spreadsheet.")
@sign_in_options
@tells_what_is_wrong
def log(  # noqa: PLR0913, PLR0917 - one option each
    folder: Path,
    one: datetime | None,
    first: datetime | None,
    last: datetime | None,
    schedule: str,
    csv_file: Path | None,
    pdf_file: Path | None,
    xlsx_file: Path | None,
    user: str | None,
    passphrase_file: TextIO | None,
) -> None:
    """Write the log of controlled substances of a day or a range of days.

    Without a file to write, the CSV goes to standard output.

    Example: ketachart log --vault ~/clinic --date 2026-03-03 --csv day.csv --pdf day.pdf
    """
    from ketachart.app.files import write_whole
    from ketachart.exports.daylog_csv import day_log_csv

    days = _days(one, first, last)
    with signed_in(folder, user, passphrase_file) as (clinic, turn):
        if refusal := clinic.may_read(turn, "log.export"):
            refused(refusal)
        clinic.record_reading(f"log {days[0]} to {days[-1]}, schedule {schedule}", turn)
        rows = [row for day in days for row in clinic.day_log(day, schedule)]
        content = day_log_csv(rows)
        if csv_file is not None:
            write_whole(csv_file, content)
        if xlsx_file is not None:
            from ketachart.exports.daylog_xlsx import day_log_xlsx

            write_whole(xlsx_file, day_log_xlsx(rows))
        if pdf_file is not None:
            from ketachart.bootstrap import write_log_pdf

            write_log_pdf(clinic, days, schedule, pdf_file, turn.person)
        if not (csv_file or pdf_file or xlsx_file):
            sys.stdout.buffer.write(content)


def _days(one: datetime | None, first: datetime | None, last: datetime | None) -> Sequence[date]:
    if (one is None) == (first is None and last is None):
        raise click.UsageError("Give --date, or --from and --to.")
    begin, end = (one or first), (one or last)
    if begin is None or end is None or end < begin:
        raise click.UsageError("A range needs --from and --to, in this order.")
    count = (end - begin).days + 1
    return [begin.date() + index * ONE_DAY for index in range(count)]


@main.command()
@vault_option
@click.option("--from", "first", required=True, type=DAY, help="The first day.")
@click.option("--to", "last", required=True, type=DAY, help="The last day.")
@click.option(
    "--out",
    metavar="DIR",
    required=True,
    type=click.Path(path_type=Path),
    help="The new folder to write.",
)
@sign_in_options
@tells_what_is_wrong
def packet(
    folder: Path,
    first: datetime,
    last: datetime,
    out: Path,
    user: str | None,
    passphrase_file: TextIO | None,
) -> None:
    """Write all an inspector asks for into a new folder, with a manifest of digests.

    Open its index.html in any browser to check that nothing was changed.

    Example: ketachart packet --vault ~/clinic --from 2025-01-01 --to 2026-12-31 --out packet
    """
    from ketachart.app.packet import Wish
    from ketachart.bootstrap import packet_steps

    days = _days(None, first, last)
    with signed_in(folder, user, passphrase_file) as (clinic, turn):
        if refusal := clinic.may_read(turn, "packet.export"):
            refused(refusal)
        wish = Wish(first=days[0], last=days[-1], out=out)
        *_, end = packet_steps(clinic, wish, turn)
    click.echo(f"{out}: {end.words}")
    click.echo(f"SHA-256 of its manifest.json: {end.digest}")


@main.command()
@click.argument("session")
@vault_option
@click.option("--pdf", "pdf_file", metavar="FILE", type=OUTPUT, help="Write it as PDF.")
@click.option("--fhir", "fhir_file", metavar="FILE", type=OUTPUT, help="Write it as FHIR R4, JSON.")
@sign_in_options
@tells_what_is_wrong
def chart(
    session: str,
    folder: Path,
    pdf_file: Path | None,
    fhir_file: Path | None,
    user: str | None,
    passphrase_file: TextIO | None,
) -> None:
    """Write one session's chart: as PDF to read, as a FHIR document for other programs.

    Example: ketachart chart s1 --vault ~/clinic --pdf chart.pdf --fhir chart.json
    """
    from ketachart.app.interchange import FHIR, PDF, record_saved, write_session_fhir
    from ketachart.bootstrap import write_chart_pdf
    from ketachart.domain.refusals import Refusal

    if pdf_file is None and fhir_file is None:
        raise click.UsageError("Give --pdf, --fhir or both.")
    with signed_in(folder, user, passphrase_file) as (clinic, turn):
        read = clinic.read_chart(session, turn)
        if isinstance(read, Refusal):
            refused(read)
        if pdf_file is not None:
            write_chart_pdf(clinic, read, pdf_file, turn.person)
            record_saved(clinic, read, PDF, turn)
        if fhir_file is not None:
            write_session_fhir(clinic, read, fhir_file)
            record_saved(clinic, read, FHIR, turn)


@main.command()
@vault_option
@sign_in_options
@tells_what_is_wrong
def verify(folder: Path, user: str | None, passphrase_file: TextIO | None) -> None:
    """Walk the whole log: hashes, signatures, derived tables, keyring, anchor.

    Exit status 0: sound; 1: damaged; 2: could not look.

    Example: ketachart verify --vault ~/clinic --user ad.lindqvist
    """
    from ketachart.app.verification import verify as look

    with signed_in(folder, user, passphrase_file) as (clinic, _):
        found = list(look(clinic))
        count = clinic.vault.log.count()
    for finding in found:
        click.echo(f"{finding.place}: {finding.words}", err=True)
    if found:
        fail(f"{len(found)} thing(s) are not as they were written.", "vault.damaged", REFUSED)
    click.echo(f"Sound: {count} entries, their signatures and all that is worked out from them.")


@main.command()
@vault_option
@click.option("--from", "first", type=DAY, help="The first day.")
@click.option("--to", "last", type=DAY, help="The last day.")
@click.option("--session", default="", metavar="ID", help="One session only.")
@click.option("--csv", "file", metavar="FILE", required=True, type=OUTPUT, help="Where to.")
@sign_in_options
@tells_what_is_wrong
def audit(
    folder: Path,
    first: datetime | None,
    last: datetime | None,
    session: str,
    file: Path,
    user: str | None,
    passphrase_file: TextIO | None,
) -> None:
    """Write who did, changed or read what.

    Example: ketachart audit --vault ~/clinic --session s1 --csv audit.csv
    """
    from ketachart.app.audit import audit_lines
    from ketachart.app.clinic import unknown_session
    from ketachart.app.files import write_whole
    from ketachart.exports.audit_csv import audit_csv

    with signed_in(folder, user, passphrase_file) as (clinic, turn):
        if refusal := clinic.may_read(turn, "audit.read"):
            refused(refusal)
        if session and clinic.books.session(session) is None:
            refused(unknown_session())
        clinic.record_reading(f"audit {session}".strip(), turn)
        begin, end = (first.date() if first else None), (last.date() if last else None)
        write_whole(file, audit_csv(audit_lines(clinic, begin, end, session)))
