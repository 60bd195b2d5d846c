from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from praxis.audit import service as audit
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
