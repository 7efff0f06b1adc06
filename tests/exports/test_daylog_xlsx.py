"""The day log as a spreadsheet."""

import csv
import io
import zipfile
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from support.scenarios import day_logs

from ketachart.domain.daylog import COLUMNS, Row
from ketachart.exports.daylog_xlsx import day_log_xlsx

NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def rows_of(content):
    """The rows of a CSV of record."""
    return [Row(**each) for each in csv.DictReader(io.StringIO(content.decode()))]


def tree(parts, name):
    """A part of a book that was made just now."""
    return ET.fromstring(parts.read(name))  # noqa: S314 - our own


def sheet(book):
    """Each line's cells by column, as (type, text, style)."""
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        shared = [
            "".join(text.text or "" for text in each.iter(f"{NS}t")).replace("_x000D_", "\r")
            for each in tree(parts, "xl/sharedStrings.xml")
        ]
        lines = tree(parts, "xl/worksheets/sheet1.xml").iter(f"{NS}row")
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")
        found = []
        for line in lines:
            cells = {}
            for cell in line:
                name = cell.get("r").rstrip("0123456789")
                value = cell.find(f"{NS}v").text
                is_text = cell.get("t") == "s"
                cells[name] = (
                    "text" if is_text else "number",
                    shared[int(value)] if is_text else value,
                )
            found.append(cells)
        return found


@pytest.fixture(scope="module")
def rows():
    return rows_of(next(each.content for each in day_logs() if each.schedule == "III"))


def letter(column):
    return chr(ord("A") + COLUMNS.index(column))


def test_that_the_same_rows_give_the_same_bytes(rows):
    assert day_log_xlsx(rows) == day_log_xlsx(list(rows))


def test_that_every_cell_of_the_record_is_in_the_sheet(rows):
    lines = sheet(day_log_xlsx(rows))
    assert [text for _, text in lines[0].values()] == COLUMNS
    for row, cells in zip(rows, lines[1:], strict=True):
        for column, text in zip(COLUMNS, row.cells, strict=True):
            kind, shown = cells.get(letter(column), ("text", ""))
            assert shown == text or (kind == "number" and float(shown) == float(text))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_that_what_looks_like_a_formula_stays_text_also_when_edited(rows, start):
    said = f'{start}HYPERLINK("http://example.invalid","x")'
    book = day_log_xlsx([replace(rows[0], reason=said, patient_name=said)])
    kind, text = sheet(book)[1][letter("reason")]
    assert (kind, text) == ("text", said)
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        assert b'quotePrefix="1"' in parts.read("xl/styles.xml")


def test_that_amounts_can_be_added_up(rows):
    moved = replace(rows[0], ml="-1.25", containers="-1")
    cells = sheet(day_log_xlsx([moved]))[1]
    assert cells[letter("ml")] == ("number", "-1.25")
    assert cells[letter("containers")] == ("number", "-1")
