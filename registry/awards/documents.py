"""Which documents an award has, and which award a document belongs to.

The current one stands in the award. `AwardDocument` names those in wallets, and of an award that was corrected all.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, select

from registry.awards.models import Award, AwardDocument
from registry.db import db
from registry.records.models import Document

#: ``purpose`` of a wallet's document: what befell the award befell its own document, too.
WALLET = "wallet"


def of_awards(award_ids: Collection[uuid.UUID] | Any, *, wallets: bool = False) -> ColumnElement[bool]:
    """The condition on `Document` rows of these awards, superseded ones included; ``wallets``: those in wallets, too.

    ``award_ids`` may be a query for keys.
    """
    return Document.id.in_(select(pairs(award_ids, wallets=wallets).subquery().c.document_id))


def pairs(award_ids: Collection[uuid.UUID] | Any, *, wallets: bool = False) -> CompoundSelect[uuid.UUID, uuid.UUID]:
    """The keys of documents and their awards, ``document_id`` and ``award_id``; of the current one perhaps twice."""
    others = select(AwardDocument.document_id, AwardDocument.award_id).where(AwardDocument.award_id.in_(award_ids))
    if not wallets:
        others = others.where(AwardDocument.purpose != WALLET)
    # One list of keys, not two conditions: PostgreSQL would read the whole table for an OR of two queries.
    return select(Award.document_id, Award.id.label("award_id")).where(Award.id.in_(award_ids)).union_all(others)


def award_of(document_uri: str) -> ColumnElement[bool]:
    """The condition on `Award` rows of a document."""
    asked = Document.uri == document_uri
    current = select(Award.id).join(Document, Document.id == Award.document_id).where(asked)
    other = select(AwardDocument.award_id).join(Document, Document.id == AwardDocument.document_id).where(asked)
    return Award.id.in_(current.union_all(other))


def succeed(award: Award, document: Document) -> None:
    """Make a corrected document the current one; the one before stays the award's."""
    if db.session.get(AwardDocument, award.document_id) is None:
        db.session.add(AwardDocument(document_id=award.document_id, award_id=award.id, purpose="first"))
    db.session.add(AwardDocument(document_id=document.id, award_id=award.id, purpose="correction"))
    award.document = document
