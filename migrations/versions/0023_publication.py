"""Tables of publication: editions of the annual report and their files.

Before: 0022.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from registry.db import Instant, Json, Key

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "report_edition",
        sa.Column("id", Key(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("as_of", Instant(), nullable=False),
        sa.Column("snapshot", sa.LargeBinary(), nullable=False),
        sa.Column("snapshot_digest", sa.String(64), nullable=False),
        sa.Column("numbers", sa.LargeBinary(), nullable=False),
        sa.Column("numbers_digest", sa.String(64), nullable=False),
        sa.Column("changed", Json, nullable=True),
        sa.Column("prepared_by", Key(), nullable=True),
        sa.Column("prepared_at", Instant(), nullable=False),
        sa.Column("published_by", Key(), nullable=True),
        sa.Column("published_at", Instant(), nullable=True),
        sa.Column("seal", sa.Text(), nullable=True),
        sa.Column("signature", sa.Text(), nullable=True),
        sa.Column("leaf_id", Key(), nullable=True),
        sa.ForeignKeyConstraint(["prepared_by"], ["account.id"], name="fk_report_edition_prepared_by_account"),
        sa.ForeignKeyConstraint(["published_by"], ["account.id"], name="fk_report_edition_published_by_account"),
        sa.ForeignKeyConstraint(["leaf_id"], ["leaf.id"], name="fk_report_edition_leaf_id_leaf"),
        sa.PrimaryKeyConstraint("id", name="pk_report_edition"),
        sa.UniqueConstraint("year", "edition", name="uq_report_edition_year_edition"),
    )
    op.create_table(
        "report_file",
        sa.Column("edition_id", Key(), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["report_edition.id"], name="fk_report_file_edition_id_report_edition"
        ),
        sa.PrimaryKeyConstraint("edition_id", "language", name="pk_report_file"),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("report_file")
    op.drop_table("report_edition")
