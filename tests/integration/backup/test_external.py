"""An external server is dumped: proven here, and written out for pg_restore."""

import asyncio
import os
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial

import asyncpg
import pytest

from praxis.backup.programs import client_programs, run, without_password
from praxis.identity.links import PASSWORD_CHANGED
from praxis.identity.models import OneTimeToken, Session, User
from praxis.kit import outbox
from praxis.kit.db.database import Database, UnitOfWork
from praxis.kit.ids import new_uid
from tests.conftest import NOW, create_database, create_empty_database, drop_database
from tests.factories.directory import make_patient
from tests.factories.identity import make_user
from tests.support.backups import Backed, read_tables

pytestmark = pytest.mark.once

SEAL = """
    INSERT INTO audit_seals (from_transaction, until_transaction, events, previous, digest,
                             sealed_at)
    VALUES ('0', $1, 0, '', '', now())
"""


@pytest.fixture
async def external(worker: str) -> AsyncIterator[str]:
    name = f"praxis_backup_{worker}"
    yield await create_database(name)
    await drop_database(name)


async def test_it_is_dumped_proven_and_loaded_again(
    external: str, worker: str, backed: Backed
) -> None:
    database = Database(external, pool_size=1)
    await make_patient(database)
    await database.close()
    outside = {"DATABASE_URL": external}
    made = backed.praxis("backup", extra=outside)
    assert made.returncode == 0, made.stderr
    assert "not to a second in between" in made.stderr
    assert "dump" in made.stdout
    assert "proven: " in made.stdout

    said = backed.praxis("restore", str(backed.folder.path))
    assert said.returncode == 1
    assert "is a dump of an external database" in said.stderr
    file = backed.ground / "praxis.dump"
    done = backed.praxis("restore", str(backed.folder.path), "--dump", str(file))
    assert done.returncode == 0, done.stderr
    assert file.stat().st_mode & 0o777 == 0o600

    name = f"praxis_backup_loaded_{worker}"
    target = await create_empty_database(name)
    try:
        words = ("--no-owner", "--no-privileges", "--exit-on-error", f"--dbname={target}")
        await asyncio.to_thread(run, client_programs(), "pg_restore", *words, str(file))
        assert await read_tables(target) == await read_tables(external)
    finally:
        await drop_database(name)


async def test_a_dump_that_was_loaded_is_signed_out_and_silent(
    external: str, worker: str, backed: Backed
) -> None:
    database = Database(external, pool_size=1)
    user = await make_user(database)
    await database.transact(partial(_live, user=user))
    await database.close()
    assert backed.praxis("backup", extra={"DATABASE_URL": external}).returncode == 0
    file = backed.ground / "praxis.dump"
    done = backed.praxis("restore", str(backed.folder.path), "--dump", str(file))
    assert done.returncode == 0, done.stderr

    name = f"praxis_backup_finished_{worker}"
    target = await create_empty_database(name)
    outside = {"DATABASE_URL": target}
    try:
        words = ("--no-owner", "--no-privileges", "--exit-on-error", f"--dbname={target}")
        await asyncio.to_thread(run, client_programs(), "pg_restore", *words, str(file))
        connection = await asyncpg.connect(target)
        # As where the rows came from a server that had counted further.
        await connection.execute("SET session_replication_role = replica")
        await connection.execute(SEAL, 2**40)
        refused = backed.praxis("restore", "--loaded", extra=outside)
        assert refused.returncode == 1
        assert "pg_resetwal --epoch=256 --next-transaction-id=1048576" in refused.stderr
        assert await connection.fetchval("SELECT revoked_at FROM sessions") is None
        await connection.execute("DELETE FROM audit_seals; SET session_replication_role = origin")

        done = backed.praxis("restore", "--loaded", extra=outside)

        assert done.returncode == 0, done.stderr
        assert "1 sessions were ended" in done.stdout
        assert await connection.fetchval("SELECT revoked_because FROM sessions") == "restored"
        assert await connection.fetchval("SELECT used_at FROM one_time_tokens") is not None
        assert await connection.fetchval("SELECT count(*) FROM outbox_messages") == 0
        mails = await connection.fetch("SELECT kind, created_at, outcome FROM mails")
        since = await connection.fetchval("SELECT held_since FROM message_holds")
        assert [(row["kind"], row["outcome"]) for row in mails] == [("password_changed", None)]
        assert mails[0]["created_at"] <= since
        told = "SELECT count(*) FROM audit_events WHERE action = 'backup.restored'"
        assert await connection.fetchval(told) == 1

        # What the lost practice may have sent is not sent again.
        assert backed.praxis("messages", "release", extra=outside).returncode == 0
        assert await connection.fetchval("SELECT outcome FROM mails") == "dropped"
        await connection.close()
    finally:
        await drop_database(name)


async def _live(unit: UnitOfWork, user: User) -> None:
    """Somebody is signed in, has a link, and news of them waits."""
    later = NOW + timedelta(days=30)
    unit.session.add(
        Session(uid=new_uid(), user_id=user.id, created_at=NOW, expires_at=later, last_used_at=NOW)
    )
    unit.session.add(
        OneTimeToken(
            uid=new_uid(),
            user_id=user.id,
            purpose="password_reset",
            created_at=NOW,
            expires_at=later,
        )
    )
    await outbox.enqueue(unit, PASSWORD_CHANGED, user=user.uid, email=user.email)


def test_only_a_database_elsewhere_is_loaded_into(backed: Backed) -> None:
    done = backed.praxis("restore", "--loaded")
    assert done.returncode == 2
    assert "DATABASE_URL" in done.stderr
    assert backed.praxis("restore").returncode == 2


async def test_an_empty_database_is_no_backup(worker: str, backed: Backed) -> None:
    name = f"praxis_backup_empty_{worker}"
    dsn = await create_empty_database(name)
    try:
        done = backed.praxis("backup", extra={"DATABASE_URL": dsn})
    finally:
        await drop_database(name)
    assert done.returncode == 1
    assert "there is nothing to back up yet" in done.stderr
    assert backed.folder.listed() == []


@pytest.mark.parametrize(
    ("dsn", "address", "password"),
    [
        ("postgresql://a:b%40c@h:5/d", "postgresql://a@h:5/d", "b@c"),
        ("postgresql://a@h/d?password=x", "postgresql://a@h/d", "x"),
        ("postgresql:///d?host=/s/k&user=u", "postgresql:///d?host=/s/k&user=u", None),
        ("postgresql://h1,h2/d", "postgresql://h1,h2/d", None),
    ],
)
def test_passwords_do_not_stand_in_arguments(dsn: str, address: str, password: str | None) -> None:
    assert without_password(dsn) == (address, {"PGPASSWORD": password} if password else {})


def test_a_server_that_does_not_answer_is_said(backed: Backed) -> None:
    away = "postgresql://nobody@127.0.0.1:1/none"
    done = backed.praxis("backup", extra={"DATABASE_URL": away})
    assert done.returncode == 1
    assert "cannot be reached" in done.stderr
    assert os.listdir(backed.folder.base) == []  # noqa: PTH208 -- names alone
