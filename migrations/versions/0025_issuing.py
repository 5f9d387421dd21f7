"""What issuing half a million awards need not write: claims and mails before they may go, a row for each only document,
the digest of a CURP twice, references to rows that nothing deletes.

Before: 0024.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_CURP = sa.text("kind = 'curp'")
_OTHER = sa.text("kind <> 'curp'")


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("batch_row", schema=None) as batch_op:
        batch_op.add_column(sa.Column("to_invite", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("issue_chunk", schema=None) as batch_op:
        batch_op.add_column(sa.Column("to_invite", sa.Integer(), nullable=False, server_default=sa.text("0")))
    with op.batch_alter_table("batch_row", schema=None) as batch_op:
        batch_op.alter_column("to_invite", server_default=None)
    with op.batch_alter_table("issue_chunk", schema=None) as batch_op:
        batch_op.alter_column("to_invite", server_default=None)
    with op.batch_alter_table("person_identifier", schema=None) as batch_op:
        batch_op.drop_constraint("uq_person_identifier_kind_unique_digest", type_="unique")
        batch_op.drop_index("ix_person_identifier_digest")
        batch_op.drop_column("unique_digest")
    op.create_index(
        "ix_person_identifier_curp", "person_identifier", ["digest"], unique=True,
        sqlite_where=_CURP, postgresql_where=_CURP,
    )  # fmt: skip
    op.create_index(
        "ix_person_identifier_digest", "person_identifier", ["digest"], unique=False,
        sqlite_where=_OTHER, postgresql_where=_OTHER,
    )  # fmt: skip
    with op.batch_alter_table("document", schema=None) as batch_op:
        for column in _OF_DOCUMENT:
            batch_op.drop_constraint(f"fk_document_{column}", type_="foreignkey")
    with op.batch_alter_table("award", schema=None) as batch_op:
        for column in _OF_AWARD:
            batch_op.drop_constraint(f"fk_award_{column}", type_="foreignkey")
        batch_op.create_unique_constraint("uq_award_document_id", ["document_id"])
    op.execute(
        "DELETE FROM award_document WHERE purpose = 'first' AND document_id IN (SELECT document_id FROM award)"
    )


#: What a thousand awards name alike.
_OF_DOCUMENT = {
    "issuer_id": "issuer",
    "dictionary_id": "dictionary",
    "status_list_id": "status_list",
    "proof_key_id": "signing_key",
    "jwt_key_id": "signing_key",
}
_OF_AWARD = {"definition_version_id": "definition_version", "provider_id": "provider", "batch_id": "issue_batch"}


def downgrade() -> None:
    """Undo."""
    op.execute(
        "INSERT INTO award_document (document_id, award_id, purpose) SELECT document_id, id, 'first' FROM award "
        "WHERE document_id NOT IN (SELECT document_id FROM award_document)"
    )
    with op.batch_alter_table("award", schema=None) as batch_op:
        batch_op.drop_constraint("uq_award_document_id", type_="unique")
        for column, table in _OF_AWARD.items():
            batch_op.create_foreign_key(f"fk_award_{column}", table, [column], ["id"])
    with op.batch_alter_table("document", schema=None) as batch_op:
        for column, table in _OF_DOCUMENT.items():
            batch_op.create_foreign_key(f"fk_document_{column}", table, [column], ["id"])
    op.drop_index("ix_person_identifier_digest", table_name="person_identifier")
    op.drop_index("ix_person_identifier_curp", table_name="person_identifier")
    with op.batch_alter_table("person_identifier", schema=None) as batch_op:
        batch_op.add_column(sa.Column("unique_digest", sa.LargeBinary(32), nullable=True))
        batch_op.create_unique_constraint("uq_person_identifier_kind_unique_digest", ["kind", "unique_digest"])
        batch_op.create_index("ix_person_identifier_digest", ["kind", "digest"], unique=False)
    op.execute("UPDATE person_identifier SET unique_digest = digest WHERE kind = 'curp'")
    op.drop_column("issue_chunk", "to_invite")
    op.drop_column("batch_row", "to_invite")
