"""How far around what is free nothing is claimed, so that buffers need no look at the claims."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_21_0945"
down_revision = "2026_11_21_0940"
branch_labels = None
depends_on = None

OLD = "ix_free_stretches_doctor_id_starts_at"
NEW = "ix_free_stretches_doctor_id_starts_at_clear"
SEARCH = "ix_free_stretches_search"
# Rows that are there already may be anything: the claims are looked at all the same, and within a
# day all rows are made anew. Endless ones could not be told apart by length.
BOUNDS = {"clear_from": "2000-01-01 00:00+00", "clear_until": "2100-01-01 00:00+00"}


def upgrade() -> None:
    for name, bound in BOUNDS.items():
        column = sa.Column(
            name, sa.DateTime(timezone=True), nullable=False, server_default=sa.text(f"'{bound}'")
        )
        op.add_column("free_stretches", column)
        op.alter_column("free_stretches", name, server_default=None)
    op.create_index(
        NEW, "free_stretches", ["doctor_id", "starts_at", sa.text("(clear_until - clear_from)")]
    )
    op.drop_index(OLD, "free_stretches")
    _index_for_search("location_id")


def _index_for_search(*more: str) -> None:
    """In the order in which answers are, to the last column: nothing is left to sort."""
    op.drop_index(SEARCH, "free_stretches")
    op.create_index(
        SEARCH, "free_stretches", ["bucket", "grid_from", "starts_at", "doctor_id", *more]
    )


def downgrade() -> None:
    _index_for_search()
    op.create_index(OLD, "free_stretches", ["doctor_id", "starts_at"])
    op.drop_index(NEW, "free_stretches")
    for name in BOUNDS:
        op.drop_column("free_stretches", name)
