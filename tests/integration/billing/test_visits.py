"""What payments do to the visit that they are for, and to those who look at it."""

from typing import Any

import pytest
from fastapi import FastAPI

from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database, UnitOfWork
from praxis.live.subscriber import TOPICS as LIVE_TOPICS
from praxis.notifications.recipients import TOPICS as MAIL_TOPICS
from tests.factories.availability import make_practice
from tests.integration.billing.desk import Desk, money
from tests.integration.scheduling.cast import at
from tests.support.api import Api, ok, problem
from tests.support.booking import book
from tests.support.messages import mailbox_of


async def booked(desk: Desk, wall: str = "10:00") -> Any:
    return await book(desk.api, desk.practice, at(wall), patient_id=str(desk.patient.uid))


async def pay(desk: Desk, visit: Any, **body: Any) -> Any:
    path = f"/appointments/{visit['id']}/payments"
    return ok(await desk.api.post(path, {"method": "cash", **body}), 201)


async def test_a_booking_has_paid_nothing_yet(desk: Desk) -> None:
    visit = await booked(desk)
    assert (visit["fee"], visit["paid"]) == (money("500.00"), money("0.00"))


async def test_history_tells_of_money_without_its_amount(desk: Desk) -> None:
    visit = await booked(desk)
    payment = await pay(desk, visit)
    await desk.refund(payment, "Fell ill")
    history = ok(await desk.api.get(f"/appointments/{visit['id']}/events"))["items"]
    assert [event["kind"] for event in history] == ["booked", "paid", "refunded"]
    assert history[-1]["actor_name"] == desk.user.full_name
    assert history[-1]["reason"] is None
    shown = ok(await desk.api.get(f"/appointments/{visit['id']}"))
    # Calendars need not learn of it.
    assert (shown["version"], shown["sequence"], shown["status"]) == (3, 0, "confirmed")


async def test_boards_hear_of_it_and_nobody_is_mailed(
    desk: Desk, app: FastAPI, clock: FixedClock, database: Database, tmp_path_factory: Any
) -> None:
    folder = tmp_path_factory.mktemp("mails")
    mailbox = mailbox_of(app, clock, folder)
    visit = await booked(desk)
    await mailbox.deliver()
    before = len(list(folder.glob("*.eml")))
    assert before > 0

    async def newest(unit: UnitOfWork) -> int:
        return int(await unit.sql.fetchval("SELECT max(id) FROM live_events"))

    last = await database.transact(newest)
    await desk.refund(await pay(desk, visit))
    await mailbox.deliver()
    async with database.reading() as reader:
        told = await reader.sql.fetch("SELECT * FROM live_events WHERE id > $1", last)
    assert {row["kind"] for row in told} == {"appointment.changed"}
    assert {row["data"]["id"] for row in told} == {visit["id"]}
    assert all(row["desk"] for row in told)
    assert len(list(folder.glob("*.eml"))) == before


def test_topics_of_money_are_heard_by_streams_and_not_by_the_post() -> None:
    topics = {"scheduling.appointment_paid", "scheduling.appointment_refunded"}
    assert topics <= LIVE_TOPICS
    assert not topics & MAIL_TOPICS


async def test_who_read_the_visit_before_the_payment_reads_it_again(desk: Desk) -> None:
    visit = await booked(desk)
    await pay(desk, visit)
    stale = desk.api.with_headers(If_Match=f'"{visit["version"]}"')
    path = f"/appointments/{visit['id']}/cancel"
    problem(await stale.post(path, {"reason": "Late"}), 412, "stale")


@pytest.mark.parametrize("paid", [True, False])
async def test_a_fee_that_was_paid_stays_with_another_doctor(
    desk: Desk, database: Database, *, paid: bool
) -> None:
    visit = await booked(desk)
    if paid:
        await pay(desk, visit, amount=money("100.00"))
    other = await make_practice(database, location=desk.practice.location)
    offer = {
        "visit_type_id": str(desk.practice.visit_type.uid),
        "fee": money("40.00", "EUR"),
    }
    doctor = await desk.api.signed_in(other.doctor.user)
    ok(await doctor.put(f"/doctors/{other.doctor.uid}/visit-types", {"visit_types": [offer]}))
    body = {"starts_at": at("11:00").isoformat(), "doctor_id": str(other.doctor.uid)}
    moved = ok(await desk.api.post(f"/appointments/{visit['id']}/reschedule", body))
    if paid:
        assert (moved["fee"], moved["paid"]) == (money("500.00"), money("100.00"))
        # What was paid to the former doctor is the present one's to read, too.
        account = ok(await doctor.get(f"/appointments/{visit['id']}/payments"))
        assert [item["doctor"]["id"] for item in account["items"]] == [
            str(desk.practice.doctor.uid)
        ]
    else:
        assert (moved["fee"], moved["paid"]) == (money("40.00", "EUR"), money("0.00", "EUR"))


async def test_a_doctors_own_fee_is_booked_in_its_own_currency(desk: Desk, api: Api) -> None:
    doctor = await api.signed_in(desk.practice.doctor.user)
    fee = money("25.00", "EUR")
    offer = {"visit_type_id": str(desk.practice.visit_type.uid), "fee": fee}
    path = f"/doctors/{desk.practice.doctor.uid}/visit-types"
    ok(await doctor.put(path, {"visit_types": [offer]}))
    visit = await booked(desk)
    assert visit["fee"] == fee
    assert (await pay(desk, visit))["amount"] == fee


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE payments SET amount = amount + 1 WHERE uid = $1",
        "DELETE FROM payments WHERE uid = $1",
    ],
)
async def test_payments_are_written_once(desk: Desk, database: Database, change: str) -> None:
    payment = await pay(desk, await booked(desk))
    with pytest.raises(Exception, match="append-only"):
        await database.transact(lambda unit: unit.sql.execute(change, payment["id"]))
