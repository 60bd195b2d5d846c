"""Locations, resources, doctors, patients and visit types."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_21_0300"
down_revision = "2026_11_21_0200"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "locations",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("subdivision", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_locations")),
        sa.UniqueConstraint("uid", name=op.f("uq_locations_uid")),
    )
    op.create_index("ix_locations_name_id", "locations", ["name", "id"], unique=False)
    op.create_table(
        "holiday_overrides",
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["location_id"], ["locations.id"], name=op.f("fk_holiday_overrides_location_id")
        ),
        sa.PrimaryKeyConstraint("location_id", "on_date", name=op.f("pk_holiday_overrides")),
    )
    op.create_table(
        "resources",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=True),
        sa.Column("tags", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("active", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "(kind IN ('room', 'device')) = (location_id IS NOT NULL)",
            name=op.f("ck_resources_location"),
        ),
        sa.CheckConstraint(
            "kind IN ('doctor', 'patient', 'room', 'device')", name=op.f("ck_resources_kind")
        ),
        sa.ForeignKeyConstraint(
            ["location_id"], ["locations.id"], name=op.f("fk_resources_location_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resources")),
        sa.UniqueConstraint("uid", name=op.f("uq_resources_uid")),
    )
    op.create_index(
        "ix_resources_location_id_kind",
        "resources",
        ["location_id", "kind"],
        unique=False,
        postgresql_where="location_id IS NOT NULL",
    )
    op.create_table(
        "doctors",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("resource_id", sa.BigInteger(), nullable=False),
        sa.Column("specialty", sa.Text(), nullable=False),
        sa.Column("licence_number", sa.Text(), nullable=False),
        sa.Column("experience_years", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("fee_amount", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("fee_currency", sa.Text(), nullable=False),
        sa.Column("languages", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("bio", sa.Text(), nullable=True),
        sa.Column("accepts_new_patients", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("active", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("schedule_version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint("experience_years BETWEEN 0 AND 80", name=op.f("ck_doctors_experience")),
        sa.CheckConstraint("fee_amount >= 0", name=op.f("ck_doctors_fee")),
        sa.ForeignKeyConstraint(
            ["resource_id"], ["resources.id"], name=op.f("fk_doctors_resource_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_doctors_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_doctors")),
        sa.UniqueConstraint("licence_number", name=op.f("uq_doctors_licence_number")),
        sa.UniqueConstraint("resource_id", name=op.f("uq_doctors_resource_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_doctors_uid")),
        sa.UniqueConstraint("user_id", name=op.f("uq_doctors_user_id")),
    )
    op.create_index("ix_doctors_specialty_id", "doctors", ["specialty", "id"], unique=False)
    op.create_table(
        "patients",
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("resource_id", sa.BigInteger(), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("date_of_birth", sa.Date(), nullable=True),
        sa.Column("sex", sa.Text(), server_default="unknown", nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("mobile", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("insurance_provider", sa.Text(), nullable=True),
        sa.Column("insurance_number", sa.Text(), nullable=True),
        sa.Column("emergency_contact_name", sa.Text(), nullable=True),
        sa.Column("emergency_contact_mobile", sa.Text(), nullable=True),
        sa.Column("blood_type", sa.Text(), nullable=True),
        sa.Column("allergies", sa.Text(), nullable=True),
        sa.Column("medical_history", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "blood_type IN ('A+', 'A-', 'B+', 'B-', 'AB+', 'AB-', 'O+', 'O-')",
            name=op.f("ck_patients_blood_type"),
        ),
        sa.CheckConstraint(
            "sex IN ('female', 'male', 'other', 'unknown')", name=op.f("ck_patients_sex")
        ),
        sa.ForeignKeyConstraint(
            ["resource_id"], ["resources.id"], name=op.f("fk_patients_resource_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_patients_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patients")),
        sa.UniqueConstraint("resource_id", name=op.f("uq_patients_resource_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_patients_uid")),
    )
    op.create_index("ix_patients_full_name_id", "patients", ["full_name", "id"], unique=False)
    op.create_index("ix_patients_mobile", "patients", ["mobile"], unique=False)
    op.create_index(op.f("ix_patients_user_id"), "patients", ["user_id"], unique=False)
    op.create_table(
        "visit_types",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("duration_minutes", sa.BigInteger(), nullable=False),
        sa.Column("buffer_before_minutes", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("buffer_after_minutes", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("slot_interval_minutes", sa.BigInteger(), nullable=False),
        sa.Column("minimum_notice_minutes", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("booking_horizon_days", sa.BigInteger(), server_default="90", nullable=False),
        sa.Column(
            "cancellation_notice_minutes", sa.BigInteger(), server_default="0", nullable=False
        ),
        sa.Column("modality", sa.Text(), server_default="in_person", nullable=False),
        sa.Column("fee_amount", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("fee_currency", sa.Text(), nullable=False),
        sa.Column("needs_approval", sa.Boolean(), server_default="false", nullable=False),
        sa.Column(
            "needs", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False
        ),
        sa.Column("active", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "modality IN ('in_person', 'video')", name=op.f("ck_visit_types_modality")
        ),
        sa.CheckConstraint(
            "buffer_after_minutes BETWEEN 0 AND 240", name=op.f("ck_visit_types_buffer_after")
        ),
        sa.CheckConstraint(
            "buffer_before_minutes BETWEEN 0 AND 240", name=op.f("ck_visit_types_buffer_before")
        ),
        sa.CheckConstraint(
            "duration_minutes BETWEEN 5 AND 720", name=op.f("ck_visit_types_duration")
        ),
        sa.CheckConstraint("fee_amount >= 0", name=op.f("ck_visit_types_fee")),
        sa.CheckConstraint(
            "slot_interval_minutes BETWEEN 5 AND 720", name=op.f("ck_visit_types_slot_interval")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_types")),
        sa.UniqueConstraint("uid", name=op.f("uq_visit_types_uid")),
    )
    op.create_index("ix_visit_types_name_id", "visit_types", ["name", "id"], unique=False)
    op.create_table(
        "doctor_visit_types",
        sa.Column("doctor_id", sa.BigInteger(), nullable=False),
        sa.Column("visit_type_id", sa.BigInteger(), nullable=False),
        sa.Column("duration_minutes", sa.BigInteger(), nullable=True),
        sa.Column("fee_amount", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.CheckConstraint(
            "duration_minutes BETWEEN 5 AND 720", name=op.f("ck_doctor_visit_types_duration")
        ),
        sa.CheckConstraint("fee_amount >= 0", name=op.f("ck_doctor_visit_types_fee")),
        sa.ForeignKeyConstraint(
            ["doctor_id"], ["doctors.id"], name=op.f("fk_doctor_visit_types_doctor_id")
        ),
        sa.ForeignKeyConstraint(
            ["visit_type_id"], ["visit_types.id"], name=op.f("fk_doctor_visit_types_visit_type_id")
        ),
        sa.PrimaryKeyConstraint("doctor_id", "visit_type_id", name=op.f("pk_doctor_visit_types")),
    )


def downgrade() -> None:
    op.drop_table("doctor_visit_types")
    op.drop_table("visit_types")
    op.drop_table("patients")
    op.drop_table("doctors")
    op.drop_table("resources")
    op.drop_table("holiday_overrides")
    op.drop_table("locations")
