"""Expanded JSON-LD to RDF quads (JSON-LD 1.1 Processing Algorithms and API, section 8).

The deserialisation of the Recommendation *skips* relative identifiers, blank predicates, base directions and indexes;
here each is a refusal, because what is skipped is not signed. Reverse properties and ``@included`` occur in no
credential context and are refused with the other keywords.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from registry.signing.errors import (
    DroppedValue,
    RelativeIdentifier,
    SplitCredential,
    TooComplex,
    UndefinedTerm,
    UnsupportedValue,
)
from registry.signing.jcs import jcs
from registry.signing.rdfc import Quad, is_blank

#: The base given to the JSON-LD engine: what comes out with this scheme was a relative reference. A scheme of its own,
#: because ``//host/path`` takes only the scheme from its base.
_RELATIVE_SCHEME = "x-relative-reference:"
RELATIVE_BASE = _RELATIVE_SCHEME + "//relative.invalid/"

_CREDENTIALS = "https://www.w3.org/2018/credentials#"
#: What a verification decides by; of one credential, all of it stands in one object.
CREDENTIAL_STATEMENTS = frozenset(
    _CREDENTIALS + name
    for name in (
        "credentialSchema",
        "credentialStatus",
        "credentialSubject",
        "expirationDate",
        "issuanceDate",
        "issuer",
        "refreshService",
        "termsOfUse",
        "validFrom",
        "validUntil",
    )
)
_XSD = "http://www.w3.org/2001/XMLSchema#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_TYPE, _FIRST, _REST, _NIL = (f"<{_RDF}{name}>" for name in ("type", "first", "rest", "nil"))
_JSON_LITERAL = _RDF + "JSON"
# IRIREF of N-Quads forbids these; JSON-LD engines write them all the same, and a reader could see other quads.
_ABSOLUTE_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*")
_BLANK_LABEL = re.compile(r"_:[A-Za-z0-9_][A-Za-z0-9_.-]*")
_LANGUAGE = re.compile(r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*")
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", '"': '\\"'})
#: Whole numbers from here on are written as doubles (JSON-LD API 1.1, section 8.5, step 11).
_DOUBLE_FROM = 1e21


def quads_of(expanded: list[Any], *, max_blank_nodes: int) -> list[Quad]:
    """All statements of an expanded document; the same statement may come more than once.

    Raises:
        RelativeIdentifier, DroppedValue, UndefinedTerm, UnsupportedValue: what the canonical form cannot hold.
        SplitCredential: a credential stated in two places.
        TooComplex: more than ``max_blank_nodes`` blank nodes.
    """
    reader = _Reader(max_blank_nodes)
    for item in expanded:
        reader.node(item, graph="")
    return reader.quads


def absolute_iri(value: Any) -> str:
    """The value, if it is an absolute IRI that N-Quads can hold. Raises RelativeIdentifier with the original text."""
    if not isinstance(value, str) or value.startswith(_RELATIVE_SCHEME) or not _ABSOLUTE_IRI.fullmatch(value):
        raise RelativeIdentifier(str(value).removeprefix(RELATIVE_BASE).removeprefix(_RELATIVE_SCHEME))
    return value


class _Reader:
    """Walks the expanded tree and collects quads."""

    def __init__(self, max_blank_nodes: int) -> None:
        self.quads: list[Quad] = []
        self._max_blank_nodes = max_blank_nodes
        self._labels: dict[str, str] = {}
        self._credentials: set[tuple[str, str]] = set()
        self._count = 0

    def node(self, item: Mapping[str, Any], *, graph: str) -> str:
        """Collect a node object and return its term."""
        subject = self._identifier(item["@id"]) if "@id" in item else self._blank()
        self._note_credential(item, subject, graph)
        for name, values in item.items():
            if name == "@type":
                for value in values:
                    self.quads.append(Quad(subject, _TYPE, self._identifier(value), graph))
            elif name == "@graph":
                for member in values:
                    self.node(member, graph=subject)
            elif name.startswith("@"):
                if name != "@id":
                    raise DroppedValue(f"{name} has no place in the canonical form of a credential")
            elif is_blank(name):
                raise UndefinedTerm(name)
            else:
                predicate = f"<{absolute_iri(name)}>"
                for value in values:
                    self.quads.append(Quad(subject, predicate, self._object(value, graph), graph))
        return subject

    def _note_credential(self, item: Mapping[str, Any], subject: str, graph: str) -> None:
        if CREDENTIAL_STATEMENTS.isdisjoint(item):
            return
        if (subject, graph) in self._credentials:
            raise SplitCredential(f"the credential {subject} is stated in two places")
        self._credentials.add((subject, graph))

    def _object(self, value: Mapping[str, Any], graph: str) -> str:
        if "@value" in value:
            return _literal(value)
        if "@list" in value:
            return self._list(value, graph)
        return self.node(value, graph=graph)

    def _list(self, value: Mapping[str, Any], graph: str) -> str:
        if "@index" in value:
            raise DroppedValue("an @index is not part of the canonical form")
        head = _NIL
        for item in reversed(value["@list"]):
            cell = self._blank()
            self.quads.append(Quad(cell, _FIRST, self._object(item, graph), graph))
            self.quads.append(Quad(cell, _REST, head, graph))
            head = cell
        return head

    def _identifier(self, value: Any) -> str:
        if isinstance(value, str) and is_blank(value):
            if not _BLANK_LABEL.fullmatch(value):
                raise RelativeIdentifier(value)
            if value not in self._labels:
                self._labels[value] = self._blank()
            return self._labels[value]
        return f"<{absolute_iri(value)}>"

    def _blank(self) -> str:
        self._count += 1
        if self._count > self._max_blank_nodes:
            raise TooComplex("blank nodes", limit=self._max_blank_nodes)
        return f"_:n{self._count}"


def _literal(item: Mapping[str, Any]) -> str:
    if "@direction" in item or "@index" in item:
        raise DroppedValue("a base direction or an @index is not part of the canonical form")
    value, datatype = item["@value"], item.get("@type")
    if datatype == "@json":
        return _quoted(jcs(value).decode("utf-8"), _JSON_LITERAL)
    if datatype is not None:
        absolute_iri(datatype)
    if "@language" in item:
        language = item["@language"]
        if not isinstance(language, str) or not _LANGUAGE.fullmatch(language):
            raise UnsupportedValue(f"{language!r} is not a language tag")
        return f"{_quoted(value)}@{language}"
    if isinstance(value, bool):
        return _quoted("true" if value else "false", datatype or _XSD + "boolean")
    if isinstance(value, int | float):
        return _number(value, datatype)
    if datatype == _XSD + "double":
        return _quoted(_double_text(value), datatype)
    return _quoted(value, datatype)


def _number(value: float, datatype: str | None) -> str:
    if datatype == _XSD + "double" or not float(value).is_integer() or abs(value) >= _DOUBLE_FROM:
        return _quoted(double(float(value)), datatype or _XSD + "double")
    return _quoted(str(int(value)), datatype or _XSD + "integer")


def double(value: float) -> str:
    """The canonical spelling of an xsd:double as JSON-LD writes it: ``8.5`` is ``8.5E0`` (API 1.1, section 8.6)."""
    mantissa, exponent = f"{value:.15E}".split("E")
    whole, fraction = mantissa.split(".")
    return f"{whole}.{fraction.rstrip('0') or '0'}E{int(exponent)}"


def _double_text(text: str) -> str:
    # The engines of the other languages read such a text as a number, so this one does too.
    try:
        return double(float(text))
    except ValueError:
        return text


def _quoted(value: str, datatype: str | None = None) -> str:
    literal = f'"{value.translate(_ESCAPES)}"'
    return literal if datatype in (None, _XSD + "string") else f"{literal}^^<{datatype}>"
