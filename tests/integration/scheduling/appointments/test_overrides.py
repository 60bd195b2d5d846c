from datetime import UTC, datetime, timedelta

from praxis.identity.models import Role
from praxis.kit.db.database import Database
from tests.factories.availability import make_practice
from tests.factories.directory import (
    make_patient,
)
from tests.factories.identity import make_user
from tests.support.api import Api, ok, problem
from tests.support.booking import book, booking, count_overlaps, patient_with_account

# 10:00 in Dhaka on the Tuesday after the tests' Monday.
TEN = datetime(2027, 1, 5, 4, 0, tzinfo=UTC)


async def test_notice_and_horizon_bind_patients_and_not_the_desk(
    api: Api, database: Database
) -> None:
    practice = await make_practice(database, minimum_notice_minutes=2880, booking_horizon_days=5)
    user, patient = await patient_with_account(database)
    caller = await api.signed_in(user)
    desk = await api.signed_in(await make_user(database, Role.STAFF))
    far = TEN + timedelta(days=30)

    soon = problem(
        await caller.post("/appointments", booking(practice, TEN)), 422, "scheduling.not_available"
    )
    late = problem(
        await caller.post("/appointments", booking(practice, far)), 422, "scheduling.not_available"
    )
    assert (soon["reason"], late["reason"]) == ("outside_notice", "outside_horizon")

    booked = await book(desk, practice, TEN, patient_id=str(patient.uid))
    async with database.reading() as reader:
        details = await reader.sql.fetchval(
            "SELECT details->>'overrides' FROM audit_events WHERE entity_uid = $1", booked["id"]
        )
    assert details == '["outside_notice"]', "what the desk waived is named"


async def test_the_desk_overbooks_in_a_second_lane_with_a_reason(
    api: Api, database: Database
) -> None:
    practice = await make_practice(database)
    patients = [await make_patient(database) for _ in range(3)]
    desk = await api.signed_in(await make_user(database, Role.STAFF))
    await book(desk, practice, TEN, patient_id=str(patients[0].uid))
    second = booking(practice, TEN, patient_id=str(patients[1].uid))

    refused = problem(await desk.post("/appointments", second), 409, "scheduling.slot_taken")
    assert refused["overrides"] == ["overbook"]
    problem(
        await desk.post("/appointments", {**second, "overbook": True}),
        422,
        "scheduling.override_needed",
    )
    explicit = {"overbook": True, "override_reason": "Acute pain"}
    booked = ok(await desk.post("/appointments", {**second, **explicit}), 201)
    assert booked["overbooked"] is True

    third = {**booking(practice, TEN, patient_id=str(patients[2].uid)), **explicit}
    problem(await desk.post("/appointments", third), 409, "scheduling.slot_taken")
    assert await count_overlaps(database) == 0


async def test_a_patient_cannot_overbook(api: Api, database: Database) -> None:
    practice = await make_practice(database)
    user, _ = await patient_with_account(database)
    body = booking(practice, TEN, overbook=True, override_reason="I am in a hurry")

    problem(
        await (await api.signed_in(user)).post("/appointments", body),
        403,
        "scheduling.override_forbidden",
    )


async def test_the_desk_books_outside_hours_only_with_a_named_override(
    api: Api, database: Database
) -> None:
    practice = await make_practice(database)
    patient = await make_patient(database)
    desk = await api.signed_in(await make_user(database, Role.STAFF))
    evening = booking(practice, TEN + timedelta(hours=9), patient_id=str(patient.uid))

    refused = problem(await desk.post("/appointments", evening), 422, "scheduling.override_needed")
    assert refused["overrides"] == ["outside_hours"]
    explicit = {"outside_hours": True, "override_reason": "House call"}
    ok(await desk.post("/appointments", {**evening, **explicit}), 201)
