"""Surveys: who was asked, what was answered, when the worker looks again.

Before: 0019.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from registry.db import Instant, Key

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('survey_answer',
    sa.Column('id', Key(), nullable=False),
    sa.Column('wave', sa.String(length=14), nullable=False),
    sa.Column('month', sa.String(length=7), nullable=False),
    sa.Column('situation', sa.String(length=30), nullable=True),
    sa.Column('weekly_use', sa.Boolean(), nullable=True),
    sa.Column('uses_learned', sa.Boolean(), nullable=True),
    sa.Column('hours_saved', sa.String(length=10), nullable=True),
    sa.Column('time_used_for', sa.String(length=20), nullable=True),
    sa.Column('running_case', sa.Boolean(), nullable=True),
    sa.Column('changed_duties', sa.Boolean(), nullable=True),
    sa.Column('occupation', sa.String(length=20), nullable=True),
    sa.Column('income', sa.String(length=20), nullable=True),
    sa.Column('gender', sa.String(length=30), nullable=True),
    sa.Column('state', sa.String(length=2), nullable=True),
    sa.Column('profile', sa.String(length=30), nullable=True),
    sa.Column('sector', sa.String(length=20), nullable=True),
    sa.Column('company_size', sa.String(length=20), nullable=True),
    sa.Column('starting_situation', sa.String(length=30), nullable=True),
    sa.Column('starting_occupation', sa.String(length=20), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_survey_answer'))
    )
    op.create_index('ix_survey_answer_wave_month', 'survey_answer', ['wave', 'month'])
    op.create_table('survey_watch',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('next_at', Instant(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_survey_watch'))
    )
    op.create_table('survey_invitation',
    sa.Column('id', Key(), nullable=False),
    sa.Column('person_id', Key(), nullable=False),
    sa.Column('award_id', Key(), nullable=False),
    sa.Column('wave', sa.String(length=14), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('sent_at', Instant(), nullable=False),
    sa.Column('remind_at', Instant(), nullable=True),
    sa.Column('closes_at', Instant(), nullable=False),
    sa.Column('token_digest', sa.LargeBinary(length=32), nullable=False),
    sa.Column('sealed_token', sa.LargeBinary(), nullable=True),
    sa.Column('answer_id', Key(), nullable=True),
    sa.Column('answered', sa.Boolean(), nullable=False),
    sa.Column('asked', sa.Boolean(), nullable=False),
    sa.Column('withdrawn_at', Instant(), nullable=True),
    sa.Column('closed_at', Instant(), nullable=True),
    sa.ForeignKeyConstraint(['award_id'], ['award.id'], name=op.f('fk_survey_invitation_award_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_survey_invitation_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_survey_invitation')),
    sa.UniqueConstraint('award_id', 'wave', name=op.f('uq_survey_invitation_award_id_wave')),
    sa.UniqueConstraint('token_digest', name=op.f('uq_survey_invitation_token_digest'))
    )
    op.create_index(op.f('ix_survey_invitation_closed_at'), 'survey_invitation', ['closed_at'])
    op.create_index(op.f('ix_survey_invitation_person_id'), 'survey_invitation', ['person_id'])
    op.create_index(op.f('ix_survey_invitation_remind_at'), 'survey_invitation', ['remind_at'])
    op.create_index('ix_survey_invitation_wave_sent', 'survey_invitation', ['wave', 'sent_at'])


def downgrade() -> None:
    """Undo."""
    op.drop_table('survey_invitation')
    op.drop_table('survey_watch')
    op.drop_table('survey_answer')
