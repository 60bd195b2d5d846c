import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from praxis.audit import service as audit
from praxis.identity.audit_log import repository, service
from praxis.identity.auth import SYSTEM, Actor
from praxis.identity.models import Role, User
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database, UnitOfWork
from praxis.kit.ids import new_uid
from tests.factories.directory import make_patient
from tests.factories.identity import make_user
from tests.support.api import Api, ok, problem
from tests.support.audit import events_of

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
async def reader(database: Database) -> User:
    return await make_user(database, Role.ADMIN)


@pytest.fixture
async def admin(api: Api, reader: User) -> Api:
    return await api.signed_in(reader)


async def make_actor(database: Database, request_id: str | None = None) -> tuple[User, Actor]:
    user = await make_user(database, Role.STAFF)
    return user, Actor(user.id, user.uid, user.role, request_id, "A call")


async def write(database: Database, actor: Actor, action: str, **changes: Any) -> None:
    async def add(unit: UnitOfWork) -> None:
        entity = action.partition(".")[0]
        await audit.record(unit, actor, action, entity, changes.pop("uid", None), **changes)

    await database.transact(add)


async def actions(api: Api, **params: object) -> list[str]:
    return [item["action"] for item in ok(await api.get("/audit-events", **params))["items"]]


async def test_an_event_says_who_did_what_when_and_why(admin: Api, database: Database) -> None:
    user, actor = await make_actor(database, "request-1")
    uid = new_uid()
    await write(database, actor, "patient.updated", uid=uid, fields=["mobile"], source="desk")
    (item,) = ok(await admin.get("/audit-events", actor_id=str(user.uid)))["items"]
    at = datetime.fromisoformat(item.pop("at"))
    assert abs(datetime.now(UTC) - at) < timedelta(minutes=1)
    assert item.pop("id")
    assert item == {
        "actor": {"id": str(user.uid), "name": user.full_name, "role": "staff"},
        "action": "patient.updated",
        "entity": "patient",
        "entity_id": str(uid),
        "patient_id": None,
        "reason": "A call",
        "fields": ["mobile"],
        "details": {"source": "desk"},
        "request_id": "request-1",
    }


async def test_what_praxis_did_itself_has_no_name(admin: Api, database: Database) -> None:
    uid = new_uid()
    await write(database, SYSTEM, "hold.expired", uid=uid)
    (item,) = ok(await admin.get("/audit-events", entity_id=str(uid)))["items"]
    assert item["actor"] == {"id": None, "name": None, "role": "system"}


async def test_filters_narrow_the_list(admin: Api, database: Database) -> None:
    user, actor = await make_actor(database, f"request-{new_uid()}")
    patient = await make_patient(database)
    await write(database, actor, "thing.made")
    await write(database, actor, "thing.read", patient_id=patient.id)
    await write(database, actor, "other.read")
    mine = {"actor_id": str(user.uid)}
    assert await actions(admin, **mine) == ["other.read", "thing.read", "thing.made"]
    assert await actions(admin, **mine, entity="thing") == ["thing.read", "thing.made"]
    assert await actions(admin, **mine, action="other.read") == ["other.read"]
    assert await actions(admin, patient_id=str(patient.uid), action="thing.read") == ["thing.read"]
    either = {"action": ["thing.made", "other.read", "no.such"]}
    assert await actions(admin, **mine, **either) == ["other.read", "thing.made"]
    assert len(await actions(admin, **mine, actor_role="staff")) == 3
    assert await actions(admin, **mine, actor_role="doctor") == []
    assert len(await actions(admin, request_id=str(actor.request_id))) == 3
    now = datetime.now(UTC)
    assert await actions(admin, **mine, to=(now - timedelta(hours=1)).isoformat()) == []
    assert len(await actions(admin, **mine, **{"from": LONG_AGO.isoformat()})) == 3
    for unknown in ("actor_id", "patient_id", "entity_id"):
        assert await actions(admin, **{unknown: str(new_uid())}) == []


async def test_pages_neither_skip_nor_repeat(admin: Api, database: Database) -> None:
    user, actor = await make_actor(database)

    async def add(unit: UnitOfWork) -> None:
        # One transaction: all have the same time, and only their keys tell them apart.
        for number in range(7):
            await audit.record(unit, actor, f"thing.{number}", "thing", None)

    await database.transact(add)
    wanted = {"actor_id": str(user.uid), "limit": 2}
    pages = [ok(await admin.get("/audit-events", **wanted))]
    while (cursor := pages[-1]["next_cursor"]) is not None:
        pages.append(ok(await admin.get("/audit-events", **wanted, cursor=cursor)))
    assert [len(page["items"]) for page in pages] == [2, 2, 2, 1]
    seen = [item["action"] for page in pages for item in page["items"]]
    assert seen == [f"thing.{number}" for number in reversed(range(7))]


async def test_reading_the_audit_is_an_event_itself(
    admin: Api, reader: User, database: Database
) -> None:
    patient = await make_patient(database)
    await admin.get("/audit-events", patient_id=str(patient.uid), entity="patient")
    (event,) = await events_of(database, reader.id, "audit.")
    assert event["action"] == "audit.read"
    assert event["patient_id"] == patient.id
    assert event["details"] == {"filters": ["entity", "patient_uid"], "count": 0}
    assert str(patient.uid) not in repr(event["details"])
    assert (await actions(admin, actor_id=str(reader.uid)))[0] == "audit.read"


@pytest.mark.parametrize("role", [Role.PATIENT, Role.DOCTOR, Role.STAFF])
async def test_only_administrators_read_the_audit(api: Api, database: Database, role: Role) -> None:
    user = await make_user(database, role)
    signed_in = await api.signed_in(user)
    problem(await signed_in.get("/audit-events"), 403, "auth.role_forbidden")
    assert await events_of(database, user.id, "audit.") == []


async def test_nobody_reads_the_audit_without_a_token_or_with_an_old_one(
    api: Api, admin: Api, clock: FixedClock
) -> None:
    problem(await api.get("/audit-events"), 401, "auth.required")
    clock.advance(timedelta(hours=1))
    problem(await admin.get("/audit-events"), 401, "auth.required")


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"from": "2027-01-01T00:00:00"}, "time.naive"),
        ({"to": "yesterday"}, "time.format"),
        ({"cursor": "x"}, "cursor.unknown"),
        ({"entity": "a\x07b"}, "text.control"),
    ],
)
async def test_bad_filters_are_refused(admin: Api, params: dict[str, str], code: str) -> None:
    problem(await admin.get("/audit-events", **params), 422, code)


@pytest.mark.parametrize("name", ["actor_id", "patient_id", "entity_id"])
async def test_ids_are_never_numbers(admin: Api, name: str) -> None:
    assert (await admin.get("/audit-events", **{name: "1"})).status_code == 422


async def test_an_event_names_the_patient_whose_data_it_was(admin: Api, database: Database) -> None:
    user, actor = await make_actor(database)
    patient = await make_patient(database)
    await write(database, actor, "thing.read", patient_id=patient.id)
    (item,) = ok(await admin.get("/audit-events", actor_id=str(user.uid)))["items"]
    assert item["patient_id"] == str(patient.uid)


class TestExport:
    async def test_it_holds_what_the_page_shows(self, admin: Api, database: Database) -> None:
        user, actor = await make_actor(database, "request-csv")
        patient = await make_patient(database)
        uid = new_uid()
        await write(database, actor, "thing.made", uid=uid, fields=["a", "b"], to="done")
        await write(database, SYSTEM, "thing.read", patient_id=patient.id, uid=uid)
        answer = await admin.get("/audit-events.csv", entity_id=str(uid))
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert 'filename="audit-2027-01-04.csv"' in answer.headers["content-disposition"]
        read, made = table(answer.text)
        items = ok(await admin.get("/audit-events", entity_id=str(uid)))["items"]
        assert [datetime.fromisoformat(row.pop("Time (UTC)")) for row in (read, made)] == [
            datetime.fromisoformat(item["at"]) for item in items
        ]
        assert made == {
            "Who": user.full_name,
            "Id of who": str(user.uid),
            "Role": "staff",
            "Action": "thing.made",
            "About": "thing",
            "Id": str(uid),
            "Id of the patient": "",
            "Reason": "A call",
            "Fields": "a b",
            "Details": '{"to":"done"}',
            "Request": "request-csv",
        }
        assert (read["Who"], read["Role"]) == ("", "system")
        assert read["Id of the patient"] == str(patient.uid)

    async def test_its_head_is_in_the_language_of_the_caller(
        self, admin: Api, database: Database
    ) -> None:
        uid = new_uid()
        await write(database, SYSTEM, "thing.made", uid=uid)
        bangla = admin.with_headers(Accept_Language="bn")
        (row,) = table((await bangla.get("/audit-events.csv", entity_id=str(uid))).text)
        assert row["কাজ"] == "thing.made"

    async def test_a_reason_is_no_formula(self, admin: Api, database: Database) -> None:
        user = await make_user(database, Role.ADMIN)
        actor = Actor(user.id, user.uid, user.role, None, "=HYPERLINK(1)")
        await write(database, actor, "thing.read")
        (row,) = table((await admin.get("/audit-events.csv", actor_id=str(user.uid))).text)
        assert row["Reason"] == "'=HYPERLINK(1)"

    async def test_it_is_whole_however_it_was_read(
        self, admin: Api, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(repository, "AT_ONCE", 3)
        user, actor = await make_actor(database)
        for count in (2, 3, 4, 7):
            while len(await events_of(database, user.id, "thing.")) < count:
                await write(database, actor, "thing.made")
            rows = table((await admin.get("/audit-events.csv", actor_id=str(user.uid))).text)
            assert len(rows) == count
            assert [row["Who"] for row in rows] == [user.full_name] * count
            times = [row["Time (UTC)"] for row in rows]
            assert times == sorted(times, reverse=True)

    async def test_that_it_was_taken_is_an_event(
        self, admin: Api, reader: User, database: Database
    ) -> None:
        patient = await make_patient(database)
        await admin.get("/audit-events.csv", patient_id=str(patient.uid), action="thing.made")
        (event,) = await events_of(database, reader.id, "audit.")
        assert (event["action"], event["entity"]) == ("audit.exported", "audit")
        assert event["patient_id"] == patient.id
        assert event["details"] == {"filters": ["actions", "patient_uid"], "count": 0}

    async def test_more_than_one_table_holds_is_refused_and_leaves_nothing(
        self, admin: Api, reader: User, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(service.export_events, "__kwdefaults__", {"most": 2})
        user, actor = await make_actor(database)
        for _ in range(2):
            await write(database, actor, "thing.made")
        wanted = {"actor_id": str(user.uid)}
        assert len(table((await admin.get("/audit-events.csv", **wanted)).text)) == 2
        await write(database, actor, "thing.made")
        found = problem(await admin.get("/audit-events.csv", **wanted), 422, "audit.too_many")
        assert found["limit"] == 2
        assert found["errors"][0]["pointer"] == "/query/from"
        assert "the 2 events" in found["detail"]
        assert len(await events_of(database, reader.id, "audit.exported")) == 1

    @pytest.mark.parametrize("role", [Role.PATIENT, Role.DOCTOR, Role.STAFF])
    async def test_it_is_for_administrators(self, api: Api, database: Database, role: Role) -> None:
        user = await make_user(database, role)
        caller = await api.signed_in(user)
        problem(await caller.get("/audit-events.csv"), 403, "auth.role_forbidden")
        problem(await api.get("/audit-events.csv"), 401, "auth.required")


def table(text: str) -> list[dict[str, str]]:
    assert text.startswith("\N{ZERO WIDTH NO-BREAK SPACE}")
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))
