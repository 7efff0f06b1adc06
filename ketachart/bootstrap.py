"""The one place that wires the real parts: vault, clinic, desk, windows, paper."""

import gc
import json
import os
import sys
import tempfile
from collections.abc import Callable, Generator, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ketachart.app.backups import Opening
    from ketachart.app.clinic import Clinic, Turn
    from ketachart.app.outcomes import Outdated, Trouble
    from ketachart.app.packet import Progress, Wish
    from ketachart.app.vaults import Founded, Founding, Unlocked
    from ketachart.domain.inventories import Inventory
    from ketachart.domain.people import Person
    from ketachart.domain.refusals import Refusal
    from ketachart.domain.session import Session
    from ketachart.ui.entry_hall import EntryHall
    from ketachart.ui.entry_parts import Parts, Practice
    from ketachart.ui.exchanges import Exchanges
    from ketachart.ui.log_files import LogFiles

TRAINING_DAY = "clinic-day.json"
AT_THE_KEYBOARD = "rn.okafor"
THE_ADMINISTRATOR = "ad.lindqvist"
# Without a file that says so, a screen that isn't there is 800 by 800.
_SCREEN = {
    "name": "paper",
    "x": 0,
    "y": 0,
    "width": 1920,
    "height": 1080,
    "logicalDpi": 96,
    "logicalBaseDpi": 96,
    "dpr": 1,
}


def default_folder() -> Path:
    """Where the vault lies if no folder is named."""
    import platformdirs

    return platformdirs.user_data_path("KetaChart", appauthor=False) / "vault"


def forbid_core_dumps() -> None:
    """A crash must leave no picture of the memory, which holds keys and names, on the disk."""
    if sys.platform == "win32":
        return
    import resource

    # A single byte is too little for a file, and to Linux the sign that no program which collects
    # dumps is to have one either; of none at all that program would be told (core(5)).
    for most in (1, 0):
        try:
            resource.setrlimit(resource.RLIMIT_CORE, (most, most))
        except (OSError, ValueError):
            continue
        return


# ── Windows ──────────────────────────────────────────────────────────────────────────────────────


def run_windows(folder: Path | None, carried: Path | None = None) -> int:
    """Open the windows on a vault; the first start where there is none.

    Where the program runs for that vault already, it comes to the front instead.

    Args:
        folder: the vault's; the system's folder for user data if none is named.
        carried: a file on a stick that whoever signs in is led to.
    """
    from ketachart.ui.second_start import ask_running, meeting_place

    folder = folder or default_folder()
    place = meeting_place(folder)
    if ask_running(place, carried):
        return 0
    return _run(folder, lambda hall: hall.open(carried), place)


def run_demo(speed: float) -> int:
    """Open the training clinic part-way through its day, its clock running."""
    return _run(default_folder(), lambda hall: hall.open_training(speed))


def _run(folder: Path, enter: "Callable[[EntryHall], None]", place: Path | None = None) -> int:
    from ketachart.app.resources import font_files, icon_file
    from ketachart.ui import application
    from ketachart.ui.entry_hall import EntryHall
    from ketachart.ui.second_start import SecondStarts

    gc.disable()  # what a thread beside would clear away with it is a widget: see Tidying
    application.log_to()
    app = application.make_application(font_files())
    application.wear_icon(app, icon_file())
    faults = application.Faults(app)
    faults.watch()
    asked = application.QuitOnSignal(app)
    hall = EntryHall(parts_of(folder))
    further = SecondStarts(place)
    further.came.connect(hall.come_forward)
    try:
        enter(hall)
        return app.exec()
    finally:
        further.close()
        hall.close()
        asked.stop()


def parts_of(folder: Path) -> "Parts":
    """The real parts behind the windows of one vault, each loaded when it is first used."""
    from ketachart.app.clock import SystemClock
    from ketachart.app.resources import help_texts
    from ketachart.ui.entry_parts import Beginning, Parts

    clock = SystemClock()

    def unlock(user: str, passphrase: str) -> "Unlocked | Outdated | Refusal | Trouble":
        from ketachart.app.entrance import enter

        return enter(folder, user, passphrase, clock)

    def found(founding: "Founding") -> "Founded | Trouble":
        from ketachart.app.entrance import set_up

        return set_up(folder, founding, clock)

    def restore(file: Path, opening: "Opening") -> "int | Refusal | Trouble":
        from ketachart.app import backups

        return backups.restore(file, folder, opening, clock)

    def recover(
        sheets: Sequence[str], user: str, passphrase: str, pin: str
    ) -> "Unlocked | Refusal | Trouble":
        from ketachart.app import backups

        return backups.recover(folder, sheets, user, passphrase, pin, clock)

    def join(invitation: Path, opening: "Opening") -> "int | Refusal | Trouble":
        from ketachart.app import joining

        return joining.join(folder, invitation, opening, clock)

    return Parts(
        folder=folder,
        unlock=unlock,
        beginning=Beginning(found=found, save_sheets=save_sheets),
        restore=restore,
        recover=recover,
        practise=practise,
        files=log_files(),
        pages=help_texts(),
        join=join,
        exchanges=_exchanges,
    )


def _exchanges(clinic: "Clinic") -> "Exchanges":
    from ketachart.app.syncing import Syncing

    return Syncing(clinic)


def practise(speed: float) -> "Practice":
    """A training clinic in a folder of its own, at its busiest moment."""
    from ketachart.app.resources import resource_folder
    from ketachart.app.scenario import read_scenario
    from ketachart.app.training import begin_training, busiest_moment
    from ketachart.crypto.passphrases import SMALLEST_COST
    from ketachart.ui.entry_parts import Practice

    drawer = tempfile.TemporaryDirectory(prefix="ketachart-training-")
    folder = Path(drawer.name) / "vault"
    scenario = read_scenario(resource_folder() / "scenarios" / TRAINING_DAY)
    # Its passphrases stand in the scenario for everyone to read: they need no costly keys.
    training = begin_training(
        scenario, folder, until=busiest_moment(scenario), speed=speed, cost=SMALLEST_COST
    )
    # Everybody has signed in today: the board shows their PINs, and no passphrase.
    turns = {person: training.turn_of(person) for person in scenario.secrets}
    turn = turns[AT_THE_KEYBOARD]
    if turn is None:
        raise LookupError(AT_THE_KEYBOARD)
    pins = " · ".join(
        f"{newcomer.person.titled} {newcomer.pin}" for newcomer in scenario.founding.people
    )
    return Practice(
        training=training,
        turn=turn,
        folder=folder,
        pins=f"PINs to practise with: {pins}",
        clear_away=drawer.cleanup,
    )


# ── Without a screen ─────────────────────────────────────────────────────────────────────────────


def play_demo(folder: Path | None) -> Iterator[str]:
    """Play the training day without a screen: pictures, the day's log, a chart.

    Args:
        folder: where the files go; a new temporary folder if none is named.
    """
    from ketachart.ui.picture_round import PictureRound

    out = folder or Path(tempfile.mkdtemp(prefix="ketachart-demo-"))
    out.mkdir(parents=True, exist_ok=True)
    make_screenless_application()
    walk = PictureRound(parts_of(out / "no-vault"), out)
    try:
        yield f"A training day is played into {out}:"
        for file in walk.pictures():
            yield f"  {file.name}"
        if walk.hall.desk is not None:
            yield from _papers(walk.hall.desk.clinic, out)
    finally:
        walk.close()


def make_screenless_application(**size: int) -> None:
    """Make an application that paints into memory; `width` and `height` are its screen's."""
    from ketachart.app.resources import font_files
    from ketachart.ui.application import hush_the_missing_screen, make_application

    with tempfile.TemporaryDirectory() as drawer:
        screen = Path(drawer) / "screen.json"
        screen.write_text(json.dumps({"screens": [_SCREEN | size]}), encoding="utf-8")
        os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={screen}"
        hush_the_missing_screen()
        make_application(font_files())


def _papers(clinic: "Clinic", out: Path) -> Iterator[str]:
    """The log of the day that was played, and the chart of its first session."""
    from ketachart.domain.times import local_day

    day = local_day(clinic.clock.now(), clinic.world.site.zone)
    by = clinic.world.person(THE_ADMINISTRATOR) or clinic.present()[0]
    for ending, save in (("csv", _save_log_csv), ("pdf", _save_log_pdf)):
        file = out / f"day-log-{day}-III.{ending}"
        save(clinic, [day], "III", file, by)
        yield f"  {file.name}"
    name = next(iter(clinic.books.all_sessions()), "")
    session = clinic.world.session(name)
    if session is not None:
        write_chart_pdf(clinic, session, out / f"chart-{name}.pdf", by)
        yield f"  chart-{name}.pdf"


def write_help_card(role: str, path: Path) -> None:
    """Put the quick card of a role on paper; there is a page `card-…` for it.

    Raises:
        NotWritten: the folder or the disk failed.
    """
    from ketachart.app.resources import help_texts, picture_folder
    from ketachart.paper.help_pdf import CARD, write_help

    write_help(path, help_texts()[f"card-{role}"], picture_folder(), CARD)


# ── Files ────────────────────────────────────────────────────────────────────────────────────────


def log_files() -> "LogFiles":
    """What writes a day's log into a file."""
    from ketachart.ui.log_files import LogFiles

    return LogFiles(
        write_csv=_save_log_csv,
        write_pdf=_save_log_pdf,
        write_xlsx=_save_log_xlsx,
        packet_steps=packet_steps,
        write_inventory=_save_inventory,
    )


def _save_inventory(clinic: "Clinic", inventory: "Inventory", path: Path, by: "Person") -> None:
    from ketachart.paper.gathering_inventory import inventory_on_paper
    from ketachart.paper.inventory_pdf import write_inventory

    write_inventory(path, inventory_on_paper(clinic, inventory, by))


def _save_log_csv(
    clinic: "Clinic", days: Sequence[date], schedule: str, path: Path, by: "Person"
) -> None:
    del by
    from ketachart.app.files import write_whole
    from ketachart.exports.daylog_csv import day_log_csv

    write_whole(path, day_log_csv(row for day in days for row in clinic.day_log(day, schedule)))


def _save_log_xlsx(
    clinic: "Clinic", days: Sequence[date], schedule: str, path: Path, by: "Person"
) -> None:
    del by
    from ketachart.app.files import write_whole
    from ketachart.exports.daylog_xlsx import day_log_xlsx

    write_whole(path, day_log_xlsx(row for day in days for row in clinic.day_log(day, schedule)))


def _save_log_pdf(
    clinic: "Clinic", days: Sequence[date], schedule: str, path: Path, by: "Person"
) -> None:
    from ketachart.paper.daylog_pdf import write_day_log
    from ketachart.paper.gathering import day_log_on_paper

    write_day_log(path, day_log_on_paper(clinic, days, schedule, by))


def write_log_pdf(
    clinic: "Clinic", days: Sequence[date], schedule: str, path: Path, by: "Person"
) -> None:
    """Write the log as PDF, for the person who asks for it.

    Raises:
        NotWritten: the folder or the disk failed.
    """
    _save_log_pdf(clinic, days, schedule, path, by)


def packet_steps(clinic: "Clinic", wish: "Wish", turn: "Turn") -> "Generator[Progress, None, None]":
    """Write what an inspector asks for, a page at a time; closing the iterator gives it up.

    Raises:
        NotWritten: the folder is there already, or the disk failed.
    """
    from ketachart.app.packet import write_packet
    from ketachart.paper.daylog_pdf import day_log_page_by_page
    from ketachart.paper.gathering import day_log_on_paper

    def printed(day: date) -> Iterator[bytes]:
        return day_log_page_by_page(day_log_on_paper(clinic, [day], "all", turn.person))

    return write_packet(clinic, wish, turn, printed)


def write_chart_pdf(clinic: "Clinic", session: "Session", path: Path, by: "Person") -> None:
    """Write a chart as PDF, for the person who asks for it.

    Raises:
        NotWritten: the folder or the disk failed.
    """
    from ketachart.paper.chart_pdf import write_chart
    from ketachart.paper.gathering import chart_on_paper

    write_chart(path, chart_on_paper(clinic, session, by))


def save_sheets(folder: Path, clinic: str, sheets: Sequence[str]) -> None:
    """Write the recovery sheets as PDF.

    Raises:
        NotWritten: the folder or the disk failed.
    """
    from ketachart.paper.recovery_sheets import write_sheets

    write_sheets(folder, clinic, sheets)
