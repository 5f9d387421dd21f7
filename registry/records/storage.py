"""Keeping signed bytes small: claims compressed against a dictionary of their kind; the exact bytes come back.

The JSON of a document is a fixed function of its claims (orjson, members in the order in which they were built), so the
body holds the unsigned claims, and of each form only the 64 bytes of its signature are kept beside it. What all
documents of a definition share stands in the dictionary and nowhere else.
"""

from __future__ import annotations

import functools
import threading
import uuid
from collections.abc import Mapping
from typing import Any

import orjson
import zstandard
from sqlalchemy import select

from registry.custody.service import verification_method
from registry.db import db
from registry.records.models import Dictionary, Document
from registry.signing import assemble_jwt, finished_proof, jwt_signing_input, proof_options
from registry.signing.jcs import Path

LEVEL = 3
#: Against a dictionary the lowest level is the quickest and, of documents like these, the smallest too.
LEVEL_WITH_DICTIONARY = 1
#: A dictionary: the key of its row, and its bytes.
Kept = tuple[uuid.UUID, bytes]
#: What all credentials of a definition version share, most of their bytes.
ACHIEVEMENT: Path = ("credentialSubject", "achievement")


def left_out(claims: Mapping[str, Any], dictionary: Kept | None) -> Path | None:
    """The place of the member that the dictionary holds as well, and that the body can do without."""
    if dictionary is None:
        return None
    shared, subject = _achievement(dictionary[1]), claims.get("credentialSubject")
    own = subject.get("achievement") if isinstance(subject, Mapping) else None
    return ACHIEVEMENT if shared is not None and own == shared else None


def pack(body: bytes, dictionary: Kept | None = None) -> bytes:
    """The claims' JSON, null where something was `left_out`, compressed."""
    return _compressor(dictionary[1] if dictionary else None).compress(body)


def claims_of(document: Document) -> dict[str, Any]:
    """The unsigned claims, members in their original order. The achievement is shared: it is not to be changed."""
    return _unpacked(document)[0]


def _unpacked(document: Document) -> tuple[dict[str, Any], Path | None]:
    """The claims, and with which of them their JWT form begins."""
    kept = _dictionary(document.dictionary_id) if document.dictionary_id else None
    claims: dict[str, Any] = orjson.loads(_decompressor(kept[0] if kept else None).decompress(document.body))
    subject = claims.get("credentialSubject")
    if kept is None or not isinstance(subject, dict) or subject.get("achievement", 0) is not None:
        return claims, None
    # A null says where it stood: documents have none of their own.
    subject["achievement"] = _achievement(kept[0])
    return claims, ACHIEVEMENT if kept[1] else None


def signed_json(document: Document) -> bytes:
    """The Data Integrity form, byte for byte as signed."""
    method = verification_method(document.proof_key)
    options = proof_options(verification_method=method, created=document.logged_at)
    return orjson.dumps({**claims_of(document), "proof": finished_proof(options, document.proof)})


def signed_jwt(document: Document) -> str:
    """The JWT form, as signed: header and payload follow from the claims and the key, the signature is kept."""
    kid = verification_method(document.jwt_key)
    claims, first = _unpacked(document)
    return assemble_jwt(jwt_signing_input(claims, kid=kid, first=first), document.jwt)


def dictionary_for(subject: str, *, achievement: Mapping[str, Any] | None = None) -> Kept | None:
    """The newest dictionary for new documents of a kind, if one was made; with ``achievement``, one that holds this
    very one: a partner's endorsement changes what the documents of a definition share."""
    made = select(Dictionary).where(Dictionary.subject == subject, Dictionary.leads.is_(True))
    for row in db.session.scalars(made.order_by(Dictionary.id.desc())):
        if achievement is None or _achievement(row.body) == achievement:
            return row.id, row.body
    return None


def make_dictionary(subject: str, sample: Mapping[str, Any]) -> Kept:
    """Keep one sample as the dictionary of its kind: 130 bytes a document instead of 19,000."""
    row = Dictionary(subject=subject, body=orjson.dumps(sample))
    db.session.add(row)
    db.session.flush()
    return row.id, row.body


@functools.lru_cache(maxsize=256)
def _dictionary(dictionary_id: uuid.UUID) -> tuple[bytes, bool]:
    """What it holds, and whether that leads the JWT form."""
    row = db.session.get_one(Dictionary, dictionary_id)
    return row.body, row.leads


@functools.lru_cache(maxsize=256)
def _achievement(dictionary: bytes) -> Mapping[str, Any] | None:
    subject = orjson.loads(dictionary).get("credentialSubject")
    found = subject.get("achievement") if isinstance(subject, dict) else None
    return found if isinstance(found, dict) else None


@functools.lru_cache(maxsize=256)
def _dict_data(dictionary: bytes) -> zstandard.ZstdCompressionDict:
    return zstandard.ZstdCompressionDict(dictionary, dict_type=zstandard.DICT_TYPE_RAWCONTENT)


class _Compressors(threading.local):
    """The compressor of the last dictionary: preparing one costs as much as three documents, and threads share none."""

    dictionary: bytes | None = None
    compressor: zstandard.ZstdCompressor | None = None


_compressors = _Compressors()


def _compressor(dictionary: bytes | None) -> zstandard.ZstdCompressor:
    if dictionary is None:
        return zstandard.ZstdCompressor(level=LEVEL)
    if _compressors.compressor is None or _compressors.dictionary != dictionary:
        _compressors.dictionary = dictionary
        _compressors.compressor = zstandard.ZstdCompressor(
            level=LEVEL_WITH_DICTIONARY, dict_data=_dict_data(dictionary)
        )
    return _compressors.compressor


def _decompressor(dictionary: bytes | None) -> zstandard.ZstdDecompressor:
    return zstandard.ZstdDecompressor(dict_data=_dict_data(dictionary) if dictionary else None)
