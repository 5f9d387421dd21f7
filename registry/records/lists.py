"""Status lists: giving out places, setting bits, signing lists again (DESIGN 6)."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

import orjson
from sqlalchemy import or_, select, update

from registry import addresses, clock, ids, lineage
from registry.custody import service as custody
from registry.custody import vault
from registry.custody.models import Issuer
from registry.db import db
from registry.records.compiled import digest_of, options_digest
from registry.records.models import StatusList
from registry.records.permutation import permuted
from registry.signing import (
    MINIMUM_STATUSES,
    Algorithm,
    StatusBits,
    credential_jwt,
    finished_proof,
    proof_options,
    sign_digests,
    status_list_document,
)
from registry.signing.jcs import Path

#: How long a signed list may be relied on, and how long before its end it is signed again.
LIST_LIFE = dt.timedelta(hours=72)
RENEW_BEFORE = dt.timedelta(hours=48)
#: Where two of our lists differ.
_VARYING: tuple[Path, ...] = (
    ("id",),
    ("issuer",),
    ("validFrom",),
    ("validUntil",),
    ("credentialSubject", "id"),
    ("credentialSubject", "encodedList"),
)


class Place(NamedTuple):
    """A position in a list: the row, its public address, the index, and the how manieth that was given out."""

    list_id: uuid.UUID
    list_url: str
    status_index: int
    number: int


@dataclass(frozen=True, slots=True)
class Block:
    """Positions of one list that were reserved together; `places_of` tells which they are."""

    list_id: uuid.UUID
    list_url: str
    numbers: range
    size: int
    key: bytes = field(repr=False)


def take_places(issuer: Issuer, count: int) -> list[Place]:
    """Reserve ``count`` positions (`reserve`) and say which they are."""
    return places_of(reserve(issuer, count))


def places_of(blocks: Iterable[Block]) -> list[Place]:
    """The positions of blocks. Pure work, for thousands some hundredths of a second: best outside a transaction."""
    return [
        Place(one.list_id, one.list_url, index, number)
        for one in blocks
        for index, number in zip(permuted(one.numbers, size=one.size, key=one.key), one.numbers, strict=True)
    ]


def reserve(issuer: Issuer, count: int) -> list[Block]:
    """Reserve ``count`` positions in one UPDATE a list; opens a new list when the current one is full, or when the
    database has gone back in time since it was opened (`registry.lineage`)."""
    blocks: list[Block] = []
    era, wanted = lineage.now(), count
    while wanted:
        row = _list_with_room(issuer, era)
        take = min(wanted, row.size - row.taken)
        # Another worker may have taken from the same list: the UPDATE decides, not what was read.
        taken = db.session.execute(
            update(StatusList)
            .where(StatusList.id == row.id, StatusList.taken + take <= StatusList.size)
            .values(taken=StatusList.taken + take)
            .returning(StatusList.taken)
            .execution_options(synchronize_session=False)
        ).scalar_one_or_none()
        db.session.expire(row, ["taken"])
        if taken is None:
            continue
        if lineage.fell_back(era, row.public_id, taken - take):
            era = lineage.begin("marks")
            continue
        lineage.note(era, row.public_id, taken)
        key = vault.unseal(row.sealed_permutation, context=f"status_list:{row.id}")
        blocks.append(
            Block(row.id, addresses.status_list(row.public_id), range(taken - take, taken), row.size, key)
        )  # fmt: skip
        wanted -= take
    return blocks


def _list_with_room(issuer: Issuer, era: lineage.Now) -> StatusList:
    newest = _newest(issuer)
    if newest is None or not _has_room(newest, era):
        # Of two workers that find no room at once, one opens a list; the other waits here, and finds it.
        db.session.execute(select(Issuer.id).where(Issuer.id == issuer.id).with_for_update())
        newest = _newest(issuer)
    if newest is not None and _has_room(newest, era):
        return newest
    list_id = ids.new_key()
    row = StatusList(
        id=list_id,
        public_id=ids.new_token(9),
        issuer_id=issuer.id,
        number=1 if newest is None else newest.number + 1,
        era=era.number,
        size=MINIMUM_STATUSES,
        taken=0,
        sealed_permutation=vault.seal(secrets.token_bytes(32), context=f"status_list:{list_id}"),
        bits=bytes(MINIMUM_STATUSES // 8),
        changed_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    sign(row, issuer)
    return row


def _newest(issuer: Issuer) -> StatusList | None:
    statement = select(StatusList).where(StatusList.issuer_id == issuer.id).order_by(StatusList.number.desc()).limit(1)
    return db.session.scalars(statement.execution_options(populate_existing=True)).one_or_none()


def _has_room(row: StatusList, era: lineage.Now) -> bool:
    return row.taken < row.size and row.era == era.number


def set_bits(list_id: uuid.UUID, indexes: list[int], *, value: bool) -> None:
    """Set or clear bits of one list and sign it once."""
    row = db.session.scalars(select(StatusList).where(StatusList.id == list_id).with_for_update()).one()
    raw = bytearray(row.bits)
    for index in indexes:
        mask = 0x80 >> (index % 8)  # index 0 is the leftmost bit (Bitstring Status List 1.0, 3.3)
        raw[index // 8] = raw[index // 8] | mask if value else raw[index // 8] & ~mask
    row.bits = bytes(raw)
    row.changed_at = clock.now()
    issuer = db.session.get_one(Issuer, row.issuer_id)
    sign(row, issuer)


def sign(row: StatusList, issuer: Issuer) -> None:
    """Sign a list in both forms with the issuer's status keys."""
    moment = clock.whole_second(clock.now())
    until = moment + LIST_LIFE
    document = status_list_document(
        id=addresses.status_list(row.public_id),
        issuer=issuer.did,
        valid_from=moment,
        valid_until=until,
        bits=StatusBits(row.bits),
    )
    edwards = custody.active_key(issuer, "status", Algorithm.ED25519)
    p256 = custody.active_key(issuer, "status", Algorithm.P256)
    vault_ = vault.current()
    method = custody.verification_method(edwards)
    signature = sign_digests(
        options=options_digest(method, moment, document["@context"]),
        document=digest_of("status list", document, _VARYING),
        signer=vault_.signer(edwards),
    )
    proof = finished_proof(proof_options(verification_method=method, created=moment), signature)
    row.signed_json = orjson.dumps({**document, "proof": proof})
    row.signed_jwt = credential_jwt(
        document, signer=vault_.signer(p256), kid=custody.verification_method(p256)
    ).encode()
    row.signed_at = moment
    row.valid_until = until
    db.session.flush()


def renew_due() -> int:
    """Sign again every list that is near its end. Returns how many."""
    limit = clock.now() + RENEW_BEFORE
    due = db.session.scalars(
        select(StatusList).where(or_(StatusList.valid_until.is_(None), StatusList.valid_until < limit))
    ).all()
    for row in due:
        sign(row, db.session.get_one(Issuer, row.issuer_id))
    return len(due)


def given_out(era: lineage.Now) -> dict[str, int]:
    """How many places each list of the era has given out, by the list's public id."""
    found = select(StatusList.public_id, StatusList.taken).where(StatusList.era == era.number)
    return {row.public_id: row.taken for row in db.session.execute(found)}
