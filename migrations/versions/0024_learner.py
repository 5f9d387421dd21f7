"""An accreditation may serve corrections alone: what a closed institution issued is in custody. Claims that were mailed
before there were reminders (0008) get theirs.

Before: 0023.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. Those granted without an application to institutions that had closed were made for corrections.

    No batch: SQLite would drop and copy a table that others refer to.
    """
    op.add_column("accreditation", sa.Column("custody", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(
        "UPDATE accreditation SET custody = true WHERE application_id IS NULL AND EXISTS (SELECT 1 FROM provider "
        "WHERE provider.id = accreditation.provider_id AND provider.closed_at <= accreditation.valid_from)"
    )
    # Due at once: the worker writes one mail each, at its pace, and passes over what is closed or was received.
    op.execute(
        "UPDATE claim SET remind_at = created_at WHERE kind = 'mail' AND remind_at IS NULL AND reminders = 0 "
        "AND used_at IS NULL AND cancelled_at IS NULL"
    )


def downgrade() -> None:
    """Undo."""
    op.drop_column("accreditation", "custody")
