"""When an account was first signed in to: sessions, which would tell, are forgotten in time."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_0955"
down_revision = "2026_11_21_0950"
branch_labels = None
depends_on = None

# Where the first sessions may be forgotten, nobody knows whether there were any. To be told of a
# device once without need is better than never to hear of a stranger's.
FILL = """
    UPDATE users SET first_signed_in_at = known.at
    FROM (
        SELECT u.id, coalesce(
            (SELECT min(s.created_at) FROM sessions s WHERE s.user_id = u.id),
            CASE WHEN u.created_at < now() - interval '30 days' THEN u.created_at END
        ) AS at
        FROM users u
    ) AS known
    WHERE known.id = users.id AND known.at IS NOT NULL
"""


def upgrade() -> None:
    op.add_column("users", sa.Column("first_signed_in_at", sa.DateTime(timezone=True)))
    op.execute(FILL)


def downgrade() -> None:
    op.drop_column("users", "first_signed_in_at")
