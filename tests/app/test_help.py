"""The help: what it points at is there."""

import re

import pytest
from support.source import ROOT

from ketachart.app.resources import resource_folder

PAGES = {each.stem: each for each in (resource_folder() / "help").glob("*.md")}
ALSO = {"keys"}


@pytest.mark.parametrize("name", sorted(PAGES))
def test_that_every_link_leads_to_a_page(name):
    links = re.findall(r"\]\(([^)]+)\.md\)", PAGES[name].read_text(encoding="utf-8"))
    assert set(links) <= set(PAGES) | ALSO


def test_that_every_test_the_rules_name_is_there():
    named = re.findall(r"tests/[\w/]+\.py", PAGES["rules"].read_text(encoding="utf-8"))
    assert len(named) > 30
    assert [each for each in named if not (ROOT / each).is_file()] == []


def test_that_every_rule_is_met_by_something_or_is_the_clinics_duty():
    rows = [
        line.strip("|").split("|")
        for line in PAGES["rules"].read_text(encoding="utf-8").splitlines()
        if line.startswith("| ") and not line.startswith("|---")
    ]
    assert [row[0] for row in rows if not row[-1].strip()] == []


def test_that_every_file_the_packet_is_said_to_hold_is_written():
    said = set(re.findall(r"`([\w-]+\.(?:csv|txt|html|json))`", PAGES["inspection"].read_text()))
    source = "".join(each.read_text() for each in (ROOT / "ketachart").rglob("packet*.py"))
    written = {f"{each}.csv" for each in re.findall(r'table_file\(\s*"([\w-]+)"', source)}
    assert said <= written | {"accountability.txt", "index.html", "manifest.json"}
    assert written <= said
