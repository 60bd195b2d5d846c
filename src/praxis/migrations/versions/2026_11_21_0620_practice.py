"""What the practice tells of itself: one row."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_21_0620"
down_revision = "2026_11_21_0610"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "practice",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("website", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("default_locale", sa.Text(), server_default="en", nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_practice_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice")),
    )
    op.execute("INSERT INTO practice (id, name) VALUES (1, 'Praxis')")


def downgrade() -> None:
    op.drop_table("practice")
