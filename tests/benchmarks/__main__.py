"""Runs the benchmarks, each in a process of its own, and ends with a table and a plot.

Run: python tests/benchmarks [--short] [--peers FOLDER] [--out FOLDER] [NAME ...]

A benchmark whose figures stand in the table is a module of this folder that offers
`figures(run: Run) -> list[Figure]`, both from `figures.py`, and whose name stands in `LINES`. It
prints what it likes while it works. A ratio is the median of pairs that ran by turns; one that
could not be measured has no number, and a sentence why.
"""

import argparse
import importlib
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from figures import Figure, Run, read, told, write
from plot import drawn

HERE = Path(__file__).resolve().parent
LINES = (
    "step_cost",
    "record_peers",
    "start",
    "bundle_start",
    "sign_in",
    "wrong_answers",
    "key_to_paint",
    "idle_windows",
    "monitors",
    "backup",
    "packet",
    "fhir_document",
    "verify",
    "taking_in",
    "small_exchange",
    "board_elsewhere",
    "eight",
    "sync_peers",
    "growth",
)
"""In the order of the table."""
_FSYNCS = 50


def main() -> int:
    """Run what was asked for; 1 where a benchmark failed."""
    asked = _asked()
    if asked.into:
        sys.path[1:1] = [str(HERE.parents[1]), str(HERE.parent)]
        (name,) = asked.names
        run = Run(short=asked.short, peers=asked.peers)
        write(importlib.import_module(name).figures(run), asked.into)
        return 0
    asked.out.mkdir(parents=True, exist_ok=True)
    figures, faults = [], []
    heading = _machine()
    for name in asked.names or LINES:
        print(f"\n── {name}", flush=True)
        found = _in_a_process_of_its_own(name, asked)
        if found is None:
            faults.append(name)
        figures += found or []
        report = _report(heading, figures, faults)
        (asked.out / "bench.md").write_text(report, encoding="utf-8")
        (asked.out / "bench.svg").write_text(drawn(figures), encoding="utf-8")
    print(f"\n{report}\nWritten to {asked.out}: bench.md, bench.svg")
    return int(bool(faults))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python tests/benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"which benchmarks: {', '.join(LINES)}")
    parser.add_argument("--short", action="store_true", help="few rounds, small vaults")
    parser.add_argument("--peers", type=Path, help="install other programs here, and measure them")
    parser.add_argument("--out", type=Path, default=HERE.parents[1] / "build" / "bench")
    parser.add_argument("--into", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    unknown = set(asked.names) - set(LINES)
    if unknown:
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    return asked


def _in_a_process_of_its_own(name: str, asked: argparse.Namespace) -> list[Figure] | None:
    """What one benchmark measured; None if it failed."""
    with tempfile.TemporaryDirectory(prefix="ketachart-bench-") as drawer:
        into = Path(drawer) / "figures.json"
        command = [sys.executable, str(HERE), name, "--into", str(into)]
        command += ["--short"] if asked.short else []
        command += ["--peers", str(asked.peers)] if asked.peers else []
        begun = time.monotonic()
        done = subprocess.run(command, check=False)
        print(f"   {time.monotonic() - begun:.0f} s", flush=True)
        return read(into) if done.returncode == 0 else None


def _report(heading: str, figures: Sequence[Figure], faults: Sequence[str]) -> str:
    lines = [
        heading,
        "",
        "| what | against | reach | got | |",
        "|---|---|---|---|---|",
    ]
    for each in figures:
        got = "–" if each.got is None else f"{told(each.got)} {each.unit}"
        lines.append(f"| {each.what} | {each.against} | {each.bound} | {got} | {each.verdict} |")
    notes = [f"- {each.what}, against {each.against}: {each.note}" for each in figures if each.note]
    failed = [f"- {name}: the benchmark itself failed." for name in faults]
    return "\n".join([*lines, "", *notes, *failed, ""])


def _machine() -> str:
    """The day, the machine, and what its disk takes to keep a page."""
    cpu = next(
        (
            line.partition(":")[2].strip()
            for line in _text(Path("/proc/cpuinfo")).splitlines()
            if line.startswith("model name")
        ),
        platform.processor() or platform.machine(),
    )
    day = datetime.now(UTC).date()  # noqa: TID251 - the day of the run, not of a clinic
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return (
        f"{day}, {cpu}, {os.cpu_count()} cores{load}, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}; an fsync of a page takes {_fsync_ms():.2f} ms."
    )


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def _fsync_ms() -> float:
    """The median over some pages written one after the other into one file."""
    took = []
    with tempfile.TemporaryFile() as file:
        for _ in range(_FSYNCS):
            file.write(os.urandom(4096))
            file.flush()
            begun = time.perf_counter()
            os.fsync(file.fileno())
            took.append(time.perf_counter() - begun)
    return sorted(took)[_FSYNCS // 2] * 1000


if __name__ == "__main__":
    sys.exit(main())
