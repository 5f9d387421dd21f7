"""Sites of institutions, sectors of definitions.

Before: 0027.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from registry.db import Instant, Json, Key

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('provider_site',
    sa.Column('id', Key(), nullable=False),
    sa.Column('provider_id', Key(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('state_code', sa.String(length=2), nullable=False),
    sa.Column('municipality', sa.String(length=120), nullable=False),
    sa.Column('mode', sa.String(length=20), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('created_at', Instant(), nullable=False),
    sa.Column('withdrawn_at', Instant(), nullable=True),
    sa.ForeignKeyConstraint(['provider_id'], ['provider.id'], name=op.f('fk_provider_site_provider_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_provider_site'))
    )
    op.create_index(op.f('ix_provider_site_provider_id'), 'provider_site', ['provider_id'])
    op.create_table('employer_change',
    sa.Column('id', Key(), nullable=False),
    sa.Column('employer_id', Key(), nullable=False),
    sa.Column('at', Instant(), nullable=False),
    sa.Column('by', Key(), nullable=True),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('before', Json, nullable=False),
    sa.Column('after', Json, nullable=False),
    sa.Column('decided_at', Instant(), nullable=True),
    sa.Column('decided_by', Key(), nullable=True),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_employer_change_employer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_employer_change'))
    )
    op.create_index(op.f('ix_employer_change_employer_id'), 'employer_change', ['employer_id'])
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
    op.drop_index(op.f('ix_employer_change_employer_id'), table_name='employer_change')
    op.drop_table('employer_change')
    op.drop_index(op.f('ix_provider_site_provider_id'), table_name='provider_site')
    op.drop_table('provider_site')
