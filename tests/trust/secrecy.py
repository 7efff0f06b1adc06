"""Marked names, values and secrets go through the real program; none may be found outside it.

The program has a home, a folder for temporary files and a working folder of its own, which are
looked through whole, as are its arguments, its environment, what it prints, and every file that
the system says it opened for writing. The exports that are asked for are left out: they are meant
to be read.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from support.marked import NURSE, marked_scenario, marks_in, marks_of
from support.source import ROOT

from ketachart.app.scenario import read_scenario
from trust.proofs import Proof, chance

SHORT, FULL = 2, 60
NOT_TRIED = (
    "swap and hibernation: whether they are encrypted is the computer's",
    "crash dumps that Windows collects where somebody told it to",
)
_STRACE = shutil.which("strace")
if _STRACE is None:
    NOT_TRIED += ("which files are opened for writing elsewhere (strace is not installed)",)
_WRITING = re.compile(
    rb'(?:openat|open|creat)\((?:[A-Z_]+, )?"([^"]+)"[^)]*O_(?:WRONLY|RDWR|CREAT)'
)
_LOOKS_EVERY_S = 0.1
_ADMIN, _DAY = "ad.lindqvist", ("--date", "2026-03-02")
_NOT_FILES = ("/dev/", "/proc/")

# Charts what is marked until it is ended from without; the last words are what nobody may find.
_CHARTING = """
import faulthandler, itertools, os, sys
from pathlib import Path
from support.marked import DRAFT, NOTE, NURSE, PASSPHRASE
from support.scenarios import scenario
from ketachart.app.clock import SetClock
from ketachart.app.vaults import unlock
from ketachart.bootstrap import forbid_core_dumps
from ketachart.domain.acts import OpenSession, AddNote

forbid_core_dumps()
faulthandler.enable()
opened = unlock(Path(sys.argv[1]), NURSE, PASSPHRASE, SetClock(scenario("first-infusion").begins))
clinic, turn = opened.clinic, opened.turn
patient = clinic.patients()[0].id
print(Path("/proc/self/limits").read_text() if os.path.exists("/proc/self/limits") else "")
clinic.perform(OpenSession(session="sx", patient=patient, chair="Chair 2", protocol="custom"), turn)
for number in itertools.count():
    clinic.perform(AddNote(session="sx", text=f"{NOTE} {number}"), turn)
    clinic.save_draft("note:sx", NURSE, {"note": f"{DRAFT} {number}"})
    print("charted", flush=True)
"""


# Signs in at the real door, opens every window, copies a name, and locks: what can be read then?
_WINDOWS = """
import sys
from pathlib import Path
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from support.marked import NAME, NURSE
from ketachart.bootstrap import forbid_core_dumps, make_screenless_application, parts_of
from ketachart.ui.entry_hall import EntryHall
from ketachart.ui.pictures import settle
from ketachart.ui.windows.signin_window import SignInWindow

forbid_core_dumps()
make_screenless_application()
hall = EntryHall(parts_of(Path(sys.argv[1])))
hall.open()
(door,) = [each for each in QApplication.topLevelWidgets() if isinstance(each, SignInWindow)]
QTest.keyClicks(door.findChild(QLineEdit, "user"), NURSE)
QTest.keyClicks(door.findChild(QLineEdit, "passphrase"), sys.stdin.read())
QTest.keyClick(door, Qt.Key.Key_Return)
while hall.navigation is None:
    settle(50)
windows = hall.navigation
windows.open_chair("Chair 1")
windows.open_all_chairs()
windows.open_cosign()
windows.open_ledger()
settle(300)
said = [each.text() for each in windows.windows["chair:Chair 1"].findChildren(QLabel)]
assert any("QUAGMIRE" in each.upper() for each in said), said
print(*(each.windowTitle() for each in windows.windows.values()), sep="\\n")
QGuiApplication.clipboard().setText(NAME)
hall.desk.lock()
settle(300)
print(QGuiApplication.clipboard().text())
for cover in windows.covering.covers.values():
    print(*(each.text() for each in cover.findChildren(QLabel)), sep="\\n")
settle(500)
hall.close()
print(QGuiApplication.clipboard().text())
"""


@dataclass(frozen=True, slots=True)
class Room:
    """Where the program is at home.

    Attributes:
        watched: everything in it is looked through.
        exports: what was asked for is written here.
    """

    watched: Path
    exports: Path
    vault: Path

    @classmethod
    def furnished(cls, drawer: Path) -> "Room":
        """With empty folders."""
        room = cls(drawer / "watched", drawer / "exports", drawer / "watched" / "vault")
        for folder in (room.watched / "home", room.watched / "temporary", room.exports):
            folder.mkdir(parents=True)
        return room

    def environment(self) -> dict[str, str]:
        """What the program is told of its surroundings."""
        home, temporary = str(self.watched / "home"), str(self.watched / "temporary")
        own = {"HOME": home, "TMPDIR": temporary, "SQLITE_TMPDIR": temporary}
        kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        paths = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
        quiet = {"PYTHONDONTWRITEBYTECODE": "1", "QT_QPA_PLATFORM": "offscreen"}
        return {**kept, **own, **quiet, "PYTHONPATH": paths}


def prove(count: int, drawer: Path) -> Iterator[Proof]:
    """A marked day by command, then `count` crashes in the middle of charting."""
    room = Room.furnished(drawer)
    marked_scenario(drawer)
    _cut_off_while_infusing(drawer)
    yield from _by_command(room, drawer)
    yield _crashes(room, count)


def _cut_off_while_infusing(drawer: Path) -> None:
    """The marked day up to a while after the start, so that somebody is in a chair."""
    day = json.loads((drawer / "scenario.json").read_bytes())
    acts = [step["do"] for step in day["steps"]]
    day["steps"] = day["steps"][: acts.index("infusion.start") + 6]
    (drawer / "begun.json").write_text(json.dumps(day), encoding="utf-8")


# ── By command ───────────────────────────────────────────────────────────────────────────────────


def _by_command(room: Room, drawer: Path) -> Iterator[Proof]:
    out, vault = room.exports, ("--vault", str(room.vault))
    secrets = read_scenario(drawer / "scenario.json").secrets
    nurse = ("--user", NURSE, "--passphrase-file", "-")
    admin = ("--user", _ADMIN, "--passphrase-file", "-")
    program = (sys.executable, "-m", "ketachart")
    runs: Sequence[tuple[str, tuple[str, ...], str]] = (
        ("replay", (*program, "replay", str(drawer / "begun.json"), *vault), NURSE),
        ("windows", (sys.executable, "-c", _WINDOWS, str(room.vault)), NURSE),
        ("chart", (*program, "chart", "s1", *nurse, *vault, "--pdf", str(out / "c.pdf")), NURSE),
        ("log", (*program, "log", *_DAY, *admin, *vault, "--csv", str(out / "log.csv")), _ADMIN),
        ("backup", (*program, "backup", str(room.watched / "b"), *admin, *vault), _ADMIN),
        ("audit", (*program, "audit", *admin, *vault, "--csv", str(out / "audit.csv")), _ADMIN),
        ("verify", (*program, "verify", *admin, *vault), _ADMIN),
    )
    broken: list[str] = []
    elsewhere: list[str] = []
    trace = drawer / "trace"
    for name, command, user in runs:
        told = _run(room, command, secrets[user].passphrase, trace)
        broken += [f"{name}: {where}" for where in (*told, *marks_in(room.watched))]
        if _STRACE is not None:
            elsewhere += [f"{name} opened {path}" for path in _opened(trace, room)]
    if not marks_in(room.exports):
        broken.append("the exports hold no mark either: nothing was looked for")
    yield Proof(
        "no mark in any file, argument, environment, output, title, clipboard or locked window",
        len(runs),
        tuple(broken),
        f"{sum(1 for each in room.watched.rglob('*') if each.is_file())} files looked through",
    )
    if _STRACE is not None:
        what = "the program writes to its vault, its home, its temporary folder and exports alone"
        yield Proof(what, len(runs), tuple(elsewhere))


def _run(room: Room, command: Sequence[str], secret: str, trace: Path) -> list[str]:
    """Run something; what it, or the system's view of it, says that it should not."""
    if _STRACE is not None:
        calls = "trace=open,openat,creat"
        command = (_STRACE, "-f", "-qq", "-s", "4096", "-e", calls, "-o", str(trace), *command)
    said, seen = trace.with_name("said"), set[bytes]()
    with said.open("wb") as out:
        process = subprocess.Popen(
            command,
            cwd=room.watched,
            env=room.environment(),
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=out,
        )
        assert process.stdin is not None
        with process.stdin as typed:
            typed.write(secret.encode())
        while process.poll() is None:
            seen |= _seen_of(process.pid)
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=_LOOKS_EVERY_S)
    found = [f"its view in /proc: {mark}" for mark in marks_of(b"\n".join(seen))]
    found += [f"what it printed: {mark}" for mark in marks_of(said.read_bytes())]
    return found if process.returncode == 0 else [*found, f"ended with {process.returncode}"]


def _seen_of(process: int) -> set[bytes]:
    """Arguments and environment of a process and its children, as others can see them."""
    seen = set[bytes]()
    with suppress(OSError):
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
        for each in (str(process), *children):
            for name in ("cmdline", "environ"):
                seen.add(Path(f"/proc/{each}/{name}").read_bytes())
    return seen


def _opened(trace: Path, room: Room) -> list[str]:
    """What was opened for writing outside the folders that are looked through, or exported to."""
    allowed = (str(room.watched), str(room.exports), *_NOT_FILES)
    paths = {path.decode() for path in _WRITING.findall(trace.read_bytes())}
    if not any(path.startswith(str(room.vault)) for path in paths):
        return ["nothing, not even the vault: its calls were not seen"]
    inside = {path for path in paths if not path.startswith("/") or path.startswith(allowed)}
    return sorted(paths - inside)


# ── By crash ─────────────────────────────────────────────────────────────────────────────────────


def _crashes(room: Room, count: int) -> Proof:
    dice, broken = chance("secrecy"), []
    for _ in range(count):
        how = dice.choice((signal.SIGSEGV, signal.SIGABRT, signal.SIGKILL))
        said, limits = _crashed(room, dice.randrange(1, 40), how)
        found = [*marks_of(said), *marks_in(room.watched)]
        broken += [f"after {how.name}: {each}" for each in found]
        broken += [f"after {how.name}: {each.name}" for each in room.watched.rglob("core*")]
        if sys.platform == "linux" and not re.search(r"core file size\s+[01]\s+[01]\s", limits):
            broken.append("dumps were allowed")
    return Proof(
        "no mark and no dump is left by a crash in the middle of charting", count, tuple(broken)
    )


def _crashed(room: Room, after: int, how: signal.Signals) -> tuple[bytes, str]:
    """Chart for a while, be ended so; what was said, and the limits of the process."""
    process = subprocess.Popen(
        [sys.executable, "-c", _CHARTING, str(room.vault)],
        cwd=room.watched,
        env=room.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    said = b""
    while said.count(b"charted") < after and (line := process.stdout.readline()):
        said += line
    process.send_signal(how)
    out, err = process.communicate()
    if process.returncode != -how:
        return said + out + err, "ended by itself"
    return said + out + err, said.decode()
