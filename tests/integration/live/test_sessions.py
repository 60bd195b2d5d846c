"""A stream lasts no longer than the session behind it, and there are not too many."""

import asyncio
import time
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest

from praxis.identity.models import Role, User
from praxis.live.hub import Limits
from tests.factories.identity import PASSWORD
from tests.integration.live.conftest import Stage
from tests.support.api import BASE, ok
from tests.support.streams import Events, Socket

ENDED = (4401, "This session has ended")
A_SECOND = 1.0


async def sign_in(stage: Stage, user: User) -> dict[str, Any]:
    async with httpx.AsyncClient(base_url=stage.url + BASE) as client:
        form = {"username": user.email, "password": PASSWORD}
        pair: dict[str, Any] = ok(await client.post("/auth/token", data=form))
        return pair


async def admin(stage: Stage) -> str:
    return (await stage.somebody(Role.ADMIN))[1]


async def change(stage: Stage, user: User, **fields: object) -> None:
    path, by = f"/users/{user.uid}", await admin(stage)
    tag = (await stage.ask(by, "GET", path)).headers["etag"]
    ok(await stage.ask(by, "PATCH", path, json=fields, headers={"If-Match": tag}))


@pytest.mark.alone
async def test_signing_out_ends_the_streams_of_this_session_within_a_second(stage: Stage) -> None:
    user, other = await stage.somebody()
    async with AsyncExitStack() as open_streams:
        stays = await open_streams.enter_async_context(Socket.opened(stage.url, other))
        await stays.until_ready()
        pair = await sign_in(stage, user)
        # Of the device that has not signed in before.
        assert await stays.event() == ("notification.created", {})
        token = pair["access_token"]
        socket = await open_streams.enter_async_context(Socket.opened(stage.url, token))
        events = await open_streams.enter_async_context(Events.opened(stage.url, token))
        for stream in (socket, events):
            await stream.until_ready()
        began = time.perf_counter()
        answer = await stage.ask(token, "POST", "/auth/logout")
        assert answer.status_code == 204

        assert await socket.closed() == ENDED
        assert await events.hear() == ("ended", {"reason": "session_ended"})
        assert time.perf_counter() - began < A_SECOND
        with pytest.raises(EOFError):
            await events.hear()
        assert await stays.is_quiet()


async def test_a_refresh_token_used_twice_ends_the_streams(stage: Stage) -> None:
    user, _ = await stage.somebody()
    pair = await sign_in(stage, user)
    body = {"refresh_token": pair["refresh_token"]}
    async with Socket.opened(stage.url, pair["access_token"]) as socket:
        await socket.until_ready()
        async with httpx.AsyncClient(base_url=stage.url + BASE) as client:
            ok(await client.post("/auth/refresh", json=body))
            assert (await client.post("/auth/refresh", json=body)).status_code == 401
        assert await socket.closed() == ENDED


async def test_a_new_password_ends_all_streams_but_those_of_its_session(stage: Stage) -> None:
    user, other = await stage.somebody()
    own = await stage.token(user)
    async with (
        Socket.opened(stage.url, own) as stays,
        Socket.opened(stage.url, other) as ends,
    ):
        await stays.until_ready()
        await ends.until_ready()
        me = await stage.ask(own, "GET", "/users/me")
        body = {"password": "seven grey geese over Sylhet", "current_password": PASSWORD}
        headers = {"If-Match": me.headers["etag"]}
        ok(await stage.ask(own, "PATCH", "/users/me", json=body, headers=headers))

        assert await ends.closed() == ENDED
        assert await stays.is_quiet()


async def test_a_closed_account_hears_no_more(stage: Stage) -> None:
    user, token = await stage.somebody(Role.STAFF)
    async with Socket.opened(stage.url, token) as socket:
        await socket.until_ready()
        await change(stage, user, active=False)
        assert await socket.closed() == ENDED
    async with Socket.opened(stage.url, token) as socket:
        assert await socket.closed() == (4401, "auth.session_ended")


async def test_another_role_begins_anew_with_what_it_may_see(stage: Stage) -> None:
    user, token = await stage.somebody(Role.STAFF)
    async with Socket.opened(stage.url, token) as socket:
        await socket.until_ready()
        await change(stage, user, role="patient")
        assert await socket.closed() == (1012, "The role has changed")
        last_id = socket.last_id
    async with Socket.opened(stage.url, token, last_id=last_id) as socket:
        assert await socket.until_ready() == []


async def test_a_session_that_is_gone_without_a_word_is_noticed(stage: Stage) -> None:
    """What nobody told of, a session that ran out say, is seen by looking now and then."""
    user, token = await stage.somebody()
    async with Socket.opened(stage.url, token) as socket:
        await socket.until_ready()
        await stage.database.transact(
            lambda unit: unit.sql.execute(
                "UPDATE sessions SET expires_at = now() WHERE user_id = $1", user.id
            )
        )
        async with asyncio.timeout(30):
            await socket.connection.wait_closed()
        assert socket.connection.close_code == 4401


async def test_the_oldest_stream_gives_way_when_there_are_too_many(stage: Stage) -> None:
    _, token = await stage.somebody()
    limit = Limits().per_session
    streams = [Socket.opened(stage.url, token) for _ in range(limit + 1)]
    opened = []
    for stream in streams:
        opened.append(await stream.__aenter__())
        await opened[-1].until_ready()

    assert await opened[0].closed() == (4429, "Too many streams are open")
    assert await opened[1].is_quiet()
    for stream in streams:
        await stream.__aexit__(None, None, None)
