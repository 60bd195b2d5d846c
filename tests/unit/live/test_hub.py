"""Whom the hub tells what; no database, no network."""

import asyncio
from itertools import count
from typing import Any

import pytest

from praxis.kit.ids import new_uid
from praxis.live.hub import Hub, Limits
from praxis.live.repository import Position
from praxis.live.streams import (
    HEARTBEAT_SECONDS,
    LONGEST_QUEUE,
    SEND_SECONDS,
    End,
    Stream,
    Told,
    Viewer,
)

IDS = count(1)


def told(kind: str = "test", **changes: Any) -> Told:
    row = {
        "id": next(IDS),
        "uid": new_uid(),
        "kind": kind,
        "data": '{"id": 1}',
        "user_ids": [],
        "desk": False,
        "doctor_uid": None,
        "session_uid": None,
    }
    return Told({**row, **changes})  # type: ignore[arg-type] # as a row of asyncpg is read


def viewer(user_id: int = 1, role: str = "patient") -> Viewer:
    return Viewer(user_id, new_uid(), role)


async def heard(stream: Stream) -> list[Told]:
    try:
        async with asyncio.timeout(0.01):
            return await stream.take()
    except TimeoutError:
        return []


@pytest.fixture
def hub() -> Hub:
    return Hub(Limits(per_session=2, per_user=3))


async def test_a_stream_is_told_once_however_many_ways_an_event_is_for_it(hub: Hub) -> None:
    doctor = new_uid()
    stream = hub.open(viewer(1, "staff"), [doctor])
    event = told(user_ids=[1], desk=True, doctor_uid=doctor)

    hub.hand_on([event])

    assert await heard(stream) == [event]
    assert hub.position == Position(event.id, event.uid)


async def test_patients_and_doctors_are_not_the_desk(hub: Hub) -> None:
    streams = {
        role: hub.open(viewer(n, role), [])
        for n, role in enumerate(("patient", "doctor", "staff", "admin"))
    }
    hub.hand_on([told(user_ids=[99], desk=True)])

    assert [role for role, stream in streams.items() if await heard(stream)] == ["staff", "admin"]


async def test_a_closed_stream_is_forgotten(hub: Hub) -> None:
    doctor = new_uid()
    stream = hub.open(viewer(1, "staff"), [doctor])
    hub.close(stream)
    hub.close(stream)
    hub.hand_on([told(user_ids=[1], desk=True, doctor_uid=doctor)])

    assert (len(hub), hub.sessions(), await heard(stream)) == (0, [], [])
    hub.watch(stream, [doctor])
    hub.hand_on([told(doctor_uid=doctor)])
    assert await heard(stream) == []


async def test_who_is_too_far_behind_is_dropped_and_what_waited_is_let_go(hub: Hub) -> None:
    stream = hub.open(viewer(), [])
    ended: list[End | None] = []
    stream.on_end = lambda: ended.append(stream.end)
    hub.hand_on([told(user_ids=[1]) for _ in range(LONGEST_QUEUE)])
    assert stream.end is None

    hub.hand_on([told(user_ids=[1])])
    hub.hand_on([told(user_ids=[1])])

    assert ended == [End.TOO_SLOW]
    assert await heard(stream) == []


async def test_the_end_of_a_session_ends_its_streams_only(hub: Hub) -> None:
    one, other = viewer(), viewer()
    mine, too, others = hub.open(one, []), hub.open(one, []), hub.open(other, [])

    hub.hand_on([told("session.ended", session_uid=one.session_uid)])

    assert [stream.end for stream in (mine, too, others)] == [
        End.SESSION_ENDED,
        End.SESSION_ENDED,
        None,
    ]
    assert hub.sessions() == [other.session_uid]


async def test_another_role_ends_the_streams_of_the_user(hub: Hub) -> None:
    one, other = hub.open(viewer(1, "staff"), []), hub.open(viewer(2, "staff"), [])
    hub.hand_on([told("role.changed", user_ids=[1])])
    assert (one.end, other.end) == (End.ROLE_CHANGED, None)


async def test_rechecked_sessions_end_when_they_are_over_or_have_another_role(hub: Hub) -> None:
    gone, other_role, fine = viewer(1), viewer(2), viewer(3)
    streams = [hub.open(who, []) for who in (gone, other_role, fine)]
    checked = hub.sessions()
    later = hub.open(viewer(4), [])

    hub.recheck(checked, {other_role.session_uid: "staff", fine.session_uid: "patient"})

    ends = [stream.end for stream in (*streams, later)]
    assert ends == [End.SESSION_ENDED, End.ROLE_CHANGED, None, None]


async def test_the_oldest_gives_way_of_a_session_and_of_a_user(hub: Hub) -> None:
    session = viewer()
    first, second, third = (hub.open(session, []) for _ in range(3))
    assert [stream.end for stream in (first, second, third)] == [End.TOO_MANY, None, None]
    hub.open(viewer(), [])
    hub.open(viewer(), [])
    assert (second.end, third.end, len(hub)) == (End.TOO_MANY, None, 3)


async def test_after_a_gap_streams_are_told_to_read_anew(hub: Hub) -> None:
    stream = hub.open(viewer(), [])
    hub.hand_on([told(user_ids=[1])])
    hub.start_anew(Position(0, new_uid()))
    assert (await heard(stream), stream.has_lost) == ([], True)


async def test_what_the_client_had_from_another_process_is_not_told_again(hub: Hub) -> None:
    stream = hub.open(viewer(), [])
    seen, new = told(user_ids=[1]), told(user_ids=[1])
    hub.hand_on([seen, new])
    stream.after = seen.id
    assert await heard(stream) == [new]


async def test_a_quiet_stream_says_so_after_a_while(hub: Hub) -> None:
    stream = hub.open(viewer(), [])
    hub.check(stream.said_at + HEARTBEAT_SECONDS - 1)
    taking = asyncio.create_task(stream.take())
    await asyncio.sleep(0.01)
    assert not taking.done()
    hub.check(stream.said_at + HEARTBEAT_SECONDS)
    assert await taking == []
    assert stream.end is None


async def test_what_hangs_in_sending_for_too_long_is_dropped(hub: Hub) -> None:
    stream = hub.open(viewer(), [])
    stream.sending_since = stream.said_at
    hub.check(stream.said_at + SEND_SECONDS - 1)
    assert stream.end is None
    hub.check(stream.said_at + SEND_SECONDS)
    assert stream.end is End.TOO_SLOW


def test_bytes_are_made_once_for_all() -> None:
    event = told("appointment.changed")
    assert event.sse is event.sse
    assert event.message is event.message
    assert event.sse == (
        f'event: appointment.changed\nid: {event.uid}\ndata: {{"id": 1}}\n\n'.encode()
    )
