"""The shipped content, and ways to spoil a copy of it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from registry import content
from registry.curriculum.yaml_file import Marked, read_yaml

LITERACY = "standards/ai_literacy.yaml"
ENGINEERING = "standards/ai_engineering.yaml"
CRITERIA = "accreditation_criteria.yaml"
PROGRAMS = "programs.yaml"


@lru_cache
def shipped(name: str) -> Marked:
    return read_yaml(content.shipped_bytes(name), name=name)


def spoiled(name: str, change: Callable[[dict[str, Any]], object]) -> Marked:
    """A shipped file with one thing changed; the lines stay those of the file."""
    marked = shipped(name)
    value = copy.deepcopy(marked.value)
    change(value)
    return Marked(marked.name, value, marked.lines)


def edited(name: str, old: str, new: str) -> bytes:
    """The text of a shipped file with one passage replaced; it must be there."""
    text = content.shipped_bytes(name).decode()
    assert old in text
    return text.replace(old, new, 1).encode()
