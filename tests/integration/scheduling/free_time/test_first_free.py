"""The first free times across doctors are those that each doctor's own search has."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from praxis.directory.visit_types.models import DoctorVisitType, VisitType
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database
from praxis.kit.ids import new_uid
from praxis.scheduling.availability.models import AvailabilityException
from tests.factories.availability import EVERY_DAY, Practice, make_rule, make_time_off
from tests.factories.directory import add_all, make_doctor, make_location, make_visit_type
from tests.integration.scheduling.cast import TUESDAY, at, make_cast, unknown_id
from tests.support.api import Api, ok, problem
from tests.support.booking import booking

DAY = {"from": TUESDAY.isoformat(), "to": TUESDAY.isoformat()}


class Group:
    """Doctors of one specialty that nobody else in the database has."""

    def __init__(self, database: Database, kind: VisitType) -> None:
        self.database = database
        self.kind = kind
        self.specialty = f"Specialty {new_uid().hex}"
        self.practices: list[Practice] = []

    async def add(
        self, zone: str = "Asia/Dhaka", hours: tuple[int, int] = (540, 600), **changes: Any
    ) -> Practice:
        place = await make_location(self.database, time_zone=zone)
        doctor = await make_doctor(self.database, specialty=self.specialty, **changes)
        for weekday in EVERY_DAY:
            await make_rule(
                self.database,
                doctor,
                place,
                weekday,
                start_minute=hours[0],
                end_minute=hours[1],
            )
        self.practices.append(Practice(place, doctor, self.kind))
        return self.practices[-1]

    async def first(self, api: Api, **params: Any) -> dict[str, Any]:
        asked = {"visit_type_id": str(self.kind.uid), "specialty": self.specialty, **params}
        found: dict[str, Any] = ok(await api.get("/slots", **asked))
        return found

    async def merged(self, api: Api, **params: Any) -> list[tuple[str, ...]]:
        """What the doctors' own searches have, by time and then by doctor."""
        items = []
        for rank, practice in enumerate(self.practices):
            path = f"/doctors/{practice.doctor.uid}/slots"
            own = ok(await api.get(path, visit_type_id=str(self.kind.uid), **params))["items"]
            items += [(utc(i["starts_at"]), rank, i["location_id"]) for i in own]
        doctors = [str(practice.doctor.uid) for practice in self.practices]
        return [(start, doctors[rank], place) for start, rank, place in sorted(items)]


def utc(text: str) -> str:
    return datetime.fromisoformat(text).astimezone(UTC).isoformat()


def shown(found: dict[str, Any]) -> list[tuple[str, ...]]:
    return [(utc(i["starts_at"]), i["doctor_id"], i["location_id"]) for i in found["items"]]


@pytest.fixture
async def group(database: Database) -> Group:
    return Group(database, await make_visit_type(database))


async def test_times_come_by_start_and_then_by_doctor(api: Api, group: Group) -> None:
    for _ in range(3):
        await group.add()
    found = await group.first(api, **DAY)
    assert shown(found) == await group.merged(api, **DAY)
    assert len(found["items"]) == 6
    first = group.practices[0].doctor
    assert found["items"][0] == {
        "starts_at": "2027-01-05T09:00:00+06:00",
        "ends_at": "2027-01-05T09:30:00+06:00",
        "location_id": str(group.practices[0].location.uid),
        "visit_type_id": str(group.kind.uid),
        "doctor_id": str(first.uid),
        "doctor_name": first.user.full_name,
        "specialty": group.specialty,
    }


@pytest.mark.parametrize("limit", [1, 20, 120, 200])
async def test_doctors_around_the_world_are_merged_by_instant(
    api: Api, group: Group, limit: int
) -> None:
    """Their days begin at different instants, and none is looked at for longer than another."""
    await group.add("Pacific/Kiritimati", (0, 120))
    await group.add("Pacific/Pago_Pago", (0, 1440))
    await group.add("Asia/Kathmandu", (1380, 1440))
    bounds = {"from": TUESDAY.isoformat(), "to": "2027-01-10"}
    found = shown(await group.first(api, **bounds, limit=limit))
    assert found == (await group.merged(api, **bounds))[:limit]


async def test_a_long_window_is_searched_until_enough_is_found(
    api: Api, group: Group, database: Database
) -> None:
    for first in (20, 45):
        practice = await group.add()
        leave = {"starts_on": TUESDAY, "ends_on": TUESDAY + timedelta(days=first)}
        await make_time_off(database, practice.doctor, **leave)
    bounds = {"from": TUESDAY.isoformat(), "to": "2027-03-25"}
    found = shown(await group.first(api, **bounds, limit=100))
    assert found == (await group.merged(api, **bounds))[:100]


async def test_taken_times_and_other_visit_types_are_left_out(
    api: Api, group: Group, database: Database
) -> None:
    practice, other = await group.add(), await group.add()
    another = await make_visit_type(database)
    await add_all(database, DoctorVisitType(doctor_id=other.doctor.id, visit_type_id=another.id))
    cast = await make_cast(api, database, practice)
    await cast.booked("09:00")
    ok(await cast.own.post("/holds", booking(practice, at("09:30"))), 201)
    assert (await group.first(api, **DAY))["empty_reason"] == "fully_booked"
    mine = shown(await group.first(cast.own, **DAY))
    assert mine == [(utc(at("09:30").isoformat()), str(practice.doctor.uid), mine[0][2])]


async def test_doctors_are_filtered(api: Api, group: Group) -> None:
    bangla = await group.add(languages=["bn", "en"])
    english = await group.add(languages=["en"])
    await group.add(approved_at=None)
    await group.add(active=False)

    async def doctors(**params: Any) -> set[str]:
        return {entry[1] for entry in shown(await group.first(api, **DAY, **params))}

    assert await doctors() == {str(bangla.doctor.uid), str(english.doctor.uid)}
    assert await doctors(specialty=group.specialty.upper()) == await doctors()
    assert await doctors(language="bn") == {str(bangla.doctor.uid)}
    assert await doctors(location_id=str(english.location.uid)) == {str(english.doctor.uid)}
    assert await doctors(location_id=unknown_id()) == set()
    assert await doctors(specialty="Haruspicy") == set()


async def test_a_place_is_searched_for_those_who_are_there_on_one_date_only(
    api: Api, group: Group, database: Database
) -> None:
    practice = await group.add()
    fair = await make_location(database)
    extra = AvailabilityException(
        doctor_id=practice.doctor.id,
        location_id=fair.id,
        on=TUESDAY,
        kind="extra",
        start_minute=1200,
        end_minute=1230,
    )
    await add_all(database, extra)
    asked = {**DAY, "location_id": str(fair.uid)}
    assert shown(await group.first(api, **asked)) == await group.merged(api, **asked)
    assert len((await group.first(api, **asked))["items"]) == 1


async def test_hours_that_end_with_the_local_day_are_found_after_midnight_in_utc(
    api: Api, group: Group, database: Database, clock: FixedClock
) -> None:
    """20:30 on the fourth in New York is the fifth in UTC."""
    place = await make_location(database, time_zone="America/New_York")
    doctor = await make_doctor(database, specialty=group.specialty)
    monday = TUESDAY - timedelta(days=1)
    rule = {"start_minute": 1200, "end_minute": 1380, "valid_until": monday}
    await make_rule(database, doctor, place, monday.weekday(), **rule)
    clock.move_to(at("07:30"))
    found = await group.first(api, location_id=str(place.uid))
    assert found["items"][0]["starts_at"] == "2027-01-04T20:30:00-05:00"


async def test_nothing_at_all_names_the_reason_that_most_have(
    api: Api, group: Group, database: Database
) -> None:
    for away in (True, True, False):
        practice = await group.add(hours=(540, 600) if away else (0, 20))
        if away:
            await make_time_off(database, practice.doctor, starts_on=TUESDAY, ends_on=TUESDAY)
    found = await group.first(api, **DAY)
    assert (found["items"], found["empty_reason"]) == ([], "on_leave")
    nobody = await group.first(api, **DAY, specialty="Haruspicy")
    assert (nobody["items"], nobody["empty_reason"]) == ([], "no_hours")


@pytest.mark.parametrize(
    ("params", "code", "pointer"),
    [
        ({"limit": "0"}, "greater_than_equal", "/query/limit"),
        ({"limit": "201"}, "less_than_equal", "/query/limit"),
        ({"limit": "ten"}, "int_parsing", "/query/limit"),
        ({"visit_type_id": unknown_id()}, "visit_types.unknown", "/query/visit_type_id"),
        ({"from": "2027-01-05", "to": "2027-01-01"}, "slots.window", "/query/to"),
        ({"from": "2027-01-05", "to": "2028-01-01"}, "slots.window", "/query/to"),
        ({"from": "2027-01-05T00:00"}, "time.naive", "/query/from"),
        ({"specialty": "x" * 201}, "too_long", "/query/specialty"),
        ({"tz": "x"}, "zone.unknown", "/query/tz"),
    ],
)
async def test_an_unacceptable_question_says_what_to_mend(
    api: Api, group: Group, params: dict[str, str], code: str, pointer: str
) -> None:
    refused = await api.get("/slots", **{"visit_type_id": str(group.kind.uid), **params})
    assert problem(refused, 422, code)["errors"][0]["pointer"] == pointer
