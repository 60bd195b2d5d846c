"""What reports read that appointments alone do not hold."""

revision = "2026_11_21_0820"
down_revision = "2026_11_21_0810"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
