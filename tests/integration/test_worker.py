"""What the server and the workers say to each other, with a real Redis, without, and with none."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis
from celery import Celery
from celery.beat import Scheduler
from fastapi import FastAPI
from pydantic import SecretStr

from praxis.background import JOBS
from praxis.kit.clock import FixedClock
from praxis.settings import Settings
from praxis.settings.groups import TaskMode
from praxis.worker import (
    JOB,
    LOOK,
    LOOK_EVERY,
    MOST_WAITING,
    QUEUE,
    LookNow,
    create_celery,
    install_tasks,
)
from tests.conftest import NOW
from tests.integration.scheduling.cast import cast_of
from tests.support.api import Api
from tests.support.applications import app_apart
from tests.support.redis import RedisServer
from tests.support.server import free_port


def told(settings: Settings, url: str) -> Settings:
    changes = {"tasks": TaskMode.CELERY, "redis_url": SecretStr(url)}
    return settings.model_copy(update=changes)


@pytest.fixture
def nobody() -> str:
    """An address at which nobody listens."""
    return f"redis://127.0.0.1:{free_port()}/0"


@pytest.fixture
def silent() -> Iterator[str]:
    """Somebody who takes connections and never says a word."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(128)
        yield f"redis://127.0.0.1:{listener.getsockname()[1]}/0"


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[RedisServer]:
    server = RedisServer.at(tmp_path / "redis")
    server.start()
    yield server
    server.stop()


def until(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def waiting(broker: RedisServer) -> int:
    with redis.Redis(port=broker.port) as client:
        return int(client.llen(QUEUE))


@pytest.mark.parametrize("where", ["nobody", "silent"])
def test_asking_workers_to_look_never_waits_nor_fails(
    settings: Settings, request: pytest.FixtureRequest, where: str
) -> None:
    look_now = LookNow(told(settings, request.getfixturevalue(where)))
    longest = 0.0
    for _ in range(50):
        begun = time.perf_counter()
        look_now()
        longest = max(longest, time.perf_counter() - begun)
        time.sleep(0.005)
    assert longest < 0.1
    begun = time.perf_counter()
    look_now.close()
    assert time.perf_counter() - begun < 3


def test_looks_that_are_asked_for_at_once_are_few(settings: Settings, broker: RedisServer) -> None:
    look_now = LookNow(told(settings, broker.url))
    look_now()
    until(lambda: waiting(broker) == 1)
    for _ in range(5000):
        look_now()
    until(lambda: waiting(broker) >= 2)
    time.sleep(0.3)
    assert 2 <= waiting(broker) <= 10
    look_now.close()


def test_none_pile_up_while_no_worker_is_there(settings: Settings, broker: RedisServer) -> None:
    celery = create_celery(told(settings, broker.url))
    # Whoever asks: the server when something happened, and beat.
    for _ in range(1000):
        celery.send_task(LOOK, queue=QUEUE, retry=False)
    beat = Scheduler(celery, lazy=True)
    beat.setup_schedule()
    for _ in range(1000):
        beat.apply_entry(beat.schedule["look"], producer=beat.producer)
    assert waiting(broker) == MOST_WAITING == 100
    # Once workers are back they are asked again.
    with redis.Redis(port=broker.port) as client:
        client.delete(QUEUE)
    look_now = LookNow(told(settings, broker.url))
    look_now()
    until(lambda: waiting(broker) == 1)
    beat.apply_entry(beat.schedule["look"], producer=beat.producer)
    assert waiting(broker) == 2
    look_now.close()
    beat.close()
    celery.close()


def test_looks_are_asked_for_again_once_redis_is_back(
    settings: Settings, broker: RedisServer
) -> None:
    look_now = LookNow(told(settings, broker.url))
    look_now()
    until(lambda: waiting(broker) == 1)
    broker.kill()
    look_now()
    time.sleep(0.2)
    broker.start()

    def asked() -> bool:
        before = waiting(broker)
        look_now()
        time.sleep(0.1)
        return waiting(broker) > before

    until(asked)
    look_now.close()


async def test_a_server_without_its_redis_answers_as_quickly(
    settings: Settings, worker: str, tmp_path: Path, silent: str
) -> None:
    clock = FixedClock(NOW)
    name = f"praxis_test_worker_{worker}"
    chosen = told(settings, silent)
    async with app_apart(chosen, name, tmp_path, clock) as app, Api.of(app, clock) as api:
        cast = await cast_of(api, app.state.database)
        # The first one makes what all of them need.
        await cast.booked("09:00")
        begun = time.perf_counter()
        for wall in ("10:00", "11:00", "12:00"):
            await cast.booked(wall)
        assert time.perf_counter() - begun < 3
        assert await outbox(app) > 0


async def test_a_server_that_fails_leaves_nobody_who_asks(
    settings: Settings, worker: str, tmp_path: Path, nobody: str
) -> None:
    others = askers()

    async def fail() -> None:
        name = f"praxis_test_worker_{worker}"
        async with app_apart(told(settings, nobody), name, tmp_path, FixedClock(NOW)):
            assert len(askers() - others) == 1
            raise KeyError

    with pytest.raises(KeyError):
        await fail()
    assert askers() <= others


def askers() -> set[threading.Thread]:
    return {thread for thread in threading.enumerate() if thread.name == "look-now"}


async def outbox(app: FastAPI) -> int:
    async with app.state.database.reading() as reader:
        return int(await reader.sql.fetchval("SELECT count(*) FROM outbox_messages") or 0)


def test_the_clock_names_every_job_and_looks_each_second(settings: Settings, nobody: str) -> None:
    schedule = create_celery(told(settings, nobody)).conf.beat_schedule
    looks = [entry for entry in schedule.values() if entry["task"] == LOOK]
    jobs = {
        entry["args"][0]: entry["schedule"] for entry in schedule.values() if entry["task"] == JOB
    }
    assert [entry["schedule"] for entry in looks] == [LOOK_EVERY] == [1.0]
    assert jobs == {job.name: job.interval.total_seconds() for job in JOBS}
    # None pile up while no worker is there.
    assert all(entry["options"]["expires"] <= 3600 for entry in schedule.values())


def test_without_an_address_of_redis_there_is_no_celery(settings: Settings) -> None:
    with pytest.raises(ValueError, match="REDIS_URL"):
        create_celery(settings)
    with pytest.raises(ValueError, match="PRAXIS_TASKS=celery needs REDIS_URL"):
        Settings(tasks=TaskMode.CELERY)


@pytest.fixture
def lost(settings: Settings, nobody: str) -> Celery:
    """A worker whose database is away."""
    chosen = told(settings, nobody)
    app = create_celery(chosen)
    install_tasks(app, chosen, "postgresql://praxis@127.0.0.1:1/praxis")
    return app


def test_a_worker_outlives_an_outage_of_its_database(
    lost: Celery, capsys: pytest.CaptureFixture[str]
) -> None:
    lost.tasks[LOOK]()
    lost.tasks[JOB]("reminders.look")
    lost.tasks[JOB]("no.such.job")
    said = capsys.readouterr().out
    assert said.count(f"task={LOOK}") == 1
    assert said.count(f"task={JOB}") == 2
    assert "postgresql://" not in said
