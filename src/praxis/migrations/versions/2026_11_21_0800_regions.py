"""Divisions, districts and thanas, and who and what lies in them."""

revision = "2026_11_21_0800"
down_revision = "2026_11_21_0710"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
