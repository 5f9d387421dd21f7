"""Fewer bytes for an award: a document is its own leaf until the log takes it in, and what it shares leads its JWT form.

Before: 0028.
"""

from __future__ import annotations

import orjson
import sqlalchemy as sa
import zstandard
from alembic import op

from registry.merkle.leaf import commitment

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_MERGED = sa.text("merged_into IS NOT NULL")


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.add_column(sa.Column("salt", sa.LargeBinary(32), nullable=True))
        batch_op.alter_column("leaf_id", existing_type=sa.LargeBinary(16), nullable=True)
        batch_op.create_index("ix_document_logged_at", ["logged_at"], unique=False)
    op.execute("UPDATE document SET salt = (SELECT leaf.salt FROM leaf WHERE leaf.id = document.leaf_id)")
    op.execute("UPDATE leaf SET salt = NULL WHERE id IN (SELECT leaf_id FROM document)")
    with op.batch_alter_table("dictionary", schema=None) as batch_op:
        batch_op.add_column(sa.Column("leads", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("dictionary", schema=None) as batch_op:
        batch_op.alter_column("leads", server_default=None)
    op.drop_index("ix_person_merged_into", table_name="person")
    op.create_index(
        "ix_person_merged_into", "person", ["merged_into"], unique=False,
        sqlite_where=_MERGED, postgresql_where=_MERGED,
    )  # fmt: skip


def downgrade() -> None:
    """Take back: every document gets the leaf that it had no need of. What was erased has one already."""
    _write_leaves()
    op.drop_index("ix_person_merged_into", table_name="person")
    op.create_index("ix_person_merged_into", "person", ["merged_into"], unique=False)
    with op.batch_alter_table("dictionary", schema=None) as batch_op:
        batch_op.drop_column("leads")
    op.execute("UPDATE leaf SET salt = (SELECT document.salt FROM document WHERE document.leaf_id = leaf.id) "
               "WHERE id IN (SELECT leaf_id FROM document)")  # fmt: skip
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.drop_index("ix_document_logged_at")
        batch_op.alter_column("leaf_id", existing_type=sa.LargeBinary(16), nullable=False)
        batch_op.drop_column("salt")


def _write_leaves() -> None:
    connection = op.get_bind()
    wanted = connection.execute(
        sa.text(
            "SELECT d.id, d.kind, d.logged_at, d.salt, d.body, c.body, i.did FROM document d "
            "JOIN issuer i ON i.id = d.issuer_id LEFT JOIN dictionary c ON c.id = d.dictionary_id "
            "WHERE d.leaf_id IS NULL AND d.salt IS NOT NULL"
        )
    )
    for rows in wanted.partitions(1_000):
        made = [
            {"id": key, "kind": kind, "did": did, "at": at, "said": commitment(_claims(body, shared), salt)}
            for key, kind, at, salt, body, shared, did in rows
        ]
        # A leaf takes its document's key: nothing else has it.
        connection.execute(
            sa.text(
                "INSERT INTO leaf (id, kind, issuer_did, logged_at, commitment) VALUES (:id, :kind, :did, :at, :said)"
            ),
            made,
        )
    connection.execute(sa.text("UPDATE document SET leaf_id = id WHERE leaf_id IS NULL"))


def _claims(body: bytes, shared: bytes | None) -> dict[str, object]:
    """As `registry.records.storage` reads them on this day."""
    kind = zstandard.DICT_TYPE_RAWCONTENT
    known = zstandard.ZstdCompressionDict(shared, dict_type=kind) if shared else None
    claims: dict[str, object] = orjson.loads(zstandard.ZstdDecompressor(dict_data=known).decompress(body))
    subject = claims.get("credentialSubject")
    if shared and isinstance(subject, dict) and subject.get("achievement", 0) is None:
        subject["achievement"] = orjson.loads(shared)["credentialSubject"]["achievement"]
    return claims
