"""Reads a PDF back with tools that share no code with ours."""

import re
import subprocess
from pathlib import Path


def printed(pdf: bytes) -> list[str]:
    """The words of each page in reading order, blanks and line breaks as one blank."""
    text = _run(["pdftotext", "-", "-"], pdf).decode()
    return [one_line(page) for page in text.split("\f")[:-1]]


def laid_out(pdf: bytes) -> str:
    """All words where they stand, lines as lines."""
    return _run(["pdftotext", "-layout", "-", "-"], pdf).decode()


def one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def closed_up(text: str) -> str:
    """A text without any blank, for what may have been wrapped anywhere."""
    return re.sub(r"\s+", "", text)


def fonts(file: Path) -> list[tuple[str, str]]:
    """Each font's name and whether it is embedded."""
    listed = _run(["pdffonts", str(file)]).decode().splitlines()[2:]
    return [(row.split()[0], row.split()[-5]) for row in listed]


def images(file: Path) -> list[str]:
    """Every bitmap in the file."""
    return _run(["pdfimages", "-list", str(file)]).decode().splitlines()[2:]


def faults(file: Path) -> str:
    """What is wrong with the file's syntax; empty if nothing."""
    done = subprocess.run(["qpdf", "--check", str(file)], capture_output=True, check=False)
    return "" if done.returncode == 0 else (done.stdout + done.stderr).decode()


def facts(file: Path) -> dict[str, str]:
    """What the file says of itself."""
    told = _run(["pdfinfo", str(file)]).decode().splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in told)}


def _run(command: list[str], given: bytes = b"") -> bytes:
    return subprocess.run(command, input=given, capture_output=True, check=True).stdout
