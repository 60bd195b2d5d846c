"""Free time by specialty, so that those who look for one walk past nobody else's."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_1000"
down_revision = "2026_11_22_0955"
branch_labels = None
depends_on = None

INDEX = "ix_free_stretches_search_specialty"
KEY = ("specialty", "bucket", "grid_from", "starts_at", "doctor_id", "location_id")
FILL = """
    UPDATE free_stretches f SET specialty = lower(d.specialty)
    FROM doctors d WHERE d.id = f.doctor_id
"""
# Without a doctor, nobody could have been offered it.
FORGET = "DELETE FROM free_stretches WHERE specialty IS NULL"
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
    op.add_column("free_stretches", sa.Column("specialty", sa.Text()))
    for statement in (FILL, FORGET, CHANGED, TRIGGER):
        op.execute(statement)
    op.alter_column("free_stretches", "specialty", nullable=False)
    op.create_index(INDEX, "free_stretches", list(KEY))


def downgrade() -> None:
    op.execute("DROP TRIGGER doctors_specialty ON doctors")
    op.execute("DROP FUNCTION specialty_changed()")
    op.drop_index(INDEX, "free_stretches")
    op.drop_column("free_stretches", "specialty")
