"""Writing a bundle from the registry's database: records first, to a spool, then the seal over their digest.

The same rows at the same moment give the same bytes: every kind has its order, and ES256 is deterministic here.
"""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

import orjson
from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from registry import addresses, clock, config
from registry.curriculum import case
from registry.curriculum import queries as curriculum
from registry.custody import service as custody
from registry.custody import vault
from registry.custody.models import Issuer
from registry.custody.queries import issuer_of_kind
from registry.db import db
from registry.definitions.models import Definition, DefinitionEndorsement, DefinitionVersion
from registry.providers.models import Accreditation, Provider
from registry.records import storage
from registry.records.errors import RegistryNotReady
from registry.records.lists import RENEW_BEFORE
from registry.records.models import Document, StatusEvent, StatusList
from registry.signing import PINNED, Algorithm, jcs, jws_compact
from registry.texts import Text
from registry.transparency.models import TrustRoot
from registry.trust import root, root_store
from registry.trust.bundle.facts import write_definition, write_standard
from registry.trust.bundle.reading import MEDIA_TYPE, TYPE, VERSION, fingerprint
from registry.trust.definitions import facts_of
from registry.trust.standards import standard_facts

#: A list is signed again this long before its end: a bundle's lists all hold for its whole stated life.
BUNDLE_LIFE = RENEW_BEFORE
_GZIP_LEVEL = 6
#: Rows read at a time; a country's events do not fit into memory.
_ROWS = 1_000
#: Records kept in memory before the spool goes to a file.
_SPOOL_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Made:
    """What was written: how many records, how many bytes of them, and the root's fingerprint."""

    made_at: dt.datetime
    expires: dt.datetime
    records: int
    bytes: int
    fingerprint: str


def export(target: BinaryIO, *, compress: bool = True) -> Made:
    """Write a bundle of what is in force now. Raises `RegistryNotReady`, `NoKey`."""
    made_at = clock.whole_second(clock.now())
    newest = root_store.latest()
    registry = issuer_of_kind("registry")
    if newest is None or registry is None:
        raise RegistryNotReady()
    digest, count, size = hashlib.sha256(), 0, 0
    with tempfile.SpooledTemporaryFile(max_size=_SPOOL_BYTES) as spool:
        for record in _records():
            line = orjson.dumps(record) + b"\n"
            digest.update(line)
            spool.write(line)
            count, size = count + 1, size + len(line)
        claims = {
            "type": TYPE,
            "version": VERSION,
            "registry": addresses.authority_did(),
            "base": addresses.base(),
            "madeAt": root.write_time(made_at),
            "expires": root.write_time(made_at + BUNDLE_LIFE),
            "root": {"version": newest.version, "sha256": fingerprint(newest.body)},
            "records": count,
            "bytes": size,
            "sha256": digest.hexdigest(),
            "checkpoint": None,
        }
        spool.seek(0)
        _write(target, _seal(registry, claims), spool, compress=compress)
    first = db.session.scalars(select(TrustRoot).order_by(TrustRoot.version).limit(1)).one()
    return Made(made_at, made_at + BUNDLE_LIFE, count, size, fingerprint(first.body))


def _seal(registry: Issuer, claims: dict[str, Any]) -> bytes:
    key = custody.active_key(registry, "receipts", Algorithm.P256)
    signer = vault.current().signer(key)
    return jws_compact(jcs(claims), signer=signer, kid=custody.verification_method(key), typ=MEDIA_TYPE).encode()


def _write(target: BinaryIO, seal: bytes, records: Any, *, compress: bool) -> None:
    if not compress:
        target.write(seal + b"\n")
        shutil.copyfileobj(records, target)
        return
    # No name and no time in the header: equal content is equal bytes.
    with gzip.GzipFile(filename="", mode="wb", compresslevel=_GZIP_LEVEL, fileobj=target, mtime=0) as packed:
        packed.write(seal + b"\n")
        shutil.copyfileobj(records, packed)


def _records() -> Iterator[dict[str, Any]]:
    """Every record, in the order that the format states."""
    yield from _roots()
    yield from ({"kind": "context", "url": url, "sha256": digest} for url, digest in sorted(PINNED.items()))
    yield from _issuers()
    yield from _standards()
    yield from _accreditations()
    yield from _definitions()
    yield from _endorsements()
    yield from _events()
    yield from _lists()


def _roots() -> Iterator[dict[str, Any]]:
    for row in db.session.scalars(select(TrustRoot).order_by(TrustRoot.version)):
        yield {"kind": "root", "version": row.version, "file": row.body.decode()}


def _issuers() -> Iterator[dict[str, Any]]:
    """The authority, every institution and the signer of transcripts; the registry's own keys stand in the root."""
    names = dict(
        db.session.execute(select(Issuer.did, Provider.name).join(Provider, Provider.issuer_id == Issuer.id)).all()
    )
    statement = select(Issuer).where(Issuer.kind != "registry").options(selectinload(Issuer.keys)).order_by(Issuer.did)
    for issuer in db.session.scalars(statement.execution_options(yield_per=_ROWS)):
        record: dict[str, Any] = {"kind": "issuer", "did": issuer.did}
        name = names.get(issuer.did) or (config.current().registry_name.es if issuer.kind == "transcripts" else None)
        if name:
            record["name"] = name
        yield record | {"keys": root_store.key_entries(issuer)}


def _standards() -> Iterator[dict[str, Any]]:
    uris = (case.document_uri(addresses.base(), one) for one in curriculum.listing(include_proposals=True))
    for uri in sorted(uris):
        facts = standard_facts(uri)
        if facts is not None:
            yield {"kind": "standard"} | write_standard(facts)


def _accreditations() -> Iterator[dict[str, Any]]:
    statement = (
        select(Accreditation, Document, Issuer.did)
        .join(Provider, Provider.id == Accreditation.provider_id)
        .join(Issuer, Issuer.id == Provider.issuer_id)
        .join(Document, Document.id == Accreditation.document_id)
        .order_by(Issuer.did, Document.uri)
    )
    for accreditation, document, did in db.session.execute(statement.execution_options(yield_per=_ROWS)):
        yield {
            "kind": "accreditation",
            "id": document.uri,
            "provider": did,
            "jwt": storage.signed_jwt(document),
            "scope": accreditation.scope.decode(),
        }


def _definitions() -> Iterator[dict[str, Any]]:
    statement = (
        select(DefinitionVersion)
        .where(DefinitionVersion.achievement.is_not(None))
        .options(
            selectinload(DefinitionVersion.definition).selectinload(Definition.provider).selectinload(Provider.issuer)
        )
        .order_by(DefinitionVersion.id)
    )
    for version in db.session.scalars(statement.execution_options(yield_per=_ROWS)):
        facts = facts_of(version)
        if facts is not None:
            title = version.design.get("title") or {}
            spanish = str(title.get("es") or "")
            yield {"kind": "definition"} | write_definition(facts, Text(spanish, str(title.get("en") or spanish)))


def _endorsements() -> Iterator[dict[str, Any]]:
    """Partners' endorsements of definitions, as JWT: definitions carry them in the other form."""
    statement = (
        select(Document, Issuer.did)
        .join(DefinitionEndorsement, DefinitionEndorsement.document_id == Document.id)
        .join(Issuer, Issuer.id == Document.issuer_id)
        .order_by(Document.uri)
    )
    for document, did in db.session.execute(statement.execution_options(yield_per=_ROWS)):
        yield {"kind": "endorsement", "id": document.uri, "issuer": did, "jwt": storage.signed_jwt(document)}


def _events() -> Iterator[dict[str, Any]]:
    """All of accreditations; of what people hold, those of the documents that are held back now."""
    statement = (
        select(Document.uri, StatusEvent.signed)
        .join(StatusEvent, StatusEvent.document_id == Document.id)
        .where(or_(Document.kind == "accreditation", Document.state != "good"))
        .order_by(Document.uri, StatusEvent.at, StatusEvent.id)
    )
    for uri, signed in db.session.execute(statement.execution_options(yield_per=_ROWS)):
        yield {"kind": "event", "document": uri, "jws": signed.decode()}


def _lists() -> Iterator[dict[str, Any]]:
    statement = (
        select(StatusList.public_id, StatusList.signed_jwt, Issuer.did)
        .join(Issuer, Issuer.id == StatusList.issuer_id)
        .order_by(StatusList.public_id)
    )
    for public_id, signed, did in db.session.execute(statement.execution_options(yield_per=_ROWS)):
        if signed is not None:
            yield {"kind": "list", "url": addresses.status_list(public_id), "issuer": did, "jwt": signed.decode()}
