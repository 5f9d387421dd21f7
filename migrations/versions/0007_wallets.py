"""Offers to holders' wallets, the copies that wallets received, and used nonces."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from registry.db import Instant, Key

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('wallet_nonce',
    sa.Column('digest', sa.LargeBinary(length=32), nullable=False),
    sa.Column('until', Instant(), nullable=False),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_wallet_nonce'))
    )
    op.create_index(op.f('ix_wallet_nonce_until'), 'wallet_nonce', ['until'])
    op.create_table('wallet_offer',
    sa.Column('id', Key(), nullable=False),
    sa.Column('award_id', Key(), nullable=False),
    sa.Column('label', sa.Text(), nullable=False),
    sa.Column('code_digest', sa.LargeBinary(length=32), nullable=False),
    sa.Column('tx_digest', sa.LargeBinary(length=32), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('created_at', Instant(), nullable=False),
    sa.Column('expires_at', Instant(), nullable=False),
    sa.Column('used_at', Instant(), nullable=True),
    sa.Column('ended_because', sa.String(length=12), nullable=True),
    sa.Column('access_digest', sa.LargeBinary(length=32), nullable=True),
    sa.Column('access_until', Instant(), nullable=True),
    sa.Column('by_identifier', sa.Boolean(), nullable=False),
    sa.Column('holder_did', sa.Text(), nullable=True),
    sa.Column('transaction_id', Key(), nullable=True),
    sa.ForeignKeyConstraint(['award_id'], ['award.id'], name=op.f('fk_wallet_offer_award_id_award')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_wallet_offer')),
    sa.UniqueConstraint('access_digest', name=op.f('uq_wallet_offer_access_digest')),
    sa.UniqueConstraint('code_digest', name=op.f('uq_wallet_offer_code_digest'))
    )
    op.create_index('ix_wallet_offer_award_made', 'wallet_offer', ['award_id', 'created_at'])
    op.create_table('wallet_copy',
    sa.Column('id', Key(), nullable=False),
    sa.Column('award_id', Key(), nullable=False),
    sa.Column('offer_id', Key(), nullable=False),
    sa.Column('document_id', Key(), nullable=False),
    sa.Column('holder_did', sa.Text(), nullable=False),
    sa.Column('received_at', Instant(), nullable=False),
    sa.Column('event', sa.String(length=20), nullable=True),
    sa.Column('event_at', Instant(), nullable=True),
    sa.Column('withdrawn_at', Instant(), nullable=True),
    sa.ForeignKeyConstraint(['award_id'], ['award.id'], name=op.f('fk_wallet_copy_award_id_award')),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_wallet_copy_document_id_document')),
    sa.ForeignKeyConstraint(['offer_id'], ['wallet_offer.id'], name=op.f('fk_wallet_copy_offer_id_wallet_offer')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_wallet_copy')),
    sa.UniqueConstraint('document_id', name=op.f('uq_wallet_copy_document_id')),
    sa.UniqueConstraint('offer_id', name=op.f('uq_wallet_copy_offer_id'))
    )
    op.create_index(op.f('ix_wallet_copy_award_id'), 'wallet_copy', ['award_id'])


def downgrade() -> None:
    """Undo: what wallets hold stays signed and in the status lists, but nobody is told which wallet holds it."""
    op.drop_index(op.f('ix_wallet_copy_award_id'), table_name='wallet_copy')
    op.drop_table('wallet_copy')
    op.drop_index('ix_wallet_offer_award_made', table_name='wallet_offer')
    op.drop_table('wallet_offer')
    op.drop_index(op.f('ix_wallet_nonce_until'), table_name='wallet_nonce')
    op.drop_table('wallet_nonce')
