"""Faults that a reviewer with fresh eyes found, each with the scenario that showed it."""

import asyncio
from datetime import timedelta

from sqlalchemy import select

from praxis.directory.doctors.models import Doctor
from praxis.identity.models import Role
from praxis.kit.db.database import Database
from praxis.scheduling.slots.repository import bookable_doctors
from tests.factories.availability import make_practice
from tests.factories.directory import make_doctor, make_patient, make_resource
from tests.factories.identity import make_user
from tests.integration.scheduling.cast import TUESDAY, Cast, at, cast_of
from tests.support.api import Api, ok, problem
from tests.support.booking import book, booking

WHY = {"overbook": True, "override_reason": "Acute pain"}


async def sql(database: Database, statement: str, *values: object) -> list[tuple[object, ...]]:
    async with database.reading() as reader:
        return [tuple(row) for row in await reader.sql.fetch(statement, *values)]


async def test_a_time_stays_taken_by_the_overbooked_visit_when_the_first_is_cancelled(
    cast: Cast, database: Database
) -> None:
    first = await cast.booked("10:00")
    other = str((await make_patient(database)).uid)
    ok(
        await cast.desk.post(
            "/appointments", booking(cast.practice, at("10:00"), patient_id=other, **WHY)
        ),
        201,
    )
    ok(await cast.own.post(f"/appointments/{first['id']}/cancel"))

    assert "10:00" not in await cast.starts()
    refused = await cast.other_patient.post("/appointments", booking(cast.practice, at("10:00")))
    problem(refused, 409, "scheduling.slot_taken")
    again = str((await make_patient(database)).uid)
    body = booking(cast.practice, at("10:00"), patient_id=again, **WHY)
    assert ok(await cast.desk.post("/appointments", body), 201)["overbooked"] is False


async def test_what_an_overbooked_visit_reaches_into_is_not_offered(
    cast: Cast, database: Database
) -> None:
    await cast.booked("10:00")
    other = str((await make_patient(database)).uid)
    body = booking(cast.practice, at("10:15"), patient_id=other, **WHY)
    ok(await cast.desk.post("/appointments", body), 201)

    assert "10:30" not in await cast.starts()
    refused = await cast.other_patient.post("/appointments", booking(cast.practice, at("10:30")))
    problem(refused, 409, "scheduling.slot_taken")


async def test_overbooking_and_booking_at_once_do_not_pass_each_other_unseen(
    api: Api, database: Database
) -> None:
    for _ in range(8):
        cast = await cast_of(api, database)
        await cast.booked("10:00")
        other = str((await make_patient(database)).uid)
        over = booking(cast.practice, at("10:15"), patient_id=other, **WHY)
        plain = booking(cast.practice, at("10:30"))
        answers = await asyncio.gather(
            cast.desk.post("/appointments", over), cast.other_patient.post("/appointments", plain)
        )
        # Whoever came second saw the first: the desk overbooks both, or the patient is refused.
        assert [a.status_code for a in answers] in ([201, 409], [201, 201], [409, 201])
        if [a.status_code for a in answers] == [201, 201]:
            seen = await sql(
                database,
                """
                SELECT a.id < b.id FROM appointments a, appointments b
                WHERE a.uid = $1 AND b.uid = $2
                """,
                answers[1].json()["id"],
                answers[0].json()["id"],
            )
            assert seen == [(True,)], "the patient was first, and the desk booked over both"


async def test_an_empty_change_is_a_reading_and_leaves_its_trace(
    cast: Cast, database: Database
) -> None:
    visit = await cast.booked("10:00", symptoms="Fever")
    ok(await cast.desk.patch(f"/appointments/{visit['id']}", {}))
    rows = await sql(
        database,
        "SELECT action, actor_role FROM audit_events WHERE entity_uid = $1 ORDER BY id",
        visit["id"],
    )
    assert rows == [("appointment.booked", "patient"), ("appointment.read", "staff")]


async def test_a_filtered_list_shows_in_the_access_log_of_the_patient(cast: Cast) -> None:
    await cast.booked("10:00")
    ok(await cast.desk.get("/appointments", patient_id=str(cast.patient.uid)))
    log = ok(await cast.own.get(f"/patients/{cast.patient.uid}/access-log"))["items"]
    assert ("appointment.listed", "staff") in {(e["action"], e["actor_role"]) for e in log}


async def test_an_approved_visit_is_not_moved_to_a_doctor_who_never_approved_it(
    api: Api, database: Database
) -> None:
    cast = await cast_of(api, database, needs_approval=True)
    visit = await cast.booked("10:00")
    ok(await cast.doctor.patch(f"/appointments/{visit['id']}/status", {"status": "confirmed"}))
    other = await make_practice(database, location=cast.practice.location)
    body = {"starts_at": at("11:00").isoformat(), "doctor_id": str(other.doctor.uid)}

    refused = await cast.own.post(f"/appointments/{visit['id']}/reschedule", body)

    problem(refused, 409, "scheduling.approval_needed")
    ok(await cast.desk.post(f"/appointments/{visit['id']}/reschedule", body))


async def test_another_doctor_brings_another_fee_and_length(cast: Cast, database: Database) -> None:
    visit = await cast.booked("10:00")
    other = await make_practice(database, location=cast.practice.location)
    await sql(
        database,
        """
        INSERT INTO doctor_visit_types
            (doctor_id, visit_type_id, duration_minutes, fee_amount, fee_currency)
        VALUES ($1, $2, 60, 2000, 'EUR')
        """,
        other.doctor.id,
        cast.practice.visit_type.id,
    )
    body = {"starts_at": at("11:00").isoformat(), "doctor_id": str(other.doctor.uid)}
    moved = ok(await cast.desk.post(f"/appointments/{visit['id']}/reschedule", body))

    assert moved["fee"] == {"amount": "2000.00", "currency": "EUR"}
    assert moved["duration_minutes"] == 60
    trace = await sql(
        database,
        """
        SELECT fields, details->>'previous_doctor' FROM audit_events
        WHERE entity_uid = $1 AND action = 'appointment.rescheduled'
        """,
        visit["id"],
    )
    assert trace == [(["starts_at", "doctor_id"], str(cast.practice.doctor.uid))]


async def test_ten_holds_at_once_are_five(cast: Cast) -> None:
    bodies = [booking(cast.practice, at(f"{hour:02d}:00")) for hour in range(9, 17)]
    answers = await asyncio.gather(*(cast.own.post("/holds", body) for body in bodies))
    assert sorted(answer.status_code for answer in answers) == [201] * 5 + [409] * 3


async def test_a_hold_is_refused_where_the_booking_would_be(cast: Cast, database: Database) -> None:
    await sql(
        database,
        "UPDATE doctors SET accepts_new_patients = false WHERE id = $1",
        cast.practice.doctor.id,
    )
    refused = await cast.own.post("/holds", booking(cast.practice, at("10:00")))
    assert problem(refused, 422, "scheduling.not_available")["reason"] == (
        "not_accepting_new_patients"
    )


async def test_every_end_of_a_hold_is_written_down(cast: Cast, database: Database) -> None:
    body = booking(cast.practice, at("10:00"))
    held = ok(await cast.own.post("/holds", body), 201)
    await cast.booked("10:00", hold_id=held["id"])
    rows = await sql(
        database, "SELECT action FROM audit_events WHERE entity_uid = $1 ORDER BY id", held["id"]
    )
    assert rows == [("hold.created",), ("hold.used",)]


async def test_a_doctor_whose_role_was_taken_is_not_booked(cast: Cast, database: Database) -> None:
    await sql(
        database, "UPDATE users SET role = 'staff' WHERE id = $1", cast.practice.doctor.user_id
    )
    refused = await cast.own.post("/appointments", booking(cast.practice, at("10:00")))
    problem(refused, 422, "doctors.unknown")


async def test_a_visit_of_a_type_out_of_use_can_still_be_moved(
    cast: Cast, database: Database
) -> None:
    visit = await cast.booked("10:00")
    await sql(
        database,
        "UPDATE visit_types SET active = false WHERE id = $1",
        cast.practice.visit_type.id,
    )
    body = {"starts_at": at("11:00").isoformat()}
    ok(await cast.desk.post(f"/appointments/{visit['id']}/reschedule", body))


async def test_a_visit_that_needs_a_tagged_room_stays_in_such_rooms(
    api: Api, database: Database
) -> None:
    cast = await cast_of(api, database, needs=[{"kind": "room", "tag": "xray"}])
    place = cast.practice.location
    await make_resource(database, place, tags=["xray"])
    plain = await make_resource(database, place)
    visit = await cast.booked("10:00")

    change = {"room_id": str(plain.uid)}
    refused = await cast.desk.patch(f"/appointments/{visit['id']}", change)
    problem(refused, 422, "resources.unknown")


async def test_needs_that_overlap_are_refused(api: Api, database: Database) -> None:
    admin = await api.signed_in(await make_user(database, Role.ADMIN))
    body = {
        "name": "X-ray",
        "duration_minutes": 30,
        "fee": {"amount": "1.00", "currency": "BDT"},
        "needs": [{"kind": "room", "tag": None}, {"kind": "room", "tag": "xray"}],
    }
    problem(await admin.post("/visit-types", body), 422, "visit_types.mixed_needs")


async def test_a_patient_does_not_rewrite_a_visit_that_has_begun(
    cast: Cast, database: Database
) -> None:
    visit = await cast.booked("10:00")
    await sql(
        database,
        "UPDATE appointments SET starts_at = $2, ends_at = $3 WHERE uid = $1",
        visit["id"],
        at("10:00", TUESDAY - timedelta(days=1)),
        at("10:30", TUESDAY - timedelta(days=1)),
    )
    refused = await cast.own.patch(f"/appointments/{visit['id']}", {"symptoms": "none"})
    problem(refused, 409, "scheduling.bad_transition")


async def test_nobody_is_checked_in_before_the_day(cast: Cast) -> None:
    visit = await cast.booked("10:00")
    early = await cast.desk.patch(f"/appointments/{visit['id']}/status", {"status": "checked_in"})
    problem(early, 409, "scheduling.day_over")


async def test_a_reason_without_an_override_is_not_kept(cast: Cast, database: Database) -> None:
    visit = await book(cast.own, cast.practice, at("10:00"), override_reason="please")
    rows = await sql(
        database, "SELECT override_reason FROM appointments WHERE uid = $1", visit["id"]
    )
    assert rows == [(None,)]


async def test_only_doctors_with_hours_who_offer_the_type_are_searched(
    cast: Cast, database: Database
) -> None:
    """A thousand others in front of them would push the one who is free out of the search."""
    wanted = cast.practice.visit_type
    idle = await make_doctor(database)
    elsewhere = await make_practice(database, location=cast.practice.location)
    await sql(
        database,
        "INSERT INTO doctor_visit_types (doctor_id, visit_type_id) VALUES ($1, $2)",
        elsewhere.doctor.id,
        elsewhere.visit_type.id,
    )
    async with database.reading() as reader:
        statement = select(Doctor.id).where(bookable_doctors(wanted.uid))
        found = set(await reader.session.scalars(statement))
    assert cast.practice.doctor.id in found
    assert not {idle.id, elsewhere.doctor.id} & found
