"""Long lists: files in parts, reviews by a worker, counters of slices, pauses; keys of programs and what they heard."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from registry.db import Instant, Json, Key

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

_NOUGHT = sa.text('0')
_OF_BATCH = ('reviewed_from', 'paused_at', 'cancelled_at', 'running_since')


def upgrade() -> None:
    """Apply. A file that was uploaded whole becomes its own only part."""
    op.rename_table('batch_file', 'whole_file')
    op.create_table('batch_file',
    sa.Column('batch_id', Key(), nullable=False),
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['batch_id'], ['issue_batch.id'], name='fk_batch_file_batch_id_of_part'),
    sa.PrimaryKeyConstraint('batch_id', 'number', name='pk_batch_file_of_part')
    )
    op.execute("INSERT INTO batch_file (batch_id, number, sealed) SELECT batch_id, 0, sealed FROM whole_file")
    op.drop_table('whole_file')
    with op.batch_alter_table('issue_batch', schema=None) as batch_op:
        for name in _OF_BATCH:
            batch_op.add_column(sa.Column(name, Instant(), nullable=True))
        batch_op.add_column(sa.Column('issued_before', sa.Integer(), nullable=False, server_default=_NOUGHT))
    op.execute("UPDATE issue_batch SET running_since = committed_at")
    with op.batch_alter_table('batch_row', schema=None) as batch_op:
        batch_op.add_column(sa.Column('identity', sa.BigInteger(), nullable=True))
        batch_op.create_index('ix_batch_row_identity', ['identity'], unique=False)
    _count_in_chunks()
    op.create_table('batch_review',
    sa.Column('batch_id', Key(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('leased_until', Instant(), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('asked_by', Key(), nullable=False),
    sa.Column('started_at', Instant(), nullable=True),
    sa.Column('moved_at', Instant(), nullable=False),
    sa.Column('rows_read', sa.Integer(), nullable=False),
    sa.Column('per_mille', sa.Integer(), nullable=False),
    sa.Column('refusal', Json, nullable=True),
    sa.ForeignKeyConstraint(['asked_by'], ['account.id'], name=op.f('fk_batch_review_asked_by')),
    sa.ForeignKeyConstraint(['batch_id'], ['issue_batch.id'], name=op.f('fk_batch_review_batch_id')),
    sa.PrimaryKeyConstraint('batch_id', name=op.f('pk_batch_review'))
    )
    _keys_of_programs()


def _count_in_chunks() -> None:
    with op.batch_alter_table('issue_chunk', schema=None) as batch_op:
        batch_op.add_column(sa.Column('planned', sa.Integer(), nullable=False, server_default=_NOUGHT))
        batch_op.add_column(sa.Column('issued', sa.Integer(), nullable=False, server_default=_NOUGHT))
        batch_op.add_column(sa.Column('moved_at', Instant(), nullable=True))
    rows = (
        "(SELECT count(*) FROM batch_row WHERE batch_row.batch_id = issue_chunk.batch_id"
        " AND batch_row.position BETWEEN issue_chunk.first_position AND issue_chunk.last_position AND {})"
    )
    planned = rows.format("(outcome = 'ready' OR (outcome = 'warn' AND confirmed))")
    op.execute(f"UPDATE issue_chunk SET planned = {planned}, issued = {rows.format('award_id IS NOT NULL')}")
    with op.batch_alter_table('issue_batch', schema=None) as batch_op:
        batch_op.alter_column('issued_before', server_default=None)
    with op.batch_alter_table('issue_chunk', schema=None) as batch_op:
        batch_op.alter_column('planned', server_default=None)
        batch_op.alter_column('issued', server_default=None)


def _keys_of_programs() -> None:
    op.create_table('program_key',
    sa.Column('id', Key(), nullable=False),
    sa.Column('token_digest', sa.LargeBinary(length=32), nullable=False),
    sa.Column('hint', sa.String(length=8), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('account_id', Key(), nullable=False),
    sa.Column('provider_id', Key(), nullable=False),
    sa.Column('created_at', Instant(), nullable=False),
    sa.Column('expires_at', Instant(), nullable=False),
    sa.Column('revoked_at', Instant(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_program_key_account_id')),
    sa.ForeignKeyConstraint(['provider_id'], ['provider.id'], name=op.f('fk_program_key_provider_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_program_key')),
    sa.UniqueConstraint('token_digest', name=op.f('uq_program_key_token_digest'))
    )
    with op.batch_alter_table('program_key', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_program_key_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_program_key_provider_id'), ['provider_id'], unique=False)
    op.create_table('kept_answer',
    sa.Column('key_digest', sa.LargeBinary(length=32), nullable=False),
    sa.Column('request_digest', sa.LargeBinary(length=32), nullable=False),
    sa.Column('status', sa.Integer(), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.Column('kept_at', Instant(), nullable=False),
    sa.PrimaryKeyConstraint('key_digest', name=op.f('pk_kept_answer'))
    )
    with op.batch_alter_table('kept_answer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_kept_answer_kept_at'), ['kept_at'], unique=False)


def downgrade() -> None:
    """Undo. Of a file in several parts only the first one is left: it has to be uploaded again."""
    op.drop_table('kept_answer')
    op.drop_table('program_key')
    op.drop_table('batch_review')
    with op.batch_alter_table('issue_chunk', schema=None) as batch_op:
        for name in ('moved_at', 'issued', 'planned'):
            batch_op.drop_column(name)
    with op.batch_alter_table('batch_row', schema=None) as batch_op:
        batch_op.drop_index('ix_batch_row_identity')
        batch_op.drop_column('identity')
    with op.batch_alter_table('issue_batch', schema=None) as batch_op:
        for name in ('issued_before', *reversed(_OF_BATCH)):
            batch_op.drop_column(name)
    op.rename_table('batch_file', 'file_part')
    op.create_table('batch_file',
    sa.Column('batch_id', Key(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['batch_id'], ['issue_batch.id'], name=op.f('fk_batch_file_batch_id')),
    sa.PrimaryKeyConstraint('batch_id', name=op.f('pk_batch_file'))
    )
    op.execute("INSERT INTO batch_file (batch_id, sealed) SELECT batch_id, sealed FROM file_part WHERE number = 0")
    op.drop_table('file_part')
