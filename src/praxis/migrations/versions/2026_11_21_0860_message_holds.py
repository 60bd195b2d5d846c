"""Whether messages are held back, since a restore."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_21_0860"
down_revision = "2026_11_21_0855"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "message_holds",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("held_since", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_message_holds_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_holds")),
    )


def downgrade() -> None:
    op.drop_table("message_holds")
