"""The product's own source as parsed trees, for the tests that hold it to the rules of the house."""

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.servers.environment import ROOT

ROOMS: list[str] = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["root_packages"]


def files() -> list[Path]:
    """Every Python file of the product, seen from its root; migrations tell their own story."""
    found = [path.relative_to(ROOT) for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    return sorted(path for path in found if "migrations" not in path.parts)


def test_files() -> list[Path]:
    return sorted(path.relative_to(ROOT) for path in (ROOT / "tests").rglob("*.py"))


test_files.__test__ = False  # type: ignore[attr-defined]


@cache
def text(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(text(path))


def nodes(*kinds: type[ast.AST], among: list[Path] | None = None) -> Iterator[tuple[Path, ast.AST]]:
    """Every node of these kinds, with the file it stands in."""
    for path in files() if among is None else among:
        for node in ast.walk(tree(path)):
            if isinstance(node, kinds):
                yield path, node


def dotted(node: ast.AST) -> str:
    """`timezone.now` for that expression; empty for anything but names and dots."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (before := dotted(node.value)):
        return f"{before}.{node.attr}"
    return ""
