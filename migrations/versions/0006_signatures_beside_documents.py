"""Both signatures of a document beside it, 64 bytes each; registration notes are signed when they are taken along."""

from __future__ import annotations

import json

import base58
import sqlalchemy as sa
from alembic import op
from registry.db import Instant, Key

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

_COLUMNS = (
    ('proof', sa.LargeBinary(length=64), None),
    ('proof_key_id', Key(), 'fk_document_proof_key_id'),
    ('jwt', sa.LargeBinary(length=64), None),
    ('jwt_key_id', Key(), 'fk_document_jwt_key_id'),
)
_MOST = 1_000


def upgrade() -> None:
    """Apply. A proof gives up everything but its value: the rest follows from key and time."""
    with op.batch_alter_table('document', schema=None) as batch_op:
        for name, kind, _ in _COLUMNS:
            batch_op.add_column(sa.Column(name, kind, nullable=True))
    _move()
    with op.batch_alter_table('document', schema=None) as batch_op:
        for name, kind, key in _COLUMNS:
            batch_op.alter_column(name, existing_type=kind, nullable=False)
            if key is not None:
                batch_op.create_foreign_key(key, 'signing_key', [name], ['id'])
        batch_op.drop_column('registration_note')
    op.drop_table('signature')


def _move() -> None:
    connection = op.get_bind()
    columns = [sa.column(name, kind) for name, kind, _ in _COLUMNS]
    document = sa.table('document', sa.column('id', Key()), *columns)
    signature = sa.table(
        'signature', *(sa.column(name, Key()) for name in ('document_id', 'key_id')),
        sa.column('form', sa.String()), sa.column('value', sa.LargeBinary()), sa.column('replaced_at', Instant()),
    )  # fmt: skip
    kept: dict[object, dict[str, object]] = {}
    for row in connection.execute(sa.select(signature).where(signature.c.replaced_at.is_(None))):
        value = row.value if row.form == 'jwt' else base58.b58decode(json.loads(row.value)['proofValue'][1:])
        name = 'jwt' if row.form == 'jwt' else 'proof'
        kept.setdefault(row.document_id, {'key': row.document_id}).update({name: value, f'{name}_key_id': row.key_id})
    changes = list(kept.values())
    statement = document.update().where(document.c.id == sa.bindparam('key', type_=Key()))
    for start in range(0, len(changes), _MOST):
        connection.execute(
            statement.values({name: sa.bindparam(name) for name, _, _ in _COLUMNS}), changes[start : start + _MOST]
        )


def downgrade() -> None:
    """Undo, for a registry without documents: notes and proof objects are not made again here."""
    connection = op.get_bind()
    if connection.execute(sa.text('SELECT count(*) FROM document')).scalar():
        raise RuntimeError('there are documents, whose signatures the tables before this do not hold: restore a backup')
    op.create_table('signature',
    sa.Column('id', Key(), nullable=False),
    sa.Column('document_id', Key(), nullable=False),
    sa.Column('form', sa.String(length=4), nullable=False),
    sa.Column('key_id', Key(), nullable=False),
    sa.Column('value', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', Instant(), nullable=False),
    sa.Column('replaced_at', Instant(), nullable=True),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_signature_document_id')),
    sa.ForeignKeyConstraint(['key_id'], ['signing_key.id'], name=op.f('fk_signature_key_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_signature'))
    )
    with op.batch_alter_table('signature', schema=None) as batch_op:
        batch_op.create_index('ix_signature_document_form', ['document_id', 'form'], unique=False)
    with op.batch_alter_table('document', schema=None) as batch_op:
        batch_op.add_column(sa.Column('registration_note', sa.LargeBinary(), nullable=False))
        for name, _, key in reversed(_COLUMNS):
            if key is not None:
                batch_op.drop_constraint(key, type_='foreignkey')
            batch_op.drop_column(name)
