"""A share link may answer whether an e-mail or a CURP is its holder's, and its holder may stop that.

Before: 0001. One nullable column and one UPDATE of the share links, a few per holder; the running version ignores it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from registry.db import Instant

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table('share_link', schema=None) as batch_op:
        batch_op.add_column(sa.Column('answers_since', Instant(), nullable=True))
    op.execute("UPDATE share_link SET answers_since = created_at")


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table('share_link', schema=None) as batch_op:
        batch_op.drop_column('answers_since')
