"""Who reads which visits, how lists are cut, and the trace that reading leaves."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from praxis.kit.db.database import Database
from tests.factories.availability import Practice, make_practice
from tests.factories.directory import make_patient
from tests.integration.directory.facts import audited
from tests.integration.scheduling.cast import TUESDAY, Cast, at, facts_of, make_cast, unknown_id
from tests.support.api import Api, ok, problem
from tests.support.audit import events_of
from tests.support.booking import book

LISTS = ("/appointments", "/admin/appointments")


@dataclass(frozen=True)
class Visits:
    """Two visits of the patient and one of a stranger with one doctor; one with another."""

    cast: Cast
    other: Practice
    first: dict[str, Any]
    second: dict[str, Any]
    strangers: dict[str, Any]
    elsewhere: dict[str, Any]

    @property
    def mine(self) -> list[str]:
        return [v["id"] for v in (self.first, self.second, self.elsewhere)]

    @property
    def of_doctor(self) -> list[str]:
        return [v["id"] for v in (self.first, self.strangers, self.second)]


@pytest.fixture
async def visits(database: Database, cast: Cast) -> Visits:
    other = await make_practice(database)
    there = replace(cast, practice=other)
    return Visits(
        cast=cast,
        other=other,
        second=await cast.booked("14:00"),
        first=await cast.booked("10:00"),
        strangers=await book(cast.other_patient, cast.practice, at("11:00")),
        elsewhere=await there.booked("16:00"),
    )


async def ids(caller: Api, path: str, **params: Any) -> list[str]:
    return [item["id"] for item in ok(await caller.get(path, **params))["items"]]


class TestScope:
    async def test_a_patient_sees_the_own_visits(self, visits: Visits) -> None:
        assert await ids(visits.cast.own, "/appointments") == visits.mine
        assert await ids(visits.cast.other_patient, "/appointments") == [visits.strangers["id"]]

    async def test_a_guardian_sees_those_of_each_of_their_patients(
        self, visits: Visits, database: Database
    ) -> None:
        cast = visits.cast
        child = await make_patient(database, cast.user)
        visit = await book(cast.own, cast.practice, at("09:00"), patient_id=str(child.uid))
        assert await ids(cast.own, "/appointments") == [visit["id"], *visits.mine]
        path = f"/patients/{child.uid}/appointments"
        assert await ids(cast.own, path) == [visit["id"]]

    async def test_a_doctor_sees_the_own_calendar(self, visits: Visits) -> None:
        assert await ids(visits.cast.doctor, "/appointments") == visits.of_doctor
        assert await ids(visits.cast.other_doctor, "/appointments") == []

    @pytest.mark.parametrize("path", LISTS)
    async def test_the_desk_sees_all(self, visits: Visits, path: str) -> None:
        day = {"from": at("00:00").isoformat(), "to": at("23:00").isoformat(), "limit": 200}
        for caller in (visits.cast.desk, visits.cast.admin):
            # Other tests fill the same day with visits of others.
            doctors = (visits.cast.practice.doctor.uid, visits.other.doctor.uid)
            seen = [await ids(caller, path, doctor_id=str(uid), **day) for uid in doctors]
            assert {id_ for found in seen for id_ in found} == {
                *visits.mine,
                visits.strangers["id"],
            }

    async def test_asking_for_another_patient_shows_nothing(self, visits: Visits) -> None:
        cast = visits.cast
        for wanted in (cast.stranger.uid, unknown_id()):
            assert await ids(cast.own, "/appointments", patient_id=str(wanted)) == []
        other = str(visits.other.doctor.uid)
        assert await ids(cast.doctor, "/appointments", doctor_id=other) == []

    async def test_one_visit_is_read_by_those_whom_it_concerns(self, visits: Visits) -> None:
        cast = visits.cast
        path = f"/appointments/{visits.first['id']}"
        for caller in (cast.own, cast.doctor, cast.desk, cast.admin):
            answer = await caller.get(path)
            assert facts_of(ok(answer)) == facts_of(visits.first)
            assert answer.headers["etag"] == '"1"'
        for caller in (cast.other_patient, cast.other_doctor):
            problem(await caller.get(path), 404, "not_found")
            problem(await caller.get(f"{path}/events"), 404, "not_found")
        problem(await cast.desk.get(f"/appointments/{unknown_id()}"), 404, "not_found")
        problem(await cast.desk.get("/appointments/7"), 422, "id.format")

    async def test_visits_of_one_patient(self, visits: Visits) -> None:
        cast = visits.cast
        path = f"/patients/{cast.patient.uid}/appointments"
        for caller in (cast.own, cast.desk, cast.admin):
            assert await ids(caller, path) == visits.mine
        ours = [visits.first["id"], visits.second["id"]]
        assert await ids(cast.doctor, path) == ours, "those with this doctor"
        for caller in (cast.other_patient, cast.other_doctor):
            problem(await caller.get(path), 404, "patients.not_found")
        unknown = await cast.desk.get(f"/patients/{unknown_id()}/appointments")
        problem(unknown, 404, "patients.not_found")

    async def test_without_a_token_nothing_is_read(self, visits: Visits) -> None:
        for path in (
            *LISTS,
            f"/appointments/{visits.first['id']}",
            f"/appointments/{visits.first['id']}/events",
            f"/patients/{visits.cast.patient.uid}/appointments",
        ):
            problem(await visits.cast.visitor.get(path), 401, "auth.required")

    async def test_the_list_of_the_desk_is_closed_to_others(self, visits: Visits) -> None:
        for caller in (visits.cast.own, visits.cast.doctor):
            refused = await caller.get("/admin/appointments")
            problem(refused, 403, "auth.role_forbidden")


class TestFilter:
    async def test_by_doctor_place_patient_and_time(self, visits: Visits) -> None:
        cast = visits.cast
        place = str(visits.other.location.uid)
        cases: list[tuple[dict[str, str], list[str]]] = [
            ({"doctor_id": str(cast.practice.doctor.uid)}, visits.of_doctor),
            ({"location_id": place}, [visits.elsewhere["id"]]),
            ({"patient_id": str(cast.patient.uid)}, visits.mine),
            (
                {"patient_id": str(cast.patient.uid), "from": at("14:00").isoformat()},
                [visits.second["id"], visits.elsewhere["id"]],
            ),
            (
                {"patient_id": str(cast.patient.uid), "to": at("14:00").isoformat()},
                [visits.first["id"]],
            ),
            ({"doctor_id": unknown_id()}, []),
        ]
        for path in LISTS:
            for params, expected in cases:
                assert await ids(cast.desk, path, **params) == expected, params

    async def test_by_status(self, visits: Visits) -> None:
        own = visits.cast.own
        ok(await own.post(f"/appointments/{visits.second['id']}/cancel"))
        assert await ids(own, "/appointments", status="cancelled") == [visits.second["id"]]
        assert visits.second["id"] not in await ids(own, "/appointments", status="confirmed")
        assert await ids(own, "/appointments", status="pending") == []
        both = {"status": ["cancelled", "confirmed"]}
        assert await ids(own, "/appointments", **both) == visits.mine
        path = f"/patients/{visits.cast.patient.uid}/appointments"
        assert await ids(own, path, status="cancelled") == [visits.second["id"]]

    @pytest.mark.parametrize(
        ("params", "code"),
        [
            ({"status": "gone"}, "enum"),
            ({"from": "2027-01-05T00:00:00"}, "time.naive"),
            ({"to": "2027-01-05"}, "time.format"),
            ({"doctor_id": "1"}, "id.format"),
            ({"cursor": "x"}, "cursor.unknown"),
            ({"cursor": "WzEsMl0"}, "cursor.unknown"),
            ({"limit": "0"}, "greater_than_equal"),
            ({"limit": "201"}, "less_than_equal"),
        ],
    )
    async def test_an_unacceptable_question_says_what_to_mend(
        self, cast: Cast, params: dict[str, str], code: str
    ) -> None:
        for path in LISTS:
            problem(await cast.desk.get(path, **params), 422, code)


class TestPages:
    async def test_pages_neither_skip_nor_repeat(self, visits: Visits) -> None:
        own, seen, cursor = visits.cast.own, [], None
        while True:
            params = {"limit": 1, "count": True} | ({"cursor": cursor} if cursor else {})
            page = ok(await own.get("/appointments", **params))
            assert page["total"] == 3
            seen += [item["id"] for item in page["items"]]
            cursor = page["next_cursor"]
            if cursor is None:
                break
        assert seen == visits.mine
        assert ok(await own.get("/appointments"))["total"] is None

    async def test_visits_that_begin_together_come_one_by_one(
        self, api: Api, database: Database, cast: Cast
    ) -> None:
        desk, booked = cast.desk, []
        for _ in range(3):
            there = await make_cast(api, database, await make_practice(database))
            booked.append(
                await book(
                    desk,
                    there.practice,
                    at("10:00", TUESDAY + timedelta(days=60)),
                    patient_id=str(there.patient.uid),
                )
            )
        params: dict[str, Any] = {
            "from": at("10:00", TUESDAY + timedelta(days=60)).isoformat(),
            "to": at("10:01", TUESDAY + timedelta(days=60)).isoformat(),
            "limit": 2,
        }
        first = ok(await desk.get("/appointments", **params))
        rest = ok(await desk.get("/appointments", **params, cursor=first["next_cursor"]))
        seen = [item["id"] for item in first["items"] + rest["items"]]
        assert seen == [visit["id"] for visit in booked]

    @pytest.mark.parametrize("path", ["/appointments", "/patients/{patient}/appointments"])
    async def test_the_latest_come_first_when_asked(self, visits: Visits, path: str) -> None:
        own, seen, cursor = visits.cast.own, [], None
        path = path.format(patient=visits.cast.patient.uid)
        while True:
            params = {"order": "desc", "limit": 1} | ({"cursor": cursor} if cursor else {})
            page = ok(await own.get(path, **params))
            seen += [item["id"] for item in page["items"]]
            cursor = page["next_cursor"]
            if cursor is None:
                break
        assert seen == visits.mine[::-1]
        assert await ids(own, path, order="asc") == visits.mine
        problem(await own.get(path, order="newest"), 422, "enum")


class TestOptions:
    """What each viewer may do next is said with the visit, so that no client repeats the rules."""

    async def test_each_is_told_their_own_next_steps(self, visits: Visits) -> None:
        cast = visits.cast
        path = f"/appointments/{(await cast.booked_today())['id']}"
        told = {
            name: ok(await getattr(cast, name).get(path))["next_statuses"]
            for name in ("own", "doctor", "desk", "admin")
        }
        assert told == {
            "own": ["cancelled"],
            "doctor": ["checked_in", "cancelled"],
            "desk": ["checked_in", "cancelled"],
            "admin": ["checked_in", "cancelled", "entered_in_error"],
        }
        seen = ok(await cast.doctor.patch(f"{path}/status", {"status": "checked_in"}))
        assert seen["next_statuses"] == ["confirmed", "in_progress", "left_without_seen"]
        seen = ok(await cast.own.get(path))
        assert (seen["next_statuses"], seen["can_reschedule"], seen["can_edit"]) == (
            [],
            False,
            False,
        )

    async def test_what_is_said_in_a_list_holds(self, visits: Visits) -> None:
        cast = visits.cast
        for item in ok(await cast.own.get("/appointments"))["items"]:
            assert item["can_cancel"]
            assert item["changeable_until"] == item["starts_at"], "no notice is asked for"
            ok(await cast.own.post(f"/appointments/{item['id']}/cancel"))
        for item in ok(await cast.own.get("/appointments"))["items"]:
            assert (item["can_cancel"], item["changeable_until"]) == (False, None)

    async def test_reasons_are_announced(self, visits: Visits) -> None:
        seen = ok(await visits.cast.admin.get(f"/appointments/{visits.first['id']}"))
        assert seen["reason_needed_for"] == ["entered_in_error"]


class TestTrace:
    async def test_each_reading_is_written_down(self, visits: Visits, database: Database) -> None:
        cast = visits.cast
        doctor = cast.practice.doctor.user_id
        one = visits.first["id"]
        ok(await cast.doctor.get(f"/appointments/{one}"))
        ok(await cast.doctor.get(f"/appointments/{one}/events"))
        ok(await cast.doctor.get(f"/patients/{cast.patient.uid}/appointments"))
        ok(await cast.doctor.get("/appointments", doctor_id=str(cast.practice.doctor.uid)))
        shown = {cast.patient.id, cast.stranger.id}
        events = await events_of(database, doctor, "appointment.")
        assert [(e["action"], e["patient_id"]) for e in events] == [
            ("appointment.read", cast.patient.id),
            ("appointment.history_read", cast.patient.id),
            ("appointment.listed", cast.patient.id),
            *(("appointment.listed", patient) for patient in sorted(shown)),
        ]
        assert await audited(database, one) == [
            "appointment.booked",
            "appointment.read",
            "appointment.history_read",
        ]

    async def test_a_list_that_the_asker_has_already_is_no_new_reading(
        self, visits: Visits, database: Database
    ) -> None:
        cast = visits.cast
        doctor = cast.practice.doctor.user_id
        first = await cast.doctor.get("/appointments")
        listed = await events_of(database, doctor, "appointment.listed")
        asking = {"If-None-Match": first.headers["ETag"]}

        again = await cast.doctor.request("GET", "/appointments", headers=asking)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]
        assert await events_of(database, doctor, "appointment.listed") == listed

        ok(await cast.doctor.patch(f"/appointments/{visits.first['id']}", {"notes": "Fasting"}))
        changed = await cast.doctor.request("GET", "/appointments", headers=asking)
        assert ok(changed)["items"] != ok(first)["items"]
        assert len(await events_of(database, doctor, "appointment.listed")) == 2 * len(listed)

    async def test_the_mark_of_a_list_is_worth_nothing_to_another(self, visits: Visits) -> None:
        cast = visits.cast
        shown = await cast.desk.get("/appointments")
        headers = {"If-None-Match": shown.headers["ETag"]}
        assert ok(await cast.admin.request("GET", "/appointments", headers=headers))["items"]

    async def test_what_was_refused_is_no_reading(self, visits: Visits, database: Database) -> None:
        problem(
            await visits.cast.other_patient.get(f"/appointments/{visits.first['id']}"),
            404,
            "not_found",
        )
        assert await audited(database, visits.first["id"]) == ["appointment.booked"]


async def test_the_history_names_who_did_what_when(visits: Visits) -> None:
    cast = visits.cast
    one = f"/appointments/{(await cast.booked_today())['id']}"
    ok(await cast.doctor.patch(f"{one}/status", {"status": "checked_in"}))
    items = ok(await cast.own.get(f"{one}/events"))["items"]
    assert [(e["kind"], e["actor_role"], e["actor_name"]) for e in items] == [
        ("booked", "patient", cast.user.full_name),
        ("checked_in", "doctor", cast.practice.doctor.user.full_name),
    ]
    assert items[0]["from_status"] is None
    assert {e["at"] for e in items} == {"2027-01-04T06:00:00Z"}


@pytest.mark.parametrize("path", ["/appointments", "/admin/appointments"])
async def test_all_filters_narrow_together(visits: Visits, path: str) -> None:
    cast = visits.cast
    found = ok(
        await cast.desk.request(
            "GET",
            path,
            params={
                "doctor_id": str(cast.practice.doctor.uid),
                "patient_id": str(cast.patient.uid),
                "location_id": str(cast.practice.location.uid),
                "status": "confirmed",
                "from": "2027-01-04T00:00:00Z",
                "to": "2027-01-09T00:00:00Z",
                "count": "true",
            },
        )
    )
    assert [v["id"] for v in found["items"]] == [visits.first["id"], visits.second["id"]]
    assert found["total"] == 2
