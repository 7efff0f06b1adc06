"""The sheets to take home: no driving in large letters, whom to call, and the code on its own."""

from dataclasses import replace

import pytest

from ketachart.paper.gathering import handout_on_paper
from ketachart.paper.instructions_pdf import code_slip, instructions
from ketachart.paper.page import rendered
from tests.paper.reading import printed
from tests.ui.chair_day import open_day


@pytest.fixture(scope="module")
def handout(tmp_path_factory):
    folder = tmp_path_factory.mktemp("handout")
    day = open_day(folder / "template", folder / "vault", "09:38:30")
    session = replace(day.session("s2"), escort_code="275693")
    yield handout_on_paper(day.clinic, session)
    day.clinic.close()


def test_that_the_sheet_is_one_page_and_says_until_when_nobody_drives(handout):
    (page,) = printed(rendered(instructions(handout)))
    assert "No driving before Wednesday, March 4, 09:10" in page
    assert "after a night's sleep" in page


def test_that_it_says_what_was_given_and_whom_to_call(handout):
    (page,) = printed(rendered(instructions(handout)))
    for words in ("ketamine 30 mg", "midazolam", handout.site.phone, "911", "988"):
        assert words in page


def test_that_the_code_is_on_the_escorts_slip_and_nowhere_else(handout):
    (sheet,) = printed(rendered(instructions(handout)))
    (slip,) = printed(rendered(code_slip(handout)))
    assert "275 693" in slip
    assert "275" not in sheet
    assert handout.patient.name not in slip
