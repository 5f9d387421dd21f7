"""Places of status lists in the order in which they were given out: an index that grows at one end.

Before: 0029.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.add_column(sa.Column("status_number", sa.Integer(), nullable=True))
        batch_op.drop_constraint("uq_document_status_list_id_status_index", type_="unique")
        batch_op.create_unique_constraint("uq_document_status_list_id_status_number", ["status_list_id", "status_number"])


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.drop_constraint("uq_document_status_list_id_status_number", type_="unique")
        batch_op.create_unique_constraint("uq_document_status_list_id_status_index", ["status_list_id", "status_index"])
        batch_op.drop_column("status_number")
