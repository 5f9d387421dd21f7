"""Programs: calls and applications, places in a stage, agreements; of members what they declared, of results whether
they came late.

Before: 0016.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from registry.db import Instant, Json, Key
from registry.ids import new_key

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('program_agreement',
    sa.Column('id', Key(), nullable=False),
    sa.Column('program_id', sa.String(length=60), nullable=False),
    sa.Column('reference', sa.String(length=80), nullable=False),
    sa.Column('parties', Json, nullable=False),
    sa.Column('subject', Json, nullable=False),
    sa.Column('signed_on', sa.Date(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('end_note', sa.String(length=300), nullable=False),
    sa.Column('recorded_at', Instant(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_program_agreement'))
    )
    with op.batch_alter_table('program_agreement', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_program_agreement_program_id'), ['program_id'])

    op.create_table('program_call',
    sa.Column('id', Key(), nullable=False),
    sa.Column('program_id', sa.String(length=60), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('opens_at', Instant(), nullable=False),
    sa.Column('closes_at', Instant(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=True),
    sa.Column('capacity', sa.Integer(), nullable=False),
    sa.Column('waiting', sa.Integer(), nullable=False),
    sa.Column('answer_days', sa.Integer(), nullable=False),
    sa.Column('text', Json, nullable=False),
    sa.Column('quotas', Json, nullable=False),
    sa.Column('created_at', Instant(), nullable=False),
    sa.Column('published_at', Instant(), nullable=True),
    sa.Column('cancelled_at', Instant(), nullable=True),
    sa.Column('seed_commitment', sa.String(length=64), nullable=True),
    sa.Column('sealed_seed', sa.String(length=300), nullable=True),
    sa.Column('seed', sa.String(length=64), nullable=True),
    sa.Column('decided_at', Instant(), nullable=True),
    sa.Column('admission', Json, nullable=False),
    sa.Column('cohort_id', Key(), nullable=True),
    sa.ForeignKeyConstraint(['cohort_id'], ['cohort.id'], name=op.f('fk_program_call_cohort_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_program_call')),
    sa.UniqueConstraint('program_id', 'name', name=op.f('uq_program_call_program_id_name'))
    )
    with op.batch_alter_table('program_call', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_program_call_program_id'), ['program_id'])

    op.create_table('stage_place',
    sa.Column('id', Key(), nullable=False),
    sa.Column('selection_id', Key(), nullable=False),
    sa.Column('member_id', Key(), nullable=False),
    sa.Column('via', sa.String(length=8), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('offered_at', Instant(), nullable=False),
    sa.Column('answer_by', Instant(), nullable=False),
    sa.Column('answered_at', Instant(), nullable=True),
    sa.ForeignKeyConstraint(['member_id'], ['cohort_member.id'], name=op.f('fk_stage_place_member_id')),
    sa.ForeignKeyConstraint(['selection_id'], ['selection.id'], name=op.f('fk_stage_place_selection_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stage_place')),
    sa.UniqueConstraint('selection_id', 'member_id', name=op.f('uq_stage_place_selection_id_member_id'))
    )
    with op.batch_alter_table('stage_place', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_stage_place_member_id'), ['member_id'])

    op.create_table('call_application',
    sa.Column('id', Key(), nullable=False),
    sa.Column('call_id', Key(), nullable=False),
    sa.Column('person_id', Key(), nullable=False),
    sa.Column('code', sa.String(length=12), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('channel', sa.String(length=8), nullable=False),
    sa.Column('declared', Json, nullable=False),
    sa.Column('consent_id', Key(), nullable=True),
    sa.Column('document_kind', sa.String(length=20), nullable=False),
    sa.Column('sealed_document', sa.LargeBinary(), nullable=True),
    sa.Column('document_digest', sa.LargeBinary(length=32), nullable=True),
    sa.Column('reason', sa.String(length=30), nullable=True),
    sa.Column('sent_at', Instant(), nullable=False),
    sa.Column('changed_at', Instant(), nullable=True),
    sa.Column('ended_at', Instant(), nullable=True),
    sa.Column('answer', sa.String(length=10), nullable=True),
    sa.Column('answer_by', Instant(), nullable=True),
    sa.Column('answered_at', Instant(), nullable=True),
    sa.Column('stepped_in_at', Instant(), nullable=True),
    sa.ForeignKeyConstraint(['call_id'], ['program_call.id'], name=op.f('fk_call_application_call_id')),
    sa.ForeignKeyConstraint(['consent_id'], ['consent.id'], name=op.f('fk_call_application_consent_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_call_application_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_call_application')),
    sa.UniqueConstraint('call_id', 'code', name=op.f('uq_call_application_call_id_code')),
    sa.UniqueConstraint('call_id', 'document_digest', name=op.f('uq_call_application_call_id_document_digest')),
    sa.UniqueConstraint('call_id', 'person_id', name=op.f('uq_call_application_call_id_person_id'))
    )
    with op.batch_alter_table('call_application', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_call_application_person_id'), ['person_id'])
        batch_op.create_index('ix_call_application_state', ['call_id', 'state'])

    with op.batch_alter_table('cohort_member', schema=None) as batch_op:
        batch_op.add_column(sa.Column('facts', Json, nullable=False, server_default='{}'))
        batch_op.add_column(sa.Column('withdrawn_at', Instant(), nullable=True))

    with op.batch_alter_table('selection', schema=None) as batch_op:
        batch_op.add_column(sa.Column('line', Json, nullable=False, server_default='{}'))
        batch_op.add_column(sa.Column('inputs_digest', sa.String(length=64), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('answer_days', sa.Integer(), nullable=False, server_default='5'))

    with op.batch_alter_table('stage_result', schema=None) as batch_op:
        batch_op.add_column(sa.Column('late', sa.Boolean(), nullable=False, server_default=sa.false()))
    _places_of_earlier_cuts()


def _places_of_earlier_cuts() -> None:
    """Whoever was admitted before places had an answer of their own has accepted."""
    selection = sa.table('selection', sa.column('id', Key()), sa.column('cohort_id', Key()),
                         sa.column('made_at', Instant()), sa.column('admitted_codes', Json))
    member = sa.table('cohort_member', sa.column('id', Key()), sa.column('cohort_id', Key()),
                      sa.column('selection_code', sa.String()))
    place = sa.table('stage_place', *(sa.column(name, Key()) for name in ('id', 'selection_id', 'member_id')),
                     *(sa.column(name, sa.String()) for name in ('via', 'state')),
                     *(sa.column(name, Instant()) for name in ('offered_at', 'answer_by', 'answered_at')))
    connection = op.get_bind()
    for one in connection.execute(sa.select(selection)).all():
        codes = set(one.admitted_codes)
        members = connection.execute(sa.select(member).where(member.c.cohort_id == one.cohort_id)).all()
        rows = [
            {'id': new_key(), 'selection_id': one.id, 'member_id': each.id, 'via': 'cut', 'state': 'accepted',
             'offered_at': one.made_at, 'answer_by': one.made_at, 'answered_at': one.made_at}
            for each in members if each.selection_code in codes
        ]
        if rows:
            connection.execute(sa.insert(place), rows)


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table('stage_result', schema=None) as batch_op:
        batch_op.drop_column('late')

    with op.batch_alter_table('selection', schema=None) as batch_op:
        batch_op.drop_column('answer_days')
        batch_op.drop_column('inputs_digest')
        batch_op.drop_column('line')

    with op.batch_alter_table('cohort_member', schema=None) as batch_op:
        batch_op.drop_column('withdrawn_at')
        batch_op.drop_column('facts')

    with op.batch_alter_table('call_application', schema=None) as batch_op:
        batch_op.drop_index('ix_call_application_state')
        batch_op.drop_index(batch_op.f('ix_call_application_person_id'))

    op.drop_table('call_application')
    with op.batch_alter_table('stage_place', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_stage_place_member_id'))

    op.drop_table('stage_place')
    with op.batch_alter_table('program_call', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_program_call_program_id'))

    op.drop_table('program_call')
    with op.batch_alter_table('program_agreement', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_program_agreement_program_id'))

    op.drop_table('program_agreement')
