"""An answer without offers names its reason."""

from datetime import date, timedelta

import pytest

from praxis.directory.locations.models import HolidayOverride
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database
from tests.factories.availability import make_practice, make_time_off
from tests.factories.directory import add_all, make_location, make_resource
from tests.integration.scheduling.cast import TUESDAY, Cast, at, cast_of, make_cast
from tests.support.api import Api, ok
from tests.support.booking import book, booking

LANGUAGE_MARTYRS_DAY = date(2027, 2, 21)
ROOM = [{"kind": "room", "tag": None}]


async def reason(cast: Cast, on: date = TUESDAY) -> str | None:
    found = await cast.slots(**{"from": on.isoformat(), "to": on.isoformat()})
    assert (found["items"] == []) is (found["empty_reason"] is not None)
    why: str | None = found["empty_reason"]
    return why


async def test_no_hours(api: Api, database: Database) -> None:
    practice = await make_practice(database, weekdays=[(TUESDAY.weekday() + 1) % 7])
    cast = await make_cast(api, database, practice)
    assert await reason(cast) == "no_hours"
    assert await reason(cast, TUESDAY + timedelta(days=1)) is None


@pytest.mark.parametrize("hours", [{}, {"start_minute": 0, "end_minute": 1440}])
async def test_on_leave(cast: Cast, database: Database, hours: dict[str, int]) -> None:
    days = {"starts_on": TUESDAY, "ends_on": TUESDAY}
    await make_time_off(database, cast.practice.doctor, **days, **hours)
    assert await reason(cast) == "on_leave"


class TestHoliday:
    async def test_a_public_holiday_of_the_country_closes(
        self, api: Api, database: Database
    ) -> None:
        place = await make_location(database, country="BD")
        cast = await make_cast(api, database, await make_practice(database, location=place))
        assert await reason(cast, LANGUAGE_MARTYRS_DAY) == "holiday"
        assert await reason(cast, LANGUAGE_MARTYRS_DAY + timedelta(days=1)) is None

    async def test_holidays_of_a_part_of_a_country_close_there_only(
        self, api: Api, database: Database
    ) -> None:
        epiphany = date(2027, 1, 6)
        found = []
        for part in ("BY", "BE"):
            place = await make_location(
                database, time_zone="Europe/Berlin", country="DE", subdivision=part
            )
            cast = await make_cast(api, database, await make_practice(database, location=place))
            found.append(await reason(cast, epiphany))
        assert found == ["holiday", None]

    async def test_the_practice_opens_on_a_holiday_and_closes_on_another_day(
        self, api: Api, database: Database
    ) -> None:
        place = await make_location(database, country="BD")
        cast = await make_cast(api, database, await make_practice(database, location=place))
        await add_all(
            database,
            HolidayOverride(location_id=place.id, on=LANGUAGE_MARTYRS_DAY, name="Open", open=True),
            HolidayOverride(location_id=place.id, on=TUESDAY, name="Stocktaking", open=False),
        )
        assert await reason(cast, LANGUAGE_MARTYRS_DAY) is None
        assert await reason(cast) == "holiday"


class TestFullyBooked:
    async def test_by_visits_of_the_doctor(self, api: Api, database: Database) -> None:
        cast = await make_cast(api, database, await make_practice(database, hours=(540, 600)))
        await cast.booked("09:00")
        assert await reason(cast) is None
        await cast.booked("09:30")
        assert await reason(cast) == "fully_booked"

    async def test_by_a_hold_of_somebody_else(self, api: Api, database: Database) -> None:
        cast = await make_cast(api, database, await make_practice(database, hours=(540, 570)))
        ok(await cast.own.post("/holds", booking(cast.practice, at("09:00"))), 201)
        assert await reason(cast) == "fully_booked"

    async def test_by_others_in_the_only_room(self, api: Api, database: Database) -> None:
        place = await make_location(database)
        await make_resource(database, place)
        first, second = [
            await make_practice(database, location=place, needs=ROOM, hours=(540, 570))
            for _ in "ab"
        ]
        cast = await make_cast(api, database, second)
        await book(cast.own, first, at("09:00"))
        assert await reason(cast) == "fully_booked"

    async def test_by_want_of_a_room_at_all(self, api: Api, database: Database) -> None:
        assert await reason(await cast_of(api, database, needs=ROOM)) == "fully_booked"


class TestGapTooShort:
    async def test_hours_shorter_than_the_visit(self, api: Api, database: Database) -> None:
        cast = await cast_of(api, database, duration_minutes=45, hours=(540, 580))
        assert await reason(cast) == "gap_too_short"

    async def test_what_visits_leave_between_them(self, api: Api, database: Database) -> None:
        practice = await make_practice(database, slot_interval_minutes=15, hours=(540, 630))
        cast = await make_cast(api, database, practice)
        await cast.booked("09:15")
        await cast.booked("10:00")
        assert await reason(cast) == "gap_too_short"


class TestBounds:
    async def test_outside_notice(self, api: Api, database: Database, clock: FixedClock) -> None:
        cast = await cast_of(api, database, minimum_notice_minutes=60)
        clock.move_to(at("15:31"))
        assert await reason(cast) == "outside_notice"
        assert await reason(cast, TUESDAY - timedelta(days=7)) == "outside_notice"

    async def test_outside_horizon(self, api: Api, database: Database) -> None:
        cast = await cast_of(api, database, booking_horizon_days=7)
        assert await reason(cast, TUESDAY + timedelta(days=6)) is None
        assert await reason(cast, TUESDAY + timedelta(days=7)) == "outside_horizon"
