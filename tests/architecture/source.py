"""The registry's own source, parsed once for the tests about it."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "registry"


@dataclass(frozen=True)
class Module:
    """A source file: its dotted name, path from the root, and tree."""

    name: str
    path: str
    text: str
    tree: ast.Module

    @property
    def imports(self) -> Iterator[tuple[str, int]]:
        """Every absolute import with its line: ``a.b`` for ``import a.b``, ``a.b.c`` for ``from a.b import c``."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


@functools.cache
def modules() -> tuple[Module, ...]:
    """Every module of the package."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found.append(Module(name, str(path.relative_to(ROOT)), text, ast.parse(text)))
    return tuple(found)


def within(*packages: str) -> tuple[Module, ...]:
    """The modules of these packages."""
    return tuple(
        one
        for one in modules()
        if any(one.name == package or one.name.startswith(package + ".") for package in packages)
    )
