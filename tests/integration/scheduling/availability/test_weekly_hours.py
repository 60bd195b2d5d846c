"""The week of a doctor: reading, adding, replacing, deleting, and who may not."""

from datetime import date
from typing import Any

import pytest

from praxis.kit.db.database import Database
from praxis.kit.ids import new_uid
from tests.factories.availability import Practice, make_practice
from tests.factories.directory import make_doctor, make_location, make_visit_type
from tests.integration.directory.facts import audited, schedule_version
from tests.integration.scheduling.cast import TUESDAY, Cast, make_cast, unknown_id
from tests.support.api import Api, ok, problem


@pytest.fixture
async def cast(api: Api, database: Database) -> Cast:
    """A doctor who has no hours yet."""
    return await make_cast(api, database, await make_practice(database, weekdays=[]))


def hours(practice: Practice, weekday: str = "tuesday", **changes: Any) -> dict[str, Any]:
    return {
        "location_id": str(practice.location.uid),
        "weekday": weekday,
        "start_time": "09:00",
        "end_time": "12:00",
        **changes,
    }


def path(cast: Cast) -> str:
    return f"{cast.doctor_path}/availability"


async def week(cast: Cast) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = ok(await cast.visitor.get(path(cast)))["items"]
    return items


class TestRead:
    async def test_a_week_comes_by_day_and_hour(self, cast: Cast) -> None:
        for rule in (
            hours(cast.practice, "wednesday"),
            hours(cast.practice, "tuesday", start_time="14:00", end_time="17:00"),
            hours(cast.practice, "tuesday"),
        ):
            ok(await cast.doctor.post(path(cast), rule), 201)
        assert [(r["weekday"], r["start_time"]) for r in await week(cast)] == [
            ("tuesday", "09:00"),
            ("tuesday", "14:00"),
            ("wednesday", "09:00"),
        ]

    async def test_nobody_reads_hours_of_a_doctor_who_is_not_there(
        self, cast: Cast, database: Database
    ) -> None:
        waiting = await make_doctor(database, approved_at=None)
        for uid in (new_uid(), waiting.uid):
            refused = await cast.visitor.get(f"/doctors/{uid}/availability")
            problem(refused, 404, "doctors.not_found")


class TestAdd:
    @pytest.mark.parametrize("caller", ["doctor", "desk", "admin"])
    async def test_doctor_and_practice_add_hours(
        self, cast: Cast, database: Database, caller: str
    ) -> None:
        api: Api = getattr(cast, caller)
        kind = await make_visit_type(database)
        wanted = hours(
            cast.practice,
            valid_from="2027-01-05",
            valid_until="2027-03-30",
            every_n_weeks=2,
            visit_type_ids=[str(kind.uid)],
        )
        before = await schedule_version(database, cast.practice.doctor)

        added = ok(await api.post(path(cast), wanted), 201)

        assert {name: added[name] for name in wanted} == wanted
        assert await week(cast) == [added]
        assert await audited(database, cast.practice.doctor.uid) == ["availability.added"]
        assert await schedule_version(database, cast.practice.doctor) > before

    async def test_hours_are_valid_from_a_day_until_a_day(self, cast: Cast) -> None:
        rule = hours(cast.practice, valid_from="2027-01-12", valid_until="2027-01-19")
        ok(await cast.doctor.post(path(cast), rule), 201)
        found = await cast.slots(**{"from": "2027-01-05", "to": "2027-01-26"})
        assert {item["starts_at"][:10] for item in found["items"]} == {"2027-01-12", "2027-01-19"}

    async def test_every_second_week_counts_from_the_first_one(self, cast: Cast) -> None:
        rule = hours(cast.practice, valid_from="2027-01-07", every_n_weeks=2)
        ok(await cast.doctor.post(path(cast), rule), 201)
        found = await cast.slots(**{"from": "2027-01-05", "to": "2027-02-09"})
        days = sorted({item["starts_at"][:10] for item in found["items"]})
        assert days == ["2027-01-19", "2027-02-02"], "weeks are ISO weeks: that of 7 January is one"

    async def test_hours_until_midnight_end_at_24(self, cast: Cast) -> None:
        rule = hours(cast.practice, start_time="22:30", end_time="24:00")
        assert ok(await cast.doctor.post(path(cast), rule), 201)["end_time"] == "24:00"
        assert await cast.starts() == ["22:30", "23:00", "23:30"]

    async def test_hours_for_some_visit_types_are_not_offered_for_others(
        self, cast: Cast, database: Database
    ) -> None:
        other = await make_visit_type(database)
        rule = hours(cast.practice, visit_type_ids=[str(other.uid)])
        ok(await cast.doctor.post(path(cast), rule), 201)
        assert (await cast.slots())["empty_reason"] == "no_hours"
        assert (await cast.starts(visit_type_id=str(other.uid)))[0] == "09:00"

    async def test_repeated_with_its_key_is_added_once(self, cast: Cast) -> None:
        keyed = cast.doctor.with_headers(Idempotency_Key=new_uid().hex)
        first = ok(await keyed.post(path(cast), hours(cast.practice)), 201)
        again = await keyed.post(path(cast), hours(cast.practice))
        assert ok(again, 201)["id"] == first["id"]
        assert again.headers["idempotency-replayed"] == "true"
        assert len(await week(cast)) == 1

    @pytest.mark.parametrize(
        ("change", "code", "pointer"),
        [
            ({"start_time": "12:00", "end_time": "12:00"}, "availability.ends_before_start", ""),
            ({"start_time": "22:00", "end_time": "02:00"}, "availability.ends_before_start", ""),
            ({"start_time": "24:00", "end_time": "24:00"}, "time.wall_format", "/start_time"),
            ({"end_time": "24:01"}, "time.wall_format", "/end_time"),
            ({"start_time": 540}, "time.wall_format", "/start_time"),
            ({"weekday": "Montag"}, "enum", "/weekday"),
            ({"weekday": 0}, "enum", "/weekday"),
            ({"valid_from": "2027-02-01", "valid_until": "2027-01-31"}, "date.order", ""),
            ({"valid_from": "2027-02-30"}, "date.unknown", "/valid_from"),
            ({"every_n_weeks": 2}, "availability.no_anchor", ""),
            ({"every_n_weeks": 0}, "greater_than_equal", "/every_n_weeks"),
            ({"every_n_weeks": 53}, "less_than_equal", "/every_n_weeks"),
            ({"every_n_weeks": True}, "int_type", "/every_n_weeks"),
            ({"location_id": "7"}, "id.format", "/location_id"),
            ({"location_id": str(new_uid())}, "locations.unknown", "/location_id"),
            ({"visit_type_ids": [str(new_uid())]}, "visit_types.unknown", "/visit_type_ids"),
            ({"doctor_id": str(new_uid())}, "extra_forbidden", "/doctor_id"),
        ],
    )
    async def test_unacceptable_hours_change_nothing(
        self, cast: Cast, change: dict[str, Any], code: str, pointer: str
    ) -> None:
        refused = await cast.doctor.post(path(cast), hours(cast.practice, **change))
        assert problem(refused, 422, code)["errors"][0]["pointer"] == pointer
        assert await week(cast) == []

    async def test_a_place_that_has_closed_takes_no_hours(
        self, cast: Cast, database: Database
    ) -> None:
        closed = await make_location(database, active=False)
        rule = hours(cast.practice, location_id=str(closed.uid))
        problem(await cast.doctor.post(path(cast), rule), 422, "locations.unknown")

    async def test_nobody_works_at_two_places_at_once(self, cast: Cast, database: Database) -> None:
        elsewhere = {"location_id": str((await make_location(database)).uid)}
        ok(await cast.doctor.post(path(cast), hours(cast.practice)), 201)
        clash = hours(cast.practice, start_time="11:59", end_time="13:00", **elsewhere)
        refused = problem(await cast.doctor.post(path(cast), clash), 422, "availability.two_places")
        assert refused["weekday"] == "tuesday"
        after = hours(cast.practice, start_time="12:00", end_time="13:00", **elsewhere)
        ok(await cast.doctor.post(path(cast), after), 201)


class TestReplace:
    async def test_a_week_is_replaced_whole(self, cast: Cast, database: Database) -> None:
        ok(await cast.doctor.post(path(cast), hours(cast.practice, "friday")), 201)
        rules = [hours(cast.practice), hours(cast.practice, start_time="14:00", end_time="17:00")]
        answered = ok(await cast.doctor.put(path(cast), {"rules": rules}))
        assert [(r["weekday"], r["start_time"]) for r in answered["items"]] == [
            ("tuesday", "09:00"),
            ("tuesday", "14:00"),
        ]
        assert await week(cast) == answered["items"]
        assert (await audited(database, cast.practice.doctor.uid))[-1] == "availability.replaced"

    async def test_an_empty_week_takes_all_hours_away(self, cast: Cast) -> None:
        ok(await cast.doctor.post(path(cast), hours(cast.practice)), 201)
        ok(await cast.doctor.put(path(cast), {"rules": []}))
        assert (await cast.slots())["empty_reason"] == "no_hours"

    async def test_one_wrong_rule_leaves_the_old_week(self, cast: Cast, database: Database) -> None:
        kept = ok(await cast.doctor.post(path(cast), hours(cast.practice, "friday")), 201)
        before = await schedule_version(database, cast.practice.doctor)
        for wrong, code, pointer in (
            (hours(cast.practice, location_id=unknown_id()), "locations.unknown", "location_id"),
            (
                hours(cast.practice, visit_type_ids=[unknown_id()]),
                "visit_types.unknown",
                "visit_type_ids",
            ),
        ):
            body = {"rules": [hours(cast.practice), wrong]}
            refused = problem(await cast.doctor.put(path(cast), body), 422, code)
            assert refused["errors"][0]["pointer"] == f"/rules/1/{pointer}"
        elsewhere = str((await make_location(database)).uid)
        clash = {"rules": [hours(cast.practice), hours(cast.practice, location_id=elsewhere)]}
        refused = problem(await cast.doctor.put(path(cast), clash), 422, "availability.two_places")
        assert refused["errors"][0]["pointer"] == "/rules/1/location_id"
        assert await week(cast) == [kept]
        assert await schedule_version(database, cast.practice.doctor) == before

    async def test_visits_stand_when_the_hours_go(self, cast: Cast) -> None:
        ok(await cast.doctor.put(path(cast), {"rules": [hours(cast.practice)]}))
        visit = await cast.booked("10:00")
        ok(await cast.doctor.put(path(cast), {"rules": []}))
        assert ok(await cast.own.get(f"/appointments/{visit['id']}"))["status"] == "confirmed"


class TestDelete:
    async def test_hours_are_gone(self, cast: Cast, database: Database) -> None:
        rule = ok(await cast.doctor.post(path(cast), hours(cast.practice)), 201)
        ok(await cast.doctor.delete(f"{path(cast)}/{rule['id']}"), 204)
        assert await week(cast) == []
        assert (await audited(database, cast.practice.doctor.uid))[-1] == "availability.deleted"
        again = await cast.doctor.delete(f"{path(cast)}/{rule['id']}")
        problem(again, 404, "availability.rule_not_found")

    async def test_hours_of_another_doctor_are_not_found(
        self, cast: Cast, database: Database
    ) -> None:
        other = await make_practice(database, weekdays=[TUESDAY.weekday()])
        listed = ok(await cast.visitor.get(f"/doctors/{other.doctor.uid}/availability"))["items"]
        refused = await cast.doctor.delete(f"{path(cast)}/{listed[0]['id']}")
        problem(refused, 404, "availability.rule_not_found")


async def test_others_change_no_hours(cast: Cast) -> None:
    rule = ok(await cast.doctor.post(path(cast), hours(cast.practice)), 201)
    one = f"{path(cast)}/{rule['id']}"
    body = hours(cast.practice, "friday")
    problem(await cast.visitor.post(path(cast), body), 401, "auth.required")
    problem(await cast.visitor.put(path(cast), {"rules": []}), 401, "auth.required")
    problem(await cast.visitor.delete(one), 401, "auth.required")
    for caller in (cast.own, cast.other_doctor):
        problem(await caller.post(path(cast), body), 403, "auth.role_forbidden")
        problem(await caller.put(path(cast), {"rules": []}), 403, "auth.role_forbidden")
        problem(await caller.delete(one), 403, "auth.role_forbidden")
    assert await week(cast) == [rule]


async def test_the_practice_changes_no_hours_of_nobody(cast: Cast) -> None:
    nobody = f"/doctors/{new_uid()}/availability"
    body = hours(cast.practice, valid_from=date(2027, 1, 5).isoformat())
    problem(await cast.desk.post(nobody, body), 404, "doctors.not_found")
    problem(await cast.desk.put(nobody, {"rules": []}), 404, "doctors.not_found")
    problem(await cast.desk.delete(f"{nobody}/{new_uid()}"), 404, "doctors.not_found")
