"""What reports read that appointments alone do not hold, and who wants them by mail."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_21_0820"
down_revision = "2026_11_21_0810"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
STATES = (
    *("pending", "confirmed", "checked_in", "in_progress", "completed", "declined", "expired"),
    *("cancelled", "no_show", "left_without_seen"),
)


def upgrade() -> None:
    _add_visits()
    _add_first_visits()
    _add_open_time()
    op.create_table(
        "report_access",
        _reference("report_access", "doctors", "doctor_id"),
        _reference("report_access", "visit_types", "visit_type_id"),
        sa.Column("measured_on", sa.Date(), nullable=False),
        sa.Column("days", sa.BigInteger()),
        sa.PrimaryKeyConstraint(
            "doctor_id", "visit_type_id", "measured_on", name=op.f("pk_report_access")
        ),
    )
    op.create_index("ix_report_access_measured_on", "report_access", ["measured_on"])
    op.create_table(
        "report_mailings",
        _reference("report_mailings", "users", "user_id"),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("queued_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("user_id", "month", name=op.f("pk_report_mailings")),
    )
    op.add_column(
        "notification_preferences",
        sa.Column("email_reports", sa.Boolean(), server_default="false", nullable=False),
    )


def _reference(table: str, to: str, column: str) -> sa.Column[int]:
    name = op.f(f"fk_{table}_{column}")
    return sa.Column(column, sa.BigInteger(), sa.ForeignKey(f"{to}.id", name=name), nullable=False)


def _add_visits() -> None:
    op.create_table(
        "report_months",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("computed_at", INSTANT, nullable=False),
        sa.Column("zones", postgresql.JSONB(), nullable=False),
        sa.CheckConstraint("extract(day FROM month) = 1", name=op.f("ck_report_months_first_day")),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_report_months")),
    )
    op.create_table(
        "report_stale_months",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("doctor_id", sa.BigInteger(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_stale_months")),
    )
    op.create_index(
        "ix_report_stale_months_month_doctor_id", "report_stale_months", ["month", "doctor_id"]
    )
    op.create_table(
        "report_visits",
        sa.Column("month", sa.Date(), nullable=False),
        _reference("report_visits", "doctors", "doctor_id"),
        _reference("report_visits", "locations", "location_id"),
        _reference("report_visits", "visit_types", "visit_type_id"),
        sa.Column("currency", sa.Text(), nullable=False),
        *(sa.Column(state, sa.Integer(), nullable=False) for state in STATES),
        sa.Column("late_cancels", sa.Integer(), nullable=False),
        sa.Column("claimed_minutes", sa.Integer(), nullable=False),
        sa.Column("earned", sa.Numeric(14, 2), nullable=False),
        sa.Column("paid", sa.Numeric(14, 2), nullable=False),
        sa.PrimaryKeyConstraint(
            "month",
            "doctor_id",
            "location_id",
            "visit_type_id",
            "currency",
            name=op.f("pk_report_visits"),
        ),
    )
    op.create_table(
        "report_hours",
        sa.Column("month", sa.Date(), nullable=False),
        _reference("report_hours", "doctors", "doctor_id"),
        _reference("report_hours", "locations", "location_id"),
        sa.Column("weekday", sa.SmallInteger(), nullable=False),
        sa.Column("hour", sa.SmallInteger(), nullable=False),
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "month", "doctor_id", "location_id", "weekday", "hour", name=op.f("pk_report_hours")
        ),
    )


def _add_first_visits() -> None:
    op.create_table(
        "report_first_visits",
        sa.Column(
            "patient_id",
            sa.BigInteger(),
            sa.ForeignKey("patients.id", name=op.f("fk_report_first_visits_patient_id")),
            autoincrement=False,
            nullable=False,
        ),
        _reference("report_first_visits", "appointments", "appointment_id"),
        sa.Column("doctor_id", sa.BigInteger(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("visit_type_id", sa.BigInteger(), nullable=False),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("patient_id", name=op.f("pk_report_first_visits")),
    )
    op.create_index("ix_report_first_visits_starts_at", "report_first_visits", ["starts_at"])
    op.create_index(
        "ix_report_first_visits_appointment_id", "report_first_visits", ["appointment_id"]
    )
    op.create_table(
        "report_first_visits_known",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("computed_at", INSTANT, nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_report_first_visits_known_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_first_visits_known")),
    )
    op.create_table(
        "report_stale_patients",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("patient_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_stale_patients")),
    )
    op.create_index("ix_report_stale_patients_patient_id", "report_stale_patients", ["patient_id"])


def _add_open_time() -> None:
    op.create_table(
        "report_open_months",
        _reference("report_open_months", "doctors", "doctor_id"),
        _reference("report_open_months", "locations", "location_id"),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("open_minutes", sa.Integer(), nullable=False),
        sa.Column("days", postgresql.ARRAY(sa.SmallInteger()), nullable=False),
        sa.Column("weekly", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint(
            "doctor_id", "location_id", "month", name=op.f("pk_report_open_months")
        ),
    )
    op.create_table(
        "report_open_doctors",
        sa.Column(
            "doctor_id",
            sa.BigInteger(),
            sa.ForeignKey("doctors.id", name=op.f("fk_report_open_doctors_doctor_id")),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("schedule_version", sa.BigInteger(), nullable=False),
        sa.Column("working", sa.Boolean(), nullable=False),
        sa.Column("first_month", sa.Date(), nullable=False),
        sa.Column("last_month", sa.Date(), nullable=False),
        sa.Column("computed_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("doctor_id", name=op.f("pk_report_open_doctors")),
    )


def downgrade() -> None:
    op.drop_column("notification_preferences", "email_reports")
    for table in (
        *("report_mailings", "report_access", "report_open_doctors", "report_open_months"),
        *("report_stale_patients", "report_first_visits_known", "report_first_visits"),
        *("report_hours", "report_visits", "report_stale_months", "report_months"),
    ):
        op.drop_table(table)
