"""How long an answer takes must not tell who has an account, nor hold up anyone else."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from itertools import cycle
from statistics import median

import httpx
import pytest

from praxis.kit.db.database import Database
from praxis.kit.ids import new_uid
from tests.factories.identity import PASSWORD, make_user
from tests.support.api import Api, ok
from tests.support.loop import longest_stall

pytestmark = pytest.mark.alone

CALLS = 60
ROUNDS = 3

Call = Callable[[str], Awaitable[httpx.Response]]


def unknown_email() -> str:
    return f"nobody-{new_uid().hex}@example.org"


async def assert_alike(call: Call, *known_emails: str) -> None:
    """Known and unknown e-mails, called in turn, take the same time in the median.

    A busy machine gets more than one chance; a difference in the code would show in each.
    """
    measured = []
    emails = cycle(known_emails)
    for _ in range(ROUNDS):
        known, unknown = await _medians(call, emails)
        measured.append((known, unknown))
        if abs(known - unknown) < 0.5 + 0.25 * max(known, unknown):
            return
    raise AssertionError(f"known and unknown in ms: {measured}")


async def _medians(call: Call, known_emails: Iterator[str]) -> tuple[float, float]:
    known, unknown = [], []
    for _ in range(CALLS):
        known.append(await _ms(call, next(known_emails)))
        unknown.append(await _ms(call, unknown_email()))
    return median(known), median(unknown)


async def _ms(call: Call, email: str) -> float:
    started = time.perf_counter()
    await call(email)
    return (time.perf_counter() - started) * 1000


async def emails_of(database: Database, *, active: bool = True) -> list[str]:
    """Of so many people that nobody has to wait for having failed before."""
    return [(await make_user(database, active=active)).email for _ in range(CALLS)]


async def test_login_takes_as_long_for_an_unknown_email(api: Api, database: Database) -> None:
    known = await emails_of(database)

    async def call(email: str) -> httpx.Response:
        return await api.post("/auth/login", {"email": email, "password": "ten blue herons"})

    await assert_alike(call, *known)


async def test_login_takes_as_long_for_a_closed_account(api: Api, database: Database) -> None:
    known = await emails_of(database, active=False)

    async def call(email: str) -> httpx.Response:
        return await api.post("/auth/login", {"email": email, "password": PASSWORD})

    await assert_alike(call, *known)


async def test_forgot_takes_as_long_for_an_unknown_email(api: Api, database: Database) -> None:
    user = await make_user(database)

    async def call(email: str) -> httpx.Response:
        return await api.post("/auth/password/forgot", {"email": email})

    await assert_alike(call, user.email)


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

    await assert_alike(call, user.email)


async def test_the_loop_goes_on_while_40_people_log_in(api: Api, database: Database) -> None:
    known = await emails_of(database)

    async def arrive(nth: int) -> None:
        await asyncio.sleep(nth * 0.01)
        ok(await api.post("/auth/login", {"email": known[nth], "password": PASSWORD}))

    async def everyone() -> None:
        await asyncio.gather(*(arrive(nth) for nth in range(40)))

    assert min([await longest_stall(everyone) for _ in range(ROUNDS)]) < 0.05
