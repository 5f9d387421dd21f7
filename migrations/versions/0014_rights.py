"""Requests about personal data, corrections asked of institutions, copies, sealed boxes, guardians' consents; and of
people: date of birth, what they oppose, whether they are blocked or erased.

Before: 0013.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from registry.db import Instant, Json, Key

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None

_MOMENTS = ('not_counted_since', 'not_found_since', 'blocked_at', 'erased_at')


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.add_column(sa.Column('born_on', sa.Date(), nullable=True))
        for name in _MOMENTS:
            batch_op.add_column(sa.Column(name, Instant(), nullable=True))
    op.create_table('guardian_consent',
    sa.Column('id', Key(), nullable=False),
    sa.Column('person_id', Key(), nullable=False),
    sa.Column('guardian_name', sa.String(length=200), nullable=False),
    sa.Column('guardian_email', sa.String(length=254), nullable=True),
    sa.Column('relation', sa.String(length=12), nullable=False),
    sa.Column('token_digest', sa.LargeBinary(length=32), nullable=True),
    sa.Column('text_version', sa.String(length=20), nullable=False),
    sa.Column('asked_at', Instant(), nullable=False),
    sa.Column('recorded_by', Key(), nullable=True),
    sa.Column('given_at', Instant(), nullable=True),
    sa.Column('ended_at', Instant(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_guardian_consent_person_id')),
    sa.ForeignKeyConstraint(['recorded_by'], ['account.id'], name=op.f('fk_guardian_consent_recorded_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_guardian_consent')),
    sa.UniqueConstraint('token_digest', name=op.f('uq_guardian_consent_token_digest'))
    )
    op.create_index(op.f('ix_guardian_consent_person_id'), 'guardian_consent', ['person_id'])
    op.create_table('rights_request',
    sa.Column('id', Key(), nullable=False),
    sa.Column('number', sa.String(length=8), nullable=False),
    sa.Column('kind', sa.String(length=14), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('open_key', sa.String(length=60), nullable=True),
    sa.Column('person_id', Key(), nullable=False),
    sa.Column('channel', sa.String(length=8), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('wanted', Json, nullable=False),
    sa.Column('token_digest', sa.LargeBinary(length=32), nullable=False),
    sa.Column('evidence', sa.String(length=20), nullable=True),
    sa.Column('evidence_note', sa.Text(), nullable=False),
    sa.Column('proposed_by', Key(), nullable=True),
    sa.Column('approved_by', Key(), nullable=True),
    sa.Column('asked_at', Instant(), nullable=False),
    sa.Column('answer_due_at', Instant(), nullable=False),
    sa.Column('answered_at', Instant(), nullable=True),
    sa.Column('answered_by', Key(), nullable=True),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('carry_due_at', Instant(), nullable=True),
    sa.Column('carried_at', Instant(), nullable=True),
    sa.Column('delete_at', Instant(), nullable=True),
    sa.Column('ended_at', Instant(), nullable=True),
    sa.Column('reminded_at', Instant(), nullable=True),
    sa.Column('warned_at', Instant(), nullable=True),
    sa.ForeignKeyConstraint(['answered_by'], ['account.id'], name=op.f('fk_rights_request_answered_by')),
    sa.ForeignKeyConstraint(['approved_by'], ['account.id'], name=op.f('fk_rights_request_approved_by')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_rights_request_person_id')),
    sa.ForeignKeyConstraint(['proposed_by'], ['account.id'], name=op.f('fk_rights_request_proposed_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rights_request')),
    sa.UniqueConstraint('number', name=op.f('uq_rights_request_number')),
    sa.UniqueConstraint('open_key', name=op.f('uq_rights_request_open_key')),
    sa.UniqueConstraint('token_digest', name=op.f('uq_rights_request_token_digest'))
    )
    op.create_index(op.f('ix_rights_request_delete_at'), 'rights_request', ['delete_at'])
    op.create_index(op.f('ix_rights_request_person_id'), 'rights_request', ['person_id'])
    op.create_index('ix_rights_request_state_due', 'rights_request', ['state', 'answer_due_at'])
    op.create_table('correction_part',
    sa.Column('id', Key(), nullable=False),
    sa.Column('request_id', Key(), nullable=False),
    sa.Column('provider_id', Key(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('award_ids', Json, nullable=False),
    sa.Column('corrected', sa.Integer(), nullable=False),
    sa.Column('decided_at', Instant(), nullable=True),
    sa.Column('decided_by', Key(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['decided_by'], ['account.id'], name=op.f('fk_correction_part_decided_by')),
    sa.ForeignKeyConstraint(['provider_id'], ['provider.id'], name=op.f('fk_correction_part_provider_id')),
    sa.ForeignKeyConstraint(['request_id'], ['rights_request.id'], name=op.f('fk_correction_part_request_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_correction_part')),
    sa.UniqueConstraint('request_id', 'provider_id', name=op.f('uq_correction_part_request_id_provider_id'))
    )
    op.create_index(op.f('ix_correction_part_provider_id'), 'correction_part', ['provider_id'])
    op.create_index(op.f('ix_correction_part_request_id'), 'correction_part', ['request_id'])
    op.create_table('data_export',
    sa.Column('id', Key(), nullable=False),
    sa.Column('request_id', Key(), nullable=False),
    sa.Column('person_id', Key(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('made_at', Instant(), nullable=True),
    sa.Column('expires_at', Instant(), nullable=True),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_data_export_person_id')),
    sa.ForeignKeyConstraint(['request_id'], ['rights_request.id'], name=op.f('fk_data_export_request_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_data_export')),
    sa.UniqueConstraint('request_id', name=op.f('uq_data_export_request_id'))
    )
    op.create_index(op.f('ix_data_export_expires_at'), 'data_export', ['expires_at'])
    op.create_index(op.f('ix_data_export_person_id'), 'data_export', ['person_id'])
    op.create_table('blocked_box',
    sa.Column('request_id', Key(), nullable=False),
    sa.Column('person_id', Key(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('made_at', Instant(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_blocked_box_person_id')),
    sa.ForeignKeyConstraint(['request_id'], ['rights_request.id'], name=op.f('fk_blocked_box_request_id')),
    sa.PrimaryKeyConstraint('request_id', name=op.f('pk_blocked_box'))
    )
    op.create_index(op.f('ix_blocked_box_person_id'), 'blocked_box', ['person_id'])


def downgrade() -> None:
    """Undo."""
    for name in ('blocked_box', 'data_export', 'correction_part', 'rights_request', 'guardian_consent'):
        op.drop_table(name)
    with op.batch_alter_table('person', schema=None) as batch_op:
        for name in (*_MOMENTS, 'born_on'):
            batch_op.drop_column(name)
