"""Who guesses passwords is slowed down; who knows theirs gets in."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

from praxis.identity.attempts.rules import FREE_FROM_ADDRESS as FREE
from praxis.identity.attempts.rules import FREE_FROM_ANYWHERE
from praxis.identity.attempts.service import Try, forget_old_tries
from praxis.identity.models import TokenPurpose, User
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database
from tests.factories.identity import PASSWORD, make_user
from tests.support.api import Api, ok, problem
from tests.support.identity import auth_settings, mailed_link, new_email
from tests.support.rivals import on

WRONG = "ten blue herons"
WAITS = """
    SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'
                   AND datname = current_database() AND query LIKE '%sign_in_attempts%')
"""


class From:
    """The API as it is asked from one address."""

    def __init__(self, app: FastAPI, address: str) -> None:
        transport = httpx.ASGITransport(app=app, client=(address, 4711))
        self.client = httpx.AsyncClient(transport=transport, base_url="http://testserver")

    async def log_in(self, email: str, password: str = PASSWORD) -> httpx.Response:
        body = {"email": email, "password": password}
        return await self.client.post("/api/v1/auth/login", json=body)

    async def fail(self, email: str, times: int) -> None:
        for _ in range(times):
            problem(await self.log_in(email, WRONG), 401, "auth.bad_credentials")


@pytest.fixture
async def office(app: FastAPI, clock: FixedClock) -> AsyncIterator[From]:  # noqa: ARG001 -- the same clock
    here = From(app, "203.0.113.7")
    async with here.client:
        yield here


@pytest.fixture
async def elsewhere(app: FastAPI, clock: FixedClock) -> AsyncIterator[From]:  # noqa: ARG001
    there = From(app, "198.51.100.9")
    async with there.client:
        yield there


@pytest.fixture
async def user(database: Database) -> User:
    return await make_user(database)


def must_wait(answer: httpx.Response) -> int:
    """The seconds that a refusal tells to wait."""
    body = problem(answer, 429, "auth.too_many_attempts")
    assert answer.headers["retry-after"] == str(body["retry_after"])
    return int(body["retry_after"])


async def test_a_few_slips_cost_nothing(office: From, user: User) -> None:
    await office.fail(user.email, FREE - 1)
    ok(await office.log_in(user.email))


async def test_waits_double_and_the_right_password_works_after_each(
    office: From, user: User, clock: FixedClock
) -> None:
    await office.fail(user.email, FREE)
    waits = []
    for _ in range(12):
        waits.append(must_wait(await office.log_in(user.email, WRONG)))
        must_wait(await office.log_in(user.email))
        clock.advance(timedelta(seconds=waits[-1]))
        await office.fail(user.email, 1)
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]
    clock.advance(timedelta(minutes=15))
    ok(await office.log_in(user.email))
    # And then all is as it was.
    await office.fail(user.email, FREE - 1)
    ok(await office.log_in(user.email))


async def test_known_and_unknown_accounts_are_refused_alike(
    office: From, database: Database, user: User
) -> None:
    closed = await make_user(database, active=False)
    unknown = new_email()
    answers = []
    for email in (user.email, closed.email, unknown):
        refusals = [await office.log_in(email, WRONG) for _ in range(FREE + 2)]
        answers.append([(a.status_code, a.content) for a in refusals])
    assert answers[0] == answers[1] == answers[2]
    assert [status for status, _ in answers[0]] == [401] * FREE + [429] * 2


async def test_the_spelling_of_an_email_does_not_matter(office: From, user: User) -> None:
    for spelling in (user.email.upper(), f" {user.email}", user.email, user.email.title()):
        problem(await office.log_in(spelling, WRONG), 401, "auth.bad_credentials")
    await office.fail(user.email, FREE - 4)
    must_wait(await office.log_in(user.email.upper()))


async def test_the_password_form_counts_as_well(office: From, user: User) -> None:
    form = {"username": user.email, "password": WRONG}
    for _ in range(FREE):
        answer = await office.client.post("/api/v1/auth/token", data=form)
        problem(answer, 401, "auth.bad_credentials")
    must_wait(await office.client.post("/api/v1/auth/token", data=form))
    must_wait(await office.log_in(user.email))


async def test_many_tries_at_once_are_not_looked_at_before_any_counts(
    office: From, user: User
) -> None:
    answers = await asyncio.gather(*(office.log_in(user.email, WRONG) for _ in range(30)))
    assert sorted(answer.status_code for answer in answers) == [401] * FREE + [429] * (30 - FREE)


async def test_one_address_does_not_slow_down_another(
    office: From, elsewhere: From, user: User
) -> None:
    await elsewhere.fail(user.email, FREE)
    must_wait(await elsewhere.log_in(user.email))
    ok(await office.log_in(user.email))


async def test_tries_from_everywhere_slow_down_strangers_and_not_the_owner_where_they_are_known(
    app: FastAPI, office: From, user: User
) -> None:
    ok(await office.log_in(user.email))
    for number in range(FREE_FROM_ANYWHERE // FREE):
        stranger = From(app, f"192.0.2.{number}")
        await stranger.fail(user.email, FREE)
    stranger = From(app, "192.0.2.99")
    must_wait(await stranger.log_in(user.email, WRONG))
    ok(await office.log_in(user.email))
    # What the owner did has not made it easier for the others.
    must_wait(await stranger.log_in(user.email, WRONG))


async def test_an_owner_who_slips_now_and_then_is_not_kept_out_of_a_new_place(
    app: FastAPI, office: From, user: User, clock: FixedClock
) -> None:
    for day in range(FREE_FROM_ANYWHERE + 11):
        # So often that no day goes by without a try, and every third time from another address.
        clock.advance(timedelta(hours=23, minutes=50))
        place = office if day % 3 else From(app, f"192.0.2.{day}")
        await place.fail(user.email, 1)
        ok(await place.log_in(user.email))
    ok(await From(app, "198.51.100.77").log_in(user.email))


async def test_a_right_password_leaves_no_wait_behind(
    app: FastAPI, user: User, clock: FixedClock
) -> None:
    for number in range(FREE_FROM_ANYWHERE // FREE):
        await From(app, f"192.0.2.{number}").fail(user.email, FREE)
    clock.advance(timedelta(minutes=15))
    for number in range(2):
        ok(await From(app, f"198.51.100.{number}").log_in(user.email))


async def test_a_clock_that_is_set_right_shuts_nobody_out(
    office: From, user: User, clock: FixedClock
) -> None:
    clock.advance(timedelta(days=30))
    await office.fail(user.email, FREE)
    must_wait(await office.log_in(user.email))
    clock.advance(timedelta(days=-30))
    ok(await office.log_in(user.email))


async def test_other_people_at_the_same_address_are_not_slowed_down(
    office: From, database: Database, user: User
) -> None:
    await office.fail(user.email, FREE)
    ok(await office.log_in((await make_user(database)).email))


async def test_a_password_that_was_right_counts_as_right_though_the_email_is_not_confirmed(
    app: FastAPI, office: From, database: Database
) -> None:
    unverified = await make_user(database, email_verified_at=None)
    await office.fail(unverified.email, FREE - 1)
    with auth_settings(app, require_verified_email=True):
        for _ in range(4):
            problem(await office.log_in(unverified.email), 403, "auth.email_not_verified")


async def test_who_waited_is_audited(office: From, database: Database, user: User) -> None:
    await office.fail(user.email, FREE)
    must_wait(await office.log_in(user.email, WRONG))
    async with database.reading() as reader:
        last = await reader.sql.fetchrow(
            "SELECT action, entity_uid, details FROM audit_events ORDER BY id DESC LIMIT 1"
        )
    assert last is not None
    assert (last["action"], last["entity_uid"]) == ("session.refused", None)
    assert "must_wait" in str(last["details"])


async def kept(database: Database, tried: Try) -> list[tuple[int, bool]]:
    """Failures at the address and anywhere, and whether that signed in; none if forgotten."""
    async with database.reading() as reader:
        rows = await reader.sql.fetch(
            "SELECT failures, succeeded_at IS NOT NULL AS known FROM sign_in_attempts"
            " WHERE key = ANY ($1::bytea[]) ORDER BY key = $2 DESC",
            [tried.here, tried.anywhere],
            tried.here,
        )
    return [(row["failures"], row["known"]) for row in rows]


async def test_the_table_names_nobody_and_forgets(
    app: FastAPI, office: From, database: Database, user: User, clock: FixedClock
) -> None:
    secret = app.state.tokens.attempts_key
    unknown = new_email()
    guessed = Try.of(secret, unknown, "203.0.113.7")
    known = Try.of(secret, user.email, "203.0.113.7")
    await office.fail(unknown, 2)
    ok(await office.log_in(user.email))
    assert await kept(database, guessed) == [(2, False), (2, False)]
    assert await kept(database, known) == [(0, True), (0, False)]

    clock.advance(timedelta(days=2))
    await database.transact(lambda unit: forget_old_tries(unit, clock.now()))
    assert await kept(database, guessed) == []
    assert await kept(database, known) == [(0, True)]

    clock.advance(timedelta(days=89))
    await database.transact(lambda unit: forget_old_tries(unit, clock.now()))
    assert await kept(database, known) == []


async def test_who_found_a_browser_open_cannot_guess_the_password_in_it(
    api: Api, office: From, user: User, clock: FixedClock
) -> None:
    own = await api.signed_in(user)

    async def change(password: str) -> httpx.Response:
        body = {"password": "nine blue herons", "current_password": password}
        return await own.patch("/users/me", body)

    for _ in range(FREE):
        problem(await change(WRONG), 422, "auth.wrong_password")
    wait = must_wait(await change(PASSWORD))
    # Signing in is another matter.
    ok(await office.log_in(user.email))
    clock.advance(timedelta(seconds=wait))
    ok(await change(PASSWORD))


async def test_nobody_outside_can_make_who_is_signed_in_wait(
    app: FastAPI, api: Api, user: User
) -> None:
    own = await api.signed_in(user)
    # What a confirmation was once counted under, typed where e-mails are typed.
    for number in range(FREE_FROM_ANYWHERE // (FREE - 1) + 1):
        stranger = From(app, f"198.51.100.{number}")
        async with stranger.client:
            for name in ("confirm/", "confirm\0", "confirm\\0"):
                for _ in range(FREE - 1):
                    refused = await stranger.log_in(f"{name}{user.uid}", WRONG)
                    assert refused.status_code in {401, 422, 429}

    body = {"password": "nine blue herons", "current_password": PASSWORD}
    ok(await own.patch("/users/me", body, headers={"If-Match": '"1"'}))


async def test_a_new_password_by_mail_begins_anew(
    app: FastAPI, api: Api, office: From, user: User
) -> None:
    await office.fail(user.email, FREE)
    for number in range(FREE_FROM_ANYWHERE // FREE - 1):
        await From(app, f"192.0.2.{number}").fail(user.email, FREE)
    must_wait(await office.log_in(user.email))
    ok(await api.post("/auth/password/forgot", {"email": user.email}), 202)
    token = await mailed_link(app, TokenPurpose.PASSWORD_RESET, user.uid)
    new = {"token": token, "password": "nine blue herons"}
    ok(await office.client.post("/api/v1/auth/password/reset", json=new), 204)
    ok(await From(app, "198.51.100.9").log_in(user.email, "nine blue herons"))
    # Who guesses on does not keep the owner out where they set it.
    for number in range(FREE_FROM_ANYWHERE // FREE):
        await From(app, f"192.0.2.{100 + number}").fail(user.email, FREE)
    must_wait(await From(app, "198.51.100.10").log_in(user.email, "nine blue herons"))
    ok(await office.log_in(user.email, "nine blue herons"))


async def test_the_password_form_can_be_turned_off(
    app: FastAPI, office: From, api: Api, user: User
) -> None:
    form = {"username": user.email, "password": PASSWORD}
    with auth_settings(app, password_form=False):
        problem(await api.post("/auth/token", data=form), 403, "auth.password_form_off")
        ok(await office.log_in(user.email))
    ok(await api.post("/auth/token", data=form))


async def test_who_signs_in_while_their_old_tries_are_forgotten_is_let_in(
    office: From, user: User, clock: FixedClock, database: Database, dsn: str
) -> None:
    ok(await office.log_in(user.email))
    clock.advance(timedelta(days=2))
    sweeper = await asyncpg.connect(dsn)
    try:
        sweep = sweeper.transaction()
        await sweep.start()
        await sweeper.execute("DELETE FROM sign_in_attempts")
        asking = asyncio.create_task(office.log_in(user.email))
        while not (asking.done() or await on(database, WAITS)):  # noqa: ASYNC110 -- it says when
            await asyncio.sleep(0.01)
        await sweep.commit()
    finally:
        await sweeper.close()
    ok(await asking)
