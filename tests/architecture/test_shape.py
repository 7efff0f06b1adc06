"""How large a file and a function may grow, and what files may be called."""

import ast

import pytest
from support.source import PACKAGE, ROOT, files_of_the_project, modules_of

MOST_LINES = 400
MOST_STATEMENTS = 40
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "base", "stuff"}


def test_that_no_file_is_longer_than_can_be_read_at_once():
    lines = {file: len(file.read_text(encoding="utf-8").splitlines()) for file in modules_of()}
    assert {str(file): count for file, count in lines.items() if count > MOST_LINES} == {}


def test_that_no_function_does_too_much():
    found = [
        f"{file.name}:{node.lineno} {node.name}: {count}"
        for file in modules_of()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (count := sum(isinstance(part, ast.stmt) for part in ast.walk(node)) - 1)
        > MOST_STATEMENTS
    ]
    assert found == []


def test_that_no_file_or_folder_is_named_for_nothing():
    named = [path for path in PACKAGE.rglob("*") if path.is_dir() or path.suffix == ".py"]
    words = {path: set(path.stem.split("_")) for path in named}
    assert [str(path) for path, parts in words.items() if parts & EMPTY_NAMES] == []


def test_that_our_packaging_folder_does_not_hide_the_packaging_library():
    assert not (ROOT / "packaging" / "__init__.py").exists()


WRITTEN = {".py", ".toml", ".md", ".json", ".sh", ".lock", ".txt", ".spec", ".yml", ".yaml", ""}
# Put together here, so that this file does not name what it looks for.
OF_ONE_MACHINE = ["/" + folder + "/" for folder in ("work", "root", "home", "opt")]
OF_A_REGISTRY = ["py" + "pi.org", "python" + "hosted.org", "npm" + "js.org", "crates" + ".io"]


@pytest.mark.parametrize("trace", [*OF_ONE_MACHINE, *OF_A_REGISTRY])
def test_that_nothing_names_a_place_where_it_was_made(trace):
    found = [
        str(file.relative_to(ROOT))
        for file in files_of_the_project()
        if file.suffix in WRITTEN and trace in file.read_text(encoding="utf-8")
    ]
    assert found == []
