"""What was kept is given up when it may be wrong, whatever became of the news about it."""

import asyncio
from datetime import UTC, date, datetime, timedelta

from praxis.directory.patients.models import Patient
from praxis.kit import outbox
from praxis.kit.db.database import UnitOfWork
from praxis.reporting.derived.first_visits import refresh_first_visits
from praxis.reporting.derived.months import mark_months, refresh_months
from praxis.scheduling.appointments.models import Appointment
from tests.conftest import NOW
from tests.factories.availability import Practice, make_practice
from tests.factories.directory import make_patient
from tests.factories.scheduling import make_appointment
from tests.integration.reporting.conftest import Desk
from tests.integration.reporting.made import Made, make_random_practice
from tests.integration.reporting.test_against_slow import compare, number
from tests.support.api import ok

YEAR = {"from": "2026-01-01", "to": "2026-12-31"}
MAY = datetime(2026, 5, 4, 4, tzinfo=UTC)

KILL = """
    UPDATE outbox_messages SET dead_at = now(), attempts = 10, last_error = 'KeyError'
    WHERE topic LIKE 'scheduling.appointment%'
"""


async def completed_visit(
    desk: Desk, practice: Practice, patient: Patient, starts_at: datetime = MAY
) -> Appointment:
    return await make_appointment(
        desk.database,
        practice.doctor,
        patient,
        practice.location,
        practice.visit_type,
        starts_at,
        status="completed",
    )


async def undo(desk: Desk, visit: Appointment, *, told: bool = True, dead: bool = False) -> None:
    """Enter it in error, as the product does; or behind its back."""

    async def work(unit: UnitOfWork) -> None:
        await unit.sql.execute(
            "UPDATE appointments SET status = 'entered_in_error' WHERE id = $1", visit.id
        )
        if told:
            topic = "scheduling.appointment_entered_in_error"
            await outbox.enqueue(unit, topic, appointment_id=visit.id, event_id=0, sequence=0)
        if dead:
            await unit.sql.execute(KILL)

    await desk.database.transact(work)


async def seen(desk: Desk) -> tuple[int, int, int]:
    """Visits, and new and returning patients."""
    overview = ok(await desk.admin.get("/reports/overview", **YEAR))
    patients = overview["patients"]
    return overview["visits"]["total"], patients["new"], patients["returning"]


async def test_news_that_were_dismissed_still_reach_the_figures(desk: Desk) -> None:
    practice, patient = await make_practice(desk.database), await make_patient(desk.database)
    visit = await completed_visit(desk, practice, patient)
    await desk.refresh()
    assert await seen(desk) == (1, 1, 0)
    await undo(desk, visit, dead=True)
    assert await seen(desk) == (0, 0, 0)

    letter = ok(await desk.admin.get("/admin/dead-letters"))["items"][0]["id"]
    ok(await desk.admin.delete(f"/admin/dead-letters/{letter}"), 204)

    assert await seen(desk) == (0, 0, 0)
    await desk.hear()
    assert await seen(desk) == (0, 0, 0)
    await desk.refresh()
    assert await seen(desk) == (0, 0, 0)
    assert await number(desk, "SELECT count(*) FROM outbox_messages") == 0


async def test_dismissed_a_second_time_they_are_gone(desk: Desk) -> None:
    practice, patient = await make_practice(desk.database), await make_patient(desk.database)
    visit = await completed_visit(desk, practice, patient)
    await undo(desk, visit, dead=True)
    for _ in range(2):
        letter = ok(await desk.admin.get("/admin/dead-letters"))["items"][0]["id"]
        ok(await desk.admin.delete(f"/admin/dead-letters/{letter}"), 204)
        await desk.database.transact(lambda unit: unit.sql.execute(KILL))

    assert await number(desk, "SELECT count(*) FROM outbox_messages") == 0


async def test_rows_that_were_changed_by_hand_are_counted_within_a_day(desk: Desk) -> None:
    practice, patient = await make_practice(desk.database), await make_patient(desk.database)
    first = await completed_visit(desk, practice, patient)
    await completed_visit(desk, practice, patient, MAY + timedelta(days=1))
    other = await make_patient(desk.database)
    only = await completed_visit(desk, practice, other, MAY + timedelta(days=2))
    await desk.refresh()
    assert await seen(desk) == (3, 2, 1)

    await undo(desk, first, told=False)
    await undo(desk, only, told=False)

    later = await desk.move_to(NOW + timedelta(days=1, minutes=1))
    await later.refresh()
    assert await seen(later) == (1, 1, 0)


async def test_what_is_told_during_the_first_look_at_first_visits_is_seen(desk: Desk) -> None:
    practice = await make_practice(desk.database)
    patients = [await make_patient(desk.database) for _ in range(2)]
    visits = [
        await completed_visit(desk, practice, patient, MAY + timedelta(hours=hour))
        for hour, patient in enumerate(patients)
    ]
    filled, go_on = asyncio.Event(), asyncio.Event()

    async def slow_look(unit: UnitOfWork) -> None:
        await refresh_first_visits(unit, NOW)
        filled.set()
        await go_on.wait()

    first = asyncio.create_task(desk.database.transact(slow_look))
    await filled.wait()
    await undo(desk, visits[0])
    await desk.hear()
    second = asyncio.create_task(
        desk.database.transact(lambda unit: refresh_first_visits(unit, NOW))
    )
    await asyncio.sleep(0.3)
    go_on.set()
    await asyncio.gather(first, second)

    await desk.refresh()
    assert await seen(desk) == (1, 1, 0)


async def mark(desk: Desk, made: Made, count: int | None = None) -> None:
    ids = [visit.id for visit in made.visits[:count]]
    await desk.database.transact(lambda unit: mark_months(unit, ids, [None] * len(ids)))


async def test_a_zone_that_was_another_for_a_while_leaves_nothing_behind(desk: Desk) -> None:
    made = await make_random_practice(desk.database, 7)
    await desk.refresh()
    path = f"/locations/{made.places[0].uid}"
    ok(await desk.admin.patch(path, {"time_zone": "Pacific/Auckland"}))
    # Some of the months are counted while the zone is the other one.
    await mark(desk, made)
    await desk.database.transact(lambda unit: refresh_months(unit, NOW))

    ok(await desk.admin.patch(path, {"time_zone": made.places[0].time_zone}))

    await compare(desk, made)
    await desk.refresh()
    await compare(desk, made)


async def test_the_zone_of_a_place_that_was_added_later_counts_too(desk: Desk) -> None:
    made = await make_random_practice(desk.database, 11)
    await desk.refresh()
    added = await make_practice(desk.database)
    night = datetime(2026, 6, 30, 19, tzinfo=UTC)  # 1 July in Dhaka, 30 June in Berlin
    visit = await completed_visit(desk, added, await make_patient(desk.database), night)
    await desk.database.transact(
        lambda unit: outbox.enqueue(
            unit, "scheduling.appointment_updated", appointment_id=visit.id, event_id=0
        )
    )
    await desk.hear()
    await desk.refresh()
    await compare(desk, made)

    path = f"/locations/{added.location.uid}"
    ok(await desk.admin.patch(path, {"time_zone": "Europe/Berlin"}))

    await compare(desk, made)


async def test_months_that_are_due_are_counted_while_others_are_marked_again_and_again(
    desk: Desk,
) -> None:
    made = await make_random_practice(desk.database, 8)
    await desk.refresh()
    known = await number(desk, "SELECT count(*) FROM report_months")
    await make_appointment(
        desk.database,
        made.doctors[0],
        made.patients[0],
        made.places[0],
        made.types[0],
        datetime(2025, 10, 4, 4, tzinfo=UTC),
    )

    await mark(desk, made)
    await desk.database.transact(lambda unit: refresh_months(unit, NOW))

    assert await number(desk, "SELECT count(*) FROM report_months") > known


async def test_the_oldest_mark_is_worked_off_first(desk: Desk) -> None:
    made = await make_random_practice(desk.database, 8)
    await desk.refresh()

    async def put(unit: UnitOfWork) -> None:
        for month in (date(2026, 11, 1), *(date(2026, month, 1) for month in range(1, 9))):
            await unit.sql.execute(
                "INSERT INTO report_stale_months (doctor_id, month) VALUES ($1, $2)",
                made.doctors[0].id,
                month,
            )

    await desk.database.transact(put)
    await desk.database.transact(lambda unit: refresh_months(unit, NOW))

    november = "SELECT count(*) FROM report_stale_months WHERE month = '2026-11-01'"
    assert await number(desk, november) == 0
