"""A booking answers what reading it shows, though nothing was read for it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from praxis.identity.models import Role
from praxis.kit.db.database import Database
from tests.factories.availability import make_practice
from tests.factories.directory import make_location, make_resource
from tests.factories.identity import make_user
from tests.support.api import Api, ok
from tests.support.booking import book, booking, patient_with_account

# 10:00 in Dhaka on the Tuesday after the tests' Monday.
TEN = datetime(2027, 1, 5, 4, 0, tzinfo=UTC)


class TestTheAnswer:
    @pytest.mark.parametrize(
        "kind",
        [
            {},
            {"needs_approval": True},
            {"needs": [{"kind": "room", "tag": None}]},
            {"buffer_before_minutes": 5, "fee_amount": "0.00"},
            {"fee_amount": 8000, "fee_currency": "JPY"},
        ],
    )
    async def test_is_what_reading_it_shows(
        self, api: Api, database: Database, kind: dict[str, Any]
    ) -> None:
        location = await make_location(database, time_zone="Asia/Kathmandu")
        await make_resource(database, location)
        practice = await make_practice(database, location=location, **kind)
        user, _ = await patient_with_account(database)
        caller = await api.signed_in(user)
        at = datetime(2027, 1, 6, 4, 15, tzinfo=UTC)
        body = booking(practice, at, reason='Zoë said "o/u"\n\t\u2028 😀 \x7f', notes="")

        booked = await caller.post("/appointments", body)

        read = await caller.get(f"/appointments/{ok(booked, 201)['id']}")
        assert booked.content == read.content
        assert booked.headers["etag"] == read.headers["etag"]
        assert booked.json()["room_id"] is None or "needs" in kind

    async def test_of_an_overbooked_visit_is_what_reading_it_shows(
        self, api: Api, database: Database
    ) -> None:
        practice = await make_practice(database)
        _, first = await patient_with_account(database)
        _, second = await patient_with_account(database)
        desk = await api.signed_in(await make_user(database, Role.STAFF))
        await book(desk, practice, TEN, patient_id=str(first.uid))
        over = {"overbook": True, "override_reason": "An emergency"}

        booked = await desk.post(
            "/appointments", booking(practice, TEN, patient_id=str(second.uid), **over)
        )

        read = await desk.get(f"/appointments/{ok(booked, 201)['id']}")
        assert booked.content == read.content
        assert booked.json()["overbooked"] is True
