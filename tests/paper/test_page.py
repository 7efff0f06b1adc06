"""Whatever is printed: pages are numbered, nothing is cut, the file is fit to be kept."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketachart.app.files import NotWritten
from ketachart.paper.blocks import Box, Fact, Facts, Heading, Together, Words
from ketachart.paper.lettering import Lettering
from ketachart.paper.page import Document, Running, rendered, write
from ketachart.paper.strips import Strip, blank, fall_onto_pages
from ketachart.paper.table import Column, Row, Table, cell
from tests.paper import reading

RUNNING = Running(left=("Clinic", "Street 1"), right=("Log", "2026-03-03"), foot="printed now")


def document(*blocks, is_landscape=False):
    return Document(title="Log", running=RUNNING, blocks=blocks, is_landscape=is_landscape)


def table(rows, columns=("first", "second")):
    return Table(
        columns=tuple(Column(title=title, width=1) for title in columns),
        rows=tuple(Row(cells=tuple(cell(text) for text in row)) for row in rows),
        continued="Products",
    )


def test_that_every_page_says_which_of_how_many_it_is():
    pages = reading.printed(rendered(document(table([(f"row{n}", "x") for n in range(200)]))))
    count = len(pages)
    assert count > 2
    assert [f"page {n} of {count}" in page for n, page in enumerate(pages, 1)] == [True] * count


def test_that_head_foot_and_the_tables_own_head_stand_on_every_page():
    pages = reading.printed(rendered(document(table([(f"row{n}", "x") for n in range(200)]))))
    for page in pages:
        assert "Street 1" in page
        assert "printed now" in page
        assert "first second" in page
    assert ["Products, continued" in page for page in pages] == [False, *[True] * (len(pages) - 1)]


def test_that_every_row_of_a_long_table_is_printed_once():
    pages = reading.printed(rendered(document(table([(f"row{n};", "x") for n in range(500)]))))
    words = " ".join(pages).split()
    assert [words.count(f"row{n};") for n in range(500)] == [1] * 500


def test_that_a_cell_longer_than_a_page_is_printed_to_its_last_word():
    told = " ".join(f"word{n}" for n in range(3000))
    text = " ".join(reading.printed(rendered(document(table([(told, "beside")])))))
    assert [f"word{n} " in text for n in range(2999)] == [True] * 2999
    assert "word2999" in text


def test_that_a_word_wider_than_its_column_is_broken_and_not_cut():
    digest = "0123456789abcdef" * 12
    text = rendered(
        document(
            table(
                [
                    ("x",),
                ]
                * 0
                + [(digest, "y")],
                ("a", "b"),
            )
        )
    )
    assert digest in reading.closed_up(reading.laid_out(text)).replace("y", "")


@given(st.text(alphabet="añ—字𝄞😀 ", max_size=200), st.integers(min_value=120, max_value=900))
def test_that_wrapping_loses_no_sign_and_no_line_is_too_wide(text, width):
    lettering = Lettering(7.0)
    lines = lettering.wrap(text, float(width))
    assert reading.closed_up("".join(lines)) == reading.closed_up(text)
    assert all(lettering.width(line) <= width for line in lines if len(line) > 1)


def test_that_a_heading_is_never_the_last_thing_on_a_page():
    blocks = [
        block
        for n in range(60)
        for block in (Heading(words=f"Heading{n}"), *[Words(text=f"below{n}")] * (n % 5 + 1))
    ]
    for page in reading.printed(rendered(document(*blocks))):
        assert not page.removesuffix(" printed now ").split()[-1].startswith("Heading")


def test_that_blocks_meant_to_stay_together_are_not_parted():
    before = [Words(text="before") for _ in range(50)]
    together = Together(blocks=tuple(Words(text=f"signature{n}") for n in range(20)))
    pages = reading.printed(rendered(document(*before, together)))
    holding = [page for page in pages if "signature" in page]
    assert len(holding) == 1
    assert holding[0].count("signature") == 20


def test_that_a_box_goes_on_over_the_page():
    box = Box(blocks=tuple(Words(text=f"told{n};") for n in range(150)))
    pages = reading.printed(rendered(document(box)))
    assert len(pages) > 1
    assert " ".join(pages).count("told") == 150


def test_that_a_fact_without_words_shows_a_dash():
    page = reading.printed(rendered(document(Facts(facts=(Fact(label="Height", words=""),)))))[0]
    assert "Height – " in page


@given(st.lists(st.integers(min_value=1, max_value=90), max_size=60))
def test_that_strips_keep_their_order_and_no_page_overflows(heights):
    strips = [
        Strip(height=float(height), draw=lambda _p, _y: None, keeps=height % 7 == 0)
        for height in heights
    ]
    pages = fall_onto_pages(strips, 100.0)
    assert [strip for page in pages for strip in page] == strips
    assert all(sum(strip.height for strip in page) <= 100 for page in pages)


def test_that_no_page_begins_with_empty_space():
    strip = Strip(height=60.0, draw=lambda _p, _y: None)
    pages = fall_onto_pages([strip, blank(50), strip], 100.0)
    assert pages == [[strip], [strip]]


@pytest.mark.parametrize("is_landscape", [False, True])
def test_that_the_file_is_sound_embeds_its_fonts_and_holds_no_bitmap(tmp_path, is_landscape):
    file = tmp_path / "log.pdf"
    write(file, document(table([("SpO₂ 98 %", "Þórsdóttir ▲")]), is_landscape=is_landscape))
    assert reading.faults(file) == ""
    assert {embedded for _, embedded in reading.fonts(file)} == {"yes"}
    assert {name.partition("+")[2] or name for name, _ in reading.fonts(file)} <= {
        "DejaVuSans",
        "DejaVuSans-Bold",
    }
    assert reading.images(file) == []
    size = "792 x 612" if is_landscape else "612 x 792"
    assert reading.facts(file)["Page size"].startswith(size)


def test_that_the_file_calls_itself_pdf_a_1b():
    made = rendered(document(Words(text="x")))
    assert b'pdfaid:part="1" pdfaid:conformance="B"' in made
    assert made.startswith(b"%PDF-1.4")


def test_that_nothing_is_left_where_nothing_can_be_written(tmp_path):
    with pytest.raises(NotWritten):
        write(tmp_path / "no such folder" / "log.pdf", document(Words(text="x")))
    assert list(tmp_path.iterdir()) == []


def test_that_a_document_is_drawn_without_a_screen_and_without_an_application(tmp_path):
    made = tmp_path / "sheet.pdf"
    told = (
        "import sys; from pathlib import Path;"
        "from ketachart.paper.recovery_sheets import write_sheet;"
        "write_sheet(Path(sys.argv[1]), 'Clinic', 1, 'one two three')"
    )
    subprocess.run([sys.executable, "-c", told, str(made)], check=True, env={})
    assert "three" in " ".join(reading.printed(made.read_bytes()))
