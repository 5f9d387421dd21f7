"""Roles that hold at a state, a chamber or an employer.

Before: 0014.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table('role_grant', schema=None) as batch_op:
        batch_op.add_column(sa.Column('place', sa.String(length=60), nullable=True))
        batch_op.drop_constraint('uq_role_grant_account_id_role_provider_id', type_='unique')
        batch_op.create_unique_constraint(
            'uq_role_grant_account_id_role_provider_id_place', ['account_id', 'role', 'provider_id', 'place']
        )


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table('role_grant', schema=None) as batch_op:
        batch_op.drop_constraint('uq_role_grant_account_id_role_provider_id_place', type_='unique')
        batch_op.create_unique_constraint(
            'uq_role_grant_account_id_role_provider_id', ['account_id', 'role', 'provider_id']
        )
        batch_op.drop_column('place')
