"""Sites of institutions, sectors of definitions.

Before: 0028.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from registry.db import Instant, Json, Key

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('quality_reminder',
    sa.Column('definition_id', Key(), nullable=False),
    sa.Column('since', Instant(), nullable=False),
    sa.Column('told_at', Instant(), nullable=False),
    sa.ForeignKeyConstraint(['definition_id'], ['definition.id'], name=op.f('fk_quality_reminder_definition_id')),
    sa.PrimaryKeyConstraint('definition_id', 'since', name=op.f('pk_quality_reminder'))
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table('quality_reminder')
