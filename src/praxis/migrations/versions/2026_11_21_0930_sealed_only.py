"""Clinical text stands sealed and nowhere else."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_21_0930"
down_revision = "2026_11_21_0920"
branch_labels = None
depends_on = None

FILLED = ("medical_record_versions", "record_drafts", "attachments")
OPEN_TEXT = {
    "patients": ("blood_type", "allergies", "medical_history"),
    "medical_record_versions": ("diagnosis", "diagnosis_code", "notes", "reason"),
    "record_drafts": ("content",),
    "attachments": ("filename",),
}
VERSIONS = "medical_record_versions"
BLOOD_TYPES = "blood_type IN ('A+', 'A-', 'B+', 'B-', 'AB+', 'AB-', 'O+', 'O-')"

# Only who has the keys can open what is sealed: a revision has not.
REFUSE_TO_LOSE = """
    DO $$
    BEGIN
        IF EXISTS (SELECT FROM patients WHERE sealed IS NOT NULL)
           OR EXISTS (SELECT FROM medical_record_versions)
           OR EXISTS (SELECT FROM record_drafts) OR EXISTS (SELECT FROM attachments) THEN
            RAISE EXCEPTION 'clinical text is sealed and cannot be put back: restore a backup';
        END IF;
    END
    $$
"""


def append_only(table: str, function: str) -> Iterator[str]:
    yield (
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {function}()"
    )


def upgrade() -> None:
    for table in FILLED:
        # The constraint, which holds for every row, spares a look at them all.
        op.execute(f"ALTER TABLE {table} ALTER COLUMN sealed SET NOT NULL")
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {table}_sealed")
    op.drop_constraint("ck_patients_blood_type", "patients")
    for table, columns in OPEN_TEXT.items():
        for column in columns:
            op.drop_column(table, column)
    op.drop_table("prescription_items")
    for statement in append_only(VERSIONS, "refuse_changes_but_sealing"):
        op.execute(statement)


def downgrade() -> None:
    op.execute(REFUSE_TO_LOSE)
    op.execute(f"DROP TRIGGER {VERSIONS}_append_only ON {VERSIONS}")
    _add_prescriptions()
    op.add_column("attachments", sa.Column("filename", sa.Text(), nullable=False))
    op.add_column("record_drafts", sa.Column("content", postgresql.JSONB(), nullable=False))
    for column in ("reason", "diagnosis_code", "notes"):
        op.add_column(VERSIONS, sa.Column(column, sa.Text()))
    op.add_column(VERSIONS, sa.Column("diagnosis", sa.Text(), nullable=False))
    for column in OPEN_TEXT["patients"]:
        op.add_column("patients", sa.Column(column, sa.Text()))
    op.create_check_constraint(op.f("ck_patients_blood_type"), "patients", BLOOD_TYPES)
    for table in FILLED:
        op.execute(f"ALTER TABLE {table} ALTER COLUMN sealed DROP NOT NULL")


def _add_prescriptions() -> None:
    op.create_table(
        "prescription_items",
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("medicine", sa.Text(), nullable=False),
        sa.Column("dose", sa.Text(), nullable=False),
        sa.Column("frequency", sa.Text(), nullable=False),
        sa.Column("duration", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["medical_record_versions.id"],
            name=op.f("fk_prescription_items_version_id"),
        ),
        sa.PrimaryKeyConstraint("version_id", "position", name=op.f("pk_prescription_items")),
    )
    for statement in append_only("prescription_items", "refuse_changes"):
        op.execute(statement)
    op.execute(
        "CREATE TRIGGER prescription_items_no_truncate BEFORE TRUNCATE ON prescription_items "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_changes()"
    )
