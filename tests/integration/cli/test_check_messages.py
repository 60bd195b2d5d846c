"""What `praxis check` says of messages: where they go, who delivers them, whether they do."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from praxis.kit.db.database import Database
from praxis.kit.ids import new_uid
from tests.conftest import create_database, drop_database
from tests.factories.identity import make_user
from tests.integration.cli.test_cli import praxis
from tests.support.mail import mail_server
from tests.support.redis import RedisServer
from tests.support.server import free_port


@pytest.fixture
async def dsn(worker: str) -> AsyncIterator[str]:
    name = f"praxis_test_check_{worker}"
    yield await create_database(name)
    await drop_database(name)


def test_without_a_server_for_mail_it_names_the_folder(dsn: str, tmp_path: Path) -> None:
    done = praxis("check", folder=tmp_path, dsn=dsn)
    assert done.returncode == 0
    assert "/mail, for want of PRAXIS_SMTP__HOST" in " ".join(done.stdout.split())


def test_servers_that_answer_and_that_do_not(dsn: str, tmp_path: Path) -> None:
    redis = RedisServer.at(tmp_path / "redis")
    redis.start()
    with mail_server() as mail:
        extra = {
            "PRAXIS_SMTP__HOST": "127.0.0.1",
            "PRAXIS_SMTP__PORT": str(mail.port),
            "PRAXIS_TASKS": "celery",
            "REDIS_URL": redis.url,
        }
        done = praxis("check", folder=tmp_path, dsn=dsn, extra=extra)
        redis.stop()
        assert (done.returncode, done.stdout.count("can be reached")) == (0, 2)
    away = {**extra, "PRAXIS_SMTP__PORT": str(free_port())}
    done = praxis("check", folder=tmp_path, dsn=dsn, extra=away)
    assert (done.returncode, done.stdout.count("cannot be reached")) == (1, 2)


async def test_mails_that_were_given_up_or_are_late_are_wrong(dsn: str, tmp_path: Path) -> None:
    database = Database(dsn)
    user = await make_user(database)
    async with database.reading() as reader:
        for outcome in ("dead", None):
            await reader.sql.execute(
                """
                INSERT INTO mails (uid, kind, user_id, created_at, available_at, outcome,
                                   finished_at)
                VALUES ($1, 'verify_email', $2, now(), now() - interval '11 minutes', $3::text,
                        CASE WHEN $3::text IS NOT NULL THEN now() END)
                """,
                new_uid(),
                user.id,
                outcome,
            )
    await database.close()
    done = praxis("check", folder=tmp_path, dsn=dsn)
    assert done.returncode == 1
    assert "messages over 10 minutes late: 1; given up: 1." in " ".join(done.stdout.split())


def test_that_nothing_is_delivered_is_wrong(dsn: str, tmp_path: Path) -> None:
    done = praxis("check", folder=tmp_path, dsn=dsn, extra={"PRAXIS_TASKS": "off"})
    assert done.returncode == 1
    assert "PRAXIS_TASKS=off" in done.stdout
