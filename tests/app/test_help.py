"""The help: what it points at is there, and what it says is so."""

import re

import pytest
from support.source import ROOT
from support.told_keys import AT_THE_CHAIR, told_keys

from ketachart.app import invitations, resources
from ketachart.crypto.keyring import SHEETS, SHEETS_NEEDED
from ketachart.crypto.passphrases import STANDARD_COST
from ketachart.crypto.sealed_file import CHUNK_BYTES
from ketachart.crypto.sheets import TELLING_LETTERS, WORDS_ON_A_SHEET

PAGES = resources.help_texts()
FRONT = (ROOT / "README.md").read_text(encoding="utf-8")
IN_A_FORM = {"Alt+P"}
"""Keys of one form alone, tried with that form."""


@pytest.fixture(scope="module")
def said():
    """All that the program's source says, pieces of a sentence joined."""
    source = "".join(each.read_text("utf-8") for each in (ROOT / "ketachart").rglob("*.py"))
    return re.sub(r'"\s*\n\s*f?"', "", source).casefold()


def named_in(text):
    return {link.rpartition("/")[2] for link in re.findall(r"\]\(([^)]+\.png)\)", text)}


def bound():
    keys = {each for told in told_keys() for each in told.split(", ")}
    keys |= {f"Ctrl+{number}" for number in range(1, 10)} | {"Alt+9", "Alt+0"}
    return keys | {f"Alt+{number}" for number in range(1, 9)}


@pytest.mark.parametrize("name", sorted(PAGES))
def test_that_every_link_leads_to_a_page(name):
    links = re.findall(r"\]\(([^)]+)\.md\)", PAGES[name])
    assert set(links) <= set(PAGES)


def test_that_every_page_is_reached_from_the_contents():
    linked = {"help"}
    following = ["help"]
    while following:
        for link in re.findall(r"\]\(([\w-]+)\.md\)", PAGES.get(following.pop(), "")):
            if link not in linked:
                linked.add(link)
                following.append(link)
    assert set(PAGES) <= linked


@pytest.mark.parametrize("name", sorted(PAGES))
def test_that_every_picture_of_a_page_is_there(name):
    there = {each.name for each in resources.picture_folder().glob("*.png")}
    assert named_in(PAGES[name]) <= there


def test_that_no_picture_is_shipped_that_nothing_shows():
    shown = named_in(FRONT).union(*(named_in(text) for text in PAGES.values()))
    assert {each.name for each in resources.picture_folder().glob("*.png")} == shown


@pytest.mark.parametrize("name", sorted(PAGES))
def test_that_every_key_a_page_names_is_bound(name):
    named = set(re.findall(r"(?:Ctrl|Alt)\+(?:[A-Z][a-z]+|[A-Z]|\d)|\bF\d+\b", PAGES[name]))
    named -= {"Ctrl+C", "Ctrl+V"}
    assert named <= bound() | IN_A_FORM


def test_that_every_letter_named_at_the_chair_is_one_of_its_keys():
    text = "".join(text for name, text in PAGES.items() if name.startswith(("chair", "card")))
    letters = set(re.findall(r"\*\*([A-Z])\*\*", text))
    letters |= set(re.findall(r"^\| ([A-Z]) \|", text, re.MULTILINE))
    of_forms = {"Y", "N", "P"}
    assert letters - of_forms <= set(told_keys(AT_THE_CHAIR))


@pytest.mark.parametrize("name", sorted(PAGES))
def test_that_what_a_page_quotes_in_italics_is_said_by_the_program(name, said):
    quoted = re.findall(r"(?<![*\w])\*([^*\n]{4,60})\*(?![*\w])", PAGES[name])
    parts = [part for each in quoted for part in re.split(r" · |, ", each)]
    spoken = [re.sub(r"\s*\d+|[.…]+$", "", part).strip().casefold() for part in parts]
    assert [each for each in spoken if each not in said] == []


def test_that_figures_the_pages_quote_are_those_of_the_program():
    assert (SHEETS, SHEETS_NEEDED) == (3, 2)
    assert invitations.HOLDS.days == 7
    assert f"{WORDS_ON_A_SHEET} words each" in PAGES["formats"]
    assert TELLING_LETTERS == 4
    cost = STANDARD_COST
    said = f"{cost.memory_kib // 1024} MiB, {cost.passes} passes, {cost.lanes} lanes"
    assert said in PAGES["formats"].replace("\n", " ")
    assert CHUNK_BYTES == 1 << 20


def test_that_every_test_the_rules_name_is_there():
    named = re.findall(r"tests/[\w/]+\.py", PAGES["rules"])
    assert len(named) > 30
    assert [each for each in named if not (ROOT / each).is_file()] == []


def test_that_every_rule_is_met_by_something_or_is_the_clinics_duty():
    rows = [
        line.strip("|").split("|")
        for line in PAGES["rules"].splitlines()
        if line.startswith("| ") and not line.startswith("|---")
    ]
    assert [row[0] for row in rows if not row[-1].strip()] == []


def test_that_every_file_the_packet_is_said_to_hold_is_written():
    said = set(re.findall(r"`([\w-]+\.(?:csv|txt|html|json))`", PAGES["inspection"]))
    source = "".join(each.read_text() for each in (ROOT / "ketachart").rglob("packet*.py"))
    written = {f"{each}.csv" for each in re.findall(r'table_file\(\s*"([\w-]+)"', source)}
    assert said <= written | {"accountability.txt", "index.html", "manifest.json"}
    assert written <= said
