"""What was paid, receipts and their running numbers; a fee of a doctor has its own currency."""

revision = "2026_11_21_0810"
down_revision = "2026_11_21_0800"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
