"""Indexes by which nothing is looked up: each is written with every award."""

from __future__ import annotations

from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table('award', schema=None) as batch_op:
        batch_op.drop_index('ix_award_document_id')
    with op.batch_alter_table('document', schema=None) as batch_op:
        batch_op.drop_index('ix_document_issuer_logged')
    with op.batch_alter_table('leaf', schema=None) as batch_op:
        batch_op.drop_constraint('uq_leaf_commitment', type_='unique')


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table('leaf', schema=None) as batch_op:
        batch_op.create_unique_constraint('uq_leaf_commitment', ['commitment'])
    with op.batch_alter_table('document', schema=None) as batch_op:
        batch_op.create_index('ix_document_issuer_logged', ['issuer_id', 'logged_at'], unique=False)
    with op.batch_alter_table('award', schema=None) as batch_op:
        batch_op.create_index('ix_award_document_id', ['document_id'], unique=False)
