"""The specialty beside what is kept of free time, and a trigger that says when it is another."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_1000"
down_revision = "2026_11_22_0955"
branch_labels = None
depends_on = None

CHANGED = """
    CREATE FUNCTION specialty_changed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO stale_free_time (doctor_id) VALUES (NEW.id);
        RETURN NULL;
    END
    $$
"""
TRIGGER = """
    CREATE TRIGGER doctors_specialty AFTER UPDATE OF specialty ON doctors FOR EACH ROW
    WHEN (lower(OLD.specialty) IS DISTINCT FROM lower(NEW.specialty))
    EXECUTE FUNCTION specialty_changed()
"""


def upgrade() -> None:
    """Null is allowed: a server of the release before may write rows until it is stopped."""
    op.execute(CHANGED)
    op.execute(TRIGGER)
    op.add_column("free_stretches", sa.Column("specialty", sa.Text(collation="C")))


def downgrade() -> None:
    op.execute("DROP TRIGGER doctors_specialty ON doctors")
    op.execute("DROP FUNCTION specialty_changed()")
    op.drop_column("free_stretches", "specialty")
