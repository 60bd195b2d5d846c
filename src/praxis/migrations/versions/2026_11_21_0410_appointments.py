"""Appointments and the claims that guard their time."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_21_0410"
down_revision = "2026_11_21_0400"
branch_labels = None
depends_on = None

# Whom a doctor treats or has treated: what the directory may know of appointments.
CARE_RELATIONS = """
    CREATE VIEW care_relations AS
    SELECT doctor_id, patient_id FROM appointments
    WHERE status NOT IN ('declined', 'expired', 'cancelled', 'entered_in_error')
"""


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
        "appointments",
        sa.Column("patient_id", sa.BigInteger(), nullable=False),
        sa.Column("doctor_id", sa.BigInteger(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("visit_type_id", sa.BigInteger(), nullable=False),
        sa.Column("room_id", sa.BigInteger(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("lane", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("sequence", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("symptoms", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("duration_minutes", sa.BigInteger(), nullable=False),
        sa.Column("fee_amount", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("fee_currency", sa.Text(), nullable=False),
        sa.Column("booked_by", sa.BigInteger(), nullable=True),
        sa.Column("booked_as", sa.Text(), nullable=False),
        sa.Column("override_reason", sa.Text(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by_patient_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_by", sa.BigInteger(), nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=True),
        sa.Column("cancelled_late", sa.Boolean(), nullable=True),
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
            "(status = 'pending') = (expires_at IS NOT NULL)",
            name=op.f("ck_appointments_pending_expires"),
        ),
        sa.CheckConstraint(
            "status IN ('pending', 'confirmed', 'checked_in', 'in_progress', 'completed', "
            "'declined', 'expired', 'cancelled', 'no_show', 'left_without_seen', "
            "'entered_in_error')",
            name=op.f("ck_appointments_status"),
        ),
        sa.CheckConstraint("lane IN (0, 1)", name=op.f("ck_appointments_lane")),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_appointments_period")),
        sa.ForeignKeyConstraint(
            ["booked_by"], ["users.id"], name=op.f("fk_appointments_booked_by")
        ),
        sa.ForeignKeyConstraint(
            ["cancelled_by"], ["users.id"], name=op.f("fk_appointments_cancelled_by")
        ),
        sa.ForeignKeyConstraint(
            ["doctor_id"], ["doctors.id"], name=op.f("fk_appointments_doctor_id")
        ),
        sa.ForeignKeyConstraint(
            ["location_id"], ["locations.id"], name=op.f("fk_appointments_location_id")
        ),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patients.id"], name=op.f("fk_appointments_patient_id")
        ),
        sa.ForeignKeyConstraint(
            ["room_id"], ["resources.id"], name=op.f("fk_appointments_room_id")
        ),
        sa.ForeignKeyConstraint(
            ["visit_type_id"], ["visit_types.id"], name=op.f("fk_appointments_visit_type_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointments")),
        sa.UniqueConstraint("uid", name=op.f("uq_appointments_uid")),
    )
    op.create_index(
        "ix_appointments_doctor_id_starts_at",
        "appointments",
        ["doctor_id", "starts_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_appointments_expires_at",
        "appointments",
        ["expires_at"],
        unique=False,
        postgresql_where=sa.text("expires_at IS NOT NULL"),
    )
    op.create_index(
        "ix_appointments_location_id_starts_at",
        "appointments",
        ["location_id", "starts_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_appointments_patient_id_doctor_id",
        "appointments",
        ["patient_id", "doctor_id"],
        unique=False,
    )
    op.create_index(
        "ix_appointments_patient_id_starts_at",
        "appointments",
        ["patient_id", "starts_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_appointments_starts_at_id", "appointments", ["starts_at", "id"], unique=False
    )
    op.create_table(
        "appointment_events",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("appointment_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("from_status", sa.Text(), nullable=True),
        sa.Column("to_status", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("actor_role", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("previous_starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["users.id"], name=op.f("fk_appointment_events_actor_id")
        ),
        sa.ForeignKeyConstraint(
            ["appointment_id"],
            ["appointments.id"],
            name=op.f("fk_appointment_events_appointment_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment_events")),
    )
    op.create_index(
        "ix_appointment_events_appointment_id_id",
        "appointment_events",
        ["appointment_id", "id"],
        unique=False,
    )
    op.create_table(
        "holds",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("doctor_id", sa.BigInteger(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("visit_type_id", sa.BigInteger(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["doctor_id"], ["doctors.id"], name=op.f("fk_holds_doctor_id")),
        sa.ForeignKeyConstraint(
            ["location_id"], ["locations.id"], name=op.f("fk_holds_location_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_holds_user_id")),
        sa.ForeignKeyConstraint(
            ["visit_type_id"], ["visit_types.id"], name=op.f("fk_holds_visit_type_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holds")),
        sa.UniqueConstraint("uid", name=op.f("uq_holds_uid")),
    )
    op.create_index("ix_holds_expires_at", "holds", ["expires_at"], unique=False)
    op.create_index(op.f("ix_holds_user_id"), "holds", ["user_id"], unique=False)
    op.create_table(
        "claims",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("resource_id", sa.BigInteger(), nullable=False),
        sa.Column("lane", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("during", postgresql.TSTZRANGE(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("appointment_id", sa.BigInteger(), nullable=True),
        sa.Column("hold_id", sa.BigInteger(), nullable=True),
        postgresql.ExcludeConstraint(
            (sa.text("int8range(resource_id, resource_id, '[]')"), "="),
            (sa.text("int4range(lane, lane, '[]')"), "="),
            (sa.column("during"), "&&"),
            using="gist",
            name="ex_claims_no_overlap",
        ),
        sa.CheckConstraint("(kind = 'hold') = (hold_id IS NOT NULL)", name=op.f("ck_claims_hold")),
        sa.CheckConstraint(
            "(kind = 'visit') = (appointment_id IS NOT NULL)", name=op.f("ck_claims_visit")
        ),
        sa.CheckConstraint(
            "kind IN ('visit', 'hold', 'offer', 'block')", name=op.f("ck_claims_kind")
        ),
        sa.CheckConstraint("NOT isempty(during)", name=op.f("ck_claims_not_empty")),
        sa.CheckConstraint(
            "upper(during) - lower(during) <= interval '1 day'", name=op.f("ck_claims_length")
        ),
        sa.CheckConstraint(
            "lower_inc(during) AND NOT upper_inc(during) "
            "AND lower(during) IS NOT NULL AND upper(during) IS NOT NULL",
            name=op.f("ck_claims_half_open"),
        ),
        sa.ForeignKeyConstraint(
            ["appointment_id"],
            ["appointments.id"],
            name=op.f("fk_claims_appointment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["hold_id"], ["holds.id"], name=op.f("fk_claims_hold_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["resource_id"], ["resources.id"], name=op.f("fk_claims_resource_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claims")),
    )
    op.create_index("ix_claims_appointment_id", "claims", ["appointment_id"], unique=False)
    op.create_index(
        "ix_claims_expires_at",
        "claims",
        ["expires_at"],
        unique=False,
        postgresql_where=sa.text("expires_at IS NOT NULL"),
    )
    op.create_index(
        "ix_claims_hold_id",
        "claims",
        ["hold_id"],
        unique=False,
        postgresql_where=sa.text("hold_id IS NOT NULL"),
    )
    op.create_index(
        "ix_claims_search",
        "claims",
        ["resource_id", sa.literal_column("lower(during)"), sa.literal_column("upper(during)")],
        unique=False,
    )
    op.execute(CARE_RELATIONS)
    for trigger in append_only("appointment_events"):
        op.execute(trigger)


def downgrade() -> None:
    op.execute("DROP VIEW care_relations")
    op.drop_table("claims")
    op.drop_table("holds")
    op.drop_table("appointment_events")
    op.drop_table("appointments")
