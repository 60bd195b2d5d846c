"""Who and what lies in a region: accounts, those who register, places."""

from uuid import UUID

import pytest

from praxis.identity.models import Role
from praxis.kit.db.database import Database
from praxis.kit.ids import new_uid
from tests.factories.identity import make_user
from tests.factories.regions import find_region
from tests.integration.directory.registration.test_endpoints import doctor, patient
from tests.support.api import Api, ok, problem
from tests.support.audit import events_of

SAVAR, SYLHET = "BD-13-SAVAR", "BD-60"


@pytest.fixture
async def savar(database: Database) -> str:
    return str((await find_region(database, SAVAR)).uid)


@pytest.fixture
async def admin(api: Api, database: Database) -> Api:
    return await api.signed_in(await make_user(database, Role.ADMIN))


def unknown(answer: object, pointer: str = "/region_id") -> None:
    body = problem(answer, 422, "region.unknown")  # type: ignore[arg-type]
    assert [fault["pointer"] for fault in body["errors"]] == [pointer]


class TestOwnAccount:
    async def test_is_said_changed_and_taken_back(
        self, api: Api, database: Database, savar: str
    ) -> None:
        user = await make_user(database)
        own = await api.signed_in(user)
        said = ok(await own.patch("/users/me", {"region_id": savar}))
        assert (said["region"]["id"], said["version"]) == (savar, 2)
        assert said["region"]["names"] == {"bn": "সাভার"}
        assert [step["name"] for step in said["region"]["path"]] == ["Dhaka", "Dhaka", "Savar"]
        assert ok(await own.get("/users/me")) == said
        # The same again is no change; a whole district will do too.
        assert ok(await own.patch("/users/me", {"region_id": savar})) == said
        district = await find_region(database, SYLHET)
        moved = ok(await own.patch("/users/me", {"region_id": str(district.uid)}))
        assert [step["name"] for step in moved["region"]["path"]] == ["Sylhet", "Sylhet"]
        # What is not named stays.
        assert ok(await own.patch("/users/me", {"locale": "bn"}))["region"] == moved["region"]
        assert ok(await own.patch("/users/me", {"region_id": None}))["region"] is None
        fields = [event["fields"] for event in await events_of(database, user.id, "user.updated")]
        assert fields == [["region"], ["region"], ["locale"], ["region"]]

    async def test_unknown_changes_nothing(self, api: Api, database: Database) -> None:
        own = await api.signed_in(await make_user(database))
        unknown(await own.patch("/users/me", {"region_id": str(new_uid()), "locale": "bn"}))
        for wrong in ("", "BD-13", 7, True):
            answer = await own.patch("/users/me", {"region_id": wrong})
            assert answer.status_code == 422, wrong
        me = ok(await own.get("/users/me"))
        assert (me["region"], me["locale"], me["version"]) == (None, "en", 1)


class TestAccounts:
    async def test_administrators_say_it_of_others(self, admin: Api, savar: str) -> None:
        body = {
            "email": f"{new_uid().hex}@example.org",
            "password": "nine blue herons",
            "full_name": f"Nadia {new_uid().hex}",
            "role": "staff",
        }
        unknown(await admin.post("/users", {**body, "region_id": str(new_uid())}))
        made = ok(await admin.post("/users", {**body, "region_id": savar}), 201)
        assert made["region"]["name"] == "Savar"
        path = f"/users/{made['id']}"
        assert ok(await admin.get(path))["region"] == made["region"]
        (listed,) = ok(await admin.get("/users", q=body["full_name"]))["items"]
        assert listed == made
        unknown(await admin.patch(path, {"region_id": str(new_uid())}))
        assert ok(await admin.patch(path, {"full_name": "Nadia"}))["region"] == made["region"]
        assert ok(await admin.patch(path, {"region_id": None}))["region"] is None


class TestRegistration:
    @pytest.mark.parametrize("form", [patient, doctor])
    async def test_takes_a_region_for_both_roles(
        self, api: Api, admin: Api, savar: str, form: object
    ) -> None:
        body = form(region_id=savar)  # type: ignore[operator]
        made = ok(await api.post("/auth/register", body), 201)
        assert ok(await admin.get(f"/users/{made['id']}"))["region"]["id"] == savar

    @pytest.mark.parametrize("form", [patient, doctor])
    async def test_refuses_an_unknown_one_whether_the_e_mail_is_known_or_not(
        self, api: Api, database: Database, form: object
    ) -> None:
        nowhere = {"region_id": str(new_uid())}
        known = (await make_user(database)).email
        new = form(**nowhere)  # type: ignore[operator]
        answers = [
            await api.post("/auth/register", {**new, "email": email})
            for email in (known, new["email"])
        ]
        for answer in answers:
            unknown(answer)
        first, second = ({**answer.json(), "instance": None} for answer in answers)
        assert first == second
        async with database.reading() as reader:
            statement = "SELECT count(*) FROM users WHERE email = $1"
            assert await reader.sql.fetchval(statement, new["email"]) == 0


class TestPlaces:
    async def test_lie_in_a_region(self, api: Api, admin: Api, savar: str) -> None:
        body = {"name": f"Clinic {new_uid().hex}", "time_zone": "Asia/Dhaka"}
        unknown(await admin.post("/locations", {**body, "region_id": str(new_uid())}))
        made = ok(await admin.post("/locations", {**body, "region_id": savar}), 201)
        assert [step["name"] for step in made["region"]["path"]] == ["Dhaka", "Dhaka", "Savar"]
        path = f"/locations/{made['id']}"
        assert ok(await api.get(path)) == made
        unknown(await admin.patch(path, {"region_id": str(new_uid())}))
        renamed = ok(await admin.patch(path, {"phone": "+880 2 5566 7799"}))
        assert renamed["region"] == made["region"]
        gone = ok(await admin.patch(path, {"region_id": None}))
        assert (gone["region"], gone["version"]) == (None, 3)


async def test_a_region_that_ended_stays_with_whoever_carries_it(
    api: Api, database: Database
) -> None:
    """It ends a thana that no other test looks at."""
    place = await find_region(database, "BD-18-PUBAIL")
    carrier = await api.signed_in(await make_user(database, region_id=place.id))
    other = await api.signed_in(await make_user(database))
    body = {"region_id": str(place.uid)}
    await _end(database, place.uid, "now()")
    try:
        assert ok(await carrier.get("/users/me"))["region"]["name"] == "Pubail"
        # A form that sends back all it was given is not refused.
        kept = ok(await carrier.patch("/users/me", {**body, "locale": "bn"}))
        assert (kept["region"]["name"], kept["locale"]) == ("Pubail", "bn")
        unknown(await other.patch("/users/me", body))
        assert ok(await api.get("/regions", q="pubail"))["items"] == []
        assert ok(await api.get(f"/regions/{place.uid}"))["ended"] is True
        assert ok(await api.get("/locations", **body))["items"] == []
    finally:
        await _end(database, place.uid, "NULL")


async def _end(database: Database, uid: UUID, at: str) -> None:
    await database.transact(
        lambda unit: unit.sql.execute(f"UPDATE regions SET ended_at = {at} WHERE uid = $1", uid)
    )
