"""Where one is signed in, and signing out there."""

from datetime import timedelta

from praxis.identity.models import Role, User
from praxis.identity.service import forget_ended_sessions
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database
from tests.factories.identity import PASSWORD, make_user
from tests.support.api import Api, ok, problem
from tests.support.identity import mailed

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0.0.0 Safari/537.36"
NEW_DEVICE = "identity.new_device"


async def enter(api: Api, user: User, browser: str) -> Api:
    # A browser of its own: within one, a sign-in takes the place of the one before.
    api.client.cookies.clear()
    body = {"email": user.email, "password": PASSWORD}
    answer = await api.post("/auth/login", body, headers={"User-Agent": browser})
    return api.with_headers(Authorization=f"Bearer {ok(answer)['access_token']}")


async def test_sessions_are_told_by_device_address_and_time(
    api: Api, clock: FixedClock, database: Database
) -> None:
    user = await make_user(database)
    there = await enter(api, user, CHROME)
    clock.advance(timedelta(minutes=10))
    here = await enter(api.with_headers(), user, FIREFOX)

    items = ok(await here.get("/users/me/sessions"))["items"]

    assert [(s["browser"], s["system"], s["current"]) for s in items] == [
        ("Firefox", "Linux", True),
        ("Chrome", "Windows", False),
    ]
    assert items[0]["address"] == "127.0.0.1"
    assert items[0]["factor"] is None
    assert ok(await there.get("/users/me/sessions"))["items"][1]["current"] is True


async def test_a_session_that_is_ended_stops_at_once(api: Api, database: Database) -> None:
    user = await make_user(database)
    there, here = await enter(api, user, CHROME), await enter(api, user, FIREFOX)
    ids = {s["browser"]: s["id"] for s in ok(await here.get("/users/me/sessions"))["items"]}

    ok(await here.delete(f"/users/me/sessions/{ids['Chrome']}"), 204)

    problem(await there.get("/users/me"), 401, "auth.session_ended")
    ok(await here.get("/users/me"))
    again = await here.delete(f"/users/me/sessions/{ids['Chrome']}")
    problem(again, 404, "sessions.not_found")


async def test_all_others_are_ended_together(api: Api, database: Database) -> None:
    user = await make_user(database)
    others = [await enter(api, user, browser) for browser in (CHROME, FIREFOX)]
    here = await enter(api, user, CHROME)

    ok(await here.delete("/users/me/sessions"), 204)

    assert len(ok(await here.get("/users/me/sessions"))["items"]) == 1
    for other in others:
        problem(await other.get("/users/me"), 401, "auth.session_ended")


async def test_an_administrator_signs_an_account_out_everywhere(
    api: Api, database: Database
) -> None:
    user = await make_user(database)
    own = await enter(api, user, CHROME)
    admin = await api.signed_in(await make_user(database, Role.ADMIN))

    ok(await admin.delete(f"/users/{user.uid}/sessions"), 204)

    problem(await own.get("/users/me"), 401, "auth.session_ended")


async def test_using_a_session_is_noted_when_its_token_is_renewed(
    api: Api, clock: FixedClock, database: Database
) -> None:
    user = await make_user(database)
    own = await enter(api, user, CHROME)
    signed_in_at = clock.now()
    clock.advance(timedelta(minutes=14))
    ok(await api.post("/auth/refresh"))

    (item,) = ok(await own.get("/users/me/sessions"))["items"]

    assert item["created_at"] == signed_in_at.isoformat().replace("+00:00", "Z")
    assert item["last_used_at"] == clock.now().isoformat().replace("+00:00", "Z")


async def test_the_owner_hears_of_a_device_that_was_not_seen_before(
    api: Api, database: Database
) -> None:
    user = await make_user(database)
    await enter(api, user, CHROME)
    await enter(api, user, CHROME.replace("140", "141"))
    assert await mailed(database, NEW_DEVICE, user.uid) == []

    await enter(api, user, FIREFOX)

    (news,) = await mailed(database, NEW_DEVICE, user.uid)
    assert (news["browser"], news["system"]) == ("Firefox", "Linux")
    await enter(api, user, FIREFOX)
    assert len(await mailed(database, NEW_DEVICE, user.uid)) == 1


async def test_who_signs_in_seldom_hears_of_a_device_too(
    api: Api, clock: FixedClock, database: Database
) -> None:
    user = await make_user(database)
    await enter(api, user, CHROME)
    clock.advance(timedelta(days=61))
    # By then the session is forgotten, and with it the device.
    await database.transact(lambda unit: forget_ended_sessions(unit, clock.now()))

    await enter(api, user, FIREFOX)

    (news,) = await mailed(database, NEW_DEVICE, user.uid)
    assert news["browser"] == "Firefox"
