"""Which patient an account belongs to, as against those that its holder cares for."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_21_0630"
down_revision = "2026_11_21_0620"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "patients",
        sa.Column("is_account_holder", sa.Boolean(), server_default="false", nullable=False),
    )
    # Who registered was the first patient of the account; names could have been changed since.
    op.execute("""
        UPDATE patients SET is_account_holder = true WHERE id IN (
            SELECT DISTINCT ON (patients.user_id) patients.id
            FROM patients JOIN users ON users.id = patients.user_id
            WHERE patients.active
            ORDER BY patients.user_id, patients.full_name = users.full_name DESC, patients.id
        )
    """)
    op.create_check_constraint(
        op.f("ck_patients_account_holder"),
        "patients",
        "user_id IS NOT NULL OR NOT is_account_holder",
    )
    op.create_index(
        "ux_patients_account_holder",
        "patients",
        ["user_id"],
        unique=True,
        postgresql_where=sa.text("is_account_holder"),
    )


def downgrade() -> None:
    op.drop_index("ux_patients_account_holder", table_name="patients")
    op.drop_constraint(op.f("ck_patients_account_holder"), "patients", type_="check")
    op.drop_column("patients", "is_account_holder")
