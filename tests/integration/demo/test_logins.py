"""Who tries the demo signs in through the API and finds something to do."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import pytest

from praxis.app import create_app
from praxis.demo.accounts import ADMIN, DESK, DOCTOR, PASSWORD, PATIENT
from praxis.kit.clock import FixedClock
from praxis.settings import Settings
from tests.integration.demo.conftest import Demo, demo_apart
from tests.support.api import Api, ok
from tests.unit.demo.plans import INSTANTS


@asynccontextmanager
async def serving(demo: Demo, settings: Settings) -> AsyncIterator[Api]:
    """The application on the demo practice, at its date."""
    clock = FixedClock(demo.now)
    app = create_app(settings, demo.dsn, clock=clock)
    async with app.router.lifespan_context(app), Api.of(app, clock) as client:
        yield client


@pytest.fixture(scope="session")
async def api(demo: Demo, settings: Settings) -> AsyncIterator[Api]:
    async with serving(demo, settings) as client:
        yield client


async def sign_in(api: Api, email: str) -> Api:
    answer = ok(await api.post("/auth/login", {"email": email, "password": PASSWORD}))
    return api.with_headers(Authorization=f"Bearer {answer['access_token']}")


async def test_each_login_gets_in_with_its_role(api: Api) -> None:
    for email, role in (
        (ADMIN, "admin"),
        (DESK, "staff"),
        (DOCTOR, "doctor"),
        (PATIENT, "patient"),
    ):
        me = ok(await (await sign_in(api, email)).get("/users/me"))
        assert (me["email"], me["role"]) == (email, role)


async def test_nobody_gets_into_the_other_accounts(api: Api, demo: Demo) -> None:
    ((email,),) = await demo.rows(
        "SELECT email FROM users WHERE role = 'patient' AND email <> $1 ORDER BY id LIMIT 1",
        PATIENT,
    )

    refused = await api.post("/auth/login", {"email": email, "password": PASSWORD})

    assert refused.status_code == 401


async def test_the_patient_has_two_visits_ahead_and_records_of_earlier_ones(
    api: Api, demo: Demo
) -> None:
    patient = await sign_in(api, PATIENT)

    visits = ok(await patient.get("/appointments", limit=200))["items"]
    upcoming = ok(await patient.get("/appointments", **{"from": demo.now.isoformat()}))["items"]
    records = ok(await patient.get("/medical-records"))["items"]

    assert [visit["status"] for visit in upcoming] == ["confirmed", "confirmed"]
    assert len({visit["patient_name"] for visit in visits}) == 3, "a mother and two children"
    completed = {visit["id"] for visit in visits if visit["status"] == "completed"}
    assert len(completed) >= 5
    assert {record["appointment_id"] for record in records} == completed


async def test_a_patient_cancels_and_the_time_is_offered_again(
    settings: Settings, worker: str
) -> None:
    now = INSTANTS["an ordinary Monday"]
    async with (
        demo_apart(f"praxis_demo_cancel_{worker}", now) as demo,
        serving(demo, settings) as api,
    ):
        patient = await sign_in(api, PATIENT)
        visit = ok(await patient.get("/appointments", **{"from": now.isoformat()}))["items"][0]
        assert datetime.fromisoformat(visit["starts_at"]) not in await starts_of(api, visit)

        cancelled = ok(await patient.post(f"/appointments/{visit['id']}/cancel", {}))

        assert cancelled["status"] == "cancelled"
        assert datetime.fromisoformat(visit["starts_at"]) in await starts_of(api, visit)


async def starts_of(api: Api, visit: dict[str, str]) -> list[datetime]:
    """The starts that are offered around a visit."""
    start = datetime.fromisoformat(visit["starts_at"])
    window = {
        "from": (start - timedelta(hours=1)).isoformat(),
        "to": (start + timedelta(hours=1)).isoformat(),
        "tz": "UTC",
    }
    path = f"/doctors/{visit['doctor_id']}/slots"
    found = ok(await api.get(path, visit_type_id=visit["visit_type_id"], **window))
    return [datetime.fromisoformat(slot["starts_at"]) for slot in found["items"]]


async def test_the_doctor_finds_the_day_in_the_calendar(api: Api, demo: Demo) -> None:
    doctor = await sign_in(api, DOCTOR)
    half = timedelta(hours=24)

    around = ok(
        await doctor.get(
            "/appointments",
            limit=200,
            **{"from": (demo.now - half).isoformat(), "to": (demo.now + half).isoformat()},
        )
    )

    assert len(around["items"]) >= 6
    assert {visit["specialty"] for visit in around["items"]} == {"Cardiology"}


async def test_every_doctor_offers_times_in_the_days_to_come(api: Api, demo: Demo) -> None:
    doctors = ok(await api.get("/doctors", limit=200))["items"]
    types = ok(await api.get("/visit-types"))["items"]
    (consultation,) = (item["id"] for item in types if item["name"] == "Consultation")

    assert len(doctors) == 12
    for doctor in doctors:
        found = ok(
            await api.get(
                f"/doctors/{doctor['id']}/slots",
                visit_type_id=consultation,
                to=(demo.now + timedelta(days=20)).isoformat(),
            )
        )
        assert len(found["items"]) > 10, doctor["full_name"]
        first = datetime.fromisoformat(found["items"][0]["starts_at"])
        assert first >= demo.now + timedelta(hours=2)
