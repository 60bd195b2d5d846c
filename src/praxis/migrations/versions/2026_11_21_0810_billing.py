"""What was paid, receipts and their running numbers; a fee of a doctor has its own currency."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "2026_11_21_0810"
down_revision = "2026_11_21_0800"
branch_labels = None
depends_on = None

# Until now a doctor's own fee was an amount in the currency of the visit type.
NAME_CURRENCIES = """
    UPDATE doctor_visit_types o SET fee_currency = v.fee_currency
    FROM visit_types v WHERE v.id = o.visit_type_id AND o.fee_amount IS NOT NULL
"""
# Back then: amounts of another currency would become as many of the visit type's.
FORGET_OTHER_CURRENCIES = """
    UPDATE doctor_visit_types o SET fee_amount = NULL
    FROM visit_types v WHERE v.id = o.visit_type_id AND o.fee_currency <> v.fee_currency
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
    op.add_column("doctor_visit_types", sa.Column("fee_currency", sa.Text(), nullable=True))
    op.execute(NAME_CURRENCIES)
    op.create_check_constraint(
        op.f("ck_doctor_visit_types_fee_currency"),
        "doctor_visit_types",
        "(fee_amount IS NULL) = (fee_currency IS NULL)",
    )
    op.add_column(
        "appointments",
        sa.Column(
            "paid_amount", sa.Numeric(precision=12, scale=2), server_default="0", nullable=False
        ),
    )
    op.create_check_constraint(
        op.f("ck_appointments_paid"), "appointments", "paid_amount BETWEEN 0 AND fee_amount"
    )
    op.create_table(
        "receipt_counters",
        sa.Column("year", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("last_number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_receipt_counters")),
    )
    _create_payments()
    for trigger in append_only("payments"):
        op.execute(trigger)


def _create_payments() -> None:
    references = {
        "appointment_id": "appointments",
        "patient_id": "patients",
        "doctor_id": "doctors",
        "location_id": "locations",
        "refunds_id": "payments",
        "received_by": "users",
    }
    op.create_table(
        "payments",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("appointment_id", sa.BigInteger(), nullable=False),
        sa.Column("patient_id", sa.BigInteger(), nullable=False),
        sa.Column("doctor_id", sa.BigInteger(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("visit_starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("visit_fee_amount", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("amount", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("refunds_id", sa.BigInteger(), nullable=True),
        sa.Column("receipt_year", sa.SmallInteger(), nullable=False),
        sa.Column("receipt_number", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("received_by", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind IN ('payment', 'refund')", name=op.f("ck_payments_kind")),
        sa.CheckConstraint(
            "method IN ('cash', 'card', 'mobile_wallet')", name=op.f("ck_payments_method")
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payments_amount")),
        sa.CheckConstraint("receipt_number > 0", name=op.f("ck_payments_receipt_number")),
        sa.CheckConstraint(
            "receipt_year = extract(year FROM received_on)", name=op.f("ck_payments_receipt_year")
        ),
        sa.CheckConstraint(
            "(kind = 'refund') = (refunds_id IS NOT NULL)", name=op.f("ck_payments_refund")
        ),
        sa.CheckConstraint(
            "(kind = 'refund') = (reason IS NOT NULL)", name=op.f("ck_payments_reason")
        ),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_payments_{column}"))
            for column, table in references.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
        sa.UniqueConstraint("uid", name=op.f("uq_payments_uid")),
    )
    op.create_index(
        "uq_payments_receipt", "payments", ["receipt_year", "receipt_number"], unique=True
    )
    op.create_index("ix_payments_appointment_id_id", "payments", ["appointment_id", "id"])
    op.create_index("ix_payments_patient_id_id", "payments", ["patient_id", "id"])
    op.create_index("ix_payments_doctor_id_id", "payments", ["doctor_id", "id"])
    op.create_index("ix_payments_received_on_id", "payments", ["received_on", "id"])
    op.create_index(
        "ix_payments_location_id_received_on", "payments", ["location_id", "received_on", "id"]
    )
    op.create_index(
        "ix_payments_refunds_id",
        "payments",
        ["refunds_id"],
        postgresql_where=sa.text("refunds_id IS NOT NULL"),
    )


def downgrade() -> None:
    # Nobody is to write one between the look and the drop.
    op.execute("LOCK TABLE payments IN ACCESS EXCLUSIVE MODE")
    if op.get_bind().scalar(sa.text("SELECT EXISTS (SELECT FROM payments)")):
        raise RuntimeError(
            "There are payments. The version before this one cannot keep them: their receipts, "
            "their running numbers and what was paid for each visit would be lost. This "
            "revision was left as it is; restore a backup of that version instead."
        )
    op.drop_table("payments")
    op.drop_table("receipt_counters")
    op.drop_constraint(op.f("ck_appointments_paid"), "appointments", type_="check")
    op.drop_column("appointments", "paid_amount")
    op.drop_constraint(
        op.f("ck_doctor_visit_types_fee_currency"), "doctor_visit_types", type_="check"
    )
    op.execute(FORGET_OTHER_CURRENCIES)
    op.drop_column("doctor_visit_types", "fee_currency")
