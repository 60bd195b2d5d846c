"""Wrong passwords in a row, so that guessing them takes ever longer."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_21_0950"
down_revision = "2026_11_21_0945"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sign_in_attempts",
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("failures", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("succeeded_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_sign_in_attempts"),
    )
    op.create_index("ix_sign_in_attempts_tried_at", "sign_in_attempts", ["tried_at"])


def downgrade() -> None:
    op.drop_table("sign_in_attempts")
