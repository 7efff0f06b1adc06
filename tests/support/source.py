"""Reads our own source, for the tests of its shape."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "ketachart"
_MADE_BY_TOOLS = {
    ".git", ".venv", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", "__pycache__",
    ".import_linter_cache", "build", "dist", "demo-output",
}  # fmt: skip


def modules_of(folder: str = "") -> list[Path]:
    """The Python files of one folder of the package, or of all of it."""
    return sorted((PACKAGE / folder).rglob("*.py"))


def imported_modules(file: Path) -> set[str]:
    """The full names of the modules a file imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def files_of_the_project(folder: Path = ROOT) -> Iterator[Path]:
    """Every file that is written by hand or shipped, nothing that a tool made."""
    for path in sorted(folder.iterdir()):
        if path.name in _MADE_BY_TOOLS or path.suffix == ".egg-info":
            continue
        if path.is_dir():
            yield from files_of_the_project(path)
        else:
            yield path
