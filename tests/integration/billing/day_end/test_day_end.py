"""A day's money at one place, as JSON, table and document."""

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from praxis.identity.models import Role
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database
from praxis.kit.ids import new_uid
from tests.factories.directory import make_location
from tests.factories.identity import make_user
from tests.integration.billing.desk import Desk, money, open_desk
from tests.support.api import Api, ok, problem
from tests.support.audit import events_of
from tests.support.documents import pages_in, text_of


async def report_of(desk: Desk, **params: str) -> Any:
    place = str(desk.practice.location.uid)
    return ok(await desk.api.get("/reports/day-end", **{"location_id": place, **params}))


async def test_a_day_is_summed_by_method_and_currency(
    desk: Desk, api: Api, database: Database
) -> None:
    cash = await desk.pay(await desk.visit())
    await desk.pay(await desk.visit(), amount=money("120.50"))
    await desk.pay(await desk.visit(), "card")
    euros = await desk.visit(fee_amount=30, fee_currency="EUR")
    await desk.pay(euros, "card")
    await desk.refund(cash, amount=money("200.00"))
    colleague = await make_user(database, Role.STAFF, full_name="Zara Zaman")
    desk_two = Desk(**{**vars(desk), "api": await api.signed_in(colleague), "user": colleague})
    await desk_two.pay(await desk.visit())

    report = await report_of(desk)

    assert (report["on"], report["time_zone"]) == ("2027-01-04", "Asia/Dhaka")
    taken = {"received": "1120.50", "refunded": "200.00", "net": "920.50"}
    card = {"payments": 1, "refunds": 0, "refunded": "0.00", "method": "card"}
    assert report["totals"] == [
        {"currency": "BDT", "method": "cash", "payments": 3, "refunds": 1, **taken},
        {**card, "currency": "BDT", "received": "500.00", "net": "500.00"},
        {**card, "currency": "EUR", "received": "30.00", "net": "30.00"},
    ]
    by_colleague = report["by_person"][-1]
    assert by_colleague["person"]["full_name"] == "Zara Zaman"
    assert (by_colleague["method"], by_colleague["net"]) == ("cash", "500.00")
    assert len(report["items"]) == 6
    numbers = [item["receipt_number"] for item in report["items"]]
    assert numbers == sorted(numbers)
    events = await events_of(database, desk.user.id, "payment.listed")
    assert [event["patient_id"] for event in events] == [desk.patient.id]


async def test_a_day_with_more_back_than_in_is_below_nothing(
    desk: Desk, api: Api, clock: FixedClock
) -> None:
    payment = await desk.pay(await desk.visit())
    clock.advance(timedelta(days=1))
    desk.api = await api.signed_in(desk.user)
    await desk.refund(payment)
    (total,) = (await report_of(desk))["totals"]
    assert (total["received"], total["refunded"], total["net"]) == ("0.00", "500.00", "-500.00")


@pytest.mark.parametrize(
    ("zone", "before_midnight", "day"),
    [
        ("Asia/Dhaka", datetime(2027, 3, 9, 17, 59, 59, tzinfo=UTC), "2027-03-09"),
        # Clocks go forward in the night: the day has 23 hours.
        ("Europe/Berlin", datetime(2027, 3, 28, 21, 59, 59, tzinfo=UTC), "2027-03-28"),
        ("America/New_York", datetime(2027, 11, 8, 4, 59, 59, tzinfo=UTC), "2027-11-07"),
        ("Pacific/Chatham", datetime(2027, 6, 9, 11, 14, 59, tzinfo=UTC), "2027-06-09"),
    ],
)
async def test_the_day_is_that_of_the_clock_of_the_place(
    api: Api,
    database: Database,
    clock: FixedClock,
    zone: str,
    before_midnight: datetime,
    day: str,
) -> None:
    place = await make_location(database, time_zone=zone)
    clock.move_to(before_midnight)
    desk = await open_desk(api, database, clock, location=place)
    before = await desk.pay(await desk.visit())
    clock.advance(timedelta(seconds=1))
    after = await desk.pay(await desk.visit())
    assert [before["received_on"] == day, after["received_on"] > day] == [True, True]
    assert [item["id"] for item in (await report_of(desk, on=day))["items"]] == [before["id"]]
    assert [item["id"] for item in (await report_of(desk))["items"]] == [after["id"]]


async def test_table_has_a_row_for_each_and_refunds_below_zero(desk: Desk) -> None:
    payment = await desk.pay(await desk.visit(), reference="=1+1")
    refund = await desk.refund(payment, "No\nreason", amount=money("0.50"))
    place = str(desk.practice.location.uid)
    answer = await desk.api.get("/reports/day-end.csv", location_id=place)
    assert answer.headers["content-type"].startswith("text/csv")
    assert 'filename="day-end-2027-01-04.csv"' in answer.headers["content-disposition"]
    header, first, second = csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""))
    row = dict(zip(header, first, strict=True))
    assert (row["Receipt"], row["Amount"], row["Currency"]) == (
        payment["receipt_number"],
        "500.00",
        "BDT",
    )
    assert row["Reference"] == "'=1+1"
    assert row["Time"] == "2027-01-04T12:00:00+06:00"
    back = dict(zip(header, second, strict=True))
    assert (back["Receipt"], back["Amount"], back["For receipt"]) == (
        refund["receipt_number"],
        "-0.50",
        payment["receipt_number"],
    )


async def test_document_of_a_long_day_goes_over_pages(desk: Desk) -> None:
    visit = await desk.visit(fee_amount=1000)
    payments = [await desk.pay(visit, amount=money("1.25")) for _ in range(61)]
    place = str(desk.practice.location.uid)
    answer = await desk.api.get("/reports/day-end.pdf", location_id=place)
    assert 'filename="day-end-2027-01-04.pdf"' in answer.headers["content-disposition"]
    text = text_of(answer.content)
    assert pages_in(answer.content) > 1
    assert "BDT 76.25" in text
    for payment in payments:
        assert payment["receipt_number"] in text
    bangla = await desk.api.with_headers(Accept_Language="bn").get(
        "/reports/day-end.pdf", location_id=place
    )
    text = text_of(bangla.content)
    assert "দিনশেষের হিসাব" in text
    assert "৭৬.২৫৳" in text


async def test_an_empty_day_says_so(desk: Desk) -> None:
    place = str(desk.practice.location.uid)
    assert (await report_of(desk, on="2019-01-01"))["totals"] == []
    answer = await desk.api.get("/reports/day-end.pdf", location_id=place, on="2019-01-01")
    assert "Nothing was received or given back on this day." in text_of(answer.content)


async def test_report_needs_a_place_that_there_is(desk: Desk) -> None:
    for ending in ("", ".csv", ".pdf"):
        path = f"/reports/day-end{ending}"
        problem(await desk.api.get(path, location_id=str(new_uid())), 404, "locations.not_found")
        assert (await desk.api.get(path)).status_code == 422
        refused = await desk.api.get(
            path, location_id=str(desk.practice.location.uid), on="2027-02-30"
        )
        problem(refused, 422, "date.unknown")


async def test_a_file_of_the_day_leaves_another_trace_than_a_look(
    desk: Desk, database: Database
) -> None:
    await desk.pay(await desk.visit())
    place = str(desk.practice.location.uid)
    for ending in ("", ".csv", ".pdf"):
        assert (await desk.api.get(f"/reports/day-end{ending}", location_id=place)).is_success
    events = await events_of(database, desk.user.id, "payment.")
    assert [(event["action"], event["patient_id"]) for event in events[1:]] == [
        ("payment.listed", desk.patient.id),
        ("payment.exported", desk.patient.id),
        ("payment.exported", desk.patient.id),
    ]
