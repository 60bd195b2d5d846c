"""Messages: what the outbox could not hand on, mails, the bell, what each wants, reminders.

An outbox message that was handed on is deleted from now on: its row has done its work. What had
been waiting is deleted, too: no release before this one delivered anything, and it is no news now.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_21_0700"
down_revision = "2026_11_21_0630"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
WAITING_TOGETHER = {
    "ix_mails_waiting_envelope": ["envelope_uid"],
    "ix_mails_waiting_user": ["user_id", "visit_on"],
    "ix_mails_waiting_patient": ["patient_id", "visit_on"],
}


def upgrade() -> None:
    _add_dead_letters()
    _add_mails()
    _add_notifications()
    op.create_table(
        "reminder_clock",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("covered_until", INSTANT, nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_reminder_clock_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_clock")),
    )
    op.add_column(
        "visit_types",
        sa.Column(
            "reminder_minutes",
            postgresql.ARRAY(sa.BigInteger()),
            server_default="{10080,1440}",
            nullable=False,
        ),
    )


def _add_dead_letters() -> None:
    op.execute("DELETE FROM outbox_messages")
    op.drop_index("ix_outbox_messages_waiting", table_name="outbox_messages")
    op.drop_column("outbox_messages", "delivered_at")
    op.add_column("outbox_messages", sa.Column("dead_at", INSTANT))
    op.add_column("outbox_messages", sa.Column("last_error", sa.Text()))
    op.create_index(
        "ix_outbox_messages_waiting",
        "outbox_messages",
        ["available_at", "id"],
        postgresql_where=sa.text("dead_at IS NULL"),
    )


def _add_mails() -> None:
    op.create_table(
        "mails",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("user_id", sa.BigInteger()),
        sa.Column("patient_id", sa.BigInteger()),
        sa.Column("appointment_id", sa.BigInteger()),
        sa.Column("sequence", sa.BigInteger()),
        sa.Column("visit_on", sa.Date()),
        sa.Column("due_at", INSTANT),
        sa.Column("data", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("available_at", INSTANT, nullable=False),
        sa.Column("leased_until", INSTANT),
        sa.Column("attempts", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("envelope_uid", sa.Uuid()),
        sa.Column("outcome", sa.Text()),
        sa.Column("outcome_reason", sa.Text()),
        sa.Column("finished_at", INSTANT),
        sa.CheckConstraint("outcome IN ('sent', 'dropped', 'dead')", name=op.f("ck_mails_outcome")),
        sa.CheckConstraint(
            "(outcome IS NULL) = (finished_at IS NULL)", name=op.f("ck_mails_finished")
        ),
        sa.CheckConstraint(
            "num_nonnulls(user_id, patient_id) = 1", name=op.f("ck_mails_one_recipient")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_mails_user_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patients.id"], name=op.f("fk_mails_patient_id")),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointments.id"], name=op.f("fk_mails_appointment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mails")),
        sa.UniqueConstraint("uid", name=op.f("uq_mails_uid")),
    )
    op.create_index(
        "ix_mails_waiting",
        "mails",
        ["available_at", "id"],
        postgresql_where=sa.text("outcome IS NULL"),
    )
    for name, columns in WAITING_TOGETHER.items():
        op.create_index(name, "mails", columns, postgresql_where=sa.text("outcome IS NULL"))
    op.create_index(
        "ix_mails_waiting_accounts",
        "mails",
        ["available_at", "id"],
        postgresql_where=sa.text("outcome IS NULL AND visit_on IS NULL"),
    )
    op.create_index("ix_mails_dead", "mails", ["id"], postgresql_where=sa.text("outcome = 'dead'"))
    op.create_index("ix_mails_finished_at", "mails", ["finished_at"])
    op.create_index(
        "ux_mails_reminder",
        "mails",
        ["appointment_id", "kind", "due_at"],
        unique=True,
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )


def _add_notifications() -> None:
    op.create_table(
        "notifications",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("appointment_id", sa.BigInteger()),
        sa.Column("data", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("read_at", INSTANT),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_notifications_user_id")),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointments.id"], name=op.f("fk_notifications_appointment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
        sa.UniqueConstraint("uid", name=op.f("uq_notifications_uid")),
    )
    op.create_index("ix_notifications_user_id_id", "notifications", ["user_id", "id"])
    op.create_index(
        "ix_notifications_unread",
        "notifications",
        ["user_id"],
        postgresql_where=sa.text("read_at IS NULL"),
    )
    op.create_index("ix_notifications_created_at", "notifications", ["created_at"])
    op.create_table(
        "notification_preferences",
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("email_visits", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("email_reminders", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("quiet_from_minute", sa.SmallInteger()),
        sa.Column("quiet_until_minute", sa.SmallInteger()),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "(quiet_from_minute IS NULL) = (quiet_until_minute IS NULL)",
            name=op.f("ck_notification_preferences_quiet_pair"),
        ),
        sa.CheckConstraint(
            "quiet_from_minute BETWEEN 0 AND 1439 AND quiet_until_minute BETWEEN 0 AND 1439",
            name=op.f("ck_notification_preferences_quiet_minutes"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_notification_preferences_user_id")
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_notification_preferences")),
    )


def downgrade() -> None:
    op.drop_column("visit_types", "reminder_minutes")
    op.drop_table("reminder_clock")
    op.drop_table("notification_preferences")
    op.drop_table("notifications")
    op.drop_table("mails")
    op.drop_index("ix_outbox_messages_waiting", table_name="outbox_messages")
    op.drop_column("outbox_messages", "last_error")
    op.drop_column("outbox_messages", "dead_at")
    op.add_column("outbox_messages", sa.Column("delivered_at", INSTANT))
    op.create_index(
        "ix_outbox_messages_waiting",
        "outbox_messages",
        ["available_at", "id"],
        postgresql_where=sa.text("delivered_at IS NULL"),
    )
