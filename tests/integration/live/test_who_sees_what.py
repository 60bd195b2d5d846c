"""Each hears of what they may see, and of nothing else."""

from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

import httpx
import pytest

from praxis.identity.models import Role
from tests.factories.availability import Practice, make_practice
from tests.factories.directory import make_doctor
from tests.integration.live.conftest import CLOCK, Stage
from tests.support.api import ok, problem
from tests.support.booking import booking, patient_with_account
from tests.support.streams import Events, Socket

CHANGED, SLOTS = "appointment.changed", "slots.changed"


def morning(hour: int = 4) -> datetime:
    """Tomorrow at 10:00 in Dhaka: a real server goes by the real clock."""
    day = CLOCK.now().date() + timedelta(days=2)
    return datetime.combine(day, time(hour), UTC)


@dataclass
class Scene:
    """A practice, its people's tokens, and everybody's streams."""

    practice: Practice
    tokens: dict[str, str]
    sockets: dict[str, Socket]

    @property
    def slots_of_doctor(self) -> tuple[str, dict[str, Any]]:
        return SLOTS, {"doctor_id": str(self.practice.doctor.uid)}

    def visit(self, uid: str) -> tuple[str, dict[str, Any]]:
        return CHANGED, {
            "id": uid,
            "doctor_id": str(self.practice.doctor.uid),
            "location_id": str(self.practice.location.uid),
        }


@pytest.fixture
async def scene(stage: Stage) -> Any:
    practice = await make_practice(stage.database)
    owner, _ = await patient_with_account(stage.database)
    stranger, _ = await patient_with_account(stage.database)
    other_doctor = await make_doctor(stage.database)
    tokens = {
        "owner": await stage.token(owner),
        "stranger": await stage.token(stranger),
        "watcher": (await stage.somebody())[1],
        "doctor": await stage.token(practice.doctor.user),
        "other_doctor": await stage.token(other_doctor.user),
        "staff": (await stage.somebody(Role.STAFF))[1],
        "admin": (await stage.somebody(Role.ADMIN))[1],
    }
    async with AsyncExitStack() as stack:
        sockets = {}
        for name, token in tokens.items():
            doctors = [practice.doctor.uid] if name == "watcher" else []
            opened = Socket.opened(stage.url, token, doctors=doctors)
            sockets[name] = await stack.enter_async_context(opened)
            await sockets[name].until_ready()
        yield Scene(practice, tokens, sockets)


async def book(stage: Stage, scene: Scene) -> dict[str, Any]:
    body = booking(scene.practice, morning())
    answer = await stage.ask(scene.tokens["owner"], "POST", "/appointments", json=body)
    visit: dict[str, Any] = ok(answer, 201)
    return visit


async def beside_the_bell(socket: Socket) -> tuple[str, dict[str, Any]]:
    """The next event that is about a visit or free times."""
    while (event := await socket.event())[0].startswith("notification."):
        pass
    return event


async def test_a_booking_is_told_to_those_who_may_see_it(stage: Stage, scene: Scene) -> None:
    visit = await book(stage, scene)

    for name in ("owner", "doctor", "staff", "admin"):
        assert await beside_the_bell(scene.sockets[name]) == scene.visit(visit["id"]), name
    assert await scene.sockets["watcher"].event() == scene.slots_of_doctor
    for name in ("stranger", "other_doctor", "watcher"):
        assert await scene.sockets[name].is_quiet(), name


async def test_a_visit_that_moves_to_another_doctor_leaves_the_first(
    stage: Stage, scene: Scene
) -> None:
    visit = await book(stage, scene)
    other = await make_practice(stage.database)
    token = await stage.token(other.doctor.user)
    async with Socket.opened(stage.url, token) as new_doctor:
        await new_doctor.until_ready()
        assert await beside_the_bell(scene.sockets["doctor"]) == scene.visit(visit["id"])
        assert await scene.sockets["watcher"].event() == scene.slots_of_doctor
        moved = await stage.ask(
            scene.tokens["staff"],
            "POST",
            f"/appointments/{visit['id']}/reschedule",
            json={"starts_at": morning(5).isoformat(), "doctor_id": str(other.doctor.uid)},
            headers={"If-Match": f'"{visit["version"]}"'},
        )
        ok(moved)

        kind, data = await beside_the_bell(new_doctor)
        assert (kind, data["id"]) == (CHANGED, visit["id"])
        assert data["doctor_id"] == str(other.doctor.uid)
        gone = {"id": visit["id"], "doctor_id": str(scene.practice.doctor.uid)}
        assert await beside_the_bell(scene.sockets["doctor"]) == (
            CHANGED,
            {**gone, "location_id": None},
        )
        assert await scene.sockets["watcher"].event() == scene.slots_of_doctor


async def test_a_hold_and_its_end_are_told_without_saying_who(stage: Stage, scene: Scene) -> None:
    body = booking(scene.practice, morning())
    held = ok(await stage.ask(scene.tokens["owner"], "POST", "/holds", json=body), 201)
    assert await scene.sockets["watcher"].event() == scene.slots_of_doctor
    gone = await stage.ask(scene.tokens["owner"], "DELETE", f"/holds/{held['id']}")
    assert gone.status_code == 204
    assert await scene.sockets["watcher"].event() == scene.slots_of_doctor
    for name in ("stranger", "other_doctor", "doctor", "owner", "staff"):
        assert await scene.sockets[name].is_quiet(), name


async def test_changed_hours_are_told_to_watchers(stage: Stage, scene: Scene) -> None:
    path = f"/doctors/{scene.practice.doctor.uid}/time-off"
    days = {"starts_on": "2099-06-01", "ends_on": "2099-06-02"}
    ok(await stage.ask(scene.tokens["staff"], "POST", path, json=days), 201)

    assert await scene.sockets["watcher"].event() == scene.slots_of_doctor
    assert await scene.sockets["stranger"].is_quiet()


async def test_watching_can_begin_and_end_later(stage: Stage, scene: Scene) -> None:
    stranger, watcher = scene.sockets["stranger"], scene.sockets["watcher"]
    doctor = str(scene.practice.doctor.uid)
    await stranger.say({"type": "watch", "doctor_ids": [doctor]})
    await watcher.say({"type": "watch", "doctor_ids": []})
    assert await stranger.hear() == {"type": "watching", "doctor_ids": [doctor]}
    assert await watcher.hear() == {"type": "watching", "doctor_ids": []}

    await book(stage, scene)

    assert await stranger.event() == scene.slots_of_doctor
    assert await watcher.is_quiet()


async def test_server_sent_events_tell_the_same(stage: Stage, scene: Scene) -> None:
    token, doctor = scene.tokens["owner"], str(scene.practice.doctor.uid)
    async with Events.opened(stage.url, token, doctor_id=[doctor]) as events:
        assert events.response.headers["content-type"].startswith("text/event-stream")
        assert events.response.headers["cache-control"] == "no-store"
        assert await events.until_ready() == []
        visit = await book(stage, scene)

        heard = [await events.hear(), await events.hear()]

    assert sorted(heard, key=str) == sorted(
        [scene.visit(visit["id"]), scene.slots_of_doctor], key=str
    )


async def test_visitors_hear_nothing(stage: Stage) -> None:
    async with httpx.AsyncClient(base_url=stage.url) as client:
        problem(await client.get("/api/v1/events"), 401, "auth.required")
    async with Socket.opened(stage.url, "no token of ours") as socket:
        assert await socket.closed() == (4401, "auth.required")
