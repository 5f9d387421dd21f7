"""How far holders have been told that their microcredentials end, and the index by which those are found.

Before: 0012. Nobody has been told yet: the first look starts at its own moment.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from registry.db import Instant, Key

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('expiry_watch',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('told_until', Instant(), nullable=False),
    sa.Column('told_award', Key(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_expiry_watch'))
    )
    op.create_index('ix_award_ends', 'award', ['valid_until', 'id'])


def downgrade() -> None:
    """Undo: after another upgrade, who was told is told again."""
    op.drop_index('ix_award_ends', table_name='award')
    op.drop_table('expiry_watch')
