"""A visit that moves takes its money along; what is written of money stays as it was."""

from datetime import UTC, datetime
from typing import Any

import pytest

from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database
from tests.factories.availability import Practice, make_practice
from tests.factories.directory import make_location
from tests.integration.billing.desk import Desk, money, open_desk
from tests.integration.billing.test_visits import booked, pay
from tests.integration.scheduling.cast import at
from tests.support.api import Api, ok
from tests.support.documents import text_of


@pytest.fixture
async def desk(api: Api, database: Database, clock: FixedClock) -> Desk:
    place = await make_location(database, name="Praxis Dhanmondi", time_zone="Asia/Dhaka")
    return await open_desk(api, database, clock, location=place)


@pytest.fixture
async def berlin(desk: Desk, database: Database) -> Practice:
    """Another doctor of the practice, in another zone, for another fee."""
    place = await make_location(database, name="Berlin Mitte", time_zone="Europe/Berlin")
    other = await make_practice(database, location=place)
    offer = {"visit_type_id": str(desk.practice.visit_type.uid), "fee": money("40.00", "EUR")}
    doctor = await desk.api.signed_in(other.doctor.user)
    ok(await doctor.put(f"/doctors/{other.doctor.uid}/visit-types", {"visit_types": [offer]}))
    return other


async def move(desk: Desk, visit: Any, to: Practice, wall: str = "15:00") -> Any:
    body = {"starts_at": at(wall).isoformat(), "doctor_id": str(to.doctor.uid)}
    return ok(await desk.api.post(f"/appointments/{visit['id']}/reschedule", body))


async def receipt_of(desk: Desk, payment: Any) -> str:
    answer = await desk.api.get(f"/payments/{payment['id']}/receipt.pdf")
    assert answer.status_code == 200, answer.text
    return text_of(answer.content)


async def day_of(desk: Desk, practice: Practice) -> list[str]:
    report = ok(await desk.api.get("/reports/day-end", location_id=str(practice.location.uid)))
    return [item["id"] for item in report["items"]]


async def test_fault_a_receipt_told_of_the_visit_as_it_is_now(desk: Desk, berlin: Practice) -> None:
    visit = await booked(desk)
    payment = await pay(desk, visit)
    before = await receipt_of(desk, payment)
    assert "10:00 (Dhaka time)" in before
    await desk.refund(payment, "Another doctor")
    moved = await move(desk, visit, berlin)
    assert moved["fee"] == money("40.00", "EUR")

    after = await receipt_of(desk, payment)
    said = "Of this payment, BDT 500.00 was given back later."
    assert after.replace(said, "").split() == before.split()


async def test_fault_a_refund_after_a_move_was_of_the_new_place(
    desk: Desk, berlin: Practice
) -> None:
    visit = await booked(desk)
    payment = await pay(desk, visit)
    await move(desk, visit, berlin)

    refund = await desk.refund(payment, "Taken twice")

    for name in ("doctor", "location", "time_zone", "received_on"):
        assert refund[name] == payment[name], name
    assert await day_of(desk, desk.practice) == [payment["id"], refund["id"]]
    assert await day_of(desk, berlin) == []
    text = await receipt_of(desk, refund)
    for told in ("Praxis Dhanmondi", "10:00 (Dhaka time)", desk.practice.doctor.user.full_name):
        assert told in text, told
    assert "Berlin" not in text


async def test_the_day_and_year_of_a_refund_are_those_of_its_place(
    desk: Desk, api: Api, berlin: Practice, clock: FixedClock
) -> None:
    visit = await booked(desk)
    payment = await pay(desk, visit)
    await move(desk, visit, berlin)
    # The new year has begun in Dhaka, and not in Berlin.
    clock.move_to(datetime(2047, 12, 31, 19, 0, tzinfo=UTC))
    desk.api = await api.signed_in(desk.user)
    refund = await desk.refund(payment)
    assert refund["received_on"] == "2048-01-01"
    assert refund["receipt_number"].startswith("2048-")


async def test_what_is_paid_after_a_move_is_of_the_new_place(desk: Desk, berlin: Practice) -> None:
    visit = await booked(desk)
    part = await pay(desk, visit, amount=money("100.00"))
    await move(desk, visit, berlin)
    rest = await pay(desk, visit)
    assert (rest["location"]["name"], rest["time_zone"]) == ("Berlin Mitte", "Europe/Berlin")
    assert await day_of(desk, berlin) == [rest["id"]]
    assert await day_of(desk, desk.practice) == [part["id"]]
    assert "10:00 (Dhaka time)" in await receipt_of(desk, part)
    assert "10:00 (Berlin time)" in await receipt_of(desk, rest)
