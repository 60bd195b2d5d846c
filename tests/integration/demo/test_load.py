import asyncio
from collections import Counter
from datetime import timedelta

from praxis.demo.accounts import ADMIN, DESK, DOCTOR, LOGINS, PASSWORD, PATIENT
from praxis.demo.load import is_loaded, load_if_empty
from praxis.identity.models import Role
from praxis.identity.passwords import PasswordHasher
from praxis.kit.clock import FixedClock
from praxis.kit.db.base import Base
from praxis.records.contents import Content, content_from_json, place_of_version
from praxis.scheduling.appointments.models import Status
from tests.factories.identity import make_user
from tests.integration.demo.conftest import Demo
from tests.support.databases import database_apart
from tests.support.sealing import vault_for_tests
from tests.unit.demo.plans import INSTANTS

# The audit keeps the true time of loading; hashes are salted, and no two seals are alike.
FINGERPRINT = """
    SELECT count(*), md5(string_agg(content, '' ORDER BY content))
    FROM (SELECT (to_jsonb(t) - 'password_hash' - 'sealed')::text AS content FROM {table} t) rows
"""

# Somebody must be at work for these.
PRESENT = {Status.CHECKED_IN, Status.IN_PROGRESS}
NOBODY_WORKS = INSTANTS["midnight of New Year in Berlin"]


async def count(demo: Demo, query: str) -> int:
    ((found,),) = await demo.rows(f"SELECT count(*) FROM {query}")
    return int(found)


async def test_the_practice_is_as_large_as_promised(demo: Demo) -> None:
    assert await demo.rows("SELECT time_zone, country FROM locations ORDER BY id") == [
        ("Asia/Dhaka", "BD"),
        ("Europe/Berlin", "DE"),
        ("America/New_York", "US"),
    ]
    assert await count(demo, "doctors WHERE approved_at IS NOT NULL") == 12
    assert await count(demo, "(SELECT DISTINCT specialty FROM doctors) s") == 6
    assert await count(demo, "visit_types") == 6
    assert await count(demo, "visit_types WHERE needs_approval") == 1
    assert await count(demo, """visit_types WHERE needs @> '[{"kind": "room"}]'""") == 1
    assert await count(demo, "visit_types WHERE modality = 'video'") == 1
    assert await count(demo, "resources WHERE kind = 'device'") == 3
    assert await count(demo, "patients") == 300
    assert await count(demo, "appointments") > 2000


async def test_places_and_people_of_dhaka_lie_in_its_thanas(monday: Demo) -> None:
    lies_in = """
        SELECT t.{name}, r.code FROM {table} t JOIN regions r ON r.id = t.region_id
        WHERE {these} ORDER BY 1
    """
    places = lies_in.format(name="name", table="locations", these="true")
    assert await monday.rows(places) == [("Praxis Dhanmondi", "BD-13-DHANMONDI")]
    logins = lies_in.format(
        name="email", table="users", these=f"email IN ('{DESK}', '{DOCTOR}', '{PATIENT}')"
    )
    found = dict(await monday.rows(logins))
    assert found[DESK] == found[DOCTOR] == "BD-13-DHANMONDI"
    assert found[PATIENT].startswith("BD-13-")
    # Everybody of Dhaka, and nobody else.
    (held,) = await monday.rows(
        """
        SELECT count(*) FILTER (WHERE u.region_id IS NOT NULL), count(*),
               count(DISTINCT u.region_id)
        FROM users u JOIN patients p ON p.user_id = u.id AND p.is_account_holder
        WHERE p.address LIKE '%, Dhaka'
        """
    )
    assert held[0] == held[1] > 40
    assert held[2] == 6
    assert (
        await count(monday, "users WHERE region_id IS NOT NULL AND time_zone <> 'Asia/Dhaka'") == 0
    )


async def test_the_practice_presents_itself(monday: Demo) -> None:
    assert await monday.rows("SELECT name, email, default_locale FROM practice") == [
        ("Praxis Family Practice", "hello@example.org", "en")
    ]


async def test_schedules_are_of_every_kind(demo: Demo) -> None:
    assert await count(demo, "availability_rules WHERE every_n_weeks > 1") > 0
    assert await count(demo, "availability_rules WHERE valid_until IS NOT NULL") > 0
    assert await count(demo, "availability_rules WHERE visit_type_ids <> '{}'") > 0
    kinds = await demo.rows("SELECT DISTINCT kind FROM availability_exceptions ORDER BY kind")
    assert kinds == [("closed",), ("extra",), ("hours",)]
    assert await count(demo, "time_off WHERE start_minute IS NOT NULL") > 0
    assert await count(demo, "time_off WHERE status = 'cancelled'") == 1
    split = "SELECT FROM availability_rules GROUP BY doctor_id, weekday HAVING count(*) > 1"
    assert await count(demo, f"({split}) s") > 0
    two_places = """
        SELECT FROM availability_rules GROUP BY doctor_id HAVING count(DISTINCT location_id) = 2
    """
    assert await count(demo, f"({two_places}) s") == 1
    own_terms = "duration_minutes IS NOT NULL AND fee_currency = 'EUR'"
    assert await count(demo, f"doctor_visit_types WHERE {own_terms}") > 0


async def test_visits_are_in_every_state(demo: Demo) -> None:
    found = Counter(status for (status,) in await demo.rows("SELECT status FROM appointments"))

    expected = set(Status) - (PRESENT if demo.now == NOBODY_WORKS else set())
    assert set(found) == expected
    assert found[Status.COMPLETED] > 1000


async def contents_of_records(demo: Demo) -> list[Content]:
    """What every version of every record says, which opens only where it stands."""
    vault = vault_for_tests()
    rows = await demo.rows(
        """
        SELECT r.uid, v.number, p.uid, v.sealed FROM medical_record_versions v
        JOIN medical_records r ON r.id = v.record_id JOIN patients p ON p.id = r.patient_id
        """
    )
    return [
        content_from_json(vault.open(place_of_version(record, number, patient), sealed))
        for record, number, patient, sealed in rows
    ]


async def test_every_completed_visit_has_its_record_and_no_other(demo: Demo) -> None:
    wrong = """
        SELECT a.id FROM appointments a FULL JOIN medical_records r ON r.appointment_id = a.id
        LEFT JOIN medical_record_versions v ON v.record_id = r.id AND v.number = r.version
        LEFT JOIN doctors d ON d.id = r.doctor_id
        WHERE (a.status = 'completed') <> (r.id IS NOT NULL)
           OR (r.patient_id, r.doctor_id, d.user_id) IS DISTINCT FROM
              (CASE WHEN r.id IS NOT NULL THEN a.patient_id END,
               CASE WHEN r.id IS NOT NULL THEN a.doctor_id END, v.author_id)
    """
    assert await demo.rows(wrong) == []
    assert await count(demo, "medical_records WHERE version = 2") > 10
    said = await contents_of_records(demo)
    assert len({content.diagnosis_code for content in said}) > 20
    assert sum(len(content.prescription) for content in said) > 1000


async def test_loading_leaves_one_event_in_the_audit_and_sends_no_message(demo: Demo) -> None:
    events = await demo.rows("SELECT action, actor_role FROM audit_events")

    assert events.count(("demo.loaded", "system")) == 1
    assert await count(demo, "outbox_messages") == 0


async def test_a_second_load_does_nothing(monday: Demo) -> None:
    before = await fingerprint(monday)

    assert not await monday.load()
    assert await fingerprint(monday) == before


async def test_the_same_date_gives_the_same_practice(monday: Demo, worker: str) -> None:
    async with database_apart(f"praxis_demo_twin_{worker}") as database:
        twin = Demo("", database, monday.now)
        assert await twin.load()
        assert await fingerprint(twin) == await fingerprint(monday)


async def test_a_database_with_users_stays_as_it_is(monday: Demo, worker: str) -> None:
    async with database_apart(f"praxis_demo_used_{worker}") as database:
        used = Demo("", database, monday.now)
        await make_user(database, Role.ADMIN)

        assert not await used.load()
        assert await count(used, "users") == 1
        assert used.steps == []


async def test_of_two_starters_one_loads(monday: Demo, worker: str) -> None:
    async with database_apart(f"praxis_demo_race_{worker}") as database:
        one, other = (Demo("", database, monday.now) for _ in range(2))

        assert sorted(await asyncio.gather(one.load(), other.load())) == [False, True]
        assert await fingerprint(one) == await fingerprint(monday)


async def test_the_demo_is_told_from_other_databases(monday: Demo, dsn: str) -> None:
    assert await is_loaded(monday.dsn)
    assert not await is_loaded(dsn)


async def test_progress_is_told_up_to_the_end_of_each_step(monday: Demo) -> None:
    steps = monday.steps
    names = list(dict.fromkeys(step for step, _, _ in steps))

    assert names[0] == "Locations"
    assert names[-1] == "Medical records"
    for name in names:
        done = [(at, total) for step, at, total in steps if step == name]
        assert done[0][0] == 0
        assert done[-1][0] == done[-1][1] > 0


async def test_rows_that_follow_get_ids_of_their_own(monday: Demo, worker: str) -> None:
    async with database_apart(f"praxis_demo_later_{worker}") as database:
        later = Demo("", database, monday.now + timedelta(days=1))
        assert await load_if_empty(
            database, PasswordHasher(), FixedClock(later.now), lambda *_: None
        )
        user = await make_user(database, Role.PATIENT)
        assert user.id == await count(later, "users")


def test_the_logins_are_printed_with_their_password() -> None:
    for part in (ADMIN, DESK, DOCTOR, PATIENT, PASSWORD):
        assert part in LOGINS


async def fingerprint(demo: Demo) -> dict[str, object]:
    """How many rows of what content each table has."""
    tables = set(Base.metadata.tables) - {"audit_events", "audit_seals", "sessions"}
    return {
        table: (await demo.rows(FINGERPRINT.format(table=table)))[0] for table in sorted(tables)
    }
