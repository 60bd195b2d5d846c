"""How long an answer takes must not tell who has an account, nor hold up anyone else."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from statistics import median

import httpx

from praxis.kit.db.database import Database
from praxis.kit.ids import new_uid
from tests.factories.identity import PASSWORD, make_user
from tests.support.api import Api, ok

CALLS = 60


def unknown_email() -> str:
    return f"nobody-{new_uid().hex}@example.org"


async def compare(
    call: Callable[[str], Awaitable[httpx.Response]], known_email: str
) -> tuple[float, float]:
    """The median times in ms for a known and an unknown e-mail, called in turn."""
    known, unknown = [], []
    for _ in range(CALLS):
        known.append(await _ms(call, known_email))
        unknown.append(await _ms(call, unknown_email()))
    return median(known), median(unknown)


async def _ms(call: Callable[[str], Awaitable[httpx.Response]], email: str) -> float:
    started = time.perf_counter()
    await call(email)
    return (time.perf_counter() - started) * 1000


def assert_alike(times: tuple[float, float]) -> None:
    known, unknown = times
    assert abs(known - unknown) < 0.5 + 0.25 * max(known, unknown), times


async def test_login_takes_as_long_for_an_unknown_email(api: Api, database: Database) -> None:
    user = await make_user(database)

    async def call(email: str) -> httpx.Response:
        return await api.post("/auth/login", {"email": email, "password": "ten blue herons"})

    assert_alike(await compare(call, user.email))


async def test_login_takes_as_long_for_a_closed_account(api: Api, database: Database) -> None:
    user = await make_user(database, active=False)

    async def call(email: str) -> httpx.Response:
        return await api.post("/auth/login", {"email": email, "password": PASSWORD})

    assert_alike(await compare(call, user.email))


async def test_forgot_takes_as_long_for_an_unknown_email(api: Api, database: Database) -> None:
    user = await make_user(database)

    async def call(email: str) -> httpx.Response:
        return await api.post("/auth/password/forgot", {"email": email})

    assert_alike(await compare(call, user.email))


async def test_register_takes_as_long_for_an_unknown_email(api: Api, database: Database) -> None:
    user = await make_user(database)

    async def call(email: str) -> httpx.Response:
        body = {
            "role": "patient",
            "email": email,
            "password": "nine blue herons",
            "full_name": "Rahim Uddin",
        }
        return await api.post("/auth/register", body)

    assert_alike(await compare(call, user.email))


async def test_the_loop_goes_on_while_40_people_log_in(api: Api, database: Database) -> None:
    user = await make_user(database)

    async def arrive(nth: int) -> httpx.Response:
        await asyncio.sleep(nth * 0.01)
        return await api.post("/auth/login", {"email": user.email, "password": PASSWORD})

    everyone = asyncio.gather(*(arrive(nth) for nth in range(40)))
    longest = 0.0
    while not everyone.done():
        started = time.perf_counter()
        await asyncio.sleep(0.001)
        longest = max(longest, time.perf_counter() - started)
    for answer in await everyone:
        ok(answer)
    assert longest < 0.05
