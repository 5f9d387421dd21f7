"""Eras, so that a restored backup gives out nothing twice.

Before: 0008. The running version may go on beside it: it gives places and numbers of the first era, which is this one.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from registry.db import Instant

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. What is there belongs to the first era, which begins when it is first asked for."""
    op.create_table('era',
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('lineage', sa.String(length=40), nullable=False),
    sa.Column('identity', sa.String(length=100), nullable=False),
    sa.Column('because', sa.String(length=10), nullable=False),
    sa.Column('began_at', Instant(), nullable=False),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_era'))
    )
    for name in ('status_list', 'number_series'):
        with op.batch_alter_table(name, schema=None) as batch_op:
            batch_op.add_column(sa.Column('era', sa.Integer(), nullable=False, server_default='1'))


def downgrade() -> None:
    """Undo: lists of earlier eras give out places again, which only a database that never went back can stand."""
    for name in ('number_series', 'status_list'):
        with op.batch_alter_table(name, schema=None) as batch_op:
            batch_op.drop_column('era')
    op.drop_table('era')
