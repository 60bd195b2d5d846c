"""Clinical text moves to where it is sealed, marked as not sealed yet: PostgreSQL has no keys.

Rows are locked, tables are not, so everybody reads on. `praxis serve` and `praxis migrate` seal
what is marked (byte 0 is 0) before anything is answered, and nothing reads it before that.
"""

from alembic import op

revision = "2026_11_21_0920"
down_revision = "2026_11_21_0910"
branch_labels = None
depends_on = None

MARK = r"'\x00'::bytea || convert_to({}::text, 'UTF8')"

PRESCRIPTION = """
    (SELECT coalesce(jsonb_agg(jsonb_build_object(
                'medicine', i.medicine, 'dose', i.dose, 'frequency', i.frequency,
                'duration', i.duration, 'notes', i.notes) ORDER BY i.position), '[]')
     FROM prescription_items i WHERE i.version_id = v.id)
"""
VERSION = f"""
    jsonb_build_object('diagnosis', v.diagnosis, 'diagnosis_code', v.diagnosis_code,
                       'notes', v.notes, 'reason', v.reason, 'prescription', {PRESCRIPTION})
"""
BACKGROUND = """
    jsonb_build_object('blood_type', blood_type, 'allergies', allergies,
                       'medical_history', medical_history)
"""
SOMETHING_KNOWN = "WHERE num_nonnulls(blood_type, allergies, medical_history) > 0"
FILENAME = "jsonb_build_object('filename', filename, 'key', null)"
# Put together from constants.
MOVE = (
    f"UPDATE medical_record_versions v SET sealed = {MARK.format(VERSION)}",  # noqa: S608
    f"UPDATE patients SET sealed = {MARK.format(BACKGROUND)} {SOMETHING_KNOWN}",  # noqa: S608
    f"UPDATE record_drafts SET sealed = {MARK.format('content')}",  # noqa: S608
    f"UPDATE attachments SET sealed = {MARK.format(FILENAME)}",  # noqa: S608
)
FILLED = ("medical_record_versions", "record_drafts", "attachments")


TABLES = ("patients", *FILLED)


def upgrade() -> None:
    for statement in MOVE:
        op.execute(statement)
    for table in TABLES:
        op.execute(
            f"INSERT INTO sealing_backlog SELECT '{table}' "  # noqa: S608 -- constants
            f"WHERE EXISTS (SELECT FROM {table} WHERE sealed IS NOT NULL)"
        )
    for table in FILLED:
        op.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT {table}_sealed")


def downgrade() -> None:
    # The column itself goes with the revision before.
    op.execute("DELETE FROM sealing_backlog")
