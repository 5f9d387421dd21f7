"""Targets of the literacy floor, schools and their declared staff, chambers' codes; and the indexes that count by them.

Before: 0017.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from registry.db import Instant, Key

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('floor_target_act',
    sa.Column('id', Key(), nullable=False),
    sa.Column('horizon', sa.String(length=8), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('source', sa.String(length=300), nullable=False),
    sa.Column('acted_on', sa.Date(), nullable=False),
    sa.Column('status', sa.String(length=10), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('way', sa.String(length=4), nullable=False),
    sa.Column('entered_at', Instant(), nullable=False),
    sa.Column('entered_by', Key(), nullable=True),
    sa.Column('undone_at', Instant(), nullable=True),
    sa.Column('undone_by', Key(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_floor_target_act'))
    )
    op.create_table('floor_target_line',
    sa.Column('act_id', Key(), nullable=False),
    sa.Column('profile', sa.String(length=40), nullable=False),
    sa.Column('state_code', sa.String(length=2), nullable=False),
    sa.Column('people', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['act_id'], ['floor_target_act.id'], name=op.f('fk_floor_target_line_act_id_floor_target_act')),
    sa.PrimaryKeyConstraint('act_id', 'profile', 'state_code', name=op.f('pk_floor_target_line'))
    )
    op.create_table('school_declaration',
    sa.Column('id', Key(), nullable=False),
    sa.Column('cct', sa.String(length=10), nullable=False),
    sa.Column('name', sa.String(length=160), nullable=False),
    sa.Column('staff', sa.Integer(), nullable=False),
    sa.Column('source', sa.String(length=300), nullable=False),
    sa.Column('declared_on', sa.Date(), nullable=False),
    sa.Column('way', sa.String(length=4), nullable=False),
    sa.Column('entered_at', Instant(), nullable=False),
    sa.Column('entered_by', Key(), nullable=True),
    sa.Column('withdrawn_at', Instant(), nullable=True),
    sa.Column('withdrawn_by', Key(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_school_declaration'))
    )
    op.create_index('ix_school_declaration_cct', 'school_declaration', ['cct', 'declared_on'])
    op.create_table('floor_school',
    sa.Column('cct', sa.String(length=10), nullable=False),
    sa.Column('name', sa.String(length=160), nullable=False),
    sa.Column('staff', sa.Integer(), nullable=True),
    sa.Column('holders', sa.Integer(), nullable=False),
    sa.Column('declared_on', sa.Date(), nullable=True),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('since', sa.Date(), nullable=True),
    sa.Column('lapsed_on', sa.Date(), nullable=True),
    sa.Column('checked_at', Instant(), nullable=False),
    sa.PrimaryKeyConstraint('cct', name=op.f('pk_floor_school'))
    )
    op.create_index(op.f('ix_floor_school_checked_at'), 'floor_school', ['checked_at'])
    op.create_table('chamber_code',
    sa.Column('code', sa.String(length=8), nullable=False),
    sa.Column('chamber_id', sa.String(length=60), nullable=False),
    sa.Column('label', sa.String(length=80), nullable=False),
    sa.Column('created_at', Instant(), nullable=False),
    sa.Column('created_by', Key(), nullable=True),
    sa.Column('withdrawn_at', Instant(), nullable=True),
    sa.Column('withdrawn_by', Key(), nullable=True),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_chamber_code'))
    )
    op.create_index(op.f('ix_chamber_code_chamber_id'), 'chamber_code', ['chamber_id'])
    for name, column in (('ix_award_cct', 'cct'), ('ix_award_chamber', 'chamber_code')):
        where = sa.text(f'{column} IS NOT NULL')
        op.create_index(name, 'award', [column], postgresql_where=where, sqlite_where=where)


def downgrade() -> None:
    """Undo."""
    op.drop_index('ix_award_chamber', table_name='award')
    op.drop_index('ix_award_cct', table_name='award')
    op.drop_table('chamber_code')
    op.drop_table('floor_school')
    op.drop_table('school_declaration')
    op.drop_table('floor_target_line')
    op.drop_table('floor_target_act')
