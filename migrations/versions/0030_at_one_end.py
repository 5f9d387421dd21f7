"""Issuing touches fewer pages: places of status lists in the order in which they were given out, rows of lists with
room for their one change, and no look-up of the award that was written a moment ago.

Before: 0029.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


#: Looked up for a slice at a time (`registry.bulk.LOOKED_UP_TOGETHER`).
_TOGETHER = (
    ("award", "fk_award_person_id"),
    ("award", "fk_award_document_id"),
    ("person_identifier", "fk_person_identifier_person_id"),
)


def _enforce(how: str) -> None:
    """Before version 18 PostgreSQL checks every reference row by row, and goes on doing so."""
    if (op.get_bind().dialect.server_version_info or (0,)) >= (18,):
        for table, name in _TOGETHER:
            op.execute(f"ALTER TABLE {table} ALTER CONSTRAINT {name} {how}")


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.add_column(sa.Column("status_number", sa.Integer(), nullable=True))
        batch_op.drop_constraint("uq_document_status_list_id_status_index", type_="unique")
        batch_op.create_unique_constraint("uq_document_status_list_id_status_number", ["status_list_id", "status_number"])
    op.drop_index("ix_award_provider_id", table_name="award")
    with op.batch_alter_table("batch_row", schema=None) as batch_op:
        batch_op.drop_constraint("fk_batch_row_award_id", type_="foreignkey")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE batch_row SET (fillfactor = 70)")
        _enforce("NOT ENFORCED")


def downgrade() -> None:
    """Take back."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE batch_row RESET (fillfactor)")
        _enforce("ENFORCED")
    with op.batch_alter_table("batch_row", schema=None) as batch_op:
        batch_op.create_foreign_key("fk_batch_row_award_id", "award", ["award_id"], ["id"])
    op.create_index("ix_award_provider_id", "award", ["provider_id"])
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.drop_constraint("uq_document_status_list_id_status_number", type_="unique")
        batch_op.create_unique_constraint("uq_document_status_list_id_status_index", ["status_list_id", "status_index"])
        batch_op.drop_column("status_number")
