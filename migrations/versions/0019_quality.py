"""Sampling audits, the records of their samples and the evidence handed in.

Before: 0018.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from registry.db import Instant, Key

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('quality_audit',
    sa.Column('id', Key(), nullable=False),
    sa.Column('number', sa.String(length=20), nullable=False),
    sa.Column('definition_id', Key(), nullable=False),
    sa.Column('provider_id', Key(), nullable=False),
    sa.Column('period_from', Instant(), nullable=False),
    sa.Column('period_to', Instant(), nullable=False),
    sa.Column('percent', sa.Integer(), nullable=False),
    sa.Column('minimum', sa.Integer(), nullable=False),
    sa.Column('needed', sa.Integer(), nullable=False),
    sa.Column('announced_at', Instant(), nullable=False),
    sa.Column('announced_by', Key(), nullable=True),
    sa.Column('seed_commitment', sa.String(length=64), nullable=False),
    sa.Column('codes_commitment', sa.String(length=64), nullable=False),
    sa.Column('sealed_seed', sa.LargeBinary(), nullable=False),
    sa.Column('sealed_key', sa.LargeBinary(), nullable=False),
    sa.Column('seed', sa.String(length=64), nullable=True),
    sa.Column('drawn_at', Instant(), nullable=True),
    sa.Column('population', sa.Integer(), nullable=True),
    sa.Column('population_digest', sa.String(length=64), nullable=True),
    sa.Column('population_list', sa.LargeBinary(), nullable=True),
    sa.Column('evidence_due_at', Instant(), nullable=True),
    sa.Column('decision_due_at', Instant(), nullable=True),
    sa.Column('closed_at', Instant(), nullable=True),
    sa.Column('reviewed', sa.Integer(), nullable=True),
    sa.Column('agreed', sa.Integer(), nullable=True),
    sa.Column('called_off_at', Instant(), nullable=True),
    sa.ForeignKeyConstraint(['definition_id'], ['definition.id'], name=op.f('fk_quality_audit_definition_id_definition')),
    sa.ForeignKeyConstraint(['provider_id'], ['provider.id'], name=op.f('fk_quality_audit_provider_id_provider')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quality_audit')),
    sa.UniqueConstraint('number', name=op.f('uq_quality_audit_number'))
    )
    op.create_index(op.f('ix_quality_audit_definition_id'), 'quality_audit', ['definition_id'])
    op.create_index(op.f('ix_quality_audit_provider_id'), 'quality_audit', ['provider_id'])
    op.create_table('quality_record',
    sa.Column('id', Key(), nullable=False),
    sa.Column('audit_id', Key(), nullable=False),
    sa.Column('award_id', Key(), nullable=False),
    sa.Column('code', sa.String(length=12), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('answered_at', Instant(), nullable=True),
    sa.Column('answered_by', Key(), nullable=True),
    sa.Column('reviewer_id', Key(), nullable=True),
    sa.Column('decision', sa.String(length=20), nullable=True),
    sa.Column('reasons', sa.Text(), nullable=False),
    sa.Column('decided_at', Instant(), nullable=True),
    sa.ForeignKeyConstraint(['audit_id'], ['quality_audit.id'], name=op.f('fk_quality_record_audit_id_quality_audit')),
    sa.ForeignKeyConstraint(['award_id'], ['award.id'], name=op.f('fk_quality_record_award_id_award')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quality_record')),
    sa.UniqueConstraint('audit_id', 'code', name=op.f('uq_quality_record_audit_id_code'))
    )
    op.create_index(op.f('ix_quality_record_award_id'), 'quality_record', ['award_id'])
    op.create_table('quality_evidence',
    sa.Column('id', Key(), nullable=False),
    sa.Column('record_id', Key(), nullable=False),
    sa.Column('award_id', Key(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('media_type', sa.String(length=100), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=True),
    sa.Column('uploaded_at', Instant(), nullable=False),
    sa.ForeignKeyConstraint(['award_id'], ['award.id'], name=op.f('fk_quality_evidence_award_id_award')),
    sa.ForeignKeyConstraint(['record_id'], ['quality_record.id'], name=op.f('fk_quality_evidence_record_id_quality_record')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quality_evidence'))
    )
    op.create_index(op.f('ix_quality_evidence_award_id'), 'quality_evidence', ['award_id'])
    op.create_index(op.f('ix_quality_evidence_record_id'), 'quality_evidence', ['record_id'])


def downgrade() -> None:
    """Undo."""
    op.drop_table('quality_evidence')
    op.drop_table('quality_record')
    op.drop_table('quality_audit')
