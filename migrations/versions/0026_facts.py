"""What people declare besides: kind of employment, field of study, public body. Facts are rows: no table changes.

Before: 0025.
"""

from __future__ import annotations

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Take back."""
