"""Collections, public pages, transcripts; and of links: the one-time code, and whether previews name the holder.

Before: 0010. Links that exist ask for no code, and their previews name nobody.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from registry.db import Instant, Key

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table('share_link', schema=None) as batch_op:
        batch_op.add_column(sa.Column('show_name', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('sealed_code', sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column('code_attempts', sa.Integer(), nullable=False, server_default='0'))
    op.create_table('collection',
    sa.Column('id', Key(), nullable=False),
    sa.Column('person_id', Key(), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('token_digest', sa.LargeBinary(length=32), nullable=True),
    sa.Column('sealed_token', sa.LargeBinary(), nullable=True),
    sa.Column('handle', sa.String(length=40), nullable=True),
    sa.Column('heading', sa.Text(), nullable=False),
    sa.Column('label', sa.Text(), nullable=False),
    sa.Column('with_results', sa.Boolean(), nullable=False),
    sa.Column('show_name', sa.Boolean(), nullable=False),
    sa.Column('created_at', Instant(), nullable=False),
    sa.Column('expires_at', Instant(), nullable=True),
    sa.Column('withdrawn_at', Instant(), nullable=True),
    sa.Column('views', sa.Integer(), nullable=False),
    sa.Column('sealed_code', sa.LargeBinary(), nullable=True),
    sa.Column('code_attempts', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_collection_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_collection')),
    sa.UniqueConstraint('handle', name=op.f('uq_collection_handle')),
    sa.UniqueConstraint('token_digest', name=op.f('uq_collection_token_digest'))
    )
    op.create_index(op.f('ix_collection_person_id'), 'collection', ['person_id'])
    op.create_table('collection_item',
    sa.Column('collection_id', Key(), nullable=False),
    sa.Column('award_id', Key(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['award_id'], ['award.id'], name=op.f('fk_collection_item_award_id_award')),
    sa.ForeignKeyConstraint(
        ['collection_id'], ['collection.id'], name=op.f('fk_collection_item_collection_id_collection')
    ),
    sa.PrimaryKeyConstraint('collection_id', 'award_id', name=op.f('pk_collection_item'))
    )
    op.create_index(op.f('ix_collection_item_award_id'), 'collection_item', ['award_id'])
    op.create_table('transcript',
    sa.Column('id', Key(), nullable=False),
    sa.Column('person_id', Key(), nullable=False),
    sa.Column('document_id', Key(), nullable=False),
    sa.Column('contents', sa.LargeBinary(length=32), nullable=False),
    sa.Column('made_at', Instant(), nullable=False),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_transcript_document_id_document')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_transcript_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_transcript')),
    sa.UniqueConstraint('document_id', name=op.f('uq_transcript_document_id'))
    )
    op.create_index(op.f('ix_transcript_person_id'), 'transcript', ['person_id'])


def downgrade() -> None:
    """Undo: links to several and public pages end; transcripts stay signed and in their status list."""
    op.drop_index(op.f('ix_transcript_person_id'), table_name='transcript')
    op.drop_table('transcript')
    op.drop_index(op.f('ix_collection_item_award_id'), table_name='collection_item')
    op.drop_table('collection_item')
    op.drop_index(op.f('ix_collection_person_id'), table_name='collection')
    op.drop_table('collection')
    with op.batch_alter_table('share_link', schema=None) as batch_op:
        batch_op.drop_column('code_attempts')
        batch_op.drop_column('sealed_code')
        batch_op.drop_column('show_name')
