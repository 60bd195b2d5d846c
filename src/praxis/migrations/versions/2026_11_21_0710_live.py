"""What open streams are told of."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_21_0710"
down_revision = "2026_11_21_0700"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "live_events",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("data", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column(
            "user_ids", postgresql.ARRAY(sa.BigInteger()), server_default="{}", nullable=False
        ),
        sa.Column("desk", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("doctor_uid", sa.Uuid()),
        sa.Column("session_uid", sa.Uuid()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_live_events")),
        sa.UniqueConstraint("uid", name=op.f("uq_live_events_uid")),
    )
    op.create_index("ix_live_events_at", "live_events", ["at"])
    # There is always a newest event, so that every stream has a point to resume from.
    op.execute("INSERT INTO live_events (uid, at, kind) VALUES (gen_random_uuid(), now(), 'begun')")


def downgrade() -> None:
    op.drop_table("live_events")
