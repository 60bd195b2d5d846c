"""Links out of real reminders: what their holders may do, once, and for how long."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from praxis.kit.db.database import Database
from tests.integration.notifications.links.holder import Holder, holder_of, still_here
from tests.integration.scheduling.cast import at, cast_of
from tests.support.api import Api, ok, problem
from tests.support.booking import book
from tests.support.messages import Mailbox

WHAT = ("read", "confirm", "cancel")


async def test_a_link_shows_no_more_than_stood_in_the_mail(holder: Holder) -> None:
    found = await holder.read()
    assert found["appointment_id"] == holder.visit["id"]
    assert datetime.fromisoformat(found["starts_at"]) == at("15:00")
    assert (found["status"], found["confirmed"]) == ("confirmed", False)
    assert (found["can_confirm"], found["can_cancel"]) == (True, True)
    assert set(found) == {
        *("appointment_id", "status", "starts_at", "ends_at", "time_zone", "doctor_name"),
        *("location_name", "address", "phone", "confirmed", "can_confirm", "can_cancel"),
        "changeable_until",
    }
    assert holder.cast.patient.full_name not in str(found)
    assert await holder.kinds() == ["booked"]


@pytest.mark.parametrize("what", WHAT)
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
async def test_a_scanner_that_follows_a_link_changes_nothing(
    holder: Holder, what: str, method: str
) -> None:
    for options in ({}, {"params": {"token": holder.token}}, {"json": {"token": holder.token}}):
        answer = await holder.visitor.request(method, f"/visit-links/{what}", **options)
        assert answer.status_code == 405
        assert answer.headers["Allow"] == "POST"
    assert await holder.kinds() == ["booked"]


async def test_confirming_twice_is_one_entry_in_the_history(holder: Holder) -> None:
    first = ok(await holder.open("confirm"))
    assert (first["confirmed"], first["can_confirm"]) == (True, False)
    assert ok(await holder.open("confirm")) == first == await holder.read()
    booked, confirmed = await holder.steps()
    assert booked["kind"] == "booked"
    assert (confirmed["kind"], confirmed["actor_id"]) == ("updated", None)
    assert confirmed["actor_role"] == "patient"
    visit = ok(await holder.cast.desk.get(f"/appointments/{holder.visit['id']}"))
    assert visit["confirmed_by_patient_at"] is not None


async def test_two_clicks_at_once_are_one(holder: Holder) -> None:
    for what, kinds in (("confirm", ["booked", "updated"]), ("cancel", None)):
        answers = await asyncio.gather(*(holder.open(what) for _ in range(5)))
        assert {answer.status_code for answer in answers} == {200}
        assert await holder.kinds() == (kinds or ["booked", "updated", "cancelled"])


async def test_confirming_and_cancelling_at_once_end_in_a_cancelled_visit(holder: Holder) -> None:
    confirmed, cancelled = await asyncio.gather(holder.open("confirm"), holder.open("cancel"))
    assert cancelled.status_code == 200
    assert confirmed.status_code in {200, 409}
    assert (await holder.read())["status"] == "cancelled"


async def test_cancelled_by_a_link_it_is_in_history_audit_and_mails(
    holder: Holder, mailbox: Mailbox
) -> None:
    found = ok(await holder.open("cancel", reason="I am travelling"))
    assert (found["status"], found["can_cancel"], found["can_confirm"]) == (
        "cancelled",
        False,
        False,
    )
    # Who comes back to the link sees what they did, and does it no second time.
    assert ok(await holder.open("cancel")) == found
    last = (await holder.steps())[-1]
    assert last == {
        "kind": "cancelled",
        "actor_id": None,
        "actor_role": "patient",
        "reason": "I am travelling",
    }
    assert await audited(holder) == [(None, "patient", True)]
    await mailbox.deliver()
    assert "cancelled" in mailbox.subjects(holder.cast.user.email)[-1]
    assert "cancelled" in mailbox.subjects(holder.cast.practice.doctor.user.email)[-1]
    # The time is free again.
    assert "15:00" in await holder.cast.starts()


async def audited(holder: Holder) -> list[tuple[Any, ...]]:
    """Actor and role of each cancelling in the audit, and whether its request is named."""
    async with holder.database.reading() as reader:
        rows = await reader.sql.fetch(
            "SELECT actor_id, actor_role, request_id IS NOT NULL FROM audit_events "
            "WHERE action = 'appointment.cancelled' AND entity_uid = $1",
            holder.visit["id"],
        )
    return [tuple(row.values()) for row in rows]


async def test_what_was_cancelled_is_not_confirmed(holder: Holder) -> None:
    ok(await holder.open("cancel"))
    problem(await holder.open("confirm"), 409, "scheduling.bad_transition")


async def test_within_the_notice_a_patient_calls_the_practice(
    api: Api, database: Database, mailbox: Mailbox
) -> None:
    cast = await cast_of(api, database, cancellation_notice_minutes=1440)
    holder = await holder_of(cast, mailbox)
    holder.clock.advance(timedelta(seconds=1))
    assert (await holder.read())["can_cancel"] is False
    problem(await holder.open("cancel"), 409, "scheduling.too_late")
    # That they will come, they may say all the same.
    assert ok(await holder.open("confirm"))["confirmed"] is True
    assert await holder.kinds() == ["booked", "updated"]


async def test_a_link_is_good_until_the_visit_begins(holder: Holder) -> None:
    holder.clock.move_to(at("15:00") - timedelta(seconds=1))
    await holder.read()
    holder.clock.move_to(at("15:00"))
    for what in WHAT:
        problem(await holder.open(what), 409, "notifications.link_expired")
    assert await holder.kinds() == ["booked"]


async def test_a_link_to_a_visit_that_was_moved_is_void(holder: Holder) -> None:
    desk, body = holder.cast.desk, {"starts_at": at("16:00").isoformat()}
    ok(await desk.post(f"/appointments/{holder.visit['id']}/reschedule", body))
    for what in WHAT:
        problem(await holder.open(what), 409, "notifications.link_outdated")
    assert await holder.kinds() == ["booked", "rescheduled"]


@pytest.mark.parametrize("status", ["cancelled", "checked_in"])
async def test_a_link_to_a_visit_that_was_moved_stays_void_whatever_becomes_of_it(
    holder: Holder, status: str
) -> None:
    desk, path = holder.cast.desk, f"/appointments/{holder.visit['id']}"
    ok(await desk.post(f"{path}/reschedule", {"starts_at": at("16:00").isoformat()}))
    # In time for both: the old link is good until the old time.
    holder.clock.move_to(at("15:00") - timedelta(minutes=5))
    desk = (await still_here(holder.cast, holder.database)).desk
    ok(await desk.patch(f"{path}/status", {"status": status, "reason": "A reason"}))
    for what in WHAT:
        problem(await holder.open(what), 409, "notifications.link_outdated")


async def test_a_visit_that_the_practice_cancelled_is_shown_as_that(holder: Holder) -> None:
    path = f"/appointments/{holder.visit['id']}/cancel"
    ok(await holder.cast.desk.post(path, {"reason": "Doctor is ill"}))
    assert (await holder.read())["status"] == "cancelled"
    assert "ill" not in str(await holder.read())


async def test_a_link_opens_nothing_else(holder: Holder) -> None:
    other = await book(holder.cast.other_patient, holder.cast.practice, at("09:00"))
    for path in (f"/appointments/{holder.visit['id']}", f"/appointments/{other['id']}"):
        bearer = holder.visitor.with_headers(Authorization=f"Bearer {holder.token}")
        problem(await bearer.get(path), 401, "auth.required")
    ok(await holder.open("cancel"))
    assert ok(await holder.cast.desk.get(f"/appointments/{other['id']}"))["status"] == "confirmed"
