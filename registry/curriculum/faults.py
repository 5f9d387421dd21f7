"""Faults in content files, said so that whoever wrote the file can mend it: file, line, key, what to write. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from registry.errors import RegistryError
from registry.texts import Text

#: Where in a content a value stands: keys and positions from the root.
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. ``line`` counts from 1; None when the content did not come from a file."""

    path: Path
    problem: Text
    name: str | None = None
    line: int | None = None

    @property
    def key(self) -> str:
        """The place in words: ``competencies[2].outcomes[0].text.en``."""
        spelled = ""
        for step in self.path:
            spelled += f"[{step}]" if isinstance(step, int) else f".{step}" if spelled else step
        return spelled

    @property
    def said(self) -> Text:
        """File, line, key and problem in one sentence."""
        line = Text("línea {line}", "line {line}").format(line=str(self.line)) if self.line else None
        parts = [part for part in (self.name, line, self.key) if part]
        place = Text(
            es=", ".join(part.es if isinstance(part, Text) else part for part in parts),
            en=", ".join(part.en if isinstance(part, Text) else part for part in parts),
        )
        return Text("{place}: {problem}", "{place}: {problem}").format(place=place, problem=self.problem)


class FaultyContent(RegistryError):
    """A content file cannot be taken; ``faults`` lists why, in the order of the file."""

    code = "faulty_content"
    text = Text("{first}", "{first}")

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        first = self.faults[0].said
        if len(self.faults) > 1:
            first = Text("{first} (y {more} más)", "{first} (and {more} more)").format(
                first=first, more=len(self.faults) - 1
            )
        super().__init__(first=first)
