"""What a doctor has typed into a record that is not written yet."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_21_0600"
down_revision = "2026_11_21_0500"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "record_drafts",
        sa.Column("appointment_id", sa.BigInteger(), nullable=False),
        sa.Column("doctor_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointments.id"], name=op.f("fk_record_drafts_appointment_id")
        ),
        sa.ForeignKeyConstraint(
            ["doctor_id"], ["doctors.id"], name=op.f("fk_record_drafts_doctor_id")
        ),
        sa.PrimaryKeyConstraint("appointment_id", "doctor_id", name=op.f("pk_record_drafts")),
    )


def downgrade() -> None:
    op.drop_table("record_drafts")
