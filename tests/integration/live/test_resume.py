"""Who comes back hears what they missed, once, or that they must read everything anew."""

import asyncio
from datetime import timedelta
from functools import partial

from praxis.identity.models import Role
from praxis.kit.ids import new_uid
from praxis.live.events import KEPT_FOR, Event, forget_old_events
from praxis.live.service import MOST_MISSED
from tests.integration.live.conftest import CLOCK, Stage
from tests.support.api import problem
from tests.support.streams import Events, Socket


def numbered(user_id: int, *numbers: int) -> list[Event]:
    return [Event("test.counted", {"id": number}, (user_id,)) for number in numbers]


async def test_a_socket_goes_on_where_it_ended(stage: Stage) -> None:
    user, token = await stage.somebody()
    async with Socket.opened(stage.url, token) as socket:
        await socket.until_ready()
        await stage.tell(*numbered(user.id, 1, 2))
        assert [(await socket.event())[1]["id"] for _ in range(2)] == [1, 2]
        last_id = socket.last_id
    await stage.tell(*numbered(user.id, 3), Event("test.counted", {"id": 99}, (0,), desk=True))
    await stage.tell(*numbered(user.id, 4))
    await stage.heard(token)

    async with Socket.opened(stage.url, token, last_id=last_id) as socket:
        missed = await socket.until_ready()
        await stage.tell(*numbered(user.id, 5))
        later = await socket.event()

    assert [message["data"]["id"] for message in missed] == [3, 4]
    assert later[1] == {"id": 5}


async def test_a_quiet_stream_has_a_point_to_go_on_from(stage: Stage) -> None:
    user, token = await stage.somebody()
    async with Socket.opened(stage.url, token) as socket:
        await socket.until_ready()
        assert socket.last_id is not None
        last_id = socket.last_id
    await stage.tell(*numbered(user.id, 1))
    await stage.heard(token)
    async with Socket.opened(stage.url, token, last_id=last_id) as socket:
        assert [message["data"] for message in await socket.until_ready()] == [{"id": 1}]


async def test_server_sent_events_go_on_by_header_or_query(stage: Stage) -> None:
    user, token = await stage.somebody()
    async with Events.opened(stage.url, token) as events:
        assert await events.until_ready() == []
        await stage.tell(*numbered(user.id, 1))
        assert await events.hear() == ("test.counted", {"id": 1})
        first = events.last_id
        await stage.tell(*numbered(user.id, 2))
        assert await events.hear() == ("test.counted", {"id": 2})
        second = events.last_id
    await stage.tell(*numbered(user.id, 3))
    await stage.heard(token)

    async with Events.opened(stage.url, token, last_event_id=first) as events:
        assert [data["id"] for _, data in await events.until_ready()] == [2, 3]
    async with Events.opened(stage.url, token, last_id=second, last_event_id=first) as events:
        assert [data["id"] for _, data in await events.until_ready()] == [3]


async def test_without_following_the_answer_ends(stage: Stage) -> None:
    user, token = await stage.somebody()
    first = ok_text(await stage.ask(token, "GET", "/events", params={"follow": "false"}))
    (last_id,) = [line[4:] for line in first.splitlines() if line.startswith("id: ")]
    await stage.tell(*numbered(user.id, 1))
    await stage.heard(token)

    params = {"follow": "false", "last_event_id": last_id}
    second = ok_text(await stage.ask(token, "GET", "/events", params=params))

    assert "test.counted" not in first
    assert 'data: {"id":1}' in second.replace(" ", "").replace("data:", "data: ")


def ok_text(response: object) -> str:
    assert getattr(response, "status_code", 0) == 200
    return str(getattr(response, "text", ""))


async def test_a_point_that_nobody_knows_means_reading_anew(stage: Stage) -> None:
    _, token = await stage.somebody()
    async with Socket.opened(stage.url, token, last_id=str(new_uid())) as socket:
        assert await socket.until_ready() == [{"type": "reset"}]
    async with Events.opened(stage.url, token, last_id=str(new_uid())) as events:
        assert await events.until_ready() == [("reset", {})]


async def test_a_point_older_than_events_are_kept_means_reading_anew(stage: Stage) -> None:
    user, token = await stage.somebody()
    await stage.tell(*numbered(user.id, 1))
    await stage.database.transact(
        lambda unit: unit.sql.execute(
            "UPDATE live_events SET at = $1", CLOCK.now() - KEPT_FOR - timedelta(minutes=1)
        )
    )
    async with stage.database.reading() as reader:
        last_id = str(await reader.sql.fetchval("SELECT uid FROM live_events ORDER BY id DESC"))
    await stage.tell(*numbered(user.id, 2))
    await stage.database.transact(partial(forget_old_events, now=CLOCK.now()))

    async with Socket.opened(stage.url, token, last_id=last_id) as socket:
        assert await socket.until_ready() == [{"type": "reset"}]


async def test_who_missed_very_much_reads_anew(stage: Stage) -> None:
    user, token = await stage.somebody()
    async with Socket.opened(stage.url, token) as socket:
        await socket.until_ready()
        last_id = socket.last_id
        await stage.tell(*numbered(user.id, *range(MOST_MISSED + 1)))
        for _ in range(MOST_MISSED + 1):
            await socket.event()
    async with Socket.opened(stage.url, token, last_id=last_id) as socket:
        assert await socket.until_ready() == [{"type": "reset"}]


async def test_resuming_shows_only_what_the_user_may_see(stage: Stage) -> None:
    _, desk_token = await stage.somebody(Role.STAFF)
    async with Socket.opened(stage.url, desk_token) as desk:
        await desk.until_ready()
        last_id = desk.last_id
    await stage.tell(Event("test.counted", {"id": 1}, desk=True), *numbered(0, 2))
    await stage.heard(desk_token)
    # The point of another: it says where, and not what.
    _, token = await stage.somebody()
    async with Socket.opened(stage.url, token, last_id=last_id) as socket:
        assert await socket.until_ready() == []


async def test_watched_doctors_are_remembered_by_the_client(stage: Stage) -> None:
    doctor = new_uid()
    _, token = await stage.somebody()
    async with Socket.opened(stage.url, token) as socket:
        await socket.until_ready()
        last_id = socket.last_id
    await stage.tell(Event("slots.changed", {"doctor_id": doctor}, doctor_uid=doctor))
    await stage.heard(token)
    async with Socket.opened(stage.url, token, last_id=last_id, doctors=[doctor]) as socket:
        (missed,) = await socket.until_ready()
        assert missed["data"] == {"doctor_id": str(doctor)}


async def test_nothing_is_missed_and_nothing_told_twice_however_often_one_reconnects(
    stage: Stage,
) -> None:
    user, token = await stage.somebody()
    count = 150
    heard: list[int] = []

    async def keep_telling() -> None:
        for number in range(count):
            await stage.tell(*numbered(user.id, number))

    async def keep_reconnecting() -> None:
        last_id = None
        while len(heard) < count:
            async with Socket.opened(stage.url, token, last_id=last_id) as socket:
                for _ in range(8):
                    message = await socket.hear()
                    assert message["type"] != "reset"
                    if message["type"] == "event":
                        heard.append(message["data"]["id"])
                    if len(heard) == count:
                        break
                last_id = socket.last_id

    async with Socket.opened(stage.url, token) as socket:
        await socket.until_ready()
        listening = asyncio.create_task(keep_reconnecting())
        await asyncio.sleep(0.2)
        await asyncio.wait_for(asyncio.gather(keep_telling(), listening), 60)

    assert heard == list(range(count))


async def test_bad_points_and_doctors_are_refused(stage: Stage) -> None:
    _, token = await stage.somebody()
    for params, headers in (
        ({"last_event_id": "17"}, {}),
        ({}, {"Last-Event-ID": "x" * 3000}),
        ({"doctor_id": "none"}, {}),
        ({"doctor_id": [str(new_uid()) for _ in range(21)]}, {}),
        ({"follow": "perhaps"}, {}),
    ):
        answer = await stage.ask(token, "GET", "/events", params=params, headers=headers)
        problem(answer, 422, answer.json()["code"])
