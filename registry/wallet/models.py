"""What remembers an offer to a wallet, and the copies that wallets hold."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import Boolean, ForeignKey, Index, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.awards.models import Award
from registry.db import Instant, Key, db
from registry.ids import new_key
from registry.records.models import Document


class WalletOffer(db.Model):
    """One offer of one award, good for one document. Codes are kept as digests.

    ``sealed`` holds code and transaction code for the holder's page while the offer can be used, and nothing after.
    """

    __tablename__ = "wallet_offer"
    __table_args__ = (Index("ix_wallet_offer_award_made", "award_id", "created_at"),)

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    award_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("award.id"))
    label: Mapped[str] = mapped_column(Text, default="")  # the holder's name for the wallet
    code_digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    tx_digest: Mapped[bytes] = mapped_column(LargeBinary(32))  # keyed: six digits are soon tried
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    expires_at: Mapped[dt.datetime] = mapped_column(Instant)
    used_at: Mapped[dt.datetime | None] = mapped_column(Instant)  # the code was changed for a token
    ended_because: Mapped[str | None] = mapped_column(String(12))  # wallet.rules.Ending
    access_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    access_until: Mapped[dt.datetime | None] = mapped_column(Instant)
    by_identifier: Mapped[bool] = mapped_column(Boolean, default=False)  # authorization_details were asked for
    holder_did: Mapped[str | None] = mapped_column(Text)  # the key that was proved
    transaction_id: Mapped[uuid.UUID | None] = mapped_column(Key)  # the wallet comes back for it

    award: Mapped[Award] = relationship()
    copy: Mapped[WalletCopy | None] = relationship(back_populates="offer")


class WalletCopy(db.Model):
    """A document of an award that is bound to a wallet's key. Whether it holds is the document's state."""

    __tablename__ = "wallet_copy"

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    award_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("award.id"), index=True)
    offer_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("wallet_offer.id"), unique=True)
    document_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("document.id"), unique=True)
    holder_did: Mapped[str] = mapped_column(Text)
    received_at: Mapped[dt.datetime] = mapped_column(Instant)
    event: Mapped[str | None] = mapped_column(String(20))  # what the wallet said last (OpenID4VCI 1.0, 11.1)
    event_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    withdrawn_at: Mapped[dt.datetime | None] = mapped_column(Instant)

    award: Mapped[Award] = relationship()
    offer: Mapped[WalletOffer] = relationship(back_populates="copy")
    document: Mapped[Document] = relationship()


class WalletNonce(db.Model):
    """A nonce that was used; unused ones are nowhere: they prove themselves (`wallet.nonces`)."""

    __tablename__ = "wallet_nonce"

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    until: Mapped[dt.datetime] = mapped_column(Instant, index=True)  # after this it would be too old anyway
