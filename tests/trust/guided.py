"""The same parsers, their files changed by a fuzzer that sees which lines each change reaches.

It is installed on demand, beside the project's own packages:

    make trust TRUST=guided FUZZER=1
"""

import importlib.util
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from trust.proofs import Proof

SHORT, FULL = 200, 20_000
IS_HERE = importlib.util.find_spec("atheris") is not None
NOT_TRIED = () if IS_HERE else ("parsers under a guided fuzzer (make trust FUZZER=1 installs it)",)
LONGEST_BYTES = 20_000
LONGEST_S = 10
MOST_MB = 2048
_DONE = re.compile(r"^Done (\d+) runs", re.MULTILINE)
_TESTS = Path(__file__).resolve().parents[1]


def prove(count: int, drawer: Path) -> Iterator[Proof]:
    """Let the fuzzer change each parser's files `count` times, each in a process of its own."""
    if not IS_HERE:
        return
    for number, name in enumerate(_names(drawer / "names")):
        corpus = drawer / f"corpus-{number}"
        corpus.mkdir()
        command = [sys.executable, "-m", "trust.guided", name, str(corpus), f"-runs={count}"]
        limits = [f"-max_len={LONGEST_BYTES}", f"-timeout={LONGEST_S}", f"-rss_limit_mb={MOST_MB}"]
        done = subprocess.run(
            [*command, *limits, "-seed=1", f"-artifact_prefix={corpus}/"],
            cwd=_TESTS,
            env={**os.environ, "TMPDIR": str(drawer)},
            capture_output=True,
            text=True,
            check=False,
        )
        said = done.stdout + done.stderr
        runs = _DONE.search(said)
        broken = () if done.returncode == 0 and runs else (f"{name}: {_last_words(said)}",)
        tried = int(runs[1]) if runs else 1
        yield Proof(f"{name}, under a guided fuzzer: read, or refused in words", tried, broken)


def _names(drawer: Path) -> list[str]:
    from trust.parsers import parsers

    drawer.mkdir()
    return [each.name for each in parsers(drawer)]


def _last_words(said: str) -> str:
    lines = [line for line in said.splitlines() if "Error" in line or "ERROR" in line]
    return " ".join(lines[:3]) or said[-200:]


def fuzz(name: str, corpus: Path, options: list[str]) -> None:
    """In the process that is the fuzzer's: it never returns."""
    import atheris  # type: ignore[import-not-found, unused-ignore]

    with atheris.instrument_imports(include=["ketachart"]):
        from trust.outside_bytes import fault_of
        from trust.parsers import parsers

    # Not inside the corpus: what lies there is read as part of it.
    drawer = corpus.with_name(f"{corpus.name}-files")
    drawer.mkdir()
    for parser in parsers(drawer):
        if parser.name != name:
            continue
        for number, whole in enumerate(parser.whole):
            (corpus / f"whole-{number}").write_bytes(whole[:LONGEST_BYTES])

        def try_one(content: bytes, parser: object = parser) -> None:
            fault = fault_of(parser, content)  # type: ignore[arg-type]
            if fault:
                raise AssertionError(fault)

        atheris.Setup([sys.argv[0], str(corpus), *options], try_one)
        atheris.Fuzz()


if __name__ == "__main__":
    fuzz(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
