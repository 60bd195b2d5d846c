"""`/metrics`: who may read it, and that what it says is so."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from praxis.app import create_app
from praxis.background import EXPIRE_CLAIMS
from praxis.kit.clock import FixedClock
from praxis.settings import Settings
from praxis.settings.groups import MetricsSettings
from tests.conftest import NOW
from tests.factories.availability import make_practice
from tests.support.api import Api, ok, problem
from tests.support.applications import app_apart
from tests.support.booking import book, booking, patient_with_account
from tests.support.databases import database_apart

TOKEN = "a-token-for-the-one-who-measures"
READER = {"Authorization": f"Bearer {TOKEN}"}
FIRST = NOW + timedelta(days=1)


@pytest.fixture
async def measured(
    settings: Settings, worker: str, tmp_path: Path
) -> AsyncIterator[tuple[FastAPI, Api]]:
    clock = FixedClock(NOW)
    name = f"praxis_test_metrics_{worker}"
    chosen = MetricsSettings(token=SecretStr(TOKEN))
    async with (
        app_apart(settings, name, tmp_path, clock, metrics=chosen) as app,
        Api.of(app, clock) as api,
    ):
        yield app, api


async def scrape(api: Api) -> dict[str, float]:
    """Every figure by its name and labels, as Prometheus writes them."""
    response = await api.client.get("/metrics", headers=READER)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].startswith("text/plain; version=0.0.4")
    return figures(response.text)


def figures(text: str) -> dict[str, float]:
    return {
        sample.name + "".join(f" {k}={v}" for k, v in sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def grown(before: dict[str, float], after: dict[str, float], name: str) -> float:
    return after.get(name, 0) - before.get(name, 0)


async def test_without_a_token_in_the_settings_there_is_nothing(api: Api) -> None:
    here = await api.client.get("/metrics", headers=READER)
    nowhere = await api.client.get("/metrics/nothing", headers=READER)
    assert here.status_code == nowhere.status_code == 404
    assert here.json() == nowhere.json()


@pytest.mark.parametrize(
    "sent", ["", "Bearer ", "Bearer wrong", TOKEN, f"bearer {TOKEN}x", "Bearer é"]
)
async def test_only_who_knows_the_token_reads(measured: tuple[FastAPI, Api], sent: str) -> None:
    _, api = measured
    headers = [(b"authorization", sent.encode())] if sent else []
    problem(await api.client.get("/metrics", headers=headers), 401, "auth.required")


async def test_requests_are_counted_by_the_form_of_their_address(
    measured: tuple[FastAPI, Api],
) -> None:
    _, api = measured
    before = await scrape(api)
    for _ in range(3):
        await api.get("/doctors/01994d3e-7a00-7000-8000-000000000001")
    await api.request("BREW", "/doctors")
    after = await scrape(api)

    one = "method=GET route=/doctors/{doctor_id} status=404"
    assert grown(before, after, f"praxis_requests_total {one}") == 3
    assert grown(before, after, "praxis_request_seconds_count route=/doctors/{doctor_id}") == 3
    assert any(name.startswith("praxis_requests_total method=other") for name in after)
    assert "BREW" not in str(after)
    assert "01994d3e" not in str(after)


async def test_bookings_are_counted_by_how_they_ended(measured: tuple[FastAPI, Api]) -> None:
    app, api = measured
    practice = await make_practice(app.state.database)
    user, _ = await patient_with_account(app.state.database)
    patient = await api.signed_in(user)
    before = await scrape(api)

    keyed = patient.with_headers(Idempotency_Key="a-key-of-this-test")
    for _ in range(2):
        await book(keyed, practice, FIRST)
    other, _ = await patient_with_account(app.state.database)
    taken = await (await api.signed_in(other)).post("/appointments", booking(practice, FIRST))
    problem(taken, 409, "scheduling.slot_taken")
    unknown = booking(practice, FIRST, doctor_id="01994d3e-7a00-7000-8000-000000000001")
    assert (await patient.post("/appointments", unknown)).status_code == 422

    after = await scrape(api)
    counted = {
        outcome: grown(before, after, f"praxis_bookings_total outcome={outcome}")
        for outcome in ("booked", "repeated", "slot_taken", "refused", "failed")
    }
    assert counted == {"booked": 1, "repeated": 1, "slot_taken": 1, "refused": 1, "failed": 0}


async def test_what_ran_out_is_overdue_until_it_is_swept_and_then_counted(
    measured: tuple[FastAPI, Api],
) -> None:
    app, api = measured
    practice = await make_practice(app.state.database)
    user, _ = await patient_with_account(app.state.database)
    ok(await (await api.signed_in(user)).post("/holds", booking(practice, FIRST)), 201)
    # Their clock is that of the database; ours stands still.
    await app.state.database.read(
        lambda reader: reader.sql.execute("UPDATE holds SET expires_at = now() - interval '1 min'")
    )
    before = await scrape(api)
    assert before["praxis_claims_overdue"] == 1

    far = NOW + timedelta(days=3650)
    assert await app.state.database.transact(lambda unit: EXPIRE_CLAIMS.run(unit, far)) == 1

    after = await scrape(api)
    assert after["praxis_claims_overdue"] == 0
    assert grown(before, after, "praxis_claims_expired_total") == 1


async def test_what_waits_and_what_was_given_up_are_read_when_asked(
    measured: tuple[FastAPI, Api],
) -> None:
    app, api = measured
    await app.state.database.read(
        lambda reader: reader.sql.execute(
            """
            INSERT INTO outbox_messages (uid, topic, payload, available_at, dead_at)
            VALUES (gen_random_uuid(), 'test', '{}', now() - interval '90 s', NULL),
                   (gen_random_uuid(), 'test', '{}', now() - interval '900 s', now())
            """
        )
    )
    after = await scrape(api)
    assert 90 <= after["praxis_outbox_oldest_seconds queue=messages"] < 120
    assert after["praxis_outbox_oldest_seconds queue=mails"] == 0
    assert after["praxis_dead_letters queue=messages"] == 1
    assert after["praxis_database_up"] == 1
    assert after["process_resident_memory_bytes"] > 0


async def test_the_pool_says_how_full_it_is(measured: tuple[FastAPI, Api]) -> None:
    app, api = measured
    async with app.state.database.reading():
        full = await scrape(api)
    idle = await scrape(api)
    assert full["praxis_pool_connections"] == 10
    assert full["praxis_pool_connections_in_use"] == 1
    assert idle["praxis_pool_connections_in_use"] == 0
    assert idle["praxis_pool_waiting"] == 0


async def test_who_waits_for_a_connection_is_counted(worker: str) -> None:
    async with database_apart(f"praxis_test_pool_{worker}") as database:
        async with asyncio.TaskGroup() as group:

            async def ask() -> None:
                await database.read(lambda reader: reader.sql.execute("SELECT pg_sleep(0.3)"))

            for _ in range(20):
                group.create_task(ask())
            await asyncio.sleep(0.25)
            assert database.connections.waiting == 8
        assert database.connections.waiting == 0


async def test_without_its_database_it_says_that(settings: Settings, tmp_path: Path) -> None:
    chosen = settings.model_copy(update={"metrics": MetricsSettings(token=SecretStr(TOKEN))})
    app = create_app(chosen, f"postgresql:///practice?host={tmp_path}", clock=FixedClock(NOW))
    async with app.router.lifespan_context(app), Api.of(app, FixedClock(NOW)) as api:
        found = await scrape(api)
    assert found["praxis_database_up"] == 0
    assert "praxis_claims_overdue" not in found
    assert found["praxis_pool_connections"] == 10


def test_a_token_that_could_be_guessed_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 16"):
        MetricsSettings(token=SecretStr("secret"))


def read(server_url: str) -> dict[str, float]:
    return figures(httpx.get(f"{server_url}/metrics", headers=READER, timeout=20).text)
