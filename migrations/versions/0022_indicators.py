"""Indicators: versions of what is said of them, series from outside, values, and counts of verifications.

Before: 0021.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from registry.db import Instant, Json, Key

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('indicator_watch',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('next_at', Instant(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_indicator_watch'))
    )
    op.create_table('verification_tally',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('standard_id', sa.String(length=60), nullable=False),
    sa.Column('by', sa.String(length=10), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('day', 'standard_id', 'by', name=op.f('pk_verification_tally'))
    )
    op.create_table('indicator_value',
    sa.Column('id', Key(), nullable=False),
    sa.Column('indicator_id', sa.String(length=60), nullable=False),
    sa.Column('period', sa.String(length=10), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('outcome', sa.String(length=10), nullable=False),
    sa.Column('body', Json, nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('computed_at', Instant(), nullable=False),
    sa.Column('correction', sa.Text(), nullable=False),
    sa.Column('corrected_by', Key(), nullable=True),
    sa.ForeignKeyConstraint(['corrected_by'], ['account.id'], name=op.f('fk_indicator_value_corrected_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_indicator_value')),
    sa.UniqueConstraint('indicator_id', 'period', 'revision', name=op.f('uq_indicator_value_indicator_id_period_revision'))
    )
    op.create_table('indicator_version',
    sa.Column('id', Key(), nullable=False),
    sa.Column('indicator_id', sa.String(length=60), nullable=False),
    sa.Column('framework_version', sa.String(length=20), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('metadata', Json, nullable=False),
    sa.Column('changed', Json, nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('proposed_by', Key(), nullable=False),
    sa.Column('proposed_at', Instant(), nullable=False),
    sa.Column('decided_by', Key(), nullable=True),
    sa.Column('decided_at', Instant(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['decided_by'], ['account.id'], name=op.f('fk_indicator_version_decided_by')),
    sa.ForeignKeyConstraint(['proposed_by'], ['account.id'], name=op.f('fk_indicator_version_proposed_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_indicator_version')),
    sa.UniqueConstraint('indicator_id', 'framework_version', 'number', name=op.f('uq_indicator_version_indicator_id_framework_version_number'))
    )
    op.create_table('series_import',
    sa.Column('id', Key(), nullable=False),
    sa.Column('kind', sa.String(length=60), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('origin', sa.String(length=6), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('publisher', sa.String(length=200), nullable=False),
    sa.Column('published_on', sa.Date(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('unit', sa.String(length=12), nullable=False),
    sa.Column('file_name', sa.String(length=200), nullable=True),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('mapping', Json, nullable=False),
    sa.Column('headings', Json, nullable=False),
    sa.Column('periods', Json, nullable=False),
    sa.Column('rows', sa.Integer(), nullable=False),
    sa.Column('errors', sa.Integer(), nullable=False),
    sa.Column('warnings', sa.Integer(), nullable=False),
    sa.Column('findings', Json, nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=True),
    sa.Column('faulty', sa.LargeBinary(), nullable=True),
    sa.Column('imported_by', Key(), nullable=False),
    sa.Column('imported_at', Instant(), nullable=False),
    sa.Column('decided_by', Key(), nullable=True),
    sa.Column('decided_at', Instant(), nullable=True),
    sa.Column('replaced_by', Key(), nullable=True),
    sa.Column('replaced_at', Instant(), nullable=True),
    sa.ForeignKeyConstraint(['decided_by'], ['account.id'], name=op.f('fk_series_import_decided_by')),
    sa.ForeignKeyConstraint(['imported_by'], ['account.id'], name=op.f('fk_series_import_imported_by')),
    sa.ForeignKeyConstraint(['replaced_by'], ['series_import.id'], name=op.f('fk_series_import_replaced_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_series_import'))
    )
    op.create_index('ix_series_import_kind_state', 'series_import', ['kind', 'state'])
    op.create_table('series_point',
    sa.Column('id', Key(), nullable=False),
    sa.Column('import_id', Key(), nullable=False),
    sa.Column('period', sa.String(length=10), nullable=False),
    sa.Column('measure', sa.String(length=30), nullable=False),
    sa.Column('state', sa.String(length=2), nullable=True),
    sa.Column('municipality', sa.String(length=120), nullable=True),
    sa.Column('occupation', sa.String(length=20), nullable=True),
    sa.Column('gender', sa.String(length=10), nullable=True),
    sa.Column('employment', sa.String(length=10), nullable=True),
    sa.Column('value', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['import_id'], ['series_import.id'], name=op.f('fk_series_point_import_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_series_point'))
    )
    op.create_index('ix_series_point_import_period', 'series_point', ['import_id', 'period'])


def downgrade() -> None:
    """Undo."""
    op.drop_table('series_point')
    op.drop_table('series_import')
    op.drop_table('indicator_version')
    op.drop_table('indicator_value')
    op.drop_table('verification_tally')
    op.drop_table('indicator_watch')
