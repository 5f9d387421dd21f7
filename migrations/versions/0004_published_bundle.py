"""The newest offline bundle, as anybody may download it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from registry.db import Instant

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('published_bundle',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('made_at', Instant(), nullable=False),
    sa.Column('expires_at', Instant(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_published_bundle'))
    )


def downgrade() -> None:
    """Undo: the worker makes it again."""
    op.drop_table('published_bundle')
