"""Tables of outcomes: people as they are counted, cells, how far the count has come, releases.

Before: 0015. Nothing is counted yet: the worker counts everything at its next turn.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from registry.db import Instant, Json, Key

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('outcome_person',
    sa.Column('person_id', Key(), nullable=False),
    sa.Column('epoch', sa.Integer(), nullable=False),
    sa.Column('next_end', Instant(), nullable=True),
    sa.Column('counted', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_outcome_person'))
    )
    op.create_index(op.f('ix_outcome_person_next_end'), 'outcome_person', ['next_end'])
    op.create_table('outcome_cell',
    sa.Column('measure', sa.String(length=80), nullable=False),
    sa.Column('breakdown', sa.String(length=80), nullable=False),
    sa.Column('at', sa.String(length=200), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('measure', 'breakdown', 'at', name=op.f('pk_outcome_cell'))
    )
    op.create_table('outcome_watch',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('epoch', sa.Integer(), nullable=False),
    sa.Column('shape', sa.String(length=64), nullable=False),
    sa.Column('as_of', Instant(), nullable=True),
    sa.Column('run', Json, nullable=False),
    sa.Column('moved', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outcome_watch'))
    )
    op.create_table('outcome_release',
    sa.Column('id', Key(), nullable=False),
    sa.Column('as_of', Instant(), nullable=False),
    sa.Column('published_at', Instant(), nullable=False),
    sa.Column('shape', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outcome_release'))
    )
    op.create_index(op.f('ix_outcome_release_as_of'), 'outcome_release', ['as_of'])
    op.create_table('outcome_table',
    sa.Column('release_id', Key(), nullable=False),
    sa.Column('measure', sa.String(length=80), nullable=False),
    sa.Column('breakdown', sa.String(length=80), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['release_id'], ['outcome_release.id'], name=op.f('fk_outcome_table_release_id_outcome_release')),
    sa.PrimaryKeyConstraint('release_id', 'measure', 'breakdown', name=op.f('pk_outcome_table'))
    )


def downgrade() -> None:
    """Undo: releases are lost, the rest can be counted again."""
    op.drop_table('outcome_table')
    op.drop_table('outcome_release')
    op.drop_table('outcome_watch')
    op.drop_table('outcome_cell')
    op.drop_table('outcome_person')
