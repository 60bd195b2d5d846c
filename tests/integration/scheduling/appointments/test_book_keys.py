"""A booking may be repeated with its Idempotency-Key, by many at once as well."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from praxis.kit.db.database import Database
from praxis.kit.ids import new_uid
from tests.factories.availability import make_practice
from tests.factories.directory import make_location, make_resource
from tests.support.api import Api, ok, problem
from tests.support.booking import book, booking, patient_with_account
from tests.support.rivals import on, rival

# 10:00 in Dhaka on the Tuesday after the tests' Monday.
TEN = datetime(2027, 1, 5, 4, 0, tzinfo=UTC)


class TestAKey:
    async def test_sent_by_many_at_once_books_once(self, api: Api, database: Database) -> None:
        practice = await make_practice(database)
        user, _ = await patient_with_account(database)
        caller = (await api.signed_in(user)).with_headers(Idempotency_Key=str(new_uid()))

        answers = await asyncio.gather(
            *(caller.post("/appointments", booking(practice, TEN)) for _ in range(8))
        )

        assert {answer.status_code for answer in answers} == {201}
        assert len({answer.content for answer in answers}) == 1
        assert sorted(a.headers.get("idempotency-replayed", "") for a in answers) == (
            [""] + ["true"] * 7
        )

    @pytest.mark.parametrize("hours", [0, 1])
    @pytest.mark.parametrize("another_doctor", [False, True])
    async def test_sent_at_once_with_two_requests_books_one(
        self, api: Api, database: Database, dsn: str, hours: int, another_doctor: bool
    ) -> None:
        """They meet at the key, or before it: at the doctor, or the patient."""
        practice = await make_practice(database)
        second = await make_practice(database) if another_doctor else practice
        user, patient = await patient_with_account(database)
        keyed = (await api.signed_in(user)).with_headers(Idempotency_Key=str(new_uid()))
        bodies = (
            booking(practice, TEN, reason="The first"),
            booking(second, TEN + timedelta(hours=hours), reason="The second"),
        )

        # Neither has looked yet at what is taken; then both go on together.
        async with rival(database, dsn) as other:
            await other.lock_hours(*{practice.doctor.id, second.doctor.id})
            asking = await other.meet(*(keyed.post("/appointments", body) for body in bodies))
            await other.commit()
            answers = await asking

        won, lost = sorted(answers, key=lambda answer: answer.status_code)
        booked = ok(won, 201)
        assert "idempotency-replayed" not in won.headers
        problem(lost, 422, "idempotency.mismatch")
        visits = "SELECT array_agg(uid::text) FROM appointments WHERE patient_id = $1"
        assert await on(database, visits, patient.id) == [booked["id"]]

    async def test_answers_the_first_booking_also_when_it_was_cancelled(
        self, api: Api, database: Database
    ) -> None:
        """The time is free again, yet it is the same request."""
        practice = await make_practice(database)
        user, _ = await patient_with_account(database)
        caller = await api.signed_in(user)
        keyed = caller.with_headers(Idempotency_Key=str(new_uid()))
        first = await keyed.post("/appointments", booking(practice, TEN))
        ok(await caller.post(f"/appointments/{ok(first, 201)['id']}/cancel"))

        again = await keyed.post("/appointments", booking(practice, TEN))

        assert (again.status_code, again.content) == (201, first.content)
        assert again.headers["idempotency-replayed"] == "true"

    async def test_of_a_visit_with_a_room_answers_the_room(
        self, api: Api, database: Database
    ) -> None:
        location = await make_location(database)
        room = await make_resource(database, location)
        needs = [{"kind": "room", "tag": None}]
        practice = await make_practice(database, location=location, needs=needs)
        user, _ = await patient_with_account(database)
        keyed = (await api.signed_in(user)).with_headers(Idempotency_Key=str(new_uid()))
        first = await keyed.post("/appointments", booking(practice, TEN))

        again = await keyed.post("/appointments", booking(practice, TEN))

        assert again.content == first.content
        assert again.json()["room_id"] == str(room.uid)

    async def test_of_a_refusal_may_be_used_again(self, api: Api, database: Database) -> None:
        practice = await make_practice(database)
        first, _ = await patient_with_account(database)
        second, _ = await patient_with_account(database)
        holder = await api.signed_in(first)
        booked = await book(holder, practice, TEN)
        keyed = (await api.signed_in(second)).with_headers(Idempotency_Key=str(new_uid()))
        refused = await keyed.post("/appointments", booking(practice, TEN))
        problem(refused, 409, "scheduling.slot_taken")
        ok(await holder.post(f"/appointments/{booked['id']}/cancel"))

        again = await keyed.post("/appointments", booking(practice, TEN))

        assert ok(again, 201)["status"] == "confirmed"
        assert "idempotency-replayed" not in again.headers
