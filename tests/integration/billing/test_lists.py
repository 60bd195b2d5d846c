"""Payments in lists, and who may know of them."""

from datetime import timedelta
from typing import Any

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
        # Who owes is more than who comes: the trace tells that it was asked.
        events = await events_of(desk.database, desk.user.id, "appointment.listed")
        assert [event["details"].get("filters") for event in events] == [["unpaid"], None] * 2
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
