"""Who did what, when, to what: lines that are added and never changed."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import DDL, Index, String, event
from sqlalchemy.orm import Mapped, mapped_column

from registry.db import Instant, Json, Key, db
from registry.ids import new_key


class AuditLine(db.Model):
    """One act. ``details`` holds no personal data beyond identifiers of rows."""

    __tablename__ = "audit_line"
    __table_args__ = (Index("ix_audit_line_subject", "subject_kind", "subject_id", "at"),)

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    at: Mapped[dt.datetime] = mapped_column(Instant, index=True)
    actor_kind: Mapped[str] = mapped_column(String(20))  # account | system | anonymous
    actor_id: Mapped[uuid.UUID | None] = mapped_column(Key, index=True)
    action: Mapped[str] = mapped_column(String(60))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[str] = mapped_column(String(200))
    provider_id: Mapped[uuid.UUID | None] = mapped_column(Key, index=True)
    details: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)


# The database itself refuses to rewrite history; the application has no statement that would.
SQLITE_APPEND_ONLY = (
    """CREATE TRIGGER audit_line_no_update BEFORE UPDATE ON audit_line
    BEGIN SELECT RAISE(ABORT, 'audit lines are never changed'); END""",
    """CREATE TRIGGER audit_line_no_delete BEFORE DELETE ON audit_line
    BEGIN SELECT RAISE(ABORT, 'audit lines are never removed'); END""",
)
POSTGRESQL_APPEND_ONLY = (
    """CREATE FUNCTION audit_line_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'audit lines are never changed or removed'; END $$""",
    """CREATE TRIGGER audit_line_append_only BEFORE UPDATE OR DELETE ON audit_line
    FOR EACH ROW EXECUTE FUNCTION audit_line_refuse()""",
)

for _dialect, _statements in (("sqlite", SQLITE_APPEND_ONLY), ("postgresql", POSTGRESQL_APPEND_ONLY)):
    for _statement in _statements:
        # DDL fills in %-placeholders; there are none here, so a literal % is doubled.
        _trigger = DDL(_statement.replace("%", "%%"))  # type: ignore[no-untyped-call]
        event.listen(AuditLine.__table__, "after_create", _trigger.execute_if(dialect=_dialect))
