"""Writes one page with the licence of everything that is inside a bundle.

What is inside is read from what the packager collected, not from a list of wishes: each file
belongs to a Python package, whose metadata names its licence and brings the text; to Python; to the
system it was built on, whose package documents it; or is named in licences/inside.toml.
"""

import html
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Protocol

ROOT = Path(__file__).resolve().parents[1]
TEXTS = ROOT / "packaging" / "licences"
_TEXT_FILE = re.compile(r"(licen[cs]e|copying|notice|authors)[^/]*$", re.IGNORECASE)
_HEAD = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Licences of KetaChart</title>
<style>body{font-family:sans-serif;max-width:60em;margin:2em auto}pre{white-space:pre-wrap}</style>
</head><body><h1>Licences of KetaChart and of everything inside it</h1>
"""


class Collected(Protocol):
    """What the packager collected: name in the bundle, where it came from, kind."""

    pure: Iterable[tuple[str, str, str]]
    binaries: Iterable[tuple[str, str, str]]
    datas: Iterable[tuple[str, str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Something inside the bundle, and the terms it may be passed on under."""

    name: str
    licence: str
    texts: tuple[str, ...] = field(repr=False)
    note: str = ""


def licences_page(collected: Collected) -> str:
    """The page, as HTML; equal texts stand there once."""
    files = [*collected.pure, *collected.binaries, *collected.datas]
    parts = [_own(), _python(), *_packages(files), *_named(files), *_of_the_system(files)]
    rows, texts = [], dict[str, int]()
    for part in parts:
        numbers = [texts.setdefault(text.strip(), len(texts) + 1) for text in part.texts]
        links = ", ".join(f'<a href="#t{number}">text {number}</a>' for number in numbers)
        note = f"<br>{html.escape(part.note)}" if part.note else ""
        rows.append(
            f"<tr><td>{html.escape(part.name)}{note}</td><td>{html.escape(part.licence)}</td>"
            f"<td>{links}</td></tr>"
        )
    table = "\n".join(rows)
    printed = "\n".join(
        f'<h2><a name="t{number}">Text {number}</a></h2><pre>{html.escape(text)}</pre>'
        for text, number in texts.items()
    )
    return (
        f'{_HEAD}<table cellpadding="4"><tr><th align="left">What</th><th align="left">Licence</th>'
        f'<th align="left">Text</th></tr>\n{table}</table>\n{printed}\n</body></html>\n'
    )


def _own() -> Part:
    return Part(name="KetaChart", licence="Apache-2.0", texts=(_read(ROOT / "LICENSE"),))


def _python() -> Part:
    version = ".".join(str(number) for number in sys.version_info[:3])
    library = Path(sys.base_prefix) / "lib" / f"python{version.rpartition('.')[0]}"
    places = (library / "LICENSE.txt", Path(sys.base_prefix) / "LICENSE.txt")
    texts = tuple(_read(place) for place in places if place.is_file())[:1]
    if not texts:
        sys.exit("The licence text of this Python can't be found.")
    return Part(name=f"Python {version}", licence="PSF-2.0", texts=texts)


def _packages(files: Iterable[tuple[str, str, str]]) -> Iterator[Part]:
    """The Python packages of which something is inside."""
    sources = {str(Path(source).resolve()) for _, source, _ in files if source}
    for dist in sorted(distributions(), key=lambda each: each.name.casefold()):
        listed = dist.files or ()
        if dist.name == "ketachart" or not any(
            str(Path(str(file.locate())).resolve()) in sources for file in listed
        ):
            continue
        texts = tuple(
            _read(Path(str(file.locate())))
            for file in listed
            if _TEXT_FILE.search(str(file)) and ".dist-info" in str(file)
        )
        yield Part(name=f"{dist.name} {dist.version}", licence=_licence_of(dist), texts=texts)


def _licence_of(dist: Distribution) -> str:
    """The licence in a few words: the expression, the field, or the classifier."""
    said = dist.metadata.get("License-Expression") or dist.metadata.get("License") or ""
    if 0 < len(said) < 60:
        return said
    classifiers = dist.metadata.get_all("Classifier") or []
    named = [each.rpartition(" :: ")[2] for each in classifiers if each.startswith("License")]
    return ", ".join(named) or "see its text"


def _named(files: list[tuple[str, str, str]]) -> Iterator[Part]:
    stated = tomllib.loads((TEXTS / "inside.toml").read_text(encoding="utf-8"))
    names = [name for name, _, _ in files]
    for part in stated["part"]:
        if any(part["file"] in name for name in names):
            texts = tuple(_read(TEXTS / text) for text in part["texts"])
            note = part.get("note", "")
            yield Part(name=part["name"], licence=part["licence"], texts=texts, note=note)


def _of_the_system(files: Iterable[tuple[str, str, str]]) -> Iterator[Part]:
    """Libraries of the Linux this was built on, each with what its package documents."""
    if sys.platform != "linux":
        return
    own = (sys.base_prefix, sys.prefix, str(ROOT))
    libraries = {source for _, source, kind in files if kind == "BINARY"}
    found: dict[str, set[str]] = {}
    for source in sorted(each for each in libraries if not each.startswith(own)):
        found.setdefault(_package_of(Path(source)), set()).add(Path(source).name)
    for package, names in sorted(found.items()):
        document = Path("/usr/share/doc") / package / "copyright"
        if not document.is_file():
            sys.exit(f"{document}, the licence of {', '.join(names)}, can't be found.")
        yield Part(
            name=f"{package}: {', '.join(sorted(names))}",
            licence="see its text",
            texts=(_read(document),),
        )


def _package_of(library: Path) -> str:
    """The Debian package that brought a library, also where /lib is a name for /usr/lib."""
    real = library.resolve()
    for path in (library, real, Path(str(real).removeprefix("/usr")), Path(f"/usr{real}")):
        answer = subprocess.run(  # noqa: S603
            ["dpkg-query", "-S", str(path)],  # noqa: S607
            capture_output=True,
            text=True,
            check=False,
        )
        if answer.returncode == 0:
            return answer.stdout.partition(":")[0]
    sys.exit(f"No package is known for {library}.")


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace")
