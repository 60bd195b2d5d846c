"""Free time by specialty, so that those who look for one walk past nobody else's.

Apart from the column: while millions of rows are written, nobody has to wait for the table.
"""

from alembic import op

revision = "2026_11_22_1005"
down_revision = "2026_11_22_1000"
branch_labels = None
depends_on = None

INDEX = "ix_free_stretches_search_specialty"
KEY = ("specialty", "bucket", "grid_from", "starts_at", "doctor_id", "location_id")
# In the order in which others who write rows of several doctors lock them.
LOCK = "SELECT FROM free_time_doctors ORDER BY doctor_id FOR NO KEY UPDATE"
FILL = """
    UPDATE free_stretches f SET specialty = lower(d.specialty)
    FROM doctors d WHERE d.id = f.doctor_id
"""


def upgrade() -> None:
    op.execute(LOCK)
    op.execute(FILL)
    op.create_index(INDEX, "free_stretches", list(KEY))


def downgrade() -> None:
    op.drop_index(INDEX, "free_stretches")
