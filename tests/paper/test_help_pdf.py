"""Pages of the help on paper: every card fits one page, and nothing of a page is lost."""

import re

import pytest
from paper.reading import faults, one_line, printed

from ketachart.app.resources import help_texts, picture_folder
from ketachart.cli.helping import ROLES
from ketachart.paper.help_pdf import CARD, write_help

PAGES = help_texts()


@pytest.mark.parametrize("role", ROLES)
def test_that_a_card_fits_one_page_and_is_readable_at_arms_length(role, tmp_path):
    file = tmp_path / "card.pdf"
    write_help(file, PAGES[f"card-{role}"], picture_folder(), CARD)
    assert len(printed(file.read_bytes())) == 1
    assert faults(file) == ""
    assert CARD.body >= 13
    assert CARD.table >= 13


@pytest.mark.parametrize("name", ["guide", "card-nurse", "chair", "rules"])
def test_that_every_word_of_a_page_is_on_the_paper(name, tmp_path):
    file = tmp_path / "page.pdf"
    write_help(file, PAGES[name], picture_folder())
    paper = one_line(" ".join(printed(file.read_bytes())))
    text = re.sub(r"!\[[^]]*\]\([^)]*\)|\]\([^)]*\)", " ", PAGES[name])
    words = set(re.findall(r"[A-Za-z]{4,}", text))
    assert {word for word in words if word not in paper} == set()
