"""Where a program's money comes from, its topics, and where agreements hold; partners take a signature back.

Before: 0027.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_SIGNED = ("definition_endorsement", "award_endorsement")


def upgrade() -> None:
    """Apply."""
    for table in _SIGNED:
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
            batch.add_column(sa.Column("withdrawal_note", sa.String(300), server_default="", nullable=False))


def downgrade() -> None:
    """Take back."""
    for table in _SIGNED:
        with op.batch_alter_table(table) as batch:
            batch.drop_column("withdrawal_note")
            batch.drop_column("withdrawn_at")
