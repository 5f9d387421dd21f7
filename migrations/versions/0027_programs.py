"""Where a program's money comes from, its topics, and where agreements hold; partners take a signature back.

Before: 0026.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from registry.db import Json

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_TAGS = (("cohort", "funder"), ("program_call", "funder"), ("stage_result", "topic"))
_SIGNED = ("definition_endorsement", "award_endorsement")


def upgrade() -> None:
    """Apply."""
    for table in _SIGNED:
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
            batch.add_column(sa.Column("withdrawal_note", sa.String(300), server_default="", nullable=False))
    for table, column in _TAGS:
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column(column, sa.String(40), nullable=True))
    with op.batch_alter_table("program_agreement") as batch:
        batch.add_column(sa.Column("regions", Json, server_default="[]", nullable=False))
    with op.batch_alter_table("program_agreement") as batch:
        batch.alter_column("regions", server_default=None)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("program_agreement") as batch:
        batch.drop_column("regions")
    for table, column in _TAGS:
        with op.batch_alter_table(table) as batch:
            batch.drop_column(column)
    for table in _SIGNED:
        with op.batch_alter_table(table) as batch:
            batch.drop_column("withdrawal_note")
            batch.drop_column("withdrawn_at")
