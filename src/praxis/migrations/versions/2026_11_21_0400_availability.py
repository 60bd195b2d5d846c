"""Weekly hours, exceptions and leave."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_21_0400"
down_revision = "2026_11_21_0300"
branch_labels = None
depends_on = None

# Where a doctor has weekly hours, and until when: what the directory may know of schedules.
DOCTOR_LOCATIONS = """
    CREATE VIEW doctor_locations AS
    SELECT doctor_id, location_id, valid_until FROM availability_rules
"""


def upgrade() -> None:
    op.create_table(
        "availability_rules",
        sa.Column("doctor_id", sa.BigInteger(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("weekday", sa.BigInteger(), nullable=False),
        sa.Column("start_minute", sa.BigInteger(), nullable=False),
        sa.Column("end_minute", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("every_n_weeks", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column(
            "visit_type_ids", postgresql.ARRAY(sa.BigInteger()), server_default="{}", nullable=False
        ),
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
        sa.CheckConstraint(
            "every_n_weeks = 1 OR valid_from IS NOT NULL", name=op.f("ck_availability_rules_anchor")
        ),
        sa.CheckConstraint(
            "every_n_weeks BETWEEN 1 AND 52", name=op.f("ck_availability_rules_every_n_weeks")
        ),
        sa.CheckConstraint(
            "start_minute >= 0 AND start_minute < end_minute AND end_minute <= 1440",
            name=op.f("ck_availability_rules_minutes"),
        ),
        sa.CheckConstraint(
            "valid_from <= valid_until", name=op.f("ck_availability_rules_validity")
        ),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_availability_rules_weekday")),
        sa.ForeignKeyConstraint(
            ["doctor_id"], ["doctors.id"], name=op.f("fk_availability_rules_doctor_id")
        ),
        sa.ForeignKeyConstraint(
            ["location_id"], ["locations.id"], name=op.f("fk_availability_rules_location_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_availability_rules")),
        sa.UniqueConstraint("uid", name=op.f("uq_availability_rules_uid")),
    )
    op.create_index(
        "ix_availability_rules_doctor_id", "availability_rules", ["doctor_id"], unique=False
    )
    op.create_table(
        "availability_exceptions",
        sa.Column("doctor_id", sa.BigInteger(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=True),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("start_minute", sa.BigInteger(), nullable=True),
        sa.Column("end_minute", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
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
        sa.CheckConstraint(
            "(kind = 'closed') = (start_minute IS NULL) "
            "AND (kind = 'closed') = (end_minute IS NULL)",
            name=op.f("ck_availability_exceptions_period"),
        ),
        sa.CheckConstraint(
            "kind = 'closed' OR location_id IS NOT NULL",
            name=op.f("ck_availability_exceptions_location"),
        ),
        sa.CheckConstraint(
            "kind IN ('extra', 'hours', 'closed')", name=op.f("ck_availability_exceptions_kind")
        ),
        sa.CheckConstraint(
            "start_minute >= 0 AND start_minute < end_minute AND end_minute <= 1440",
            name=op.f("ck_availability_exceptions_minutes"),
        ),
        sa.ForeignKeyConstraint(
            ["doctor_id"], ["doctors.id"], name=op.f("fk_availability_exceptions_doctor_id")
        ),
        sa.ForeignKeyConstraint(
            ["location_id"], ["locations.id"], name=op.f("fk_availability_exceptions_location_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_availability_exceptions")),
        sa.UniqueConstraint("uid", name=op.f("uq_availability_exceptions_uid")),
    )
    op.create_index(
        "ix_availability_exceptions_doctor_id_on_date",
        "availability_exceptions",
        ["doctor_id", "on_date"],
        unique=False,
    )
    op.create_table(
        "time_off",
        sa.Column("doctor_id", sa.BigInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("start_minute", sa.BigInteger(), nullable=True),
        sa.Column("end_minute", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), server_default="approved", nullable=False),
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
        sa.CheckConstraint("status IN ('approved', 'cancelled')", name=op.f("ck_time_off_status")),
        sa.CheckConstraint(
            "(start_minute IS NULL) = (end_minute IS NULL)", name=op.f("ck_time_off_hours")
        ),
        sa.CheckConstraint(
            "start_minute >= 0 AND start_minute < end_minute AND end_minute <= 1440",
            name=op.f("ck_time_off_minutes"),
        ),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_time_off_days")),
        sa.ForeignKeyConstraint(["doctor_id"], ["doctors.id"], name=op.f("fk_time_off_doctor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_time_off")),
        sa.UniqueConstraint("uid", name=op.f("uq_time_off_uid")),
    )
    op.create_index(
        "ix_time_off_doctor_id_ends_on", "time_off", ["doctor_id", "ends_on"], unique=False
    )
    op.execute(DOCTOR_LOCATIONS)


def downgrade() -> None:
    op.execute("DROP VIEW doctor_locations")
    op.drop_table("time_off")
    op.drop_table("availability_exceptions")
    op.drop_table("availability_rules")
