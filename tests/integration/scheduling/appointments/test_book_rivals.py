"""Who was faster between the look of a booking and its claim, and what is left of it then."""

from datetime import UTC, datetime, timedelta

import pytest

from praxis.identity.auth import Actor
from praxis.identity.models import Role
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database
from praxis.kit.errors import OutcomeUnknown
from praxis.kit.ids import new_uid
from praxis.scheduling.appointments.operations.book import book as book_visit
from praxis.scheduling.appointments.schemas import AppointmentCreate
from tests.conftest import NOW
from tests.factories.availability import Practice, make_practice
from tests.support.api import Api, ok, problem
from tests.support.booking import booking, patient_with_account
from tests.support.rivals import on, rival, until_waiting

# 10:00 in Dhaka on the Tuesday after the tests' Monday.
TEN = datetime(2027, 1, 5, 4, 0, tzinfo=UTC)

# Besides what the hold left.
LEFT_BEHIND = """
    SELECT (SELECT count(*) FROM appointments WHERE doctor_id = $1)
         + (SELECT count(*) FROM claims c JOIN doctors d ON d.resource_id = c.resource_id
            WHERE d.id = $1 AND c.kind = 'visit')
         + (SELECT count(*) - 1 FROM outbox_messages
            WHERE payload->>'doctor_id' = ($1::bigint)::text)
         + (SELECT count(*) FROM idempotency_keys WHERE key = $2)
         + (SELECT count(*) FROM audit_events WHERE actor_id = $3 AND action <> 'hold.created')
"""


class TestARivalWhoIsFaster:
    """Than the claim, though not than the look: what was written meanwhile is undone."""

    @pytest.mark.parametrize(
        ("taken", "code"),
        [("doctor", "scheduling.slot_taken"), ("patient", "scheduling.patient_busy")],
    )
    async def test_nothing_is_left_behind(
        self, api: Api, database: Database, dsn: str, taken: str, code: str
    ) -> None:
        practice = await make_practice(database)
        user, patient = await patient_with_account(database)
        caller = await api.signed_in(user)
        held = ok(await caller.post("/holds", booking(practice, TEN)), 201)
        resource = practice.doctor.resource_id if taken == "doctor" else patient.resource_id
        # The visit keeps more time than its hold, with which nothing can overlap.
        await widen(database, practice, minutes=30)
        key = str(new_uid())
        keyed = caller.with_headers(Idempotency_Key=key)

        async with rival(database, dsn) as other:
            await other.claim(resource, TEN + timedelta(minutes=30))
            asking = await other.meet(
                keyed.post("/appointments", booking(practice, TEN, hold_id=held["id"]))
            )
            await other.commit()
            (refused,) = await asking

        problem(refused, 409, code)
        assert await on(database, LEFT_BEHIND, practice.doctor.id, key, user.id) == 0
        assert await on(database, "SELECT count(*) FROM holds WHERE uid = $1", held["id"]) == 1

    async def test_one_who_gives_up_is_waited_for(
        self, api: Api, database: Database, dsn: str
    ) -> None:
        practice = await make_practice(database)
        user, _ = await patient_with_account(database)
        caller = await api.signed_in(user)

        async with rival(database, dsn) as other:
            await other.claim(practice.doctor.resource_id, TEN)
            asking = await other.meet(caller.post("/appointments", booking(practice, TEN)))
            await other.give_up()

            ok((await asking)[0], 201)


async def widen(database: Database, practice: Practice, *, minutes: int) -> None:
    """Have visits of this type keep the doctor so much longer afterwards."""
    await on(
        database,
        "UPDATE visit_types SET buffer_after_minutes = $2 WHERE id = $1",
        practice.visit_type.id,
        minutes,
    )


async def test_hours_that_change_while_it_waits_are_planned_with_anew(
    api: Api, database: Database, dsn: str
) -> None:
    practice = await make_practice(database)
    user, _ = await patient_with_account(database)
    caller = await api.signed_in(user)

    async with rival(database, dsn) as other:
        await other.lock_hours(practice.doctor.id)
        asking = await other.meet(caller.post("/appointments", booking(practice, TEN)))
        await other.sql.execute(
            "DELETE FROM availability_rules WHERE doctor_id = $1", practice.doctor.id
        )
        await other.sql.execute(
            "UPDATE doctors SET schedule_version = schedule_version + 1 WHERE id = $1",
            practice.doctor.id,
        )
        await other.commit()
        (refused,) = await asking

    problem(refused, 422, "scheduling.not_available")


async def test_a_line_that_breaks_while_it_is_written_says_that_nobody_knows(
    database: Database, dsn: str
) -> None:
    practice = await make_practice(database)
    user, _ = await patient_with_account(database)
    actor = Actor(user.id, user.uid, Role.PATIENT)
    body = AppointmentCreate.model_validate(booking(practice, TEN))
    clock, lifetime = FixedClock(NOW), timedelta(hours=1)
    # The others in a pool are let go with the one that broke: here there are none.
    alone = Database(dsn, pool_size=1)

    async with rival(database, dsn) as other:
        await other.lock_hours(practice.doctor.id)
        asking = await other.meet(
            book_visit(alone, None, body=body, actor=actor, clock=clock, pending_lifetime=lifetime)
        )
        (waiting,) = await until_waiting(database)
        await other.sql.execute("SELECT pg_terminate_backend($1)", waiting)
        with pytest.raises(OutcomeUnknown):
            await asking
    await alone.close()
