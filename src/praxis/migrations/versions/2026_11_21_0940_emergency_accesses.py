"""Who opened whose records in an emergency, and what was thought of it."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_21_0940"
down_revision = "2026_11_21_0930"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "emergency_accesses",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("patient_id", sa.BigInteger(), nullable=False),
        sa.Column("user_role", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("reviewed_at", INSTANT, nullable=True),
        sa.Column("reviewed_by", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('justified', 'unjustified')", name=op.f("ck_emergency_accesses_outcome")
        ),
        sa.CheckConstraint(
            "(reviewed_at IS NULL) = (outcome IS NULL) "
            "AND (reviewed_at IS NULL) = (reviewed_by IS NULL)",
            name=op.f("ck_emergency_accesses_reviewed"),
        ),
        sa.CheckConstraint(
            "reviewed_by <> user_id", name=op.f("ck_emergency_accesses_reviewed_by_another")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_emergency_accesses_user_id")
        ),
        sa.ForeignKeyConstraint(
            ["reviewed_by"], ["users.id"], name=op.f("fk_emergency_accesses_reviewed_by")
        ),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patients.id"], name=op.f("fk_emergency_accesses_patient_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_accesses")),
        sa.UniqueConstraint("uid", name=op.f("uq_emergency_accesses_uid")),
    )
    op.create_index(
        "ix_emergency_accesses_user_id_expires_at",
        "emergency_accesses",
        ["user_id", "expires_at"],
    )
    op.create_index("ix_emergency_accesses_patient_id", "emergency_accesses", ["patient_id"])
    op.create_index(
        "ix_emergency_accesses_unreviewed",
        "emergency_accesses",
        ["id"],
        postgresql_where=sa.text("reviewed_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("emergency_accesses")
