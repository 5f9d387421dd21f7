"""Employers and their needs, learners who chose to be found, messages between them, counted verifications.

Before: 0020.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from registry.db import Instant, Json, Key

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('employer',
    sa.Column('id', Key(), nullable=False),
    sa.Column('name', sa.String(length=160), nullable=False),
    sa.Column('sector', sa.String(length=20), nullable=False),
    sa.Column('size', sa.String(length=20), nullable=False),
    sa.Column('state_code', sa.String(length=2), nullable=True),
    sa.Column('abroad', sa.String(length=80), nullable=False),
    sa.Column('website', sa.String(length=200), nullable=False),
    sa.Column('domain', sa.String(length=120), nullable=False),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('contact_name', sa.String(length=200), nullable=False),
    sa.Column('contact_email', sa.String(length=254), nullable=True),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('token_digest', sa.LargeBinary(length=32), nullable=True),
    sa.Column('asked_at', Instant(), nullable=False),
    sa.Column('confirmed_at', Instant(), nullable=True),
    sa.Column('verified_until', Instant(), nullable=True),
    sa.Column('told_at', Instant(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_employer')),
    sa.UniqueConstraint('token_digest', name=op.f('uq_employer_token_digest'))
    )
    op.create_index(op.f('ix_employer_domain'), 'employer', ['domain'])
    op.create_table('employer_event',
    sa.Column('id', Key(), nullable=False),
    sa.Column('employer_id', Key(), nullable=False),
    sa.Column('at', Instant(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('by', Key(), nullable=True),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_employer_event_employer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_employer_event'))
    )
    op.create_index(op.f('ix_employer_event_employer_id'), 'employer_event', ['employer_id'])
    op.create_table('employer_report',
    sa.Column('id', Key(), nullable=False),
    sa.Column('employer_id', Key(), nullable=False),
    sa.Column('person_id', Key(), nullable=True),
    sa.Column('contact_id', Key(), nullable=True),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('at', Instant(), nullable=False),
    sa.Column('settled_at', Instant(), nullable=True),
    sa.Column('settled_by', Key(), nullable=True),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_employer_report_employer_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_employer_report_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_employer_report'))
    )
    op.create_index(op.f('ix_employer_report_employer_id'), 'employer_report', ['employer_id'])
    op.create_index(op.f('ix_employer_report_person_id'), 'employer_report', ['person_id'])
    op.create_table('need',
    sa.Column('id', Key(), nullable=False),
    sa.Column('employer_id', Key(), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('search_text', sa.Text(), nullable=False),
    sa.Column('track', sa.String(length=20), nullable=False),
    sa.Column('level', sa.String(length=20), nullable=True),
    sa.Column('occupation', sa.String(length=20), nullable=False),
    sa.Column('sector', sa.String(length=20), nullable=False),
    sa.Column('remote', sa.Boolean(), nullable=False),
    sa.Column('english', sa.String(length=10), nullable=False),
    sa.Column('places', sa.Integer(), nullable=False),
    sa.Column('opens_on', sa.Date(), nullable=False),
    sa.Column('closes_on', sa.Date(), nullable=False),
    sa.Column('created_at', Instant(), nullable=False),
    sa.Column('changed_at', Instant(), nullable=False),
    sa.Column('closed_at', Instant(), nullable=True),
    sa.Column('removed_at', Instant(), nullable=True),
    sa.Column('removed_because', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_need_employer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_need'))
    )
    op.create_index('ix_need_closes', 'need', ['closes_on', 'id'])
    op.create_index(op.f('ix_need_employer_id'), 'need', ['employer_id'])
    op.create_table('talent_hidden',
    sa.Column('person_id', Key(), nullable=False),
    sa.Column('domain', sa.String(length=120), nullable=False),
    sa.Column('since', Instant(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_talent_hidden_person_id')),
    sa.PrimaryKeyConstraint('person_id', 'domain', name=op.f('pk_talent_hidden'))
    )
    op.create_table('talent_search',
    sa.Column('id', Key(), nullable=False),
    sa.Column('employer_id', Key(), nullable=False),
    sa.Column('wanted', Json, nullable=False),
    sa.Column('at', Instant(), nullable=False),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_talent_search_employer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_talent_search'))
    )
    op.create_index(op.f('ix_talent_search_at'), 'talent_search', ['at'])
    op.create_index(op.f('ix_talent_search_employer_id'), 'talent_search', ['employer_id'])
    op.create_table('need_skill',
    sa.Column('need_id', Key(), nullable=False),
    sa.Column('competency', sa.String(length=20), nullable=False),
    sa.ForeignKeyConstraint(['need_id'], ['need.id'], name=op.f('fk_need_skill_need_id')),
    sa.PrimaryKeyConstraint('need_id', 'competency', name=op.f('pk_need_skill'))
    )
    op.create_table('need_state',
    sa.Column('need_id', Key(), nullable=False),
    sa.Column('state_code', sa.String(length=2), nullable=False),
    sa.ForeignKeyConstraint(['need_id'], ['need.id'], name=op.f('fk_need_state_need_id')),
    sa.PrimaryKeyConstraint('need_id', 'state_code', name=op.f('pk_need_state'))
    )
    op.create_table('talent_contact',
    sa.Column('id', Key(), nullable=False),
    sa.Column('employer_id', Key(), nullable=False),
    sa.Column('need_id', Key(), nullable=False),
    sa.Column('person_id', Key(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('seen_skills', Json, nullable=False),
    sa.Column('sent_at', Instant(), nullable=False),
    sa.Column('sent_by', Key(), nullable=True),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('ended_at', Instant(), nullable=True),
    sa.Column('address', sa.String(length=254), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('collection_id', Key(), nullable=True),
    sa.ForeignKeyConstraint(['collection_id'], ['collection.id'], name=op.f('fk_talent_contact_collection_id')),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_talent_contact_employer_id')),
    sa.ForeignKeyConstraint(['need_id'], ['need.id'], name=op.f('fk_talent_contact_need_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_talent_contact_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_talent_contact'))
    )
    op.create_index('ix_talent_contact_employer', 'talent_contact', ['employer_id', 'sent_at'])
    op.create_index(op.f('ix_talent_contact_person_id'), 'talent_contact', ['person_id'])
    op.create_table('talent_profile',
    sa.Column('id', Key(), nullable=False),
    sa.Column('person_id', Key(), nullable=False),
    sa.Column('consent_id', Key(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('state_code', sa.String(length=2), nullable=True),
    sa.Column('english', sa.String(length=10), nullable=False),
    sa.Column('remote', sa.Boolean(), nullable=False),
    sa.Column('availability', sa.String(length=12), nullable=False),
    sa.Column('created_at', Instant(), nullable=False),
    sa.Column('changed_at', Instant(), nullable=False),
    sa.Column('expires_at', Instant(), nullable=False),
    sa.Column('reminded_at', Instant(), nullable=True),
    sa.ForeignKeyConstraint(['consent_id'], ['consent.id'], name=op.f('fk_talent_profile_consent_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_talent_profile_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_talent_profile')),
    sa.UniqueConstraint('person_id', name=op.f('uq_talent_profile_person_id'))
    )
    op.create_index(op.f('ix_talent_profile_expires_at'), 'talent_profile', ['expires_at'])
    op.create_index(op.f('ix_talent_profile_place'), 'talent_profile', ['place'])
    op.create_table('verification_count',
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('definition_version_id', Key(), nullable=False),
    sa.Column('place', sa.String(length=6), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['definition_version_id'], ['definition_version.id'], name=op.f('fk_verification_count_definition_version_id')),
    sa.PrimaryKeyConstraint('month', 'definition_version_id', 'place', name=op.f('pk_verification_count'))
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table('verification_count')
    op.drop_index(op.f('ix_talent_profile_place'), table_name='talent_profile')
    op.drop_index(op.f('ix_talent_profile_expires_at'), table_name='talent_profile')
    op.drop_table('talent_profile')
    op.drop_index(op.f('ix_talent_contact_person_id'), table_name='talent_contact')
    op.drop_index('ix_talent_contact_employer', table_name='talent_contact')
    op.drop_table('talent_contact')
    op.drop_table('need_state')
    op.drop_table('need_skill')
    op.drop_index(op.f('ix_talent_search_employer_id'), table_name='talent_search')
    op.drop_index(op.f('ix_talent_search_at'), table_name='talent_search')
    op.drop_table('talent_search')
    op.drop_table('talent_hidden')
    op.drop_index(op.f('ix_need_employer_id'), table_name='need')
    op.drop_index('ix_need_closes', table_name='need')
    op.drop_table('need')
    op.drop_index(op.f('ix_employer_report_person_id'), table_name='employer_report')
    op.drop_index(op.f('ix_employer_report_employer_id'), table_name='employer_report')
    op.drop_table('employer_report')
    op.drop_index(op.f('ix_employer_event_employer_id'), table_name='employer_event')
    op.drop_table('employer_event')
    op.drop_index(op.f('ix_employer_domain'), table_name='employer')
    op.drop_table('employer')
