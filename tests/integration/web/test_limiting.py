"""Rate limits: what stops a flood, and that honest work is not stopped."""

import asyncio
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from praxis.identity.api_keys.writing import new_secret, write_key
from praxis.identity.models import Role
from praxis.kit.clock import FixedClock
from praxis.kit.ids import new_uid
from praxis.settings import Settings
from praxis.settings.groups import LimitSettings
from tests.factories.identity import PASSWORD, make_user
from tests.support.api import Api, ok, problem
from tests.support.applications import app_on
from tests.support.factors import give_api_key
from tests.support.redis import RedisServer

WRONG = "ten blue herons"


def limits(**rates: str) -> LimitSettings:
    """By the day: no test runs over the end of such a window but once in a lifetime."""
    return LimitSettings(**{name: f"{rate}/day" for name, rate in rates.items()})


def used_up(answer: httpx.Response, policy: str) -> None:
    body = problem(answer, 429, "request.too_many")
    assert int(answer.headers["retry-after"]) == body["retry_after"] > 0
    assert answer.headers["ratelimit"].startswith(f'"{policy}";r=0;t=')
    assert answer.headers["ratelimit-policy"].startswith(f'"{policy}";q=')


async def test_forty_people_behind_one_address_sign_in_at_eight(
    dsn: str, settings: Settings, tmp_path: Path, clock: FixedClock
) -> None:
    async with (
        app_on(dsn, settings, tmp_path, clock, limits=LimitSettings()) as app,
        Api.of(app, clock) as api,
    ):
        people = [await make_user(app.state.database, Role.STAFF) for _ in range(40)]

        async def arrive(email: str) -> int:
            for _ in range(2):
                await api.post("/auth/login", {"email": email, "password": WRONG})
            answer = await api.post("/auth/login", {"email": email, "password": PASSWORD})
            token = ok(answer)["access_token"]
            me = api.with_headers(Authorization=f"Bearer {token}")
            for _ in range(15):
                ok(await me.get("/users/me"))
            return answer.status_code

        assert await asyncio.gather(*(arrive(p.email) for p in people)) == [200] * 40


async def test_a_desk_changes_fifty_things_in_a_burst(
    dsn: str, settings: Settings, tmp_path: Path, clock: FixedClock
) -> None:
    async with (
        app_on(dsn, settings, tmp_path, clock, limits=LimitSettings()) as app,
        Api.of(app, clock) as api,
    ):
        desk = await api.signed_in(await make_user(app.state.database, Role.STAFF))
        answers = await asyncio.gather(
            *(
                desk.post("/patients", {"full_name": f"Patient {n}", "date_of_birth": "1990-01-01"})
                for n in range(50)
            )
        )
        assert {answer.status_code for answer in answers} == {201}


async def test_sign_ins_from_one_address_are_bounded_whoever_is_tried(
    dsn: str, settings: Settings, tmp_path: Path, clock: FixedClock
) -> None:
    async with (
        app_on(dsn, settings, tmp_path, clock, limits=limits(sign_in="3")) as app,
        Api.of(app, clock) as api,
    ):
        for number in range(3):
            body = {"email": f"x{number}@example.org", "password": WRONG}
            problem(await api.post("/auth/login", body), 401, "auth.bad_credentials")
        body = {"email": "x9@example.org", "password": WRONG}
        used_up(await api.post("/auth/login", body), "sign-in")
        used_up(await api.post("/auth/token", data={"username": "x", "password": "y"}), "sign-in")
        # All else goes on.
        ok(await api.get("/practice"))
        other = httpx.ASGITransport(app=app, client=("203.0.113.9", 1))
        async with httpx.AsyncClient(transport=other, base_url="http://testserver") as client:
            answer = await client.post("/api/v1/auth/login", json=body)
            problem(answer, 401, "auth.bad_credentials")


@pytest.mark.parametrize(
    ("policy", "rates", "method", "path"),
    [
        ("registration", {"registration": "2"}, "POST", "/auth/register"),
        ("recovery", {"recovery": "2"}, "POST", "/auth/password/forgot"),
        ("recovery", {"recovery": "2"}, "POST", "/auth/email/verify"),
        ("search", {"search": "2"}, "GET", "/slots"),
        ("visitors", {"visitors": "2"}, "GET", "/practice"),
        ("visitors", {"visitors": "2"}, "GET", "/health"),
    ],
)
async def test_what_visitors_ask_is_bounded(
    dsn: str,
    settings: Settings,
    tmp_path: Path,
    clock: FixedClock,
    policy: str,
    rates: dict[str, str],
    method: str,
    path: str,
) -> None:
    async with (
        app_on(dsn, settings, tmp_path, clock, limits=limits(**rates)) as app,
        Api.of(app, clock) as api,
    ):
        for _ in range(2):
            assert (await api.request(method, path)).status_code in {200, 422}
        used_up(await api.request(method, path), policy)
        for free in ("/livez", "/readyz", "/", "/docs"):
            answer = await api.client.get(free)
            assert answer.status_code != 429
            assert "ratelimit-policy" not in answer.headers


async def test_an_account_is_counted_wherever_it_comes_from_and_by_itself(
    dsn: str, settings: Settings, tmp_path: Path, clock: FixedClock
) -> None:
    wanted = limits(accounts="5", writes="2", visitors="1")
    async with (
        app_on(dsn, settings, tmp_path, clock, limits=wanted) as app,
        Api.of(app, clock) as api,
    ):
        database = app.state.database
        one = await api.signed_in(await make_user(database))
        two = await api.signed_in(await make_user(database))
        for _ in range(2):
            ok(await one.patch("/users/me", {"full_name": "Somebody Else"}))
        used_up(await one.patch("/users/me", {"full_name": "Nobody"}), "writes")
        for _ in range(2):
            ok(await one.get("/users/me"))
        used_up(await one.get("/users/me"), "accounts")
        ok(await two.get("/users/me"))
        # A token that is not ours makes nobody an account.
        forged = api.with_headers(Authorization="Bearer a.b.c")
        problem(await forged.get("/users/me"), 401, "auth.required")
        used_up(await forged.get("/users/me"), "visitors")


async def test_the_description_of_the_api_is_bounded_too(
    dsn: str, settings: Settings, tmp_path: Path, clock: FixedClock
) -> None:
    async with (
        app_on(dsn, settings, tmp_path, clock, limits=limits(visitors="2")) as app,
        Api.of(app, clock) as api,
    ):
        for _ in range(2):
            ok(await api.client.get("/openapi.json"))
        used_up(await api.client.get("/openapi.json"), "visitors")


async def test_an_api_key_is_counted_by_itself(
    dsn: str, settings: Settings, tmp_path: Path, clock: FixedClock
) -> None:
    wanted = limits(accounts="5", writes="2", visitors="3")
    async with (
        app_on(dsn, settings, tmp_path, clock, limits=wanted) as app,
        Api.of(app, clock) as api,
    ):
        maker = await make_user(app.state.database, Role.ADMIN)
        patient = {"full_name": "A B", "date_of_birth": "1990-01-01"}
        scopes = ["patients:read", "patients:write"]

        async def laboratory() -> Api:
            key = await give_api_key(app, maker, scopes)
            return api.with_headers(Authorization=f"Bearer {key.text}")

        one, two = await laboratory(), await laboratory()
        # Until it was seen to be good it is anybody's.
        for key in (one, two):
            answer = await key.post("/patients", patient)
            ok(answer, 201)
            assert answer.headers["ratelimit-policy"].startswith('"visitors";q=3')
        ok(await one.post("/patients", patient), 201)
        answer = await one.post("/patients", patient)
        ok(answer, 201)
        assert answer.headers["ratelimit"].startswith('"accounts";r=3;t=')
        assert ', "writes";r=0;t=' in answer.headers["ratelimit"]
        used_up(await one.post("/patients", patient), "writes")
        ok(await one.get("/patients"))
        ok(await one.get("/patients"))
        used_up(await one.get("/patients"), "accounts")
        ok(await two.get("/patients"))
        # Keys that were made up are one visitor's all together.
        codes = []
        for _ in range(3):
            made_up = write_key(new_uid(), new_secret())
            stranger = api.with_headers(Authorization=f"Bearer {made_up}")
            codes.append((await stranger.get("/patients")).status_code)
        assert codes == [401, 429, 429]


async def test_a_key_that_is_no_good_any_more_is_a_visitors_again(
    dsn: str, settings: Settings, tmp_path: Path, clock: FixedClock
) -> None:
    async with (
        app_on(dsn, settings, tmp_path, clock, limits=limits(visitors="2")) as app,
        Api.of(app, clock) as api,
    ):
        key = await give_api_key(
            app, await make_user(app.state.database, Role.ADMIN), ["patients:read"]
        )
        own = api.with_headers(Authorization=f"Bearer {key.text}")
        for _ in range(4):
            ok(await own.get("/patients"))
        clock.advance(timedelta(days=400))
        statuses = [(await own.get("/patients")).status_code for _ in range(3)]
        assert statuses == [401, 401, 429]


async def test_a_good_key_stays_known_whatever_else_is_answered(
    dsn: str, settings: Settings, tmp_path: Path, clock: FixedClock
) -> None:
    async with (
        app_on(dsn, settings, tmp_path, clock, limits=limits(visitors="1")) as app,
        Api.of(app, clock) as api,
    ):
        maker = await make_user(app.state.database, Role.ADMIN)
        key = await give_api_key(app, maker, ["patients:read"])
        own = api.with_headers(Authorization=f"Bearer {key.text}")
        ok(await own.get("/patients"))
        # Answers that do not tell whether a key is good: it was not looked at, or falls short.
        problem(await own.get("/users"), 403, "auth.scope_missing")
        assert (await own.get("/nothing")).status_code == 404
        unreadable = await own.request("POST", "/patients/search", content=b'{"x": ')
        assert unreadable.status_code in {400, 422}
        for _ in range(3):
            assert (await own.get("/patients")).headers["ratelimit-policy"].startswith('"accounts"')


async def test_every_answer_tells_what_is_left(
    dsn: str, settings: Settings, tmp_path: Path, clock: FixedClock
) -> None:
    async with (
        app_on(dsn, settings, tmp_path, clock, limits=limits(visitors="5", search="3")) as app,
        Api.of(app, clock) as api,
    ):
        ok(await api.get("/practice"))
        answer = await api.get("/nothing")
        assert answer.status_code == 404
        assert answer.headers["ratelimit-policy"] == '"visitors";q=5;w=86400'
        assert answer.headers["ratelimit"].startswith('"visitors";r=3;t=')
        answer = await api.get("/slots")
        assert answer.headers["ratelimit"].startswith('"visitors";r=2;t=')
        assert ', "search";r=2;t=' in answer.headers["ratelimit"]


async def test_limits_can_be_turned_off(api: Api) -> None:
    for _ in range(30):
        assert (await api.post("/auth/register", {})).status_code == 422


@pytest.fixture
async def redis(tmp_path: Path) -> RedisServer:
    server = RedisServer.at(tmp_path / "redis")
    server.start()
    return server


async def test_processes_count_together_in_redis_and_each_by_itself_without(
    dsn: str, settings: Settings, tmp_path: Path, clock: FixedClock, redis: RedisServer
) -> None:

    changes = {"limits": limits(visitors="4"), "redis_url": SecretStr(redis.url)}
    try:
        async with (
            app_on(dsn, settings, tmp_path, clock, **changes) as one,
            app_on(dsn, settings, tmp_path, clock, **changes) as two,
            Api.of(one, clock) as first,
            Api.of(two, clock) as second,
        ):
            for api in (first, second) * 2:
                answer = await api.get("/practice")
                ok(answer)
                # Redis is not asked once more for what is left.
                assert answer.headers["ratelimit-policy"].startswith('"visitors";q=4')
                assert "ratelimit" not in answer.headers
            used_up(await first.get("/practice"), "visitors")
            used_up(await second.get("/practice"), "visitors")

            redis.kill()
            with capture_logs() as lines:
                for _ in range(4):
                    ok(await first.get("/practice"))
                used_up(await first.get("/practice"), "visitors")
            away = [line for line in lines if line["event"] == "rate_limits.redis_away"]
            assert len(away) == 1
            assert redis.url not in str(lines)

            redis.start()
            one.state.limiter.away_until = 1.0
            with capture_logs() as lines:
                await first.get("/practice")
            assert [line for line in lines if line["event"] == "rate_limits.redis_back"]
    finally:
        redis.stop()
