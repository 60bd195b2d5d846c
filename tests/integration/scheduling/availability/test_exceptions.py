"""Dates that differ: more hours, other hours, closed; over weekly hours and holidays."""

from typing import Any

import pytest

from praxis.directory.locations.models import HolidayOverride
from praxis.kit.db.database import Database
from praxis.kit.ids import new_uid
from tests.factories.availability import make_practice
from tests.factories.directory import add_all, make_location
from tests.integration.directory.facts import audited, schedule_version
from tests.integration.scheduling.cast import TUESDAY, Cast, make_cast, unknown_id
from tests.support.api import Api, ok, problem

DATE = TUESDAY.isoformat()


@pytest.fixture
async def cast(api: Api, database: Database) -> Cast:
    """A doctor who is there from 09:00 to 11:00 every day."""
    return await make_cast(api, database, await make_practice(database, hours=(540, 660)))


def path(cast: Cast) -> str:
    return f"{cast.doctor_path}/exceptions"


def other_hours(cast: Cast, kind: str = "extra", **changes: Any) -> dict[str, Any]:
    return {
        "date": DATE,
        "kind": kind,
        "location_id": str(cast.practice.location.uid),
        "start_time": "14:00",
        "end_time": "15:00",
        **changes,
    }


async def add(cast: Cast, body: dict[str, Any]) -> dict[str, Any]:
    added: dict[str, Any] = ok(await cast.doctor.post(path(cast), body), 201)
    return added


async def make_holiday(database: Database, cast: Cast) -> None:
    row = HolidayOverride(
        location_id=cast.practice.location.id, on=TUESDAY, name="Founders' Day", open=False
    )
    await add_all(database, row)


async def test_extra_hours_are_added_to_those_of_the_week(cast: Cast) -> None:
    await add(cast, other_hours(cast))
    assert await cast.starts() == ["09:00", "09:30", "10:00", "10:30", "14:00", "14:30"]
    assert await cast.starts(**{"from": "2027-01-06", "to": "2027-01-06"}) == [
        "09:00",
        "09:30",
        "10:00",
        "10:30",
    ]


async def test_other_hours_replace_those_of_the_week(cast: Cast) -> None:
    await add(cast, other_hours(cast, "hours"))
    assert await cast.starts() == ["14:00", "14:30"]


async def test_a_closed_date_has_no_hours(cast: Cast) -> None:
    await add(cast, other_hours(cast))
    await add(cast, {"date": DATE, "kind": "closed"})
    found = await cast.slots()
    assert (found["items"], found["empty_reason"]) == ([], "no_hours")


async def test_a_date_closed_at_one_place_is_open_at_another(
    cast: Cast, database: Database
) -> None:
    elsewhere = str((await make_location(database)).uid)
    await add(cast, other_hours(cast, location_id=elsewhere))
    await add(
        cast, {"date": DATE, "kind": "closed", "location_id": str(cast.practice.location.uid)}
    )
    found = (await cast.slots())["items"]
    assert {item["location_id"] for item in found} == {elsewhere}


async def test_on_a_holiday_only_what_was_said_on_purpose_is_open(
    cast: Cast, database: Database
) -> None:
    await make_holiday(database, cast)
    assert (await cast.slots())["empty_reason"] == "holiday"
    await add(cast, other_hours(cast))
    assert await cast.starts() == ["14:00", "14:30"]


async def test_extra_hours_until_midnight_end_at_24(cast: Cast) -> None:
    late = other_hours(cast, start_time="23:00", end_time="24:00")
    assert (await add(cast, late))["end_time"] == "24:00"
    assert (await cast.starts())[-2:] == ["23:00", "23:30"]


async def test_a_date_without_its_exception_is_as_usual(cast: Cast, database: Database) -> None:
    closed = await add(cast, {"date": DATE, "kind": "closed"})
    before = await schedule_version(database, cast.practice.doctor)
    ok(await cast.doctor.delete(f"{path(cast)}/{closed['id']}"), 204)
    assert len(await cast.starts()) == 4
    assert await schedule_version(database, cast.practice.doctor) > before
    again = await cast.doctor.delete(f"{path(cast)}/{closed['id']}")
    problem(again, 404, "availability.exception_not_found")
    assert await audited(database, cast.practice.doctor.uid) == [
        "availability.exception_added",
        "availability.exception_deleted",
    ]


async def test_exceptions_are_listed_by_date_within_bounds(cast: Cast) -> None:
    for day in ("2027-01-09", "2027-01-07", "2027-01-08", "2027-01-06"):
        await add(cast, {"date": day, "kind": "closed"})
    asked = {"from": "2027-01-07", "to": "2027-01-08"}
    listed = ok(await cast.visitor.get(path(cast), **asked))["items"]
    assert [item["date"] for item in listed] == ["2027-01-07", "2027-01-08"]
    assert len(ok(await cast.visitor.get(path(cast)))["items"]) == 4


async def test_a_note_is_read_by_the_doctor_and_the_practice_only(cast: Cast) -> None:
    await add(cast, {"date": DATE, "kind": "closed", "note": "In hospital myself"})
    for caller in (cast.doctor, cast.desk, cast.admin):
        (seen,) = ok(await caller.get(path(cast)))["items"]
        assert seen["note"] == "In hospital myself"
    for caller in (cast.visitor, cast.own, cast.other_doctor):
        (seen,) = ok(await caller.get(path(cast)))["items"]
        assert seen["note"] is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"start_time": "15:00"}, "availability.ends_before_start"),
        ({"start_time": None}, "availability.incomplete"),
        ({"location_id": None}, "availability.incomplete"),
        ({"kind": "closed"}, "availability.closed_all_day"),
        ({"kind": "open"}, "enum"),
        ({"date": "2027-02-29"}, "date.unknown"),
        ({"date": "2200-01-01"}, "date.range"),
        ({"date": "2027-01-05T00:00:00Z"}, "date.format"),
        ({"location_id": unknown_id()}, "locations.unknown"),
        ({"note": "\u0007"}, "text.control"),
    ],
)
async def test_an_unacceptable_exception_changes_nothing(
    cast: Cast, change: dict[str, Any], code: str
) -> None:
    problem(await cast.doctor.post(path(cast), other_hours(cast, **change)), 422, code)
    assert ok(await cast.visitor.get(path(cast)))["items"] == []


async def test_repeated_with_its_key_is_added_once(cast: Cast) -> None:
    keyed = cast.desk.with_headers(Idempotency_Key=new_uid().hex)
    ids = {ok(await keyed.post(path(cast), other_hours(cast)), 201)["id"] for _ in range(2)}
    assert len(ids) == 1


async def test_others_add_and_delete_no_exceptions(cast: Cast) -> None:
    added = await add(cast, other_hours(cast))
    one = f"{path(cast)}/{added['id']}"
    problem(await cast.visitor.post(path(cast), other_hours(cast)), 401, "auth.required")
    problem(await cast.visitor.delete(one), 401, "auth.required")
    for caller in (cast.own, cast.other_doctor):
        problem(await caller.post(path(cast), other_hours(cast)), 403, "auth.role_forbidden")
        problem(await caller.delete(one), 403, "auth.role_forbidden")
    nobody = f"/doctors/{new_uid()}/exceptions"
    problem(await cast.visitor.get(nobody), 404, "doctors.not_found")
    problem(await cast.desk.post(nobody, other_hours(cast)), 404, "doctors.not_found")
    problem(await cast.desk.delete(f"{nobody}/{added['id']}"), 404, "doctors.not_found")
