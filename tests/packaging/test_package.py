"""What the packages say of the program is what the program says of itself."""

import re
import tomllib

import pytest
from support.source import ROOT

import ketachart
from ketachart.app.updates import SUFFIX as UPDATE
from ketachart.cli.every_command import main
from ketachart.store.backup import SUFFIX as BACKUP
from ketachart.sync.stick import courier_file

PACKAGING = ROOT / "packaging"


def patterns() -> dict[str, str]:
    """File name pattern by kind, as the desktop is told."""
    told = (PACKAGING / "deb" / "ketachart-mime.xml").read_text(encoding="utf-8")
    return dict(
        re.findall(r'<mime-type type="([^"]+)">.*?<glob pattern="([^"]+)"', told, re.DOTALL)
    )


def test_that_the_version_stands_in_one_place():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "version" not in project["project"]
    assert project["tool"]["hatch"]["version"]["path"] == "ketachart/__init__.py"
    assert re.fullmatch(r"\d+\.\d+\.\d+", ketachart.__version__)


def test_that_the_desktop_knows_the_files_by_the_names_they_have(tmp_path):
    kinds = patterns()
    stem, _, ending = kinds["application/x-ketachart-courier"].partition("*")
    name = courier_file(tmp_path, "0123456789abcdef").name
    assert name.startswith(stem)
    assert name.endswith(ending)
    assert kinds["application/x-ketachart-backup"] == f"*{BACKUP}"
    assert kinds["application/x-ketachart-update"] == f"*{UPDATE}"


@pytest.mark.parametrize("name", ["ketachart", "ketachart-stick"])
def test_that_a_menu_entry_calls_a_command_that_is_there(name):
    entry = (PACKAGING / "deb" / f"{name}.desktop").read_text(encoding="utf-8")
    (called,) = re.findall(r"^Exec=ketachart(.*)$", entry, re.MULTILINE)
    command = called.split()[:1]
    assert all(each in main.commands for each in command)
    for kinds in re.findall(r"^MimeType=(.*);$", entry, re.MULTILINE):
        assert set(kinds.split(";")) <= patterns().keys()


def test_that_every_licence_text_that_is_named_is_there():
    texts = PACKAGING / "licences"
    parts = tomllib.loads((texts / "inside.toml").read_text(encoding="utf-8"))["part"]
    named = {text for part in parts for text in part["texts"]}
    assert [text for text in named if not (texts / text).is_file()] == []
    assert {file.name for file in texts.glob("*.txt")} <= named


def test_that_windows_and_linux_open_the_same_file_the_same_way():
    installer = (PACKAGING / "windows" / "ketachart.iss").read_text(encoding="utf-8")
    assert 'open ""%1"""' in installer
    for ending in (".courier", UPDATE):
        assert rf"Software\Classes\{ending}\OpenWithProgids" in installer


def test_that_this_release_keeps_a_vault_for_those_after_it():
    kept = {file.stem for file in (ROOT / "tests" / "releases").glob("*.zip")}
    assert any(name.startswith(ketachart.__version__) for name in kept)
