"""Real windows for tests: an X server, a window manager, and hands that type."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

PATIENCE_S = 60
LOOK_AGAIN_S = 0.05
_LOOKS_AT_REST = 12
ROOT = Path(__file__).resolve().parents[2]


def wait_until(holds: Callable[[], bool], what: str, patience_s: float = PATIENCE_S) -> None:
    """Return as soon as something holds; fail with what it was when patience is over."""
    pause = Event()
    for _ in range(round(patience_s / LOOK_AGAIN_S)):
        if holds():
            return
        pause.wait(LOOK_AGAIN_S)
    raise AssertionError(f"waited {patience_s} s in vain: {what}")


@dataclass
class Screen:
    """One X display."""

    display: str
    environment: Mapping[str, str] = field(repr=False)
    programs: list["Program"] = field(default_factory=list)

    @classmethod
    @contextmanager
    def opened(cls, size: str = "1366x768x24") -> Iterator["Screen"]:
        """Start an X server on a free display, and a window manager on it."""
        reading, writing = os.pipe()
        server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", size, "-nolisten", "tcp"],
            pass_fds=(writing,),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(writing)
        with os.fdopen(reading) as answer:
            display = f":{answer.readline().strip()}"
        environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        screen = cls(display, environment)
        managers: list[subprocess.Popen[bytes]] = []
        try:
            wait_until(lambda: screen._managed_by(managers), "a window manager")
            yield screen
        finally:
            for program in screen.programs:
                if program.process.poll() is None:
                    program.kill()
            for process in (*managers, server):
                process.terminate()
                process.wait()

    def _managed_by(self, managers: list[subprocess.Popen[bytes]]) -> bool:
        """Whether a window manager is there; one that gave up on a busy computer is replaced."""
        if not managers or managers[-1].poll() is not None:
            quiet = subprocess.DEVNULL
            managers.append(
                subprocess.Popen(["openbox"], env=self.environment, stdout=quiet, stderr=quiet)
            )
        return self._managed()

    def _managed(self) -> bool:
        return "window id" in self._ask("xprop", "-root", "_NET_SUPPORTING_WM_CHECK")

    def _ask(self, *command: str) -> str:
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=False
        )
        return done.stdout

    def start(self, *arguments: str) -> "Program":
        """Start the program on this screen."""
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "main.py"), *arguments],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.programs.append(Program(process))
        return self.programs[-1]

    def windows(self, title: str) -> list[str]:
        """The identifiers of the windows whose title contains a text."""
        return self._ask("xdotool", "search", "--onlyvisible", "--name", title).split()

    def titles(self) -> list[str]:
        """The titles of all windows."""
        return [self._ask("xdotool", "getwindowname", each).strip() for each in self.windows(".+")]

    def to_front(self, title: str) -> None:
        """Wait for a window and give it the keyboard."""
        found: list[str] = []

        def is_found() -> bool:
            found[:] = self.windows(title)
            return bool(found)

        wait_until(is_found, f"a window titled {title}")
        window = found[-1]
        self._ask("xdotool", "windowactivate", "--sync", window)
        wait_until(lambda: self.front() == window, f"the keyboard in {title}")

    def minimise(self, title: str) -> None:
        """Put a window away into the task bar."""
        self._ask("xdotool", "windowminimize", self.windows(title)[-1])
        wait_until(lambda: not self.windows(title), f"{title} out of sight")

    def front(self) -> str:
        """The window that has the keyboard."""
        return self._ask("xdotool", "getactivewindow").strip()

    def front_title(self) -> str:
        """The title of the window that has the keyboard."""
        return self._ask("xdotool", "getactivewindow", "getwindowname").strip()

    def type(self, text: str) -> None:
        """Type text, as a person would."""
        self._ask("xdotool", "type", "--delay", "8", "--", text)

    def press(self, *keys: str) -> None:
        """Press keys by their X names: Return, Tab, ctrl+Return."""
        self._ask("xdotool", "key", "--delay", "8", *keys)

    def part(self, place: str) -> bytes:
        """What is seen in a part of the screen, such as `270x30+310+200`."""
        command = ("import", "-window", "root", "-crop", place, "ppm:-")
        done = subprocess.run(command, env=self.environment, capture_output=True, check=False)
        return done.stdout

    def part_at_rest(self, place: str) -> bytes:
        """The same, once it has not changed for a second."""
        looks: list[bytes] = []

        def rests() -> bool:
            looks.append(self.part(place))
            return len(looks) > _LOOKS_AT_REST and len(set(looks[-_LOOKS_AT_REST:])) == 1

        wait_until(rests, f"{place} at rest")
        return looks[-1]

    def picture(self, path: Path) -> None:
        """A picture of the whole screen."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._ask("import", "-window", "root", str(path))


@dataclass
class Program:
    """The running program."""

    process: subprocess.Popen[str]

    def kill(self) -> str:
        """End it as a power cut would, and give back what it had printed."""
        return self._end(signal.SIGKILL)

    def end(self) -> str:
        """Ask it to end, and give back what it printed."""
        return self._end(signal.SIGTERM)

    def ended(self) -> tuple[int, str]:
        """Its exit status and what it printed, once it ended by itself."""
        printed, _ = self.process.communicate(timeout=PATIENCE_S)
        return self.process.returncode, printed

    def _end(self, how: signal.Signals) -> str:
        self.process.send_signal(how)
        printed, _ = self.process.communicate(timeout=PATIENCE_S)
        return printed


def last_entry(vault: Path) -> int:
    """The number of the last entry that the anchor beside the database speaks of."""
    lines = (vault / "ketachart.anchor").read_bytes().split(b"\n")
    return int(lines[-2].split(b" ", 1)[0])
