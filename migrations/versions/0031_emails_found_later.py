"""E-mails get the digest under which they are found after they are written, and telephones none.

Before: 0030.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_EMAIL = sa.text("kind = 'email'")
_OTHER = sa.text("kind <> 'curp'")


def upgrade() -> None:
    """Apply."""
    op.drop_index("ix_person_identifier_digest", table_name="person_identifier")
    with op.batch_alter_table("person_identifier", schema=None) as batch_op:
        batch_op.alter_column("digest", existing_type=sa.LargeBinary(32), nullable=True)
    # An empty one was written by the way back: the key that digests are made with is not at hand there.
    op.execute("UPDATE person_identifier SET digest = NULL WHERE kind = 'phone' OR length(digest) = 0")
    op.create_index(
        "ix_person_identifier_email", "person_identifier", ["digest"], unique=False,
        sqlite_where=_EMAIL, postgresql_where=_EMAIL,
    )  # fmt: skip


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_person_identifier_email", table_name="person_identifier")
    op.execute("UPDATE person_identifier SET digest = '' WHERE digest IS NULL")
    with op.batch_alter_table("person_identifier", schema=None) as batch_op:
        batch_op.alter_column("digest", existing_type=sa.LargeBinary(32), nullable=False)
    op.create_index(
        "ix_person_identifier_digest", "person_identifier", ["digest"], unique=False,
        sqlite_where=_OTHER, postgresql_where=_OTHER,
    )  # fmt: skip
