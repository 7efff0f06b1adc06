"""Who may import whom."""

import ast
import subprocess
import sys
from pathlib import Path

from support.source import ROOT, imported_modules, modules_of

STANDARD_FOR_RULES = {
    "abc", "bisect", "collections", "contextlib", "copy", "dataclasses", "datetime", "decimal",
    "enum", "fractions", "functools", "hashlib", "heapq", "ipaddress", "itertools", "json", "math",
    "operator", "re", "string", "types", "typing", "unicodedata", "zoneinfo",
}  # fmt: skip


def test_that_every_import_points_down():
    checked = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_that_the_domain_knows_only_itself_and_harmless_parts_of_the_standard_library():
    foreign = {
        (file.name, name)
        for file in modules_of("domain")
        for name in imported_modules(file)
        if not name.startswith("ketachart.domain") and name.split(".")[0] not in STANDARD_FOR_RULES
    }
    assert foreign == set()


def test_that_paper_draws_without_widgets():
    used = {name for file in modules_of("paper") for name in imported_modules(file)}
    assert {name for name in used if name.startswith("PySide6")} <= {
        "PySide6.QtCore",
        "PySide6.QtGui",
    }


def test_that_the_domain_holds_no_binary_floating_point():
    found = [
        f"{file.name}:{node.lineno}: {what}"
        for file in modules_of("domain")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if (what := binary_floating_point(node))
    ]
    assert found == []


def binary_floating_point(node: ast.AST) -> str:
    match node:
        case ast.Constant(value=float() | complex()):
            return f"the literal {node.value!r}"
        case ast.Name(id="float" | "complex"):
            return node.id
        case ast.Attribute(attr="total_seconds" | "timestamp" | "fromtimestamp"):
            return f".{node.attr}"
        case _:
            return ""
