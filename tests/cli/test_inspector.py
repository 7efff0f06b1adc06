"""An inspector at the command line: the packet, and nothing else."""

import shutil

import pytest
from cli.running import ADMIN, DAY, run, run_apart
from support.scenarios import opened, replayed

from ketachart.app.access import add_person
from ketachart.app.clinic import Done, Turn
from ketachart.app.vaults import Newcomer
from ketachart.domain.people import Person, Role

INSPECTOR, PASSPHRASE = "in.whitlock", "seventeen quiet herons wade"


@pytest.fixture(scope="module")
def vault(template, tmp_path_factory):
    """A vault with an inspector in it."""
    folder = tmp_path_factory.mktemp("inspected") / "vault"
    shutil.copytree(replayed(template, DAY), folder)
    clinic = opened(folder, DAY)
    person = Person(
        id=INSPECTOR, name="Dana Whitlock", initials="DW", roles=frozenset({Role.INSPECTOR})
    )
    newcomer = Newcomer(person=person, passphrase=PASSPHRASE, pin="704913")
    done = add_person(clinic, Turn(person=clinic.world.person(ADMIN)), newcomer)
    assert isinstance(done, Done)
    clinic.close()
    return folder


def as_inspector(vault):
    return ("--vault", vault, "--user", INSPECTOR, "--passphrase-file", "-")


@pytest.mark.parametrize(
    "words",
    [
        ("log", "--date", "2026-03-02"),
        ("summary",),
        ("chart", "s1", "--pdf", "x.pdf"),
        ("audit", "--csv", "x.csv"),
    ],
)
def test_that_whatever_shows_more_than_the_ledger_is_refused(vault, words):
    said = run(*words, *as_inspector(vault), secret=PASSPHRASE)
    assert said.status == 1
    assert said.is_one_sentence
    assert "[role.not-permitted]" in said.err
    assert said.out == ""


def test_that_the_packet_is_an_inspectors(vault, tmp_path):
    days = ("--from", "2026-03-02", "--to", "2026-03-03", "--out", tmp_path / "packet")
    said = run_apart("packet", *as_inspector(vault), *days, secret=PASSPHRASE)
    assert (said.status, said.err) == (0, "")
    assert (tmp_path / "packet" / "index.html").is_file()
