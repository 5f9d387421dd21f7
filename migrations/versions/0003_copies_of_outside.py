"""Copies of what other servers publish (DID documents, keys, status lists), with their age."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from registry.db import Instant

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('outside_copy',
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('url', sa.String(length=2000), nullable=False),
    sa.Column('host', sa.String(length=253), nullable=False),
    sa.Column('tried_at', Instant(), nullable=False),
    sa.Column('failure', sa.String(length=30), nullable=True),
    sa.Column('retry_at', Instant(), nullable=True),
    sa.Column('body', sa.LargeBinary(), nullable=True),
    sa.Column('etag', sa.String(length=200), nullable=True),
    sa.Column('fetched_at', Instant(), nullable=True),
    sa.Column('expires_at', Instant(), nullable=True),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_outside_copy'))
    )
    with op.batch_alter_table('outside_copy', schema=None) as batch_op:
        batch_op.create_index('ix_outside_copy_host_tried', ['host', 'tried_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_outside_copy_tried_at'), ['tried_at'], unique=False)


def downgrade() -> None:
    """Undo: the copies can be fetched again."""
    op.drop_table('outside_copy')
