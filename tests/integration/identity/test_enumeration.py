"""Nobody learns from signing in or asking for a password who has an account.

200 known and 200 unknown e-mails each: the same answers, and medians less than 5 ms apart.
"""

import time
from collections.abc import Awaitable, Callable
from statistics import median
from typing import Any

import bcrypt
import httpx
import pytest

from praxis.kit.db.database import Database
from praxis.kit.ids import new_uid
from tests.factories.identity import make_user
from tests.support.api import Api

pytestmark = [pytest.mark.alone, pytest.mark.timeout(900)]

EACH = 200
MOST_APART_MS = 5.0
# A busy machine gets more than one chance; a difference in the code would show in each.
ROUNDS = 3
# What belongs to one answer alone.
OWN_HEADERS = {"date", "x-request-id", "ratelimit", "content-length"}

Ask = Callable[[str], Awaitable[httpx.Response]]


def told(response: httpx.Response, email: str) -> dict[str, Any]:
    """All that an answer says, without what is made anew for each."""
    body = response.json() if response.content else None
    if isinstance(body, dict):
        body = {
            name: type(value).__name__ if name in {"id", "created_at", "instance"} else value
            for name, value in body.items()
        }
    return {
        "status": response.status_code,
        "body": str(body).replace(email, "E-MAIL"),
        "headers": sorted(
            (name, value) for name, value in response.headers.items() if name not in OWN_HEADERS
        ),
    }


def unknown_email() -> str:
    return f"patient-{new_uid().hex}@example.org"


async def compare(ask: Ask, known: list[str]) -> float:
    """How far apart the medians are, in ms; what was said must be the same."""
    times: dict[bool, list[float]] = {True: [], False: []}
    said: dict[bool, list[dict[str, Any]]] = {True: [], False: []}
    for email in known:
        for is_known, whose in ((True, email), (False, unknown_email())):
            started = time.perf_counter()
            response = await ask(whose)
            times[is_known].append((time.perf_counter() - started) * 1000)
            said[is_known].append(told(response, whose))
    first = said[True][0]
    assert first["status"] < 500
    assert first["status"] != 429
    assert [one for one in (*said[True], *said[False]) if one != first] == []
    return abs(median(times[True]) - median(times[False]))


async def assert_nothing_is_learned(ask: Ask, database: Database) -> None:
    known = [(await make_user(database)).email for _ in range(EACH)]
    gaps: list[float] = []
    for _ in range(ROUNDS):
        gaps.append(await compare(ask, known))
        if gaps[-1] < MOST_APART_MS:
            return
    raise AssertionError(f"medians apart in ms: {gaps}")


async def test_signing_in_tells_nothing(api: Api, database: Database) -> None:
    async def ask(email: str) -> httpx.Response:
        return await api.post("/auth/login", {"email": email, "password": "ten blue herons"})

    await assert_nothing_is_learned(ask, database)


async def test_asking_for_a_password_tells_nothing(api: Api, database: Database) -> None:
    async def ask(email: str) -> httpx.Response:
        return await api.post("/auth/password/forgot", {"email": email})

    await assert_nothing_is_learned(ask, database)


async def test_an_account_from_elsewhere_is_answered_in_the_same_words(
    api: Api, database: Database
) -> None:
    """Its time is its own: a bcrypt hash takes longer, which docs/web-security.md says."""
    hashed = bcrypt.hashpw(b"nine blue herons", bcrypt.gensalt(4)).decode()
    known = (await make_user(database, password_hash=hashed)).email
    unknown = unknown_email()

    async def ask(email: str) -> dict[str, Any]:
        answer = await api.post("/auth/login", {"email": email, "password": "ten blue herons"})
        return told(answer, email)

    assert (await ask(known))["status"] == 401
    assert await ask(known) == await ask(unknown)
