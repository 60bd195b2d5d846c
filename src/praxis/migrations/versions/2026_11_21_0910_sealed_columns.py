"""Where clinical text will stand sealed, beside where it stood; later revisions move it there."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_21_0910"
down_revision = "2026_11_21_0860"
branch_labels = None
depends_on = None

TABLES = ("patients", "medical_record_versions", "record_drafts", "attachments")
FILLED = ("medical_record_versions", "record_drafts", "attachments")
VERSIONS = "medical_record_versions"

# What a version says never changes; what it is sealed under may, and what is opened with it tells
# whether it is the same. Byte 0 of what is sealed is 1.
REFUSE_ALL_BUT_SEALING = """
    CREATE FUNCTION refuse_changes_but_sealing() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'sealed' = to_jsonb(OLD) - 'sealed'
           AND NEW.sealed IS DISTINCT FROM OLD.sealed AND get_byte(NEW.sealed, 0) = 1 THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END
    $$
"""


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("sealed", sa.LargeBinary()))
    for table in FILLED:
        op.execute(
            f"ALTER TABLE {table} ADD CONSTRAINT {table}_sealed "
            "CHECK (sealed IS NOT NULL) NOT VALID"
        )
    op.create_table(
        "sealing_keys",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("key_check", sa.LargeBinary(), nullable=False),
        sa.Column(
            "known_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_sealing_keys")),
    )
    op.create_table(
        "sealing_backlog",
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("table_name", name=op.f("pk_sealing_backlog")),
    )
    # Until the text has moved: the last of these revisions has it refuse changes again.
    op.execute(f"DROP TRIGGER {VERSIONS}_append_only ON {VERSIONS}")
    op.execute(REFUSE_ALL_BUT_SEALING)


def downgrade() -> None:
    op.execute("DROP FUNCTION refuse_changes_but_sealing")
    op.execute(
        f"CREATE TRIGGER {VERSIONS}_append_only BEFORE UPDATE OR DELETE ON {VERSIONS} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_changes()"
    )
    op.drop_table("sealing_backlog")
    op.drop_table("sealing_keys")
    for table in TABLES:
        op.drop_column(table, "sealed")
