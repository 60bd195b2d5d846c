"""What matters now, by role."""

from datetime import date, timedelta
from decimal import Decimal

from praxis.identity.auth import Actor
from praxis.identity.models import Role
from praxis.kit.db.database import UnitOfWork
from praxis.reporting.dashboards import service
from praxis.scheduling.appointments.models import Status
from tests.conftest import NOW
from tests.factories.availability import Practice, make_practice, make_time_off
from tests.factories.directory import make_doctor, make_location, make_patient
from tests.factories.identity import make_user
from tests.factories.scheduling import make_appointment
from tests.integration.reporting.conftest import Desk
from tests.support.api import Api, ok, problem
from tests.support.audit import events_of

HOUR = timedelta(hours=1)


async def visit(
    desk: Desk, practice: Practice, hours: float, status: Status, **changes: object
) -> str:
    """A visit so many hours from noon; returns its public id."""
    patient = changes.pop("patient", None) or await make_patient(desk.database)
    made = await make_appointment(
        desk.database,
        practice.doctor,
        patient,  # type: ignore[arg-type]  # popped of mixed keywords
        practice.location,
        practice.visit_type,
        NOW + hours * HOUR,
        status,
        **changes,
    )
    return str(made.uid)


def task(kind: str, **visit: object) -> dict[str, object]:
    nothing = dict.fromkeys(("appointment_id", "starts_at", "time_zone", "doctor_name"))
    return {"kind": kind, **nothing, **visit}


async def dashboard(api: Api, role: str) -> dict[str, object]:
    found: dict[str, object] = ok(await api.get("/dashboard"))
    assert found.pop("role") == role
    return found


async def test_a_patient_sees_the_next_visit_and_what_to_do(desk: Desk) -> None:
    practice = await make_practice(desk.database)
    user = await make_user(desk.database, Role.PATIENT)
    patient = await make_patient(desk.database, user, is_account_holder=True)
    owed = await visit(desk, practice, -48, Status.COMPLETED, patient=patient)
    await visit(desk, practice, -72, Status.COMPLETED, patient=patient, paid_amount=Decimal(500))
    coming = await visit(desk, practice, 30, Status.CONFIRMED, patient=patient)
    await visit(desk, practice, 24 * 20, Status.CONFIRMED, patient=patient)
    await visit(desk, practice, 20, Status.CANCELLED, patient=patient)
    # A request that has run out is no visit to come.
    await visit(desk, practice, 25, Status.PENDING, patient=patient, expires_at=NOW)

    found = await dashboard(await desk.api.signed_in(user), "patient")

    assert found["upcoming"] == 2
    assert isinstance(found["next_visit"], dict)
    assert found["next_visit"]["id"] == coming
    where = {
        "time_zone": practice.location.time_zone,
        "doctor_name": practice.doctor.user.full_name,
    }
    assert found["to_do"] == [
        task("confirm_visit", appointment_id=coming, starts_at="2027-01-05T12:00:00Z", **where),
        task("pay_visit", appointment_id=owed, starts_at="2027-01-02T06:00:00Z", **where),
        task("complete_profile"),
    ]
    traces = await events_of(desk.database, user.id, "appointment.")
    assert [(trace["action"], trace["patient_id"]) for trace in traces] == [
        ("appointment.listed", patient.id),
        ("appointment.read", patient.id),
    ]


async def test_a_new_patient_is_shown_the_way(desk: Desk) -> None:
    user = await make_user(desk.database, Role.PATIENT, email_verified_at=None)
    await make_patient(
        desk.database,
        user,
        is_account_holder=True,
        date_of_birth=date(1990, 1, 1),
        mobile="+8801712345678",
    )

    found = await dashboard(await desk.api.signed_in(user), "patient")

    assert found == {
        "next_visit": None,
        "upcoming": 0,
        "to_do": [task("verify_email"), task("book_visit")],
    }


async def test_a_doctor_sees_the_day_and_the_week(desk: Desk) -> None:
    practice = await make_practice(desk.database)
    await make_time_off(
        desk.database, practice.doctor, starts_on=date(2027, 1, 6), ends_on=date(2027, 1, 6)
    )
    await visit(desk, practice, -2, Status.COMPLETED)
    waiting = await visit(desk, practice, 0.5, Status.CHECKED_IN)
    await visit(desk, practice, 2, Status.CONFIRMED)
    await visit(desk, practice, 3, Status.CANCELLED)
    await visit(desk, practice, 26, Status.PENDING)
    await visit(desk, practice, -24 * 40, Status.COMPLETED)

    found = await dashboard(await desk.api.signed_in(practice.doctor.user), "doctor")

    assert (found["on"], found["time_zone"]) == ("2027-01-04", "Asia/Dhaka")
    today = found["today"]
    assert isinstance(today, dict)
    assert today.pop("next")["id"] == waiting
    assert today == {"visits": 3, "waiting": 1, "done": 1}
    assert found["week"][:3] == [  # type: ignore[index]  # a list
        {"on": "2027-01-04", "visits": 3, "claimed_minutes": 90, "open_minutes": 480},
        {"on": "2027-01-05", "visits": 1, "claimed_minutes": 30, "open_minutes": 480},
        {"on": "2027-01-06", "visits": 0, "claimed_minutes": 0, "open_minutes": 0},
    ]
    # What was long ago is not called unfinished any more.
    assert (found["requests"], found["unfinished_records"]) == (1, 1)


async def test_a_visit_that_has_begun_cannot_be_confirmed_any_more(desk: Desk) -> None:
    practice = await make_practice(desk.database)
    user = await make_user(desk.database, Role.PATIENT)
    patient = await make_patient(desk.database, user, is_account_holder=True)
    begun = await visit(desk, practice, -0.1, Status.CONFIRMED, patient=patient)

    found = await dashboard(await desk.api.signed_in(user), "patient")

    assert isinstance(found["next_visit"], dict)
    assert found["next_visit"]["id"] == begun
    assert found["to_do"] == [task("complete_profile")]


async def test_a_visit_that_takes_longer_than_planned_is_still_the_next(desk: Desk) -> None:
    practice = await make_practice(desk.database)
    doctor = await desk.api.signed_in(practice.doctor.user)
    await visit(desk, practice, -4, Status.CONFIRMED)
    for hours, status in ((1, Status.CONFIRMED), (-2, Status.CHECKED_IN), (-3, Status.IN_PROGRESS)):
        expected = await visit(desk, practice, hours, status)

        today = (await dashboard(doctor, "doctor"))["today"]

        assert isinstance(today, dict)
        assert today["next"]["id"] == expected, status


async def test_a_request_that_has_run_out_counts_on_no_dashboard(desk: Desk) -> None:
    practice = await make_practice(desk.database)
    await visit(desk, practice, 1, Status.PENDING, expires_at=NOW)
    doctor = await desk.api.signed_in(practice.doctor.user)
    staff = await desk.api.signed_in(await make_user(desk.database, Role.STAFF))

    own = await dashboard(doctor, "doctor")
    place = (await dashboard(staff, "staff"))["locations"][0]  # type: ignore[index]  # a list
    whole = await dashboard(desk.admin, "admin")

    assert own["today"] == {"visits": 0, "waiting": 0, "done": 0, "next": None}
    assert own["week"][0]["visits"] == own["week"][0]["claimed_minutes"] == 0  # type: ignore[index]  # a list
    assert place["visits"] == 0
    assert whole["today"]["visits"] == 0  # type: ignore[index]  # an object


async def test_an_administrator_sees_figures_of_one_moment(desk: Desk) -> None:
    actor = Actor(desk.administrator.id, desk.administrator.uid, Role.ADMIN)

    async def look(unit: UnitOfWork) -> str:
        await service.read(unit, actor=actor, now=NOW)
        return str(await unit.sql.fetchval("SHOW transaction_isolation"))

    assert await desk.database.transact(look) == "repeatable read"


async def test_the_desk_sees_each_place_by_its_own_day(desk: Desk) -> None:
    practice = await make_practice(desk.database)
    # Past midnight on Kiritimati, the 4th still in Dhaka.
    far = await make_location(desk.database, time_zone="Pacific/Kiritimati")
    desk = await desk.move_to(NOW + 4 * HOUR)
    await visit(desk, practice, 3, Status.CONFIRMED)
    await visit(desk, practice, 5, Status.CONFIRMED, confirmed_by_patient_at=NOW)
    await visit(desk, practice, 4.5, Status.CONFIRMED)
    await visit(desk, practice, 1, Status.COMPLETED, paid_amount=Decimal("120.50"))
    await visit(desk, practice, 2, Status.NO_SHOW, paid_amount=Decimal(500))
    await visit(desk, practice, 2, Status.CANCELLED)
    await visit(desk, practice, 1, Status.COMPLETED, fee_currency="EUR")
    await visit(desk, practice, 40, Status.PENDING)
    staff = await desk.api.signed_in(await make_user(desk.database, Role.STAFF))

    found = await dashboard(staff, "staff")

    places = {row["location"]["name"]: row for row in found["locations"]}  # type: ignore[attr-defined]  # a list
    assert places[far.name]["on"] == "2027-01-05"
    here = places[practice.location.name]
    assert here["on"] == "2027-01-04"
    counts = ("visits", "unconfirmed", "arrived", "completed", "no_shows", "late")
    assert [here[name] for name in counts] == [6, 1, 0, 2, 1, 1]
    assert found["requests"] == 1
    assert found["to_collect"] == [
        {"amount": "379.50", "currency": "BDT"},
        {"amount": "500.00", "currency": "EUR"},
    ]


async def test_the_desk_collects_from_those_who_came_today(desk: Desk) -> None:
    practice = await make_practice(desk.database)
    desk = await desk.move_to(NOW + 4 * HOUR)
    # One who is early pays on arrival; one who is still to come, or did not, is not asked yet.
    came = (Status.CHECKED_IN, Status.IN_PROGRESS, Status.COMPLETED)
    for hours, status in enumerate((*came, Status.NO_SHOW, Status.LEFT_WITHOUT_SEEN), start=1):
        await visit(desk, practice, hours, status)
    await visit(desk, practice, 3.5, Status.CONFIRMED)
    await visit(desk, practice, 6, Status.CHECKED_IN, paid_amount=Decimal(400))
    await visit(desk, practice, -24, Status.COMPLETED)
    staff = await desk.api.signed_in(await make_user(desk.database, Role.STAFF))

    found = await dashboard(staff, "staff")

    assert found["to_collect"] == [{"amount": "1600.00", "currency": "BDT"}]


async def test_an_administrator_sees_today_and_the_month(desk: Desk) -> None:
    practice = await make_practice(desk.database)
    await make_doctor(desk.database, approved_at=None)
    await visit(desk, practice, -1, Status.COMPLETED)
    await visit(desk, practice, 1, Status.NO_SHOW)
    await visit(desk, practice, 2, Status.CANCELLED)
    await visit(desk, practice, -48, Status.COMPLETED)
    await visit(desk, practice, 48, Status.PENDING)

    found = await dashboard(desk.admin, "admin")

    assert found["today"] == {"visits": 2, "completed": 1, "no_shows": 1, "cancelled": 1}
    month = found["month"]
    assert isinstance(month, dict)
    overview = ok(await desk.admin.get("/reports/overview"))
    assert month == overview
    assert month["visits"]["total"] == 5
    assert (found["doctors_to_approve"], found["dead_letters"], found["requests"]) == (1, 0, 1)


async def test_nobody_has_a_dashboard_without_signing_in(desk: Desk) -> None:
    problem(await desk.api.get("/dashboard"), 401, "auth.required")
