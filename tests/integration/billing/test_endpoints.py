"""Money at the desk: taken, given back, listed, and who may know of it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from praxis.identity.models import Role
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database
from praxis.kit.ids import new_uid
from praxis.scheduling.appointments.models import Status
from tests.factories.directory import make_doctor, make_patient
from tests.factories.identity import make_user
from tests.integration.billing.desk import Desk, money, open_desk
from tests.support.api import Api, ok, problem
from tests.support.audit import events_of
from tests.support.booking import patient_with_account


async def listed(api: Api, **params: Any) -> list[str]:
    return [item["id"] for item in ok(await api.get("/payments", **params))["items"]]


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


class TestLists:
    async def test_filters_pick_what_was_asked_for(
        self, desk: Desk, api: Api, database: Database, clock: FixedClock
    ) -> None:
        place = str(desk.practice.location.uid)
        cash = await desk.pay(await desk.visit())
        card = await desk.pay(await desk.visit(), "card")
        euros = await desk.pay(await desk.visit(fee_currency="EUR"))
        clock.advance(timedelta(days=1))
        desk.api = await api.signed_in(desk.user)
        back = await desk.refund(cash)
        other = await open_desk(api, database, clock)
        elsewhere = await other.pay(await other.visit())

        everything = [back["id"], euros["id"], card["id"], cash["id"]]
        expectations: list[tuple[dict[str, str], list[str]]] = [
            ({}, everything),
            ({"method": "card"}, [card["id"]]),
            ({"currency": "EUR"}, [euros["id"]]),
            ({"kind": "refund"}, [back["id"]]),
            ({"from": "2027-01-05"}, [back["id"]]),
            ({"to": "2027-01-04"}, everything[1:]),
            ({"from": "2027-01-04", "to": "2027-01-04"}, everything[1:]),
            ({"doctor_id": str(desk.practice.doctor.uid)}, everything),
            ({"doctor_id": str(other.practice.doctor.uid)}, []),
            ({"doctor_id": str(new_uid())}, []),
        ]
        for params, expected in expectations:
            assert await listed(desk.api, location_id=place, **params) == expected, params
        found = await listed(desk.api, doctor_id=str(other.practice.doctor.uid))
        assert found == [elsewhere["id"]]
        problem(
            await desk.api.get("/payments", **{"from": "2027-01-05", "to": "2027-01-04"}),
            422,
            "billing.period_backwards",
        )

    async def test_pages_neither_skip_nor_repeat(self, desk: Desk, database: Database) -> None:
        visit = await desk.visit()
        made = [(await desk.pay(visit, amount=money("1.00")))["id"] for _ in range(5)]
        place, found = str(desk.practice.location.uid), []
        cursor: str | None = None
        while True:
            params = {"cursor": cursor} if cursor else {}
            page = ok(
                await desk.api.get("/payments", location_id=place, limit=2, count=True, **params)
            )
            assert page["total"] == 5
            found += [item["id"] for item in page["items"]]
            cursor = page["next_cursor"]
            if cursor is None:
                break
        assert found == made[::-1]
        # Each page shows one patient.
        events = await events_of(database, desk.user.id, "payment.listed")
        assert [event["patient_id"] for event in events] == [desk.patient.id] * 3

    async def test_unpaid_visits_are_those_that_are_owed_something(
        self, desk: Desk, api: Api
    ) -> None:
        open_, part, paid = [await desk.visit() for _ in range(3)]
        await desk.pay(part, amount=money("499.99"))
        await desk.pay(paid)
        await desk.visit(Status.CANCELLED)
        await desk.visit(Status.PENDING)
        await desk.visit(fee_amount=0)
        missed = await desk.visit(Status.NO_SHOW)
        expected = {str(visit.uid) for visit in (open_, part, missed)}
        doctor_id = str(desk.practice.doctor.uid)
        for path in ("/appointments", "/admin/appointments"):
            page = ok(await desk.api.get(path, doctor_id=doctor_id, unpaid=True))
            assert {item["id"] for item in page["items"]} == expected
            page = ok(await desk.api.get(path, doctor_id=doctor_id, unpaid=False))
            assert len(page["items"]) == 7
        own = await api.signed_in(desk.patient_user)
        path = f"/patients/{desk.patient.uid}/appointments"
        page = ok(await own.get(path, unpaid=True))
        assert {item["id"] for item in page["items"]} == expected


class TestWhoMayKnow:
    async def test_patients_see_their_own_and_take_nothing(
        self, desk: Desk, api: Api, database: Database
    ) -> None:
        visit = await desk.visit()
        payment = await desk.pay(visit)
        own = await api.signed_in(desk.patient_user)
        assert ok(await own.get(f"/payments/{payment['id']}")) == payment
        assert await listed(own) == [payment["id"]]
        account = ok(await own.get(f"/appointments/{visit.uid}/payments"))
        assert account["items"] == [payment]
        path = f"/appointments/{visit.uid}/payments"
        assert (await own.post(path, {"method": "cash"})).status_code == 403
        path = f"/payments/{payment['id']}/refund"
        assert (await own.post(path, {"reason": "Mine"})).status_code == 403

        stranger = await api.signed_in((await patient_with_account(database))[0])
        problem(await stranger.get(f"/payments/{payment['id']}"), 404, "not_found")
        problem(await stranger.get(f"/appointments/{visit.uid}/payments"), 404, "not_found")
        assert await listed(stranger) == []

    async def test_a_parent_sees_what_was_paid_for_the_child(
        self, desk: Desk, api: Api, database: Database
    ) -> None:
        desk.patient = await make_patient(database, desk.patient_user, full_name="Little One")
        payment = await desk.pay(await desk.visit())
        own = await api.signed_in(desk.patient_user)
        assert ok(await own.get(f"/payments/{payment['id']}"))["patient"]["full_name"] == (
            "Little One"
        )

    async def test_the_doctor_of_the_visit_reads_and_no_other(
        self, desk: Desk, api: Api, database: Database
    ) -> None:
        visit = await desk.visit()
        payment = await desk.pay(visit)
        doctor = await api.signed_in(desk.practice.doctor.user)
        assert ok(await doctor.get(f"/appointments/{visit.uid}/payments"))["items"] == [payment]
        assert await listed(doctor) == [payment["id"]]
        other = await api.signed_in((await make_doctor(database)).user)
        problem(await other.get(f"/payments/{payment['id']}"), 404, "not_found")
        assert await listed(other) == []
        path = f"/appointments/{visit.uid}/payments"
        assert (await doctor.post(path, {"method": "cash"})).status_code == 403

    async def test_reading_leaves_a_trace(self, desk: Desk, api: Api, database: Database) -> None:
        visit = await desk.visit()
        payment = await desk.pay(visit)
        admin_user = await make_user(database, Role.ADMIN)
        admin = await api.signed_in(admin_user)
        ok(await admin.get(f"/appointments/{visit.uid}/payments"))
        ok(await admin.get(f"/payments/{payment['id']}"))
        events = await events_of(database, admin_user.id, "payment.")
        assert [(event["action"], event["patient_id"]) for event in events] == [
            ("payment.listed", desk.patient.id),
            ("payment.read", desk.patient.id),
        ]
