"""Days to the third next available appointment, as a patient would be offered it."""

from datetime import timedelta

from praxis.directory.visit_types.models import DoctorVisitType
from tests.conftest import NOW
from tests.factories.availability import make_practice, make_rule, make_time_off
from tests.factories.directory import add_all, make_doctor, make_location, make_patient
from tests.integration.reporting.conftest import Desk
from tests.support.api import ok
from tests.support.booking import book


async def test_the_third_free_time_counts_by_the_calendar_of_the_place(desk: Desk) -> None:
    # Noon in Dhaka: a half day is left, of eight hours a day.
    practice = await make_practice(desk.database, duration_minutes=240, slot_interval_minutes=240)
    patient = await make_patient(desk.database)
    who = {"patient_id": str(patient.uid)}

    await desk.refresh("access")
    first = ok(await desk.admin.get("/reports/overview"))["access"]
    # 13:00 today, 09:00 and 13:00 tomorrow.
    assert first == {
        "measured_on": "2027-01-04",
        "mean_days": 1.0,
        "measured": 1,
        "beyond_horizon": 0,
    }

    await book(desk.admin, practice, NOW + timedelta(hours=1), **who)
    desk = await desk.move_to(NOW + timedelta(days=1))
    await book(desk.admin, practice, NOW + timedelta(days=1, hours=1), **who)
    await desk.refresh("access")

    again = ok(await desk.admin.get("/reports/overview"))
    assert again["access"]["measured_on"] == "2027-01-05"
    assert again["access"]["mean_days"] == 2.0
    assert again["by_doctor"][0]["access_days"] == 2.0
    assert again["by_visit_type"][0]["access_days"] == 2.0


async def test_it_is_measured_once_a_day(desk: Desk) -> None:
    practice = await make_practice(desk.database)
    await desk.refresh("access")
    await make_time_off(
        desk.database,
        practice.doctor,
        starts_on=NOW.date(),
        ends_on=(NOW + timedelta(days=8)).date(),
    )

    await desk.refresh("access")
    same = ok(await desk.admin.get("/reports/overview"))["access"]
    desk = await desk.move_to(NOW + timedelta(days=1))
    await desk.refresh("access")
    later = ok(await desk.admin.get("/reports/overview"))["access"]

    assert same["mean_days"] == 0.0
    # On leave until the 12th; today is the 5th.
    assert later["mean_days"] == 8.0


async def test_without_three_times_in_reach_it_is_beyond_the_horizon(desk: Desk) -> None:
    practice = await make_practice(desk.database, booking_horizon_days=5)
    await make_time_off(
        desk.database,
        practice.doctor,
        starts_on=NOW.date(),
        ends_on=(NOW + timedelta(days=30)).date(),
    )

    await desk.refresh("access")

    access = ok(await desk.admin.get("/reports/overview"))["access"]
    assert (access["mean_days"], access["measured"], access["beyond_horizon"]) == (None, 0, 1)


async def test_only_what_a_doctor_offers_is_measured(desk: Desk) -> None:
    practice = await make_practice(desk.database)
    await make_practice(desk.database)
    own = DoctorVisitType(doctor_id=practice.doctor.id, visit_type_id=practice.visit_type.id)
    await add_all(desk.database, own)

    await desk.refresh("access")

    access = ok(await desk.admin.get("/reports/overview"))["access"]
    # One doctor offers one type, the other both.
    assert access["measured"] == 3


async def test_of_one_place_count_the_doctors_who_work_there_alone(desk: Desk) -> None:
    practice = await make_practice(desk.database)
    sundays = await make_location(desk.database)
    await make_rule(desk.database, practice.doctor, sundays, 6)
    await desk.refresh("access")

    async def measured(**query: str) -> int:
        found = ok(await desk.admin.get("/reports/overview", **query))["access"]["measured"]
        return int(found)

    assert await measured() == 1
    for place in (practice.location, sundays):
        assert await measured(location_id=str(place.uid)) == 0

    alone = await make_doctor(desk.database)
    await make_rule(desk.database, alone, sundays, 6)
    await desk.refresh("access")

    assert await measured(location_id=str(sundays.uid)) == 1
    assert await measured() == 2
