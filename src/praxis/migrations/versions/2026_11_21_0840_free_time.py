"""What is kept of free time, and the triggers that say of whom it is stale."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_21_0840"
down_revision = "2026_11_21_0830"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
IDS = postgresql.ARRAY(sa.BigInteger())

# Whose hours these rows are part of; `changed` are the rows that one statement wrote or deleted.
OF_DOCTORS = """
    CREATE FUNCTION doctors_hours_changed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO stale_free_time (doctor_id) SELECT DISTINCT doctor_id FROM changed;
        RETURN NULL;
    END
    $$
"""
AT_PLACE = """
        INSERT INTO stale_free_time (doctor_id)
        SELECT doctor_id FROM availability_rules WHERE location_id = {place}
        UNION
        SELECT doctor_id FROM availability_exceptions WHERE location_id = {place};
"""
# A holiday closes a place, and a place is opened, closed or has its clocks set.
OF_HOLIDAYS = f"""
    CREATE FUNCTION holidays_changed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        {AT_PLACE.format(place="coalesce(NEW.location_id, OLD.location_id)")}
        RETURN NULL;
    END
    $$
"""
OF_PLACES = f"""
    CREATE FUNCTION place_changed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        {AT_PLACE.format(place="NEW.id")}
        RETURN NULL;
    END
    $$
"""
OWN_LENGTHS = (
    "ix_doctor_visit_types_visit_type_id_duration",
    "doctor_visit_types",
    ["visit_type_id", "duration_minutes"],
)
HOURS = ("availability_rules", "availability_exceptions", "time_off")
TABLES_OF = {"INSERT": "NEW TABLE AS changed", "DELETE": "OLD TABLE AS changed"}
TABLES_OF["UPDATE"] = TABLES_OF["INSERT"]

ALL_STALE = """
    INSERT INTO stale_free_time (doctor_id)
    SELECT doctor_id FROM availability_rules UNION SELECT doctor_id FROM availability_exceptions
"""


def upgrade() -> None:
    _add_tables()
    op.create_index("ix_doctors_specialty_lower", "doctors", [sa.text("lower(specialty)")])
    op.create_index(*OWN_LENGTHS)
    for statement in (OF_DOCTORS, OF_HOLIDAYS, OF_PLACES, *_triggers(), ALL_STALE):
        op.execute(statement)


def _add_tables() -> None:
    stretch = (
        ("doctor_id", sa.BigInteger()),
        ("location_id", sa.BigInteger()),
        ("grid_from", INSTANT),
        ("ends_at", INSTANT),
    )
    rest = (("starts_before", INSTANT), ("for_types", IDS), ("not_for_types", IDS))
    # Without foreign keys: millions of rows are written together, of doctors that are locked.
    op.create_table(
        "open_stretches",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        *(sa.Column(name, kind, nullable=False) for name, kind in stretch),
        sa.Column("starts_at", INSTANT, nullable=False),
        *(sa.Column(name, kind) for name, kind in rest),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_stretches")),
    )
    op.create_index(
        "ix_open_stretches_doctor_id_starts_at", "open_stretches", ["doctor_id", "starts_at"]
    )
    op.create_table(
        "free_stretches",
        sa.Column("open_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("bucket", INSTANT, nullable=False),
        *(sa.Column(name, kind, nullable=False) for name, kind in stretch),
        *(sa.Column(name, kind) for name, kind in rest),
        sa.PrimaryKeyConstraint("open_id", "starts_at", name=op.f("pk_free_stretches")),
    )
    op.create_index(
        "ix_free_stretches_search",
        "free_stretches",
        ["bucket", "grid_from", "starts_at", "doctor_id"],
    )
    op.create_index(
        "ix_free_stretches_longest",
        "free_stretches",
        ["bucket", "grid_from", "starts_at", "ends_at"],
    )
    op.create_index(
        "ix_free_stretches_doctor_id_starts_at", "free_stretches", ["doctor_id", "starts_at"]
    )
    _add_states()


def _add_states() -> None:
    op.create_table(
        "free_time_doctors",
        sa.Column(
            "doctor_id",
            sa.BigInteger(),
            sa.ForeignKey("doctors.id", name=op.f("fk_free_time_doctors_doctor_id")),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("location_ids", IDS, nullable=False),
        *(
            sa.Column(name, INSTANT, nullable=False)
            for name in ("covered_from", "covered_until", "made_at")
        ),
        sa.PrimaryKeyConstraint("doctor_id", name=op.f("pk_free_time_doctors")),
    )
    for column in ("covered_from", "covered_until", "made_at"):
        op.create_index(f"ix_free_time_doctors_{column}", "free_time_doctors", [column])
    op.create_table(
        "stale_free_time",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("doctor_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stale_free_time")),
    )
    op.create_index("ix_stale_free_time_doctor_id", "stale_free_time", ["doctor_id"])


def _triggers() -> Iterator[str]:
    for table in HOURS:
        for event, rows in TABLES_OF.items():
            yield (
                f"CREATE TRIGGER {table}_{event.lower()}_hours AFTER {event} ON {table} "
                f"REFERENCING {rows} FOR EACH STATEMENT EXECUTE FUNCTION doctors_hours_changed()"
            )
    yield (
        "CREATE TRIGGER holiday_overrides_hours AFTER INSERT OR UPDATE OR DELETE "
        "ON holiday_overrides FOR EACH ROW EXECUTE FUNCTION holidays_changed()"
    )
    yield (
        "CREATE TRIGGER locations_hours AFTER UPDATE OF active, time_zone, country, subdivision "
        "ON locations FOR EACH ROW "
        "WHEN ((OLD.active, OLD.time_zone, OLD.country, OLD.subdivision) IS DISTINCT FROM "
        "(NEW.active, NEW.time_zone, NEW.country, NEW.subdivision)) "
        "EXECUTE FUNCTION place_changed()"
    )


def downgrade() -> None:
    for table in HOURS:
        for event in TABLES_OF:
            op.execute(f"DROP TRIGGER {table}_{event.lower()}_hours ON {table}")
    op.execute("DROP TRIGGER holiday_overrides_hours ON holiday_overrides")
    op.execute("DROP TRIGGER locations_hours ON locations")
    for function in ("doctors_hours_changed", "holidays_changed", "place_changed"):
        op.execute(f"DROP FUNCTION {function}()")
    op.drop_index(*OWN_LENGTHS[:2])
    op.drop_index("ix_doctors_specialty_lower", "doctors")
    for table in ("stale_free_time", "free_time_doctors", "free_stretches", "open_stretches"):
        op.drop_table(table)
