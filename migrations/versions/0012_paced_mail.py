"""Mails at a pace that all workers keep: priorities, lanes of busy domains, what came back, dead addresses.

Before: 0011. Workers of before must be stopped first: they look for mails by a column and an index that are gone.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from registry.db import Instant

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

_DUE = sa.text('ended_at IS NULL AND lane IS NULL')
_PARKED = sa.text('lane IS NOT NULL')
_ENDED = sa.text('ended_at IS NOT NULL')


def upgrade() -> None:
    """Apply. What waits keeps its turn; a mail of a batch is one of many."""
    op.create_table('mail_pace',
    sa.Column('name', sa.String(length=254), nullable=False),
    sa.Column('free_at', Instant(), nullable=False),
    sa.Column('parked', sa.Boolean(), nullable=False),
    sa.Column('paused_at', Instant(), nullable=True),
    sa.Column('held_until', Instant(), nullable=True),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('said', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_mail_pace'))
    )
    op.create_table('undeliverable_address',
    sa.Column('address', sa.String(length=254), nullable=False),
    sa.Column('since', Instant(), nullable=False),
    sa.Column('said', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('address', name=op.f('pk_undeliverable_address'))
    )
    with op.batch_alter_table('outbox_message', schema=None) as batch_op:
        batch_op.drop_index('ix_outbox_message_due')
        batch_op.drop_index('ix_outbox_message_group')
        batch_op.alter_column('sent_at', new_column_name='ended_at', existing_type=sa.DateTime(timezone=True), existing_nullable=True)
        batch_op.add_column(sa.Column('priority', sa.SmallInteger(), nullable=False, server_default='1'))
        batch_op.add_column(sa.Column('lane', sa.String(length=254), nullable=True))
        batch_op.add_column(sa.Column('bounce', sa.String(length=4), nullable=True))
    op.execute("UPDATE outbox_message SET ended_at = created_at WHERE state <> 'waiting' AND ended_at IS NULL")
    op.execute("UPDATE outbox_message SET priority = 2 WHERE state = 'waiting' AND group_key IS NOT NULL")
    with op.batch_alter_table('outbox_message', schema=None) as batch_op:
        batch_op.create_index(
            'ix_outbox_message_due', ['priority', 'not_before'], postgresql_where=_DUE, sqlite_where=_DUE
        )
        batch_op.create_index(
            'ix_outbox_message_parked', ['lane', 'not_before'], postgresql_where=_PARKED, sqlite_where=_PARKED
        )
        batch_op.create_index(
            'ix_outbox_message_ended', ['state', 'ended_at'], postgresql_where=_ENDED, sqlite_where=_ENDED
        )
        batch_op.create_index('ix_outbox_message_group', ['group_key', 'state'])


def downgrade() -> None:
    """Undo: what came back counts as failed."""
    op.execute("UPDATE outbox_message SET state = 'failed' WHERE state = 'bounced'")
    op.execute("UPDATE outbox_message SET ended_at = NULL WHERE state <> 'sent'")
    with op.batch_alter_table('outbox_message', schema=None) as batch_op:
        for name in ('due', 'parked', 'ended', 'group'):
            batch_op.drop_index(f'ix_outbox_message_{name}')
        batch_op.drop_column('bounce')
        batch_op.drop_column('lane')
        batch_op.drop_column('priority')
        batch_op.alter_column('ended_at', new_column_name='sent_at', existing_type=sa.DateTime(timezone=True), existing_nullable=True)
    with op.batch_alter_table('outbox_message', schema=None) as batch_op:
        batch_op.create_index('ix_outbox_message_due', ['state', 'not_before'], unique=False)
        batch_op.create_index('ix_outbox_message_group', ['group_key'], unique=False)
    op.drop_table('undeliverable_address')
    op.drop_table('mail_pace')
