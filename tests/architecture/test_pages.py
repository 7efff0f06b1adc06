"""The pages for newcomers: every file, folder, command and target they name is there."""

import re

import pytest
from support.source import ROOT

from ketachart.cli.every_command import main

PAGES = [ROOT / "README.md", *sorted((ROOT / ".github").glob("*.md")), *ROOT.glob("packaging/*.md")]
ROOTS = ("ketachart/", "resources/", "packaging/", "tests/", ".github/")


@pytest.mark.parametrize("page", PAGES, ids=lambda each: each.name)
def test_that_every_file_a_page_names_is_there(page):
    named = re.findall(r"`([\w./-]+)`", page.read_text(encoding="utf-8"))
    files = [each for each in named if each.startswith(ROOTS)]
    assert [each for each in files if not (ROOT / each).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda each: each.name)
def test_that_every_link_of_a_page_leads_somewhere(page):
    text = page.read_text(encoding="utf-8")
    links = [each for each in re.findall(r"\]\(([^)#\s]+)", text) if "://" not in each]
    assert [each for each in links if not (page.parent / each).exists()] == []


def test_that_the_architecture_page_names_enough_to_find_ones_way():
    page = (ROOT / ".github" / "ARCHITECTURE.md").read_text(encoding="utf-8")
    assert len(set(re.findall(r"`(ketachart/[\w/]+(?:\.py|/))`", page))) > 30


def test_that_the_front_page_tells_every_command():
    told = set(
        re.findall(r"`ketachart ([a-z-]+)", (ROOT / "README.md").read_text(encoding="utf-8"))
    )
    assert set(main.commands) <= told
    assert told <= set(main.commands)


@pytest.mark.parametrize("page", PAGES, ids=lambda each: each.name)
def test_that_every_target_a_page_names_is_in_the_makefile(page):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    text = page.read_text(encoding="utf-8")
    assert set(re.findall(r"(?:^    |`)make ([a-z-]+)", text, re.MULTILINE)) <= targets
