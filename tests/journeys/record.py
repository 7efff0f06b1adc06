"""The vault of a journey: performed from a scenario before, asked by the command line after."""

import csv
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from journeys.screen import ROOT

ADMINISTRATOR = ("ad.lindqvist", "amber orchard plain 63")


def run(*arguments: str, passphrase: str = "") -> str:
    """What the program prints when a command is given to it."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *arguments],
        input=passphrase,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@dataclass(frozen=True)
class Record:
    """A vault, and a folder beside it for what is read out of it."""

    vault: Path
    folder: Path

    @classmethod
    def performed(cls, scenario: Path, folder: Path) -> "Record":
        """A new vault in which all of a scenario happened."""
        record = cls(folder / "vault", folder)
        run("replay", str(scenario), "--vault", str(record.vault))
        return record

    @classmethod
    def of_the_day(cls, name: str, until: str, folder: Path) -> "Record":
        """A new vault in which a day happened up to a moment, such as `2026-03-03T08:57:59`."""
        day = json.loads((ROOT / "resources/scenarios" / name).read_text(encoding="utf-8"))
        day["steps"] = [
            step for step in day["steps"] if step["at"][:19] <= until and "refused" not in step
        ]
        scenario = folder / name
        scenario.write_text(json.dumps(day), encoding="utf-8")
        return cls.performed(scenario, folder)

    def asked(self, *arguments: str) -> str:
        """The answer to a command that the administrator gives."""
        user, passphrase = ADMINISTRATOR
        signed = ("--vault", str(self.vault), "--user", user, "--passphrase-file", "-")
        return run(*arguments, *signed, passphrase=passphrase)

    def verified(self) -> None:
        """Every hash, signature and derived table is right."""
        self.asked("verify")

    def events(self, kind: str, session: str) -> list[tuple[str, dict[str, Any]]]:
        """What of a kind happened in a session, in order: who did it, and its details."""
        file = self.folder / "audit.csv"
        self.asked("audit", "--csv", str(file))
        with file.open(encoding="utf-8", newline="") as rows:
            return [
                (row["author"], json.loads(row["details"]))
                for row in csv.DictReader(rows)
                if (row["kind"], row["session"]) == (kind, session)
            ]

    def chart(self, session: str) -> str:
        """The words of a session's printed chart, each line with single spaces."""
        file = self.folder / f"{session}.pdf"
        self.asked("chart", session, "--pdf", str(file))
        told = subprocess.run(
            ["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True
        ).stdout
        return "\n".join(" ".join(line.split()) for line in told.splitlines())
