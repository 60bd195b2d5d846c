"""Money at the desk: taken, given back, and what is refused."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database
from praxis.kit.ids import new_uid
from praxis.scheduling.appointments.models import Status
from tests.integration.billing.desk import Desk, money, open_desk
from tests.support.api import Api, ok, problem
from tests.support.audit import events_of


async def test_a_visit_is_paid_in_full_when_no_amount_is_said(
    desk: Desk, database: Database
) -> None:
    visit = await desk.visit()
    payment = await desk.pay(visit, "card", reference="  4711 ")

    doctor, place = desk.practice.doctor, desk.practice.location
    number = payment.pop("receipt_number")
    assert payment == {
        "id": payment["id"],
        "kind": "payment",
        "appointment_id": str(visit.uid),
        "patient": {"id": str(desk.patient.uid), "full_name": desk.patient.full_name},
        "doctor": {"id": str(doctor.uid), "full_name": doctor.user.full_name},
        "location": {"id": str(place.uid), "name": place.name},
        "visit_type": {
            "id": str(desk.practice.visit_type.uid),
            "name": desk.practice.visit_type.name,
        },
        "amount": money("500.00"),
        "method": "card",
        "reference": "4711",
        "reason": None,
        "refunds_id": None,
        "refunds_receipt_number": None,
        "refunded": money("0.00"),
        "received_at": "2027-01-04T06:00:00Z",
        "received_on": "2027-01-04",
        "time_zone": "Asia/Dhaka",
        "received_by": {"id": str(desk.user.uid), "full_name": desk.user.full_name},
    }
    shown = ok(await desk.api.get(f"/appointments/{visit.uid}"))
    assert (shown["fee"], shown["paid"], shown["version"]) == (
        money("500.00"),
        money("500.00"),
        2,
    )
    (event,) = await events_of(database, desk.user.id, "payment.received")
    assert (event["entity_uid"], event["patient_id"]) == (UUID(payment["id"]), desk.patient.id)
    assert event["details"] == {
        "appointment": str(visit.uid),
        "receipt_number": number,
        "amount": "500.00",
        "currency": "BDT",
        "method": "card",
    }


async def test_a_visit_is_paid_in_parts_until_nothing_is_owed(desk: Desk) -> None:
    visit = await desk.visit()
    first = await desk.pay(visit, amount=money("120.50"))
    account = await desk.account(visit)
    assert (account["paid"], account["outstanding"]) == (money("120.50"), money("379.50"))
    path = f"/appointments/{visit.uid}/payments"
    refused = await desk.api.post(path, {"method": "cash", "amount": money("379.51")})
    body = problem(refused, 422, "billing.more_than_owed")
    assert body["outstanding"] == "379.50"
    assert body["errors"][0]["pointer"] == "/amount/amount"
    second = await desk.pay(visit, "mobile_wallet")
    assert second["amount"] == money("379.50")
    account = await desk.account(visit)
    assert account["items"] == [first, second]
    assert (account["fee"], account["paid"], account["outstanding"]) == (
        money("500.00"),
        money("500.00"),
        money("0.00"),
    )
    problem(await desk.api.post(path, {"method": "cash"}), 409, "billing.already_paid")
    assert len((await desk.account(visit))["items"]) == 2


@pytest.mark.parametrize("status", Status)
async def test_only_visits_that_cost_something_are_paid(desk: Desk, status: Status) -> None:
    visit = await desk.visit(status)
    answer = await desk.api.post(f"/appointments/{visit.uid}/payments", {"method": "cash"})
    if status in {"pending", "declined", "expired", "cancelled", "entered_in_error"}:
        problem(answer, 409, "billing.not_payable")
        account = await desk.account(visit)
        assert (account["outstanding"], account["items"]) == (money("0.00"), [])
    else:
        assert answer.status_code == 201


async def test_a_request_that_ran_out_is_not_paid_also_before_the_sweeper_came(
    desk: Desk, clock: FixedClock
) -> None:
    visit = await desk.visit(Status.PENDING)
    clock.advance(timedelta(hours=3))
    desk.api = await desk.api.signed_in(desk.user)
    answer = await desk.api.post(f"/appointments/{visit.uid}/payments", {"method": "cash"})
    problem(answer, 409, "billing.not_payable")


@pytest.mark.parametrize(
    ("body", "code", "pointer"),
    [
        (
            {"method": "cash", "amount": money("1.00", "EUR")},
            "billing.currency_mismatch",
            "/amount/currency",
        ),
        ({"method": "cash", "amount": money("0.00")}, "billing.nothing", "/amount/amount"),
        ({"method": "cash", "amount": money("-1.00")}, "money.format", "/amount/amount"),
        ({"method": "cash", "amount": money("1.001")}, "money.format", "/amount/amount"),
        ({"method": "cash", "amount": {"amount": 5}}, "money.format", "/amount/amount"),
        ({"method": "cheque"}, "enum", "/method"),
        ({}, "missing", "/method"),
        ({"method": "cash", "reference": " "}, "string_too_short", "/reference"),
        ({"method": "cash", "reference": "a\u0007"}, "text.control", "/reference"),
        ({"method": "cash", "reference": "x" * 101}, "string_too_long", "/reference"),
        ({"method": "cash", "paid": True}, "extra_forbidden", "/paid"),
    ],
)
async def test_what_cannot_be_taken_is_refused_and_leaves_nothing(
    desk: Desk, body: dict[str, Any], code: str, pointer: str
) -> None:
    visit = await desk.visit()
    refused = await desk.api.post(f"/appointments/{visit.uid}/payments", body)
    assert problem(refused, 422, code)["errors"][0]["pointer"] == pointer
    account = await desk.account(visit)
    assert (account["paid"], account["items"]) == (money("0.00"), [])


async def test_yen_have_no_parts(api: Api, database: Database, clock: FixedClock) -> None:
    desk = await open_desk(api, database, clock, fee_amount=Decimal("5000.00"), fee_currency="JPY")
    visit = await desk.visit()
    body = {"method": "cash", "amount": money("10.50", "JPY")}
    path = f"/appointments/{visit.uid}/payments"
    assert problem(await desk.api.post(path, body), 422, "billing.too_fine")["decimals"] == 0
    await desk.pay(visit, amount=money("10.00", "JPY"))


async def test_the_same_key_takes_money_once(desk: Desk) -> None:
    visit = await desk.visit()
    keyed = desk.api.with_headers(Idempotency_Key=str(new_uid()))
    path, body = f"/appointments/{visit.uid}/payments", {"method": "cash", "amount": money("1.00")}
    first, again = ok(await keyed.post(path, body), 201), await keyed.post(path, body)
    assert ok(again, 201) == first
    assert again.headers["Idempotency-Replayed"] == "true"
    assert len((await desk.account(visit))["items"]) == 1
    payment = await desk.pay(visit, amount=money("2.00"))
    refund = {"reason": "Wrong", "amount": money("1.00")}
    keyed = desk.api.with_headers(Idempotency_Key=str(new_uid()))
    answers = [
        ok(await keyed.post(f"/payments/{payment['id']}/refund", refund), 201) for _ in range(2)
    ]
    assert answers[0] == answers[1]


class TestRefund:
    async def test_a_payment_goes_back_in_parts_until_nothing_is_left(
        self, desk: Desk, database: Database
    ) -> None:
        visit = await desk.visit()
        payment = await desk.pay(visit, "card")
        some = await desk.refund(payment, "Shorter than planned", amount=money("200.00"))
        assert (some["kind"], some["method"], some["reason"]) == (
            "refund",
            "card",
            "Shorter than planned",
        )
        assert (some["refunds_id"], some["refunds_receipt_number"]) == (
            payment["id"],
            payment["receipt_number"],
        )
        assert (await desk.account(visit))["outstanding"] == money("200.00")
        path = f"/payments/{payment['id']}/refund"
        refused = await desk.api.post(path, {"reason": "All", "amount": money("300.01")})
        assert problem(refused, 422, "billing.more_than_paid")["left"] == "300.00"
        rest = await desk.refund(payment, "Fell ill", method="cash")
        assert (rest["amount"], rest["method"]) == (money("300.00"), "cash")
        problem(await desk.api.post(path, {"reason": "Again"}), 409, "billing.already_refunded")
        assert ok(await desk.api.get(f"/payments/{payment['id']}"))["refunded"] == money("500.00")
        account = await desk.account(visit)
        assert (account["paid"], len(account["items"])) == (money("0.00"), 3)
        events = await events_of(database, desk.user.id, "payment.refunded")
        assert [event["details"]["amount"] for event in events] == ["200.00", "300.00"]
        assert all("reason" not in event["details"] for event in events)

    async def test_what_went_back_can_be_paid_again(self, desk: Desk) -> None:
        visit = await desk.visit()
        await desk.refund(await desk.pay(visit))
        assert (await desk.pay(visit))["amount"] == money("500.00")

    async def test_a_cancelled_visit_is_given_back(self, desk: Desk) -> None:
        visit = await desk.visit()
        payment = await desk.pay(visit)
        ok(await desk.api.post(f"/appointments/{visit.uid}/cancel", {"reason": "Ill"}))
        account = await desk.account(visit)
        assert (account["paid"], account["outstanding"]) == (money("500.00"), money("0.00"))
        await desk.refund(payment)
        assert (await desk.account(visit))["paid"] == money("0.00")

    async def test_a_refund_is_not_refunded(self, desk: Desk) -> None:
        refund = await desk.refund(await desk.pay(await desk.visit()))
        refused = await desk.api.post(f"/payments/{refund['id']}/refund", {"reason": "Undo"})
        problem(refused, 409, "billing.not_a_payment")

    @pytest.mark.parametrize("reason", [None, "", "   ", "x" * 501])
    async def test_a_refund_needs_a_reason(self, desk: Desk, reason: str | None) -> None:
        payment = await desk.pay(await desk.visit())
        body = {} if reason is None else {"reason": reason}
        refused = await desk.api.post(f"/payments/{payment['id']}/refund", body)
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["pointer"] == "/reason"

    async def test_what_was_never_paid_is_not_found(self, desk: Desk) -> None:
        refused = await desk.api.post(f"/payments/{new_uid()}/refund", {"reason": "No"})
        problem(refused, 404, "not_found")


class TestReceiptNumbers:
    async def test_numbers_run_without_gaps_in_the_year_of_the_place(
        self, api: Api, database: Database, clock: FixedClock
    ) -> None:
        # 23:30 of the last day in Dhaka, where the next year begins first.
        clock.move_to(datetime(2041, 12, 31, 17, 30, tzinfo=UTC))
        dhaka = await open_desk(api, database, clock)
        old = [await dhaka.pay(await dhaka.visit()) for _ in range(3)]
        clock.advance(timedelta(minutes=30))
        dhaka.api = await api.signed_in(dhaka.user)
        new = [await dhaka.pay(await dhaka.visit()), await dhaka.refund(old[0])]
        numbers = [payment["receipt_number"] for payment in (*old, *new)]
        assert numbers == [
            "2041-000001",
            "2041-000002",
            "2041-000003",
            "2042-000001",
            "2042-000002",
        ]

    async def test_a_refusal_uses_no_number(
        self, api: Api, database: Database, clock: FixedClock
    ) -> None:
        clock.move_to(datetime(2043, 5, 1, 6, tzinfo=UTC))
        desk = await open_desk(api, database, clock)
        visit = await desk.visit()
        await desk.pay(visit)
        for _ in range(3):
            path = f"/appointments/{visit.uid}/payments"
            assert (await desk.api.post(path, {"method": "cash"})).status_code == 409
        assert (await desk.pay(await desk.visit()))["receipt_number"] == "2043-000002"
