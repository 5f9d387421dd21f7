"""Who signs in: accounts, what each may do, and the sessions that can be ended one by one."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import BigInteger, Boolean, ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.db import Instant, Key, db
from registry.ids import new_key


class Account(db.Model):
    """Somebody who signs in: staff with a password, a learner with a one-time link (then ``person_id`` is set)."""

    __tablename__ = "account"

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    email: Mapped[str | None] = mapped_column(String(254), unique=True)  # lower case; None: a holder without one
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(2), default="es")
    person_id: Mapped[uuid.UUID | None] = mapped_column(Key, ForeignKey("person.id"), index=True)
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    disabled_at: Mapped[dt.datetime | None] = mapped_column(Instant)

    grants: Mapped[list[RoleGrant]] = relationship(back_populates="account", cascade="all, delete-orphan")
    emails: Mapped[list[AccountEmail]] = relationship(
        back_populates="account", cascade="all, delete-orphan", order_by="AccountEmail.added_at"
    )

    @property
    def address(self) -> str:
        """The e-mail of an account that must have one, as all staff do. Raises ValueError for a holder without."""
        if self.email is None:
            raise ValueError(f"account {self.id} has no e-mail")
        return self.email


class RoleGrant(db.Model):
    """A role that an account holds, at one provider (``provider_id``), at another ``place`` or at the authority."""

    __tablename__ = "role_grant"
    __table_args__ = (UniqueConstraint("account_id", "role", "provider_id", "place"),)

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    account_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("account.id"), index=True)
    role: Mapped[str] = mapped_column(String(40))
    provider_id: Mapped[uuid.UUID | None] = mapped_column(Key, ForeignKey("provider.id"), index=True)
    place: Mapped[str | None] = mapped_column(String(60))  # state:20, chamber:<id>, employer:<key>
    granted_at: Mapped[dt.datetime] = mapped_column(Instant)
    granted_by: Mapped[uuid.UUID | None] = mapped_column(Key)

    account: Mapped[Account] = relationship(back_populates="grants")


class SignInSession(db.Model):
    """A browser that is signed in. The cookie holds the token, the table only its digest."""

    __tablename__ = "sign_in_session"

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    token_digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    account_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("account.id"), index=True)
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    expires_at: Mapped[dt.datetime] = mapped_column(Instant)
    ended_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    user_agent: Mapped[str] = mapped_column(String(300), default="")
    means: Mapped[str] = mapped_column(String(12), default="link")  # link | password | passkey | outside | claim
    network: Mapped[str] = mapped_column(String(40), default="")  # where from, coarsely: «189.203.*.*»; never whole

    account: Mapped[Account] = relationship()


class OneTimeLink(db.Model):
    """A link that opens once: to sign in, to accept an invitation as staff, or to show that an address is one's own."""

    __tablename__ = "one_time_link"
    __table_args__ = (Index("ix_one_time_link_email_created", "email", "created_at"),)

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    token_digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    purpose: Mapped[str] = mapped_column(String(20))  # sign_in | invitation | address | unite
    email: Mapped[str] = mapped_column(String(254))
    account_id: Mapped[uuid.UUID | None] = mapped_column(Key, ForeignKey("account.id"))
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    expires_at: Mapped[dt.datetime] = mapped_column(Instant)
    used_at: Mapped[dt.datetime | None] = mapped_column(Instant)


class AccountEmail(db.Model):
    """An address that opens an account, the main one (`Account.email`) included: here each address is unique."""

    __tablename__ = "account_email"

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    account_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("account.id"), index=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)  # lower case
    added_at: Mapped[dt.datetime] = mapped_column(Instant)

    account: Mapped[Account] = relationship(back_populates="emails")


class Passkey(db.Model):
    """A WebAuthn credential that opens an account without a name being typed. The private half never leaves its device.

    ``user_handle`` is what the device was told when it was made; the account may be another one since (two records of
    one person were united).
    """

    __tablename__ = "passkey"

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    account_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("account.id"), index=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1023), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)  # COSE
    user_handle: Mapped[bytes] = mapped_column(LargeBinary(64))
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)  # 0 for ever where the device does not count
    name: Mapped[str] = mapped_column(String(60))  # in its owner's words
    synced: Mapped[bool] = mapped_column(Boolean, default=False)  # its maker keeps a copy for other devices
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    last_used_at: Mapped[dt.datetime | None] = mapped_column(Instant)

    account: Mapped[Account] = relationship()


class OutsideIdentity(db.Model):
    """Who somebody is at the outside log-in (OpenID Connect): its ``iss`` and ``sub``, and nothing else of them."""

    __tablename__ = "outside_identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    account_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("account.id"), index=True)
    issuer: Mapped[str] = mapped_column(String(300))
    subject: Mapped[str] = mapped_column(String(255))
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    last_used_at: Mapped[dt.datetime | None] = mapped_column(Instant)

    account: Mapped[Account] = relationship()


class Ceremony(db.Model):
    """A question put to one browser (a passkey's challenge, a way out to the outside log-in), answered once.

    The browser keeps the token in its signed cookie; challenge, state, nonce and verifier are computed from it.
    """

    __tablename__ = "ceremony"

    token_digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))  # passkey_new | passkey_enter | outside
    account_id: Mapped[uuid.UUID | None] = mapped_column(Key, ForeignKey("account.id"))
    onward: Mapped[str] = mapped_column(String(500), default="")
    expires_at: Mapped[dt.datetime] = mapped_column(Instant, index=True)


class SignInFailure(db.Model):
    """How often an address was tried in vain, whether or not it has an account; kept by digest."""

    __tablename__ = "sign_in_failure"

    email_digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    failures: Mapped[int] = mapped_column(Integer, default=0)
    last_at: Mapped[dt.datetime] = mapped_column(Instant)


class ProgramKey(db.Model):
    """A key with which a program speaks for one account at one institution. The table holds its digest alone."""

    __tablename__ = "program_key"

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    token_digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    hint: Mapped[str] = mapped_column(String(8))  # its last characters, to recognise it in a list
    name: Mapped[str] = mapped_column(String(80))  # what it is for, in its maker's words
    account_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("account.id"), index=True)
    provider_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("provider.id"), index=True)
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    expires_at: Mapped[dt.datetime] = mapped_column(Instant)
    revoked_at: Mapped[dt.datetime | None] = mapped_column(Instant)

    account: Mapped[Account] = relationship()


class KeptAnswer(db.Model):
    """What a program was answered under an ``Idempotency-Key``, to be said again when the same request comes again."""

    __tablename__ = "kept_answer"

    key_digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)  # of the program's key and its word
    request_digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    status: Mapped[int] = mapped_column(Integer)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    kept_at: Mapped[dt.datetime] = mapped_column(Instant, index=True)
