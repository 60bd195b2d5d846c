"""The `praxis` program as scripts see it: exit codes, plain text, one sentence for each fault."""

import json
import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

from praxis.identity.models import Role
from praxis.kit.db.database import Database
from tests.conftest import create_database, create_empty_database, drop_database
from tests.factories.identity import PASSWORD, make_user
from tests.support.api import Api, ok, problem
from tests.support.factors import give_totp, mark
from tests.support.identity import audited

HTTPS = {"PRAXIS_PUBLIC_URL": "https://clinic.example.org", "PRAXIS_PROXIES": "127.0.0.1"}


def praxis(
    *words: str, folder: Path, dsn: str | None = None, extra: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "REDIS_URL"} and not name.startswith("PRAXIS_")
    }
    chosen = {"PRAXIS_DATA_DIR": str(folder), **({"DATABASE_URL": dsn} if dsn else {})}
    return subprocess.run(  # noqa: S603 -- our own program
        [sys.executable, "-m", "praxis.cli", *words],
        env={**inherited, **chosen, **(extra or {})},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        stdin=subprocess.DEVNULL,
    )


@pytest.fixture
async def empty_dsn(worker: str) -> AsyncIterator[str]:
    name = f"praxis_cli_empty_{worker}"
    yield await create_empty_database(name)
    await drop_database(name)


@pytest.fixture(scope="module")
async def cli_dsn(worker: str) -> AsyncIterator[str]:
    name = f"praxis_cli_{worker}"
    yield await create_database(name)
    await drop_database(name)


async def test_migrate_says_what_it_did(empty_dsn: str, tmp_path: Path) -> None:
    first = praxis("migrate", folder=tmp_path, dsn=empty_dsn)
    assert first.returncode == 0, first.stderr
    assert re.fullmatch(r"The database went from empty to [0-9_]{15}\.\n", first.stdout)
    second = praxis("migrate", folder=tmp_path, dsn=empty_dsn)
    assert second.returncode == 0
    assert "up to date" in second.stdout


async def test_an_administrator_is_created_and_can_sign_in(
    api: Api, dsn: str, tmp_path: Path
) -> None:
    words = ("user", "create", "--role", "admin", "--email", "Root@Example.org", "--name", "Root")
    secret = {"PRAXIS_PASSWORD": "a long enough secret"}

    made = praxis(*words, folder=tmp_path, dsn=dsn, extra=secret)
    assert made.returncode == 0, made.stderr
    assert made.stdout == "root@example.org can sign in as admin.\n"
    body = {"email": "root@example.org", "password": secret["PRAXIS_PASSWORD"]}
    token = ok(await api.post("/auth/login", body))["access_token"]
    caller = api.with_headers(Authorization=f"Bearer {token}")
    assert ok(await caller.get("/users/me"))["role"] == Role.ADMIN

    again = praxis(*words, folder=tmp_path, dsn=dsn, extra=secret)
    assert again.returncode == 1
    assert "exists already" in again.stderr
    assert "Traceback" not in again.stderr


async def test_who_lost_every_factor_gets_in_by_the_password_again(
    app: FastAPI, api: Api, database: Database, dsn: str, tmp_path: Path
) -> None:
    user = await make_user(database)
    await give_totp(app, user)
    await mark(app, user)
    body = {"email": user.email, "password": PASSWORD}
    problem(await api.post("/auth/login", body), 401, "auth.mfa_required")

    words = ("user", "reset-factors", "--email")
    done = praxis(*words, user.email.upper(), folder=tmp_path, dsn=dsn)

    assert (done.returncode, done.stdout) == (0, "1 factors were removed.\n"), done.stderr
    ok(await api.post("/auth/login", body))
    assert "factor.reset" in await audited(database, user.uid)
    unknown = praxis(*words, "nobody@example.org", folder=tmp_path, dsn=dsn)
    assert unknown.returncode == 1
    assert "no account" in unknown.stderr


async def test_who_has_to_wait_for_the_tries_of_others_can_be_let_in(
    app: FastAPI, database: Database, dsn: str, tmp_path: Path
) -> None:
    user = await make_user(database)

    async def log_in(password: str, place: str) -> int:
        transport = httpx.ASGITransport(app=app, client=(place, 4711))
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            body = {"email": user.email, "password": password}
            return (await client.post("/api/v1/auth/login", json=body)).status_code

    for place in ("192.0.2.1", "192.0.2.2", "192.0.2.3"):
        for _ in range(10):
            assert await log_in("ten blue herons", place) == 401
    assert await log_in(PASSWORD, "198.51.100.9") == 429
    words = ("user", "forget-attempts", "--email")
    secret = app.state.settings.auth.secret_key.get_secret_value()
    key = {"PRAXIS_AUTH__SECRET_KEY": secret}

    done = praxis(*words, user.email.upper(), folder=tmp_path, dsn=dsn, extra=key)

    assert done.returncode == 0, done.stderr
    assert "but not where ten were given wrong" in done.stdout
    assert "--address" in done.stdout
    assert await log_in(PASSWORD, "198.51.100.9") == 200
    assert "user.attempts_forgotten" in await audited(database, user.uid)
    # Where ten were wrong it is still their turn to wait, unless that is forgotten as well.
    assert await log_in(PASSWORD, "192.0.2.1") == 429
    here = (*words, user.email, "--address", "192.0.2.1")
    done = praxis(*here, folder=tmp_path, dsn=dsn, extra=key)
    assert (done.returncode, "at this address too" in done.stdout) == (0, True), done.stderr
    assert await log_in(PASSWORD, "192.0.2.1") == 200
    nowhere = praxis(*words, user.email, "--address", "x", folder=tmp_path, dsn=dsn, extra=key)
    assert nowhere.returncode == 2
    unknown = praxis(*words, "nobody@example.org", folder=tmp_path, dsn=dsn, extra=key)
    assert unknown.returncode == 1


@pytest.mark.parametrize(
    ("role", "password", "code"),
    [("admin", "password", 1), ("doctor", "a long enough secret", 2), ("king", "x", 2)],
)
async def test_what_is_wrong_with_a_new_account_is_said(
    cli_dsn: str, tmp_path: Path, role: str, password: str, code: int
) -> None:
    done = praxis(
        *("user", "create", "--role", role, "--email", "x@example.org", "--name", "X"),
        folder=tmp_path,
        dsn=cli_dsn,
        extra={"PRAXIS_PASSWORD": password},
    )
    assert done.returncode == code
    assert done.stderr
    assert "Traceback" not in done.stderr


async def test_check_finds_nothing_wrong_with_a_good_installation(
    cli_dsn: str, tmp_path: Path
) -> None:
    done = praxis("check", folder=tmp_path, dsn=cli_dsn)
    assert done.returncode == 0, done.stdout
    assert not [line for line in done.stdout.splitlines() if line.startswith("wrong")]
    assert "PostgreSQL" in done.stdout
    assert "\x1b[" not in done.stdout, "plain text when not a terminal"


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        ({"PRAXIS_PORT": "eighty"}, "PRAXIS_PORT"),
        ({"PRAXIS_AUTH__SECRET_KEY": "short"}, "PRAXIS_AUTH__SECRET_KEY"),
        ({"PRAXIS_PUBLIC_URL": "https://clinic.example.org"}, "PRAXIS_PROXIES"),
        ({**HTTPS, "PRAXIS_SECURE_COOKIES": "false"}, "PRAXIS_SECURE_COOKIES"),
        ({**HTTPS, "PRAXIS_LIMITS__ENABLED": "false"}, "wrong PRAXIS_LIMITS__ENABLED"),
        ({"PRAXIS_LIMITS__SIGN_IN": "often"}, "wrong PRAXIS_LIMITS__SIGN_IN: must be a rate"),
        ({"PRAXIS_LIMITS__SIGN_IN": "0/minute"}, "wrong PRAXIS_LIMITS__SIGN_IN: must let"),
        ({"PRAXIS_HTTPS": "true"}, "wrong PRAXIS_HTTPS=true needs PRAXIS_PROXIES"),
        ({"PRAXIS_HOSTS": "a.example.org,*"}, "wrong PRAXIS_HOSTS has an asterisk alone"),
        ({"PRAXIS_PROXIES": "0.0.0.0/0"}, "wrong PRAXIS_PROXIES holds every address"),
        ({"PRAXIS_PROXIES": "the proxy"}, "wrong PRAXIS_PROXIES: must be addresses or networks"),
        ({"PRAXIS_CORS_ORIGINS": "*"}, "wrong PRAXIS_CORS_ORIGINS: must be an origin"),
        ({"PRAXIS_CORS_ORIGINS": "http://app.example.org"}, "wrong PRAXIS_CORS_ORIGINS has http:"),
        ({"PRAXIS_AUTH__SECRET_KEY": "change-me-" * 4}, "wrong PRAXIS_AUTH__SECRET_KEY looks like"),
        ({"PRAXIS_HOST": "0.0.0.0"}, "HTTPS"),  # noqa: S104 -- what is warned of
        ({"PRAXIS_TASKS": "celery"}, "wrong PRAXIS_TASKS=celery needs REDIS_URL"),
        ({"PRAXIS_TASKS": "threads"}, "PRAXIS_TASKS"),
        ({"PRAXIS_SMTP__SENDER": "Praxis <a@example.org>"}, "wrong PRAXIS_SMTP__SENDER: "),
        ({"PRAXIS_NOTIFICATIONS__LEASE": "PT5S"}, "wrong PRAXIS_NOTIFICATIONS__LEASE must be"),
    ],
)
async def test_check_says_what_is_wrong_with_settings(
    cli_dsn: str, tmp_path: Path, extra: dict[str, str], said: str
) -> None:
    done = praxis("check", folder=tmp_path, dsn=cli_dsn, extra=extra)
    assert done.returncode == 1
    assert said in done.stdout
    assert "short" not in done.stdout.replace("shorter", ""), "secrets are not repeated"


async def test_check_notes_what_is_worth_to_be_decided(cli_dsn: str, tmp_path: Path) -> None:
    done = praxis("check", folder=tmp_path, dsn=cli_dsn)
    notes = [line for line in done.stdout.splitlines() if line.startswith("note")]
    assert any("PRAXIS_AUTH__PASSWORD_FORM=false" in line for line in notes)
    assert any("REDIS_URL" in line for line in notes)
    off = {
        "PRAXIS_AUTH__PASSWORD_FORM": "false",
        "PRAXIS_LIMITS__ENABLED": "false",
        "PRAXIS_CORS_ORIGINS": "https://app.example.org",
    }
    done = praxis("check", folder=tmp_path, dsn=cli_dsn, extra=off)
    assert done.returncode == 0, done.stdout
    assert "PASSWORD_FORM" not in done.stdout
    assert "note  PRAXIS_LIMITS__ENABLED=false" in done.stdout
    assert "note  pages of https://app.example.org" in done.stdout


async def test_check_is_content_with_https_behind_a_proxy(cli_dsn: str, tmp_path: Path) -> None:
    done = praxis("check", folder=tmp_path, dsn=cli_dsn, extra=HTTPS)
    assert done.returncode == 0, done.stdout


async def test_check_says_that_the_schema_is_behind(empty_dsn: str, tmp_path: Path) -> None:
    done = praxis("check", folder=tmp_path, dsn=empty_dsn)
    assert done.returncode == 1
    assert "praxis migrate" in done.stdout


def test_check_says_that_the_database_is_away(tmp_path: Path) -> None:
    done = praxis("check", folder=tmp_path, dsn="postgresql://praxis@127.0.0.1:1/praxis")
    assert done.returncode == 1
    assert "cannot be reached" in done.stdout


@pytest.mark.parametrize("command", [("migrate",), ("serve",), ("audit", "verify"), ("demo",)])
def test_no_database_is_exit_code_3(tmp_path: Path, command: tuple[str, ...]) -> None:
    done = praxis(
        *command,
        folder=tmp_path,
        dsn="postgresql://praxis@127.0.0.1:1/praxis",
        extra={"PRAXIS_PORT": "0"},
    )
    assert done.returncode == 3, done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["worker", "beat"])
def test_a_worker_without_redis_says_what_to_set(tmp_path: Path, command: str) -> None:
    done = praxis(command, folder=tmp_path)
    assert done.returncode == 2
    assert "set REDIS_URL" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["serve", "worker", "beat"])
def test_celery_without_redis_is_refused_in_a_sentence(tmp_path: Path, command: str) -> None:
    done = praxis(command, folder=tmp_path, extra={"PRAXIS_TASKS": "celery"})
    assert done.returncode == 2
    assert done.stderr == "praxis: PRAXIS_TASKS=celery needs REDIS_URL\n"
    assert done.stdout == ""


def test_a_worker_makes_no_secret_of_its_own(tmp_path: Path) -> None:
    """Its links would open nothing on a server that has another."""
    redis = {"REDIS_URL": "redis://127.0.0.1:1/0"}
    nowhere = "postgresql://praxis@127.0.0.1:1/praxis"
    done = praxis("worker", folder=tmp_path, dsn=nowhere, extra=redis)
    assert done.returncode == 2
    assert "set PRAXIS_AUTH__SECRET_KEY" in done.stderr
    assert not list(tmp_path.iterdir())
    # With the folder of the server, or its key, it goes on: to a database that is away.
    key = {"PRAXIS_AUTH__SECRET_KEY": "x" * 32}
    assert praxis("worker", folder=tmp_path, dsn=nowhere, extra={**redis, **key}).returncode == 3
    (tmp_path / "secret.key").write_text("x" * 32)
    assert praxis("worker", folder=tmp_path, dsn=nowhere, extra=redis).returncode == 3


@pytest.mark.parametrize("url", ["mysql://localhost/x", "localhost", "sqlite:///x.db"])
def test_an_address_of_another_kind_of_database_is_wrong_usage(tmp_path: Path, url: str) -> None:
    done = praxis("migrate", folder=tmp_path, dsn=url)
    assert done.returncode == 2
    assert "postgresql://" in done.stderr


async def test_the_audit_of_a_fresh_database_is_whole(cli_dsn: str, tmp_path: Path) -> None:
    done = praxis("audit", "verify", folder=tmp_path, dsn=cli_dsn)
    assert done.returncode == 0, done.stderr
    assert "The chain is whole." in done.stdout


async def test_audit_verify_fails_on_a_changed_event(worker: str, tmp_path: Path) -> None:
    name = f"praxis_cli_tampered_{worker}"
    dsn = await create_database(name)
    try:
        connection = await asyncpg.connect(dsn)
        await connection.execute(
            """
            INSERT INTO audit_events (uid, actor_role, action, entity)
            VALUES (gen_random_uuid(), 'system', 'test.done', 'test');
            INSERT INTO audit_seals (from_transaction, until_transaction, events, previous, digest)
            VALUES ('0', (pg_current_xact_id()::text::bigint + 1)::text::xid8, 1,
                    decode(repeat('00', 32), 'hex'), decode(repeat('11', 32), 'hex'));
            """
        )
        await connection.close()
        done = praxis("audit", "verify", folder=tmp_path, dsn=dsn)
    finally:
        await drop_database(name)
    assert done.returncode == 1
    assert "fault" in done.stdout


async def test_openapi_is_what_the_server_shows(api: Api, tmp_path: Path) -> None:
    shown = (await api.client.get("/openapi.json")).json()
    done = praxis("openapi", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == shown

    target = tmp_path / "openapi.json"
    assert praxis("openapi", "--output", str(target), folder=tmp_path).returncode == 0
    assert json.loads(target.read_text()) == shown


async def test_the_demo_goes_into_an_empty_database_only(empty_dsn: str, tmp_path: Path) -> None:
    first = praxis("demo", folder=tmp_path, dsn=empty_dsn)
    assert first.returncode == 0, first.stderr
    assert "patient@example.org" in first.stdout
    assert "\r" not in first.stderr, "no progress bar when not a terminal"
    again = praxis("demo", folder=tmp_path, dsn=empty_dsn)
    assert again.returncode == 1
    assert praxis("demo", "--if-empty", folder=tmp_path, dsn=empty_dsn).returncode == 0


def test_help_names_every_command(tmp_path: Path) -> None:
    done = praxis("--help", folder=tmp_path)
    assert done.returncode == 0
    commands = ("serve", "worker", "beat", "demo", "migrate", "user", "check", "openapi", "audit")
    for command in commands:
        assert command in done.stdout
