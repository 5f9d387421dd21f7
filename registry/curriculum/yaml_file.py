"""YAML as the authority writes it, read into plain values that remember their lines.

Narrower than YAML: no aliases (a short file could unfold into a huge one), no tags, no merging, no dates by accident,
no key twice. Keys become strings, so that the same content reads the same from a file and from the database. Pure.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
import yaml

from registry.curriculum.faults import Fault, FaultyContent, Path
from registry.texts import Text

MAXIMUM_BYTES = 1_000_000  # the largest shipped file has 60 kB
MAXIMUM_DEPTH = 24
MAXIMUM_NODES = 100_000
LARGEST_INTEGER = 2**53  # what JSON readers everywhere keep exactly

_FAST = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PLAIN = {
    "tag:yaml.org,2002:null",
    "tag:yaml.org,2002:bool",
    "tag:yaml.org,2002:int",
    "tag:yaml.org,2002:float",
    "tag:yaml.org,2002:str",
    # Written without quotes these would become dates; here they stay the text that was written.
    "tag:yaml.org,2002:timestamp",
}


@dataclass(frozen=True, slots=True)
class Marked:
    """A file's content and the line (from 1) on which each member begins; ``name`` is the file, for messages."""

    name: str
    value: dict[str, Any]
    lines: Mapping[Path, int]


def read_yaml(data: bytes, *, name: str, ours: bool = False) -> Marked:
    """One YAML document whose root is a mapping. ``ours`` says that the file ships with the registry: ten times faster,
    by a parser in C whose recursion nothing bounds.

    Raises FaultyContent with file, line and key for whatever is not: other encodings, syntax, two documents, aliases,
    tags, a key twice, numbers that JSON cannot keep, and more than the bounds above.
    """
    if len(data) > MAXIMUM_BYTES:
        raise FaultyContent([Fault((), _TOO_LARGE.format(maximum=MAXIMUM_BYTES), name=name)])
    try:
        node = yaml.compose(data.decode("utf-8-sig"), Loader=_FAST if ours else yaml.SafeLoader)
    except UnicodeDecodeError as problem:
        line = data[: problem.start].count(b"\n") + 1
        raise FaultyContent([Fault((), _NOT_UTF8, name=name, line=line)]) from None
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        said = _SYNTAX.format(problem=problem.problem or "?")
        raise FaultyContent([Fault((), said, name=name, line=mark.line + 1 if mark else None)]) from None
    except (yaml.YAMLError, RecursionError) as problem:
        raise FaultyContent([Fault((), _SYNTAX.format(problem=str(problem)[:200]), name=name)]) from None
    if not isinstance(node, yaml.MappingNode):
        raise FaultyContent([Fault((), _NO_MAPPING, name=name, line=1)])
    builder = _Builder(name)
    value = builder.mapping(node, ())
    return Marked(name=name, value=value, lines=builder.lines)


def content_digest(content: Mapping[str, Any]) -> str:
    """SHA-256, in hex, of the content as JSON with sorted keys: the same for a file and its copy in the database."""
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()


class _Builder:
    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: dict[Path, int] = {(): 1}
        self._seen: set[int] = set()

    def refuse(self, path: Path, node: yaml.Node, problem: Text) -> FaultyContent:
        return FaultyContent([Fault(path, problem, name=self.name, line=node.start_mark.line + 1)])

    def _line(self, path: Path) -> int:
        return next(self.lines[path[:cut]] for cut in range(len(path), -1, -1) if path[:cut] in self.lines)

    def build(self, node: yaml.Node, path: Path) -> Any:
        # An alias gives the very same node a second time.
        if id(node) in self._seen:
            raise FaultyContent([Fault(path, _ALIAS, self.name, self._line(path))])
        self._seen.add(id(node))
        if len(path) > MAXIMUM_DEPTH or len(self._seen) > MAXIMUM_NODES:
            raise self.refuse(path, node, _TOO_DEEP)
        self.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            if node.tag != "tag:yaml.org,2002:seq":
                raise self.refuse(path, node, _TAG.format(tag=node.tag))
            return [self.build(child, (*path, index)) for index, child in enumerate(node.value)]
        return self.scalar(node, path)

    def mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        if node.tag != "tag:yaml.org,2002:map":
            raise self.refuse(path, node, _TAG.format(tag=node.tag))
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode) or key_node.tag == "tag:yaml.org,2002:merge":
                raise self.refuse(path, key_node, _KEY)
            key = str(key_node.value)
            if key in result:
                raise self.refuse((*path, key), key_node, _TWICE)
            # The key's line is where a person looks, also when the value begins further down.
            self.lines[*path, key] = key_node.start_mark.line + 1
            result[key] = self.build(value_node, (*path, key))
        return result

    def scalar(self, node: yaml.Node, path: Path) -> Any:
        if node.tag not in _PLAIN:
            raise self.refuse(path, node, _TAG.format(tag=node.tag))
        text = str(node.value)
        if node.tag == "tag:yaml.org,2002:null":
            return None
        if node.tag == "tag:yaml.org,2002:bool":
            return text.lower() in {"true", "yes", "on"}
        if node.tag == "tag:yaml.org,2002:int":
            return self._integer(text, node, path)
        if node.tag == "tag:yaml.org,2002:float":
            return self._number(text, node, path)
        return text

    def _integer(self, text: str, node: yaml.Node, path: Path) -> int:
        # YAML 1.1 also reads 010 as eight and 1:30 as ninety; nobody who writes a standard means that.
        digits = text.lstrip("+-")
        if not digits.isdecimal() or (digits.startswith("0") and digits != "0") or len(digits) > 16:
            raise self.refuse(path, node, _NUMBER.format(text=text[:40]))
        value = int(text)
        if abs(value) > LARGEST_INTEGER:
            raise self.refuse(path, node, _NUMBER.format(text=text[:40]))
        return value

    def _number(self, text: str, node: yaml.Node, path: Path) -> float:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            raise self.refuse(path, node, _NUMBER.format(text=text[:40]))
        return value


_TOO_LARGE = Text("El archivo pasa de {maximum} bytes.", "The file has more than {maximum} bytes.")
_NOT_UTF8 = Text("El archivo no está en UTF-8; guárdelo así.", "The file is not UTF-8; save it as UTF-8.")
_SYNTAX = Text("No es YAML válido: {problem}", "This is not valid YAML: {problem}")
_NO_MAPPING = Text(
    "El archivo debe empezar con claves y valores (por ejemplo, «kind: standard»).",
    "The file must begin with keys and values (for example “kind: standard”).",
)
_ALIAS = Text("No se admiten alias (*nombre): escriba el valor.", "Aliases (*name) are not accepted: write the value.")
_TAG = Text("No se admite la etiqueta {tag}.", "The tag {tag} is not accepted.")
_KEY = Text("La clave debe ser un texto sencillo.", "The key must be plain text.")
_TWICE = Text("La clave aparece dos veces; quite una.", "The key appears twice; remove one.")
_NUMBER = Text(
    "«{text}» no es un número que se pueda guardar; escríbalo en decimales, o entre comillas si es un texto.",
    "“{text}” is not a number that can be kept; write it in decimals, or in quotes if it is text.",
)
_TOO_DEEP = Text(
    "El contenido está demasiado anidado o es demasiado largo.", "The content is nested too deep or too long."
)
