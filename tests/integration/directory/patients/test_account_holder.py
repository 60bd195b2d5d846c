"""Whose account it is, as against those they care for."""

import asyncio

from praxis.identity.models import Role
from praxis.kit.db.database import Database
from praxis.kit.ids import new_uid
from tests.factories.identity import make_user
from tests.integration.directory.patients.people import People
from tests.support.api import Api, ok


async def test_whoever_registers_holds_the_account_and_a_child_of_the_same_name_does_not(
    api: Api,
) -> None:
    email = f"rahim-{new_uid().hex}@example.org"
    wanted = {"email": email, "password": "nine blue herons", "full_name": "Rahim Uddin"}
    ok(await api.post("/auth/register", {"role": "patient", **wanted}), 201)
    token = ok(await api.post("/auth/login", {"email": email, "password": "nine blue herons"}))
    own = api.with_headers(Authorization=f"Bearer {token['access_token']}")
    child = ok(await own.post("/patients", {"full_name": "Rahim Uddin"}), 201)
    listed = ok(await own.get("/patients"))["items"]
    held = {item["id"]: item["is_account_holder"] for item in listed}
    assert held.pop(child["id"]) is False
    assert list(held.values()) == [True]


async def test_the_first_patient_that_the_desk_puts_into_an_account_holds_it(
    people: People, database: Database
) -> None:
    account = {"user_id": str((await make_user(database, Role.PATIENT)).uid)}
    first, second = [
        ok(await people.desk.post("/patients", {"full_name": name, **account}), 201)
        for name in ("Anika", "Rakib")
    ]
    assert (first["is_account_holder"], second["is_account_holder"]) == (True, False)

    unmoved = ok(await people.desk.patch(f"/patients/{first['id']}", account))
    assert unmoved["is_account_holder"] is True
    # Out of it, nobody holds it: those who are cared for do not come into its holder's place.
    out = ok(await people.desk.patch(f"/patients/{first['id']}", {"user_id": None}))
    assert (out["has_account"], out["is_account_holder"]) == (False, False)
    third = {"full_name": "Tuli", **account}
    assert ok(await people.desk.post("/patients", third), 201)["is_account_holder"] is False
    elsewhere = {"user_id": str(people.user.uid)}
    moved = ok(await people.desk.patch(f"/patients/{first['id']}", elsewhere))
    assert moved["is_account_holder"] is False


async def test_who_is_closed_holds_nothing_until_opened_into_an_empty_account(
    people: People,
) -> None:
    ok(await people.desk.delete(people.path), 204)
    anew = {"full_name": "Rahim Uddin", "user_id": str(people.user.uid)}
    again = ok(await people.desk.post("/patients", anew), 201)
    assert again["is_account_holder"] is True
    opened = ok(await people.desk.patch(people.path, {"active": True}))
    assert opened["is_account_holder"] is False

    closed = ok(await people.desk.patch(f"/patients/{again['id']}", {"active": False}))
    assert closed["is_account_holder"] is False
    ok(await people.desk.patch(people.path, {"active": False}))
    opened = ok(await people.desk.patch(people.path, {"active": True}))
    assert opened["is_account_holder"] is True


async def test_two_who_come_into_an_account_at_once_do_not_both_hold_it(
    people: People, database: Database
) -> None:
    for _ in range(5):
        account = {"user_id": str((await make_user(database, Role.PATIENT)).uid)}
        made = await asyncio.gather(
            *(
                people.desk.post("/patients", {"full_name": name, **account})
                for name in ("Anika", "Rakib", "Tuli", "Mina")
            )
        )
        assert sorted(ok(one, 201)["is_account_holder"] for one in made) == [False] * 3 + [True]
