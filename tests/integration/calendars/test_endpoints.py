"""The calendar file of a visit: for whom it is, what it keeps to itself, and its trace."""

from typing import Any

import httpx
import pytest
from icalendar import Calendar

from praxis.kit.db.database import Database
from tests.integration.scheduling.cast import Cast, at, cast_of, unknown_id
from tests.support.api import Api, ok, problem
from tests.support.audit import events_of

WORDS = {"reason": "Chest pain", "symptoms": "Worse at night", "notes": "Afraid of needles"}


@pytest.fixture
async def cast(api: Api, database: Database) -> Cast:
    return await cast_of(api, database, name="HIV test")


def path(visit: dict[str, Any]) -> str:
    return f"/appointments/{visit['id']}/calendar.ics"


def event_of(response: httpx.Response) -> Any:
    assert response.status_code == 200, response.text
    (event,) = Calendar.from_ical(response.content).events
    return event


async def test_those_who_may_read_a_visit_take_it_along(cast: Cast) -> None:
    visit = await cast.booked("10:00")
    for caller in (cast.own, cast.doctor, cast.desk, cast.admin):
        response = await caller.get(path(visit))
        event = event_of(response)
        assert event.start == at("10:00")
        assert event["UID"] == f"{visit['id']}@praxis"
        assert response.headers["content-type"].startswith("text/calendar; method=PUBLISH")
        assert "charset=utf-8" in response.headers["content-type"]
        assert response.headers["content-disposition"] == (
            'attachment; filename="visit-2027-01-05.ics"'
        )
        assert response.headers["cache-control"] == "private, no-store"


async def test_it_keeps_why_and_who_to_itself(cast: Cast) -> None:
    visit = await cast.booked("10:00", **WORDS)
    text = (await cast.desk.get(path(visit))).text
    for word in (*WORDS.values(), "HIV", cast.patient.full_name, str(cast.patient.uid)):
        assert word not in text


async def test_a_visit_that_moves_stays_the_same_event(cast: Cast) -> None:
    visit = await cast.booked("10:00")
    before = event_of(await cast.own.get(path(visit)))
    move = {"starts_at": at("14:00").isoformat()}
    ok(await cast.own.post(f"/appointments/{visit['id']}/reschedule", move))
    after = event_of(await cast.own.get(path(visit)))
    assert (after["UID"], after["SEQUENCE"]) == (before["UID"], before["SEQUENCE"] + 1)
    assert after.start == at("14:00")
    ok(await cast.own.post(f"/appointments/{visit['id']}/cancel"))
    assert event_of(await cast.own.get(path(visit)))["STATUS"] == "CANCELLED"


async def test_it_leaves_a_trace(cast: Cast, database: Database) -> None:
    visit = await cast.booked("10:00")
    ok_file = await cast.doctor.get(path(visit))
    assert ok_file.is_success
    doctor = cast.practice.doctor.user_id
    (event,) = await events_of(database, doctor, "appointment.exported")
    assert (str(event["entity_uid"]), event["patient_id"]) == (visit["id"], cast.patient.id)


async def test_others_do_not_learn_of_it(cast: Cast) -> None:
    visit = await cast.booked("10:00")
    for caller in (cast.other_patient, cast.other_doctor):
        problem(await caller.get(path(visit)), 404, "not_found")
    problem(await cast.desk.get(path({"id": unknown_id()})), 404, "not_found")
    problem(await cast.visitor.get(path(visit)), 401, "auth.required")
