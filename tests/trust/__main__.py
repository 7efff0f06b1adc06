"""Runs the proofs, each in a process of its own, and ends with a table."""

import argparse
import importlib
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from trust.proofs import PROOFS, Proof

TESTS = Path(__file__).resolve().parents[1]
_TABLE = TESTS.parent / "build" / "trust.md"
_MOST_TOLD = 5


@dataclass(frozen=True, slots=True)
class Result:
    """What a proof's process said."""

    name: str
    proofs: tuple[Proof, ...]
    not_tried: tuple[str, ...]
    seconds: float
    fault: str


def main() -> int:
    """Run what was asked for; 1 where a promise was broken."""
    asked = _asked()
    if asked.as_json:
        print(json.dumps(_prove(asked.names[0], asked.short, asked.count)))
        return 0
    results = []
    for name in asked.names or PROOFS:
        results.append(_in_a_process_of_its_own(name, asked))
        for line in _lines(results[-1]):
            print(line, flush=True)
    table = "\n".join(_table(results))
    print(f"\n{table}")
    if not asked.short:
        asked.table.parent.mkdir(parents=True, exist_ok=True)
        asked.table.write_text(f"{table}\n", encoding="utf-8")
    return int(any(result.fault or _broken(result) for result in results))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m trust", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"which proofs: {', '.join(PROOFS)}")
    parser.add_argument("--short", action="store_true", help="as often as in the tests")
    parser.add_argument("--count", type=int, help="how often, instead of each proof's own count")
    where = "where the table goes, as Markdown; left out, build/trust.md"
    parser.add_argument("--table", type=Path, default=_TABLE, help=where)
    parser.add_argument("--as-json", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    unknown = set(asked.names) - set(PROOFS)
    if unknown:
        parser.error(f"no such proof: {', '.join(sorted(unknown))}")
    return asked


def _prove(name: str, is_short: bool, count: int | None) -> dict[str, object]:
    module = importlib.import_module(f"trust.{name}")
    tries = count or (module.SHORT if is_short else module.FULL)
    with tempfile.TemporaryDirectory(prefix="ketachart-trust-") as drawer:
        proofs = [asdict(proof) for proof in module.prove(tries, Path(drawer))]
    return {"proofs": proofs, "not_tried": getattr(module, "NOT_TRIED", ())}


def _in_a_process_of_its_own(name: str, asked: argparse.Namespace) -> Result:
    command = [sys.executable, "-m", "trust", name, "--as-json"]
    command += ["--short"] if asked.short else []
    command += ["--count", str(asked.count)] if asked.count else []
    begun = time.monotonic()
    done = subprocess.run(command, cwd=TESTS, capture_output=True, text=True, check=False)
    seconds = time.monotonic() - begun
    if done.returncode:
        fault = f"ended with {done.returncode}:\n{done.stderr[-4000:]}"
        return Result(name, (), (), seconds, fault)
    said = json.loads(done.stdout.splitlines()[-1])
    proofs = [Proof(**proof | {"broken": tuple(proof["broken"])}) for proof in said["proofs"]]
    return Result(name, tuple(proofs), tuple(said["not_tried"]), seconds, "")


def _broken(result: Result) -> list[str]:
    return [sentence for proof in result.proofs for sentence in proof.broken]


def _lines(result: Result) -> Iterator[str]:
    yield f"{result.name} ({result.seconds:.0f} s)"
    if result.fault:
        yield f"  {result.fault}"
    for proof in result.proofs:
        yield f"  {proof.held} of {proof.tried}: {proof.what}"
        for sentence in proof.broken[:_MOST_TOLD]:
            yield f"    broken: {sentence}"


def _table(results: Sequence[Result]) -> Iterator[str]:
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    today = time.strftime("%Y-%m-%d", time.gmtime())
    yield f"{today}, {machine}, Python {platform.python_version()}"
    yield ""
    yield "| promise | tried | held | |"
    yield "|---|---:|---:|---|"
    for result in results:
        for proof in result.proofs:
            yield f"| {proof.what} | {proof.tried:,} | {proof.held:,} | {proof.note} |"
        if result.fault:
            yield f"| {result.name} | – | – | the proof itself failed |"
    not_tried = [sentence for result in results for sentence in result.not_tried]
    if not_tried:
        yield ""
        yield "Not tried here:"
        yield from (f"- {sentence}" for sentence in not_tried)


if __name__ == "__main__":
    sys.exit(main())
