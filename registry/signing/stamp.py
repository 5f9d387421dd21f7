"""Everything that is signed and kept of credentials that share a structure, written straight from what varies.

A `Template` gives the canonical statements of a document without the general engine; a `Stamp` gives the digest of the
JWT form's signing input too, without the document, and the JSON that is stored. All are the same for a whole batch but
for a dozen short texts.

What may stand in a slot is written alike in N-Quads and in JSON: both escape quotes, backslashes, tabs and ends of
lines the same way, and a template refuses the characters on which they differ (`registry.signing.template`).
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import orjson

from registry.signing.bounds import Limits
from registry.signing.canonical import DEFAULT_LIMITS, canonical_digest
from registry.signing.contexts import ContextStore
from registry.signing.jcs import Path, is_plain, jcs_led_by
from registry.signing.jose import expected_claims, jwt_header, jwt_signing_input, numeric_date
from registry.signing.multibase import base64url_bytes
from registry.signing.plate import Line, Plate, between
from registry.signing.template import Template, TemplateRefused, compile_template, value_at, with_value

_FROM: Path = ("validFrom",)
_UNTIL: Path = ("validUntil",)
_TIMES = {"nbf": _FROM, "exp": _UNTIL}
_MEMBERS = {"nbf": "validFrom", "exp": "validUntil"}


class Stamped(NamedTuple):
    """One document, ready to be signed and stored: of most texts no more than the digest is wanted.

    Attributes:
        statements: SHA-256 of its canonical statements (RDFC-1.0), which the Data Integrity form signs.
        signing_input: SHA-256 of what is signed for its JWT form (`registry.signing.jwt_signing_input`), which begins
            with the member that ``body`` leaves out.
        body: its JSON, members in the order of the sample, null in the place that the stamp leaves out.
    """

    statements: bytes
    signing_input: bytes
    body: bytes


class Stamp:
    """Documents equal to a sample but for the texts at some paths. Make one with `compile_stamp`."""

    def __init__(
        self, template: Template, sample: Mapping[str, Any], paths: Sequence[Path], *, kid: str, left_out: Path
    ) -> None:
        self._template = template
        self._times = [(name, paths.index(path)) for name, path in _TIMES.items() if path in paths]
        marks = [f"slot{number}of{len(paths)}\ue000" for number in range(len(paths))]
        marked = template.with_texts(sample, marks)
        whole = [mark.encode() for mark in marks]
        self._body = Plate(_marked(orjson.dumps(with_value(marked, left_out, None)), whole))
        claims = {**marked, **expected_claims(sample), "jti": marked["id"], "sub": marked["credentialSubject"]["id"]}
        numbers = {name: f"{name}\ue000" for name, _ in self._times}
        bare = [orjson.dumps(mark) for mark in numbers.values()]  # a number: its quotes go too
        led = jcs_led_by({**claims, **numbers}, left_out)
        self._claims = _Encoded(jwt_header(kid) + b".", _marked(led, [*whole, *bare]))

    def fill(self, values: Sequence[str]) -> Stamped | None:
        """The document with these texts, in the order of the paths; None where the general engine must be asked.

        Raises JoseMalformed for a ``validFrom`` or ``validUntil`` that is no time in whole seconds.
        """
        return self.fill_many([values])[0]

    def fill_many(self, many: Sequence[Sequence[str]]) -> list[Stamped | None]:
        """`fill` of many, each kind of text in a loop of its own: in turns they drive one another out of the
        processor's memory."""
        spell, digest, claims, body = self._template.spelled, self._template.digest_of, self._claims, self._body
        spelled = [spell(values) for values in many]
        statements = [None if one is None else digest(one) for one in spelled]
        inputs = [
            b"" if one is None else claims.digest([*one, *[_numeric(values[slot], name) for name, slot in self._times]])
            for one, values in zip(spelled, many, strict=True)
        ]
        bodies = [b"" if one is None else body.fill(one) for one in spelled]
        return [
            None if first is None else Stamped(first, *rest)
            for first, *rest in zip(statements, inputs, bodies, strict=True)
        ]


def compile_stamp(
    sample: Mapping[str, Any],
    paths: Sequence[Path],
    contexts: ContextStore,
    *,
    kid: str,
    left_out: Path,
    limits: Limits = DEFAULT_LIMITS,
) -> Stamp:
    """A stamp for documents that differ from ``sample`` at ``paths`` only; every path names a text.

    Args:
        kid: the key of the JWT form.
        left_out: the place of a member that is not to be in `Stamped.body`.

    Raises:
        TemplateRefused: see `compile_template`; also for a sample that is not plain (`is_plain`), or where the stamp
            gives the sample itself another text than the functions that it stands for.
        CanonicalisationError, JoseMalformed: the sample itself is refused.
    """
    if not is_plain(sample):
        raise TemplateRefused("only a plain document can be stamped")
    template = compile_template(sample, paths, contexts, limits=limits)
    stamp = Stamp(template, sample, paths, kid=kid, left_out=left_out)
    filled = stamp.fill([value_at(sample, path) for path in paths])
    if filled is not None and filled != stamped(sample, contexts, kid=kid, left_out=left_out):
        raise TemplateRefused("the stamp differs from what it stands for")
    return stamp


def stamped(document: Mapping[str, Any], contexts: ContextStore, *, kid: str, left_out: Path | None) -> Stamped:
    """What a stamp would give, computed the long way. Raises CanonicalisationError, JoseMalformed, JsonMalformed."""
    kept = document if left_out is None else with_value(document, left_out, None)
    return Stamped(
        statements=canonical_digest(document, contexts),
        signing_input=hashlib.sha256(jwt_signing_input(document, kid=kid, first=left_out)).digest(),
        body=orjson.dumps(kept),
    )


@functools.lru_cache(maxsize=4_096)  # a batch has few moments
def _numeric(value: str, name: str) -> bytes:
    return str(numeric_date(value, _MEMBERS[name])).encode()


def _marked(text: bytes, marks: Sequence[bytes]) -> Line:
    """A text with a mark at each hole; the mark's place among the marks is the hole's number."""
    number_of = {mark: number for number, mark in enumerate(marks)}
    pieces = re.split(b"(" + b"|".join(re.escape(mark) for mark in marks) + b")", text)
    return tuple(number_of.get(piece, piece) for piece in pieces)


class _Encoded:
    """A text that is hashed in base64url, after a head; what comes before its first hole was hashed once."""

    def __init__(self, head: bytes, text: Line) -> None:
        first = between(text)[0]
        whole = len(first) // 3 * 3  # base64 takes three bytes at a time
        self._begun = hashlib.sha256(head + base64url_bytes(first[:whole]))
        self._text = Plate((first[whole:], *(text[1:] if first else text)))

    def digest(self, values: Sequence[bytes]) -> bytes:
        """SHA-256 of the head and the text."""
        hashed = self._begun.copy()
        hashed.update(base64url_bytes(self._text.fill(values)))
        return hashed.digest()
