"""The audit's key is the order in which it is sealed: two indexes fewer for each event.

`uid` was unique by an index of its own, which nothing ever looks into: it is made of time and 74
random bits. `id` and then (transaction, id) were two indexes for one purpose.
"""

from alembic import op

revision = "2026_11_21_0850"
down_revision = "2026_11_21_0840"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE audit_events DROP CONSTRAINT uq_audit_events_uid")
    op.execute("CREATE UNIQUE INDEX key_of_audit_events ON audit_events (transaction, id)")
    op.execute(
        "ALTER TABLE audit_events DROP CONSTRAINT pk_audit_events,"
        " ADD CONSTRAINT pk_audit_events PRIMARY KEY USING INDEX key_of_audit_events"
    )
    op.execute("DROP INDEX ix_audit_events_transaction_id")


def downgrade() -> None:
    op.execute("CREATE INDEX ix_audit_events_transaction_id ON audit_events (transaction, id)")
    op.execute(
        "ALTER TABLE audit_events DROP CONSTRAINT pk_audit_events,"
        " ADD CONSTRAINT pk_audit_events PRIMARY KEY (id)"
    )
    op.execute("ALTER TABLE audit_events ADD CONSTRAINT uq_audit_events_uid UNIQUE (uid)")
