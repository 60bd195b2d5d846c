from datetime import UTC, datetime, timedelta

import pytest

from praxis.identity.models import Role
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database
from praxis.kit.ids import new_uid
from tests.factories.availability import make_practice, make_rule, make_time_off
from tests.factories.directory import (
    make_doctor,
    make_location,
    make_patient,
    make_resource,
    make_visit_type,
)
from tests.factories.identity import make_user
from tests.support.api import Api, ok, problem
from tests.support.booking import book, booking, count_overlaps, patient_with_account

# 10:00 in Dhaka on the Tuesday after the tests' Monday.
TEN = datetime(2027, 1, 5, 4, 0, tzinfo=UTC)


async def test_a_patient_books_an_offered_time(api: Api, database: Database) -> None:
    practice = await make_practice(database)
    user, patient = await patient_with_account(database)
    caller = await api.signed_in(user)

    booked = await book(caller, practice, TEN, reason="Cough", symptoms="Fever")

    assert booked["status"] == "confirmed"
    assert booked["patient_id"] == str(patient.uid)
    assert datetime.fromisoformat(booked["starts_at"]) == TEN
    assert datetime.fromisoformat(booked["ends_at"]) == TEN + timedelta(minutes=30)
    assert booked["fee"] == {"amount": "500.00", "currency": "BDT"}
    assert booked["version"] == 1
    answer = await caller.get(f"/appointments/{booked['id']}")
    assert ok(answer)["symptoms"] == "Fever"
    assert answer.headers["etag"] == '"1"'


async def test_second_booking_of_the_same_hour_is_refused(api: Api, database: Database) -> None:
    practice = await make_practice(database)
    first, _ = await patient_with_account(database)
    second, _ = await patient_with_account(database)
    await book(await api.signed_in(first), practice, TEN)

    refused = await (await api.signed_in(second)).post("/appointments", booking(practice, TEN))

    problem(refused, 409, "scheduling.slot_taken")
    assert await count_overlaps(database) == 0


async def test_fault_overlap_by_ten_minutes_accepted(api: Api, database: Database) -> None:
    """A visit that begins ten minutes before another ends is an overlap."""
    practice = await make_practice(database, slot_interval_minutes=10)
    first, _ = await patient_with_account(database)
    second, _ = await patient_with_account(database)
    await book(await api.signed_in(first), practice, TEN)

    late = booking(practice, TEN + timedelta(minutes=20))
    problem(
        await (await api.signed_in(second)).post("/appointments", late),
        409,
        "scheduling.slot_taken",
    )


async def test_fault_time_off_ignored_when_booking(api: Api, database: Database) -> None:
    practice = await make_practice(database)
    await make_time_off(database, practice.doctor, starts_on=TEN.date(), ends_on=TEN.date())
    user, _ = await patient_with_account(database)

    refused = await (await api.signed_in(user)).post("/appointments", booking(practice, TEN))

    body = problem(refused, 422, "scheduling.not_available")
    assert body["reason"] == "not_available", "why a doctor is away is nobody's business"


async def test_fault_booking_outside_the_hours_accepted(api: Api, database: Database) -> None:
    practice = await make_practice(database)
    user, _ = await patient_with_account(database)
    evening = booking(practice, TEN + timedelta(hours=9))

    refused = await (await api.signed_in(user)).post("/appointments", evening)

    assert problem(refused, 422, "scheduling.not_available")["reason"] == "no_hours"


@pytest.mark.parametrize("role", [Role.PATIENT, Role.STAFF])
async def test_fault_booking_in_the_past_accepted(api: Api, database: Database, role: Role) -> None:
    practice = await make_practice(database)
    user, patient = await patient_with_account(database)
    caller = await api.signed_in(user if role == Role.PATIENT else await make_user(database, role))
    yesterday = booking(practice, TEN - timedelta(days=2), patient_id=str(patient.uid))

    refused = await caller.post("/appointments", yesterday)

    assert problem(refused, 422, "scheduling.not_available")["reason"] == "in_past"


async def test_fault_cancelled_time_can_never_be_booked_again(api: Api, database: Database) -> None:
    practice = await make_practice(database)
    first, _ = await patient_with_account(database)
    second, _ = await patient_with_account(database)
    caller = await api.signed_in(first)
    booked = await book(caller, practice, TEN)
    ok(await caller.post(f"/appointments/{booked['id']}/cancel", {"reason": "travelling"}))

    again = await book(await api.signed_in(second), practice, TEN)

    assert again["status"] == "confirmed"


async def test_fault_naive_times_shifted(api: Api, database: Database) -> None:
    practice = await make_practice(database)
    user, _ = await patient_with_account(database)
    naive = {**booking(practice, TEN), "starts_at": "2027-01-05T10:00:00"}

    refused = await (await api.signed_in(user)).post("/appointments", naive)

    body = problem(refused, 422, "time.naive")
    assert body["errors"][0]["pointer"] == "/starts_at"


async def test_fault_an_offset_in_the_input_answers_500(api: Api, database: Database) -> None:
    practice = await make_practice(database)
    user, _ = await patient_with_account(database)
    local = {**booking(practice, TEN), "starts_at": "2027-01-05T10:00:00+06:00"}

    booked = ok(await (await api.signed_in(user)).post("/appointments", local), 201)

    assert datetime.fromisoformat(booked["starts_at"]) == TEN


async def test_fault_times_offered_in_the_hour_that_dst_skips(api: Api, database: Database) -> None:
    """New York skips 02:00 to 03:00 on 2027-03-14; a night clinic is open from 01:00 to 04:00."""
    location = await make_location(database, time_zone="America/New_York")
    practice = await make_practice(
        database, location=location, hours=(60, 240), booking_horizon_days=365
    )
    user, _ = await patient_with_account(database)
    caller = await api.signed_in(user)
    night = datetime(2027, 3, 14, 6, 0, tzinfo=UTC)

    for minutes in (0, 30, 60, 90):
        await book(caller, practice, night + timedelta(minutes=minutes))
    refused = await caller.post("/appointments", booking(practice, night + timedelta(minutes=120)))
    assert problem(refused, 422, "scheduling.not_available")["reason"] == "no_hours"


async def test_fault_anonymous_booking(api: Api, database: Database) -> None:
    practice = await make_practice(database)
    problem(await api.post("/appointments", booking(practice, TEN)), 401, "auth.required")


async def test_fault_one_idempotency_key_made_ten_rows(api: Api, database: Database) -> None:
    practice = await make_practice(database)
    user, _ = await patient_with_account(database)
    caller = (await api.signed_in(user)).with_headers(Idempotency_Key=str(new_uid()))

    answers = [await caller.post("/appointments", booking(practice, TEN)) for _ in range(10)]

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert [a.headers.get("idempotency-replayed") for a in answers] == [None] + ["true"] * 9
    assert answers[0].headers["etag"] == answers[1].headers["etag"]


async def test_an_idempotency_key_with_another_body_is_refused(
    api: Api, database: Database
) -> None:
    practice = await make_practice(database)
    user, _ = await patient_with_account(database)
    caller = (await api.signed_in(user)).with_headers(Idempotency_Key=str(new_uid()))
    await book(caller, practice, TEN)

    other = booking(practice, TEN + timedelta(hours=1))

    problem(await caller.post("/appointments", other), 422, "idempotency.mismatch")


async def test_fault_the_audit_table_stays_empty(api: Api, database: Database) -> None:
    practice = await make_practice(database)
    user, patient = await patient_with_account(database)
    booked = await book(await api.signed_in(user), practice, TEN)

    async with database.reading() as reader:
        row = await reader.sql.fetchrow(
            """
            SELECT action, actor_id, patient_id, request_id FROM audit_events
            WHERE entity_uid = $1
            """,
            booked["id"],
        )
        sent = await reader.sql.fetchval(
            """
            SELECT topic FROM outbox_messages WHERE (payload->>'appointment_id')::bigint =
                (SELECT id FROM appointments WHERE uid = $1)
            """,
            booked["id"],
        )
    assert row is not None
    assert (row["action"], row["actor_id"], row["patient_id"]) == (
        "appointment.booked",
        user.id,
        patient.id,
    )
    assert row["request_id"]
    assert sent == "scheduling.appointment_booked"


async def test_a_patient_is_never_in_two_places_at_once(api: Api, database: Database) -> None:
    one = await make_practice(database)
    other = await make_practice(database)
    user, _ = await patient_with_account(database)
    caller = await api.signed_in(user)
    await book(caller, one, TEN)

    problem(await caller.post("/appointments", booking(other, TEN)), 409, "scheduling.patient_busy")


async def test_a_visit_that_needs_a_room_gets_one_of_the_pool(api: Api, database: Database) -> None:
    location = await make_location(database)
    rooms = {str((await make_resource(database, location)).uid) for _ in range(2)}
    needs = [{"kind": "room", "tag": None}]
    practices = [await make_practice(database, location=location, needs=needs) for _ in range(3)]
    booked = []
    for practice in practices[:2]:
        user, _ = await patient_with_account(database)
        booked.append(await book(await api.signed_in(user), practice, TEN))
    assert {visit["room_id"] for visit in booked} == rooms

    user, _ = await patient_with_account(database)
    refused = await (await api.signed_in(user)).post("/appointments", booking(practices[2], TEN))
    problem(refused, 409, "scheduling.slot_taken")


async def test_a_visit_type_that_needs_approval_blocks_the_time_while_it_waits(
    api: Api, database: Database
) -> None:
    practice = await make_practice(database, needs_approval=True)
    first, _ = await patient_with_account(database)
    second, _ = await patient_with_account(database)
    asked = await book(await api.signed_in(first), practice, TEN)
    assert asked["status"] == "pending"
    assert datetime.fromisoformat(asked["expires_at"]) == TEN

    rival = await api.signed_in(second)
    problem(await rival.post("/appointments", booking(practice, TEN)), 409, "scheduling.slot_taken")


async def test_a_request_that_nobody_approved_gives_its_time_back(
    api: Api, database: Database, clock: FixedClock
) -> None:
    practice = await make_practice(database, needs_approval=True)
    later = TEN + timedelta(days=7)
    first, _ = await patient_with_account(database)
    second, _ = await patient_with_account(database)
    asked = await book(await api.signed_in(first), practice, later)
    clock.advance(timedelta(hours=48))

    again = await book(await api.signed_in(second), practice, later)

    assert again["status"] == "pending"
    seen = ok(await (await api.signed_in(first)).get(f"/appointments/{asked['id']}"))
    assert seen["status"] == "expired"


async def test_buffers_keep_visits_apart(api: Api, database: Database) -> None:
    practice = await make_practice(database, buffer_after_minutes=10, slot_interval_minutes=10)
    first, _ = await patient_with_account(database)
    second, _ = await patient_with_account(database)
    await book(await api.signed_in(first), practice, TEN)
    rival = await api.signed_in(second)

    at_once = booking(practice, TEN + timedelta(minutes=30))
    problem(await rival.post("/appointments", at_once), 409, "scheduling.slot_taken")
    await book(rival, practice, TEN + timedelta(minutes=40))


async def test_nobody_books_for_anothers_patient(api: Api, database: Database) -> None:
    practice = await make_practice(database)
    stranger = await make_patient(database)
    user, _ = await patient_with_account(database)
    other_doctor = await make_doctor(database)
    body = booking(practice, TEN, patient_id=str(stranger.uid))

    for caller in (user, practice.doctor.user):
        refused = await (await api.signed_in(caller)).post("/appointments", body)
        problem(refused, 422, "patients.unknown")
    refused = await (await api.signed_in(other_doctor.user)).post("/appointments", body)
    problem(refused, 403, "scheduling.transition_forbidden")


async def test_the_practice_must_say_for_whom(api: Api, database: Database) -> None:
    practice = await make_practice(database)
    for role in (Role.STAFF, Role.ADMIN):
        desk = await api.signed_in(await make_user(database, role))
        problem(
            await desk.post("/appointments", booking(practice, TEN)),
            422,
            "scheduling.patient_required",
        )


async def test_a_doctor_who_takes_nobody_new_is_booked_by_known_patients_only(
    api: Api, database: Database
) -> None:
    practice = await make_practice(database)
    known, _ = await patient_with_account(database)
    new, _ = await patient_with_account(database)
    await book(await api.signed_in(known), practice, TEN)
    async with database.engine.connect() as connection:
        await connection.exec_driver_sql(
            f"UPDATE doctors SET accepts_new_patients = false WHERE id = {practice.doctor.id}"
        )
    later = TEN + timedelta(hours=1)

    refused = await (await api.signed_in(new)).post("/appointments", booking(practice, later))
    body = problem(refused, 422, "scheduling.not_available")
    assert body["reason"] == "not_accepting_new_patients"
    await book(await api.signed_in(known), practice, later)


async def test_what_does_not_exist_is_named(api: Api, database: Database) -> None:
    practice = await make_practice(database)
    hidden = await make_doctor(database, approved_at=None)
    other_type = await make_visit_type(database, active=False)
    user, _ = await patient_with_account(database)
    caller = await api.signed_in(user)
    good = booking(practice, TEN)

    for change, code in (
        ({"doctor_id": str(new_uid())}, "doctors.unknown"),
        ({"doctor_id": str(hidden.uid)}, "doctors.unknown"),
        ({"visit_type_id": str(other_type.uid)}, "visit_types.unknown"),
        ({"location_id": str(new_uid())}, "scheduling.not_available"),
    ):
        problem(await caller.post("/appointments", {**good, **change}), 422, code)


async def test_a_place_that_the_doctor_works_at_too_is_found_by_itself(
    api: Api, database: Database
) -> None:
    practice = await make_practice(database, weekdays=[0])
    elsewhere = await make_location(database, time_zone="Asia/Dhaka")
    await make_rule(database, practice.doctor, elsewhere, TEN.weekday())
    user, _ = await patient_with_account(database)

    booked = await book(await api.signed_in(user), practice, TEN)

    assert booked["location_id"] == str(elsewhere.uid)
