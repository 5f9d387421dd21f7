"""Who begins a course, handed in by institutions.

Before: 0025.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from registry.db import Instant, Key

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "enrolment_list",
        sa.Column("id", Key(), nullable=False),
        sa.Column("provider_id", Key(), nullable=False),
        sa.Column("definition_version_id", Key(), nullable=False),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("file_digest", sa.String(64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("enrolled", sa.Integer(), nullable=False),
        sa.Column("created_by", Key(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("handed_in_at", Instant(), nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name="fk_enrolment_list_provider_id_provider"),
        sa.ForeignKeyConstraint(
            ["definition_version_id"],
            ["definition_version.id"],
            name="fk_enrolment_list_definition_version_id_definition_version",
        ),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name="fk_enrolment_list_created_by_account"),
        sa.PrimaryKeyConstraint("id", name="pk_enrolment_list"),
    )
    op.create_index("ix_enrolment_list_provider_created", "enrolment_list", ["provider_id", "created_at"])
    op.create_table(
        "enrolment",
        sa.Column("id", Key(), nullable=False),
        sa.Column("provider_id", Key(), nullable=False),
        sa.Column("definition_version_id", Key(), nullable=False),
        sa.Column("list_id", Key(), nullable=True),
        sa.Column("identified_by", sa.String(5), nullable=False),
        sa.Column("person_digest", sa.LargeBinary(32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("planned_end", sa.Date(), nullable=False),
        sa.Column("mode", sa.String(20), nullable=True),
        sa.Column("state_code", sa.String(2), nullable=True),
        sa.Column("occupation", sa.String(20), nullable=True),
        sa.Column("sector", sa.String(20), nullable=True),
        sa.Column("gender", sa.String(30), nullable=True),
        sa.Column("age_group", sa.String(20), nullable=True),
        sa.Column("consent_id", Key(), nullable=True),
        sa.Column("handed_in_at", Instant(), nullable=False),
        sa.Column("after_award", sa.Boolean(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_reason", sa.String(12), nullable=True),
        sa.ForeignKeyConstraint(["list_id"], ["enrolment_list.id"], name="fk_enrolment_list_id_enrolment_list"),
        sa.ForeignKeyConstraint(["consent_id"], ["consent.id"], name="fk_enrolment_consent_id_consent"),
        sa.PrimaryKeyConstraint("id", name="pk_enrolment"),
    )
    for name, columns in _INDEXES.items():
        op.create_index(name, "enrolment", columns)


_INDEXES = {
    "ix_enrolment_digest": ["person_digest"],
    "ix_enrolment_started": ["started_on"],
    "ix_enrolment_provider_started": ["provider_id", "started_on"],
    "ix_enrolment_list": ["list_id"],
}


def downgrade() -> None:
    """Take back."""
    op.drop_table("enrolment")
    op.drop_table("enrolment_list")
