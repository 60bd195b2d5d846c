"""Photos of users."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_21_0610"
down_revision = "2026_11_21_0600"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("users", sa.Column("photo_name", sa.Text(), nullable=True))
    op.create_unique_constraint(op.f("uq_users_photo_name"), "users", ["photo_name"])


def downgrade() -> None:
    op.drop_constraint(op.f("uq_users_photo_name"), "users")
    op.drop_column("users", "photo_name")
