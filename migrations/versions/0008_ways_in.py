"""Ways into an account, one person with several records, and cases that two people decide.

Before: 0007. Every account's address becomes a row of ``account_email``, where it is unique; claims that wait from
before are not reminded of. The running version would add no row for a new account's address: stop it first.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from registry.db import Instant, Json, Key
from registry.ids import new_key

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

_NOUGHT = sa.text('0')
_TABLES = ('identity_case', 'person_merge', 'passkey', 'outside_identity', 'ceremony', 'account_email')


def upgrade() -> None:
    """Apply."""
    op.create_table('account_email',
    sa.Column('id', Key(), nullable=False),
    sa.Column('account_id', Key(), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('added_at', Instant(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_account_email_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account_email')),
    sa.UniqueConstraint('email', name=op.f('uq_account_email_email'))
    )
    op.create_index(op.f('ix_account_email_account_id'), 'account_email', ['account_id'])
    op.create_table('ceremony',
    sa.Column('token_digest', sa.LargeBinary(length=32), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('account_id', Key(), nullable=True),
    sa.Column('onward', sa.String(length=500), nullable=False),
    sa.Column('expires_at', Instant(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_ceremony_account_id')),
    sa.PrimaryKeyConstraint('token_digest', name=op.f('pk_ceremony'))
    )
    op.create_index(op.f('ix_ceremony_expires_at'), 'ceremony', ['expires_at'])
    op.create_table('outside_identity',
    sa.Column('id', Key(), nullable=False),
    sa.Column('account_id', Key(), nullable=False),
    sa.Column('issuer', sa.String(length=300), nullable=False),
    sa.Column('subject', sa.String(length=255), nullable=False),
    sa.Column('created_at', Instant(), nullable=False),
    sa.Column('last_used_at', Instant(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_outside_identity_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outside_identity')),
    sa.UniqueConstraint('issuer', 'subject', name=op.f('uq_outside_identity_issuer_subject'))
    )
    op.create_index(op.f('ix_outside_identity_account_id'), 'outside_identity', ['account_id'])
    op.create_table('passkey',
    sa.Column('id', Key(), nullable=False),
    sa.Column('account_id', Key(), nullable=False),
    sa.Column('credential_id', sa.LargeBinary(length=1023), nullable=False),
    sa.Column('public_key', sa.LargeBinary(), nullable=False),
    sa.Column('user_handle', sa.LargeBinary(length=64), nullable=False),
    sa.Column('sign_count', sa.BigInteger(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('synced', sa.Boolean(), nullable=False),
    sa.Column('created_at', Instant(), nullable=False),
    sa.Column('last_used_at', Instant(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_passkey_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_passkey')),
    sa.UniqueConstraint('credential_id', name=op.f('uq_passkey_credential_id'))
    )
    op.create_index(op.f('ix_passkey_account_id'), 'passkey', ['account_id'])
    op.create_table('person_merge',
    sa.Column('id', Key(), nullable=False),
    sa.Column('person_id', Key(), nullable=False),
    sa.Column('into_id', Key(), nullable=False),
    sa.Column('people', Json, nullable=False),
    sa.Column('closed_account_id', Key(), nullable=True),
    sa.Column('kept_account_id', Key(), nullable=True),
    sa.Column('moved', Json, nullable=False),
    sa.Column('means', sa.String(length=12), nullable=False),
    sa.Column('merged_at', Instant(), nullable=False),
    sa.Column('undo_until', Instant(), nullable=False),
    sa.Column('undone_at', Instant(), nullable=True),
    sa.ForeignKeyConstraint(['closed_account_id'], ['account.id'], name=op.f('fk_person_merge_closed_account_id')),
    sa.ForeignKeyConstraint(['into_id'], ['person.id'], name=op.f('fk_person_merge_into_id')),
    sa.ForeignKeyConstraint(['kept_account_id'], ['account.id'], name=op.f('fk_person_merge_kept_account_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_person_merge_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person_merge'))
    )
    op.create_index(op.f('ix_person_merge_into_id'), 'person_merge', ['into_id'])
    op.create_index(op.f('ix_person_merge_person_id'), 'person_merge', ['person_id'])
    op.create_table('identity_case',
    sa.Column('id', Key(), nullable=False),
    sa.Column('number', sa.String(length=8), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('provider_id', Key(), nullable=True),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=True),
    sa.Column('name', sa.String(length=320), nullable=False),
    sa.Column('folio', sa.String(length=14), nullable=True),
    sa.Column('curp_digest', sa.LargeBinary(length=32), nullable=True),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('token_digest', sa.LargeBinary(length=32), nullable=True),
    sa.Column('objection_digest', sa.LargeBinary(length=32), nullable=True),
    sa.Column('award_id', Key(), nullable=True),
    sa.Column('person_id', Key(), nullable=True),
    sa.Column('other_person_id', Key(), nullable=True),
    sa.Column('evidence', sa.String(length=20), nullable=True),
    sa.Column('evidence_note', sa.Text(), nullable=False),
    sa.Column('asked_at', Instant(), nullable=False),
    sa.Column('confirmed_at', Instant(), nullable=True),
    sa.Column('proposed_at', Instant(), nullable=True),
    sa.Column('proposed_by', Key(), nullable=True),
    sa.Column('approved_at', Instant(), nullable=True),
    sa.Column('approved_by', Key(), nullable=True),
    sa.Column('effective_at', Instant(), nullable=True),
    sa.Column('ended_at', Instant(), nullable=True),
    sa.Column('end_note', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['approved_by'], ['account.id'], name=op.f('fk_identity_case_approved_by')),
    sa.ForeignKeyConstraint(['award_id'], ['award.id'], name=op.f('fk_identity_case_award_id')),
    sa.ForeignKeyConstraint(['other_person_id'], ['person.id'], name=op.f('fk_identity_case_other_person_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_identity_case_person_id')),
    sa.ForeignKeyConstraint(['proposed_by'], ['account.id'], name=op.f('fk_identity_case_proposed_by')),
    sa.ForeignKeyConstraint(['provider_id'], ['provider.id'], name=op.f('fk_identity_case_provider_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_identity_case')),
    sa.UniqueConstraint('number', name=op.f('uq_identity_case_number')),
    sa.UniqueConstraint('objection_digest', name=op.f('uq_identity_case_objection_digest')),
    sa.UniqueConstraint('token_digest', name=op.f('uq_identity_case_token_digest'))
    )
    op.create_index(op.f('ix_identity_case_email'), 'identity_case', ['email'])
    op.create_index(op.f('ix_identity_case_other_person_id'), 'identity_case', ['other_person_id'])
    op.create_index(op.f('ix_identity_case_person_id'), 'identity_case', ['person_id'])
    op.create_index(op.f('ix_identity_case_provider_id'), 'identity_case', ['provider_id'])
    op.create_index(op.f('ix_identity_case_state_effective'), 'identity_case', ['state', 'effective_at'])
    with op.batch_alter_table('claim', schema=None) as batch_op:
        batch_op.add_column(sa.Column('reminders', sa.Integer(), server_default=_NOUGHT, nullable=False))
        batch_op.add_column(sa.Column('remind_at', Instant(), nullable=True))
        batch_op.create_index(batch_op.f('ix_claim_remind_at'), ['remind_at'], unique=False)
    with op.batch_alter_table('sign_in_session', schema=None) as batch_op:
        batch_op.add_column(sa.Column('means', sa.String(length=12), server_default='link', nullable=False))
        batch_op.add_column(sa.Column('network', sa.String(length=40), server_default='', nullable=False))
    _copy_addresses()


def _copy_addresses() -> None:
    connection = op.get_bind()
    account = sa.table(
        'account', sa.column('id', Key()), sa.column('email', sa.String), sa.column('created_at', Instant())
    )
    address = sa.table(
        'account_email', sa.column('id', Key()), sa.column('account_id', Key()), sa.column('email', sa.String),
        sa.column('added_at', Instant()),
    )
    rows = connection.execute(sa.select(account).where(account.c.email.is_not(None))).all()
    for row in rows:
        connection.execute(
            sa.insert(address).values(id=new_key(), account_id=row.id, email=row.email, added_at=row.created_at)
        )


def downgrade() -> None:
    """Undo: passkeys, outside identities, further addresses and cases are lost; merged records stay merged."""
    with op.batch_alter_table('sign_in_session', schema=None) as batch_op:
        batch_op.drop_column('network')
        batch_op.drop_column('means')
    with op.batch_alter_table('claim', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_claim_remind_at'))
        batch_op.drop_column('remind_at')
        batch_op.drop_column('reminders')
    for table in _TABLES:
        op.drop_table(table)
