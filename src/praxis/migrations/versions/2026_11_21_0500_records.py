"""Medical records and their versions."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "2026_11_21_0500"
down_revision = "2026_11_21_0410"
branch_labels = None
depends_on = None


def append_only(table: str) -> Iterator[str]:
    yield (
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_changes()"
    )
    yield (
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_changes()"
    )


def upgrade() -> None:
    op.create_table(
        "medical_records",
        sa.Column("appointment_id", sa.BigInteger(), nullable=False),
        sa.Column("patient_id", sa.BigInteger(), nullable=False),
        sa.Column("doctor_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointments.id"], name=op.f("fk_medical_records_appointment_id")
        ),
        sa.ForeignKeyConstraint(
            ["doctor_id"], ["doctors.id"], name=op.f("fk_medical_records_doctor_id")
        ),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patients.id"], name=op.f("fk_medical_records_patient_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_medical_records")),
        sa.UniqueConstraint("appointment_id", name=op.f("uq_medical_records_appointment_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_medical_records_uid")),
    )
    op.create_index(
        "ix_medical_records_doctor_id_id", "medical_records", ["doctor_id", "id"], unique=False
    )
    op.create_index(
        "ix_medical_records_patient_id_id", "medical_records", ["patient_id", "id"], unique=False
    )
    op.create_table(
        "medical_record_versions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("diagnosis", sa.Text(), nullable=False),
        sa.Column("diagnosis_code", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"], ["users.id"], name=op.f("fk_medical_record_versions_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["record_id"], ["medical_records.id"], name=op.f("fk_medical_record_versions_record_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_medical_record_versions")),
    )
    op.create_index(
        "uq_medical_record_versions_record_id_number",
        "medical_record_versions",
        ["record_id", "number"],
        unique=True,
    )
    op.create_table(
        "prescription_items",
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("medicine", sa.Text(), nullable=False),
        sa.Column("dose", sa.Text(), nullable=False),
        sa.Column("frequency", sa.Text(), nullable=False),
        sa.Column("duration", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["medical_record_versions.id"],
            name=op.f("fk_prescription_items_version_id"),
        ),
        sa.PrimaryKeyConstraint("version_id", "position", name=op.f("pk_prescription_items")),
    )
    op.create_table(
        "attachments",
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("storage_key", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.CheckConstraint("size_bytes > 0", name=op.f("ck_attachments_size")),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_attachments_author_id")),
        sa.ForeignKeyConstraint(
            ["record_id"], ["medical_records.id"], name=op.f("fk_attachments_record_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
        sa.UniqueConstraint("storage_key", name=op.f("uq_attachments_storage_key")),
        sa.UniqueConstraint("uid", name=op.f("uq_attachments_uid")),
    )
    op.create_index("ix_attachments_record_id_id", "attachments", ["record_id", "id"], unique=False)
    for trigger in append_only("medical_record_versions"):
        op.execute(trigger)
    for trigger in append_only("prescription_items"):
        op.execute(trigger)


def downgrade() -> None:
    op.drop_table("attachments")
    op.drop_table("prescription_items")
    op.drop_table("medical_record_versions")
    op.drop_table("medical_records")
