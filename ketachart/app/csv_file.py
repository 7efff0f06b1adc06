"""A CSV file as other programs write it: its encoding, its separators, its headings.

It is read whole and once, so that what was previewed is what is imported, whatever happens to the
file meanwhile. A cell that a spreadsheet would take for a formula is refused, save a telephone
number: no name begins like one, and what is kept here is one day opened in a spreadsheet again.
(OWASP, CSV injection.)
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG
from typing import Final

MOST_BYTES: Final = 32 * 1024 * 1024
LONGEST_CELL: Final = 2000
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NO_TEXT: Final = (
    (b"%PDF", "This is a PDF, not a CSV file."),
    (b"PK\x03\x04", "This is a workbook or an archive: save it as CSV first."),
    (b"\xd0\xcf\x11\xe0", "This is a workbook: save it as CSV first."),
)
_SEPARATORS: Final = ",;\t"
_HARMLESS: Final = re.compile(r"'[=+\-@]")
_FORMULA: Final = re.compile(r"[=+\-@]")
_TELEPHONE: Final = re.compile(r"\+?[0-9 ()./x-]{3,}", re.ASCII)
_MIXED: Final = re.compile(rb"\xc3[\x80-\xbf]")
"""How UTF-8 writes most accented letters; in Windows-1252 no word has these two side by side."""
_NO_LETTERS: Final = re.compile(r"[^a-z0-9]+")


class NotReadable(Exception):
    """The file can't be read as CSV; str() is a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the file.

    Attributes:
        number: as an editor counts it, of its first row.
        cells: by field; what the file has no column for is absent.
    """

    number: int
    cells: Mapping[str, str]

    def cell(self, field: str) -> str:
        """What a cell holds; empty where the file has no such column."""
        return self.cells.get(field, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong with a line, in a sentence."""

    line: int
    sentence: str


def read_bytes(path: Path) -> bytes:
    """The whole file, as it is at one moment.

    Raises:
        NotReadable: it is not there, no file, too long, or changed while it was read.
    """
    try:
        before = path.stat()
        if not S_ISREG(before.st_mode):
            raise NotReadable(f"{path.name} is no file.")
        if before.st_size > MOST_BYTES:
            raise NotReadable(f"The file is longer than {MOST_BYTES // 2**20} MB. Split it.")
        content = path.read_bytes()
        after = path.stat()
    except OSError as error:
        raise NotReadable(f"{path.name} can't be read.") from error
    if len(content) != after.st_size or before.st_mtime_ns != after.st_mtime_ns:
        raise NotReadable("The file changed while it was read. Read it again.")
    return content


def rows_of(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """The rows of a file, each with the number of its first line.

    Raises:
        NotReadable: it is no text, or its quotes do not close.
    """
    text = _text(content)
    first = text.lstrip("\r\n").split("\n", 1)[0]
    separator = max(_SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begins = 1
    try:
        for row in reader:
            yield begins, row
            begins = reader.line_num + 1
    except csv.Error as error:
        raise NotReadable(
            f"Line {begins} can't be read: a quote is not closed or stands inside a cell, or a cell"
            " is far too long."
        ) from error


def _text(content: bytes) -> str:
    if not content.strip():
        raise NotReadable("The file is empty.")
    for begin, sentence in _NO_TEXT:
        if content.startswith(begin):
            raise NotReadable(sentence)
    marked = [encoding for mark, encoding in _MARKS if content.startswith(mark)]
    # Windows-1252 is what spreadsheets write that do not write Unicode.
    for encoding in marked or ("utf-8", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError as error:
            if encoding == "utf-8" and _MIXED.search(content):
                is_cut = error.reason == "unexpected end of data"
                raise NotReadable(_CUT if is_cut else _MIXED_UP) from error
            continue
        if "\x00" not in text:
            return text
    raise NotReadable("This is no text: save it as CSV, in UTF-8.")


_CUT: Final = "The file ends in the middle of a letter: it is not whole. Save it again."
_MIXED_UP: Final = "The file is partly in UTF-8 and partly not: save it as CSV, in UTF-8."


def table_of(
    content: bytes, known: Mapping[str, tuple[str, ...]], needed: tuple[str, ...], most: int
) -> tuple[list[Line], list[Problem]]:
    """The lines of a file by field, and what is wrong with single ones.

    Args:
        content: the file.
        known: the headings of each field, as `plain` writes them.
        needed: the fields that the file must have a column for.
        most: how many lines are taken.

    Raises:
        NotReadable: it is no CSV, or has not those columns, or more lines.
    """
    rows = ((number, row) for number, row in rows_of(content) if any(each.strip() for each in row))
    head = next(rows, None)
    if head is None:
        raise NotReadable("The file is empty.")
    fields = _fields(head[1], known, needed)
    lines: list[Line] = []
    problems: list[Problem] = []
    for count, (number, row) in enumerate(rows, start=1):
        if count > most:
            raise NotReadable(f"The file has more than {most} lines. Split it.")
        cells = {field: _flat(row[at]) for at, field in fields.items() if at < len(row)}
        fault = _fault(row, cells, len(head[1]))
        if fault:
            problems.append(Problem(line=number, sentence=fault))
        else:
            lines.append(Line(number=number, cells=cells))
    if not lines and not problems:
        raise NotReadable("The file has headings and no lines.")
    return lines, problems


def _fields(
    head: list[str], known: Mapping[str, tuple[str, ...]], needed: tuple[str, ...]
) -> dict[int, str]:
    """The field of each column that is read; other columns are passed over.

    Of several for a field the one counts whose heading is named first: `Name` before `Patient`.
    """
    headings = [plain(words) for words in head]
    found: dict[int, str] = {}
    for field, names in known.items():
        heading = next((name for name in names if name in headings), None)
        if heading is not None and headings.count(heading) > 1:
            raise NotReadable(f"Two columns are headed: {heading}. Leave one out.")
        if heading is not None:
            found[headings.index(heading)] = field
    missing = [field for field in needed if field not in found.values()]
    if missing:
        raise NotReadable(
            f"No column is headed: {', '.join(missing)}. The first line must be the headings, with"
            " commas, semicolons or tabs between."
        )
    return found


def plain(heading: str) -> str:
    """A heading without what people write differently: `Date of Birth` is `dateofbirth`."""
    return _NO_LETTERS.sub("", heading.casefold())


def _flat(cell: str) -> str:
    """A cell on one line, without blanks around it.

    Nor with the mark that our own files and spreadsheets put before what is no formula: `'+1 310`.
    """
    flat = ", ".join(part.strip() for part in cell.splitlines() if part.strip())
    return flat[1:] if _HARMLESS.match(flat) else flat


def _fault(row: list[str], cells: Mapping[str, str], width: int) -> str:
    if len(row) > width and any(each.strip() for each in row[width:]):
        return f"It has {len(row)} cells under {width} headings: put quotes around a comma."
    for field, text in cells.items():
        if len(text) > LONGEST_CELL:
            return f"The {field} has more than {LONGEST_CELL} signs."
        if not text.isprintable():
            return f"The {field} has a sign that can't be printed."
        if _FORMULA.match(text) and not _TELEPHONE.fullmatch(text):
            return f"The {field} begins with {text[0]}, as a formula does."
    return ""
