"""What a check says: its title, its reason, and what to do next (empty when there is nothing to do)."""

from __future__ import annotations

from dataclasses import dataclass

from registry.texts import Text

NOTHING = Text("", "")


@dataclass(frozen=True, slots=True)
class Sentence:
    """``title`` is said in bold, ``reason`` explains it, ``remedy`` says what the reader can do."""

    title: Text
    reason: Text
    remedy: Text = NOTHING
