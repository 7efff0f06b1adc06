"""How long the packaged program takes until the sign-in window is on the screen.

Run: python tests/benchmarks/bundle_start.py [BUNDLE]

BUNDLE is the folder with the program, build/dist/ketachart if it is left out; where there is none,
nothing is measured. By turns with the same start from this checkout, whose modules are compiled. A
time is from the start of the process until an X server of its own reports the window mapped; Qt
has painted it one to three milliseconds later.
"""

import os
import select
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from figures import Figure, Run, show

ROOT = Path(__file__).resolve().parents[2]
BUNDLE = ROOT / "build" / "dist" / "ketachart"
PAIRS = 15
FIRST_PAINT_MS = 250
LONGEST_S = 30


@contextmanager
def screen() -> Iterator[str]:
    """An X server of its own; its name."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        [
            "Xvfb",
            "-displayfd",
            str(writing),
            "-screen",
            "0",
            "1920x1080x24",
            "-nolisten",
            "tcp",
            "-noreset",
        ],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as told:
            yield f":{told.readline().strip()}"
    finally:
        server.terminate()
        server.wait()


def took(command: Sequence[str], display: str, home: Path) -> float:
    """Seconds from the start of a process until its first window is mapped."""
    environment = {
        "DISPLAY": display,
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "PATH": os.environ["PATH"],
        "PYTHONPYCACHEPREFIX": str(home / "compiled"),
    }
    # Line by line, or nothing would be heard until there is much of it.
    watch = ["stdbuf", "-oL", "xev", "-root", "-event", "substructure"]
    with subprocess.Popen(watch, env=environment, stdout=subprocess.PIPE, bufsize=0) as watcher:
        assert watcher.stdout is not None
        heard = watcher.stdout.fileno()
        try:
            _wait_until_it_listens(heard, display)
            begun = time.perf_counter()
            with subprocess.Popen(command, cwd=ROOT, env=environment) as program:
                assert hears(heard, b"MapNotify", LONGEST_S)
                taken = time.perf_counter() - begun
                program.terminate()
        finally:
            watcher.terminate()
    return taken


def hears(source: int, word: bytes, longest_s: float) -> bool:
    """Whether a word comes from a pipe in time; what is behind it may be lost."""
    said, until = b"", time.perf_counter() + longest_s
    while word not in said:
        left = until - time.perf_counter()
        if left <= 0 or not select.select([source], [], [], left)[0]:
            return False
        said += os.read(source, 4096)
    return True


def _wait_until_it_listens(heard: int, display: str) -> None:
    """Map windows of xev's own until one was reported, and is gone again."""
    for _ in range(20):
        with subprocess.Popen(["xev", "-display", display], stdout=subprocess.DEVNULL) as probe:
            is_heard = hears(heard, b"MapNotify", 1)
            probe.terminate()
        if is_heard and hears(heard, b"DestroyNotify", 5):
            return
    raise RuntimeError(display)


def figures(run: Run, bundle: Path = BUNDLE) -> list[Figure]:
    """The bundle against the checkout."""
    if not (bundle / "ketachart").exists():
        print(f"No bundle in {bundle}: make bundle")
        return []
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
    from support.scenarios import replayed

    with tempfile.TemporaryDirectory() as drawer, screen() as display:
        home = Path(drawer)
        vault = ["--vault", str(replayed(home, "first-infusion"))]
        packed = [str(bundle / "ketachart"), *vault]
        unpacked = [sys.executable, str(ROOT / "main.py"), *vault]
        took(packed, display, home)
        took(unpacked, display, home)
        times = [
            (took(packed, display, home), took(unpacked, display, home))
            for _ in range(3 if run.short else PAIRS)
        ]
    ours, theirs = (statistics.median(each) * 1000 for each in zip(*times, strict=True))
    note = f"medians {ours:.0f} ms and {theirs:.0f} ms of {len(times)}"
    return [
        Figure.of_pairs(
            "bundle start to sign-in window", "the same from a checkout", 1.5, times, note
        ),
        Figure(
            what="bundle start to first window (warm)",
            against="the start of the process",
            reach=FIRST_PAINT_MS,
            got=ours,
            unit="ms",
            note="of this machine, whatever else runs on it",
        ),
    ]


if __name__ == "__main__":
    show(figures(Run(), *(Path(each) for each in sys.argv[1:2])))
