"""Reading offers and copies: for their holder, and for the endpoints that wallets call."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from registry import ids
from registry.db import db
from registry.records.models import Document
from registry.wallet.models import WalletCopy, WalletOffer
from registry.wallet.rules import Stage, stage

#: States of a document that may hold again: what counts against the most copies.
_LIVE = ("good", "suspended")


def by_code(code: str) -> WalletOffer | None:
    """The offer of a pre-authorised code, in whatever stage."""
    return db.session.scalars(
        select(WalletOffer).where(WalletOffer.code_digest == ids.token_digest(code))
    ).one_or_none()


def by_access_token(token: str) -> WalletOffer | None:
    """The offer of an access token, in whatever stage."""
    return db.session.scalars(
        select(WalletOffer).where(WalletOffer.access_digest == ids.token_digest(token))
    ).one_or_none()


def newest_offer(award_id: uuid.UUID) -> WalletOffer | None:
    """The offer that the holder made last."""
    return db.session.scalars(
        select(WalletOffer)
        .where(WalletOffer.award_id == award_id)
        .order_by(WalletOffer.created_at.desc(), WalletOffer.id.desc())
        .limit(1)
    ).one_or_none()


def live_offer(award_id: uuid.UUID, *, at: dt.datetime) -> WalletOffer | None:
    """The offer that a wallet can still use, or is using."""
    offer = newest_offer(award_id)
    return offer if offer is not None and stage(offer, at=at) not in (Stage.ENDED, Stage.EXPIRED) else None


def copies_of(award_id: uuid.UUID) -> Sequence[WalletCopy]:
    """What wallets have received of an award, newest first."""
    return db.session.scalars(
        select(WalletCopy)
        .where(WalletCopy.award_id == award_id)
        .order_by(WalletCopy.received_at.desc(), WalletCopy.id.desc())
        .options(joinedload(WalletCopy.offer), joinedload(WalletCopy.document))
    ).all()


def copies_of_many(award_ids: Sequence[uuid.UUID]) -> Sequence[WalletCopy]:
    """What wallets have received of several awards, newest first, each with its offer. One query."""
    return db.session.scalars(
        select(WalletCopy)
        .where(WalletCopy.award_id.in_(award_ids))
        .order_by(WalletCopy.received_at.desc(), WalletCopy.id.desc())
        .options(joinedload(WalletCopy.offer))
    ).all()


def copy_by_id(copy_id: uuid.UUID) -> WalletCopy | None:
    """One copy."""
    return db.session.get(WalletCopy, copy_id)


def live_copies(award_id: uuid.UUID) -> int:
    """How many documents of an award in wallets hold, or may hold again."""
    statement = (
        select(func.count(WalletCopy.id))
        .join(Document, Document.id == WalletCopy.document_id)
        .where(WalletCopy.award_id == award_id, Document.state.in_(_LIVE))
    )
    return int(db.session.scalar(statement) or 0)
