"""What `praxis check` says of a secret key that is not the one that apps were added with."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_urlsafe

import pytest

from praxis.identity.factors import codes, repository
from praxis.identity.tokens import TokenMaker
from praxis.kit.db.database import Database, UnitOfWork
from tests.conftest import create_database, drop_database
from tests.factories.identity import make_user
from tests.integration.cli.test_cli import praxis

SECRET = token_urlsafe(48)
NOW = datetime(2027, 1, 4, tzinfo=UTC)


@pytest.fixture
async def dsn(worker: str) -> AsyncIterator[str]:
    name = f"praxis_test_check_factors_{worker}"
    yield await create_database(name)
    await drop_database(name)


async def test_a_new_secret_key_is_told_before_anybody_is_locked_out(
    dsn: str, tmp_path: Path
) -> None:
    database = Database(dsn)
    user = await make_user(database)
    key = TokenMaker(SECRET, timedelta(minutes=15)).factor_key

    async def give(unit: UnitOfWork) -> None:
        await repository.put_totp(unit, user.id, codes.seal_secret(key, user.uid, b"x" * 20), NOW)
        await repository.confirm_totp(unit, user.id, NOW)

    await database.transact(give)
    await database.close()

    def check(secret: str) -> tuple[int, bool]:
        done = praxis("check", folder=tmp_path, dsn=dsn, extra={"PRAXIS_AUTH__SECRET_KEY": secret})
        told = "the secret key is not the one" in " ".join(done.stdout.split())
        return done.returncode, told

    assert check(SECRET) == (0, False)
    assert check(token_urlsafe(48)) == (1, True)
    # Nor is one made for the asking.
    assert praxis("check", folder=tmp_path, dsn=dsn).returncode == 1
    assert not (tmp_path / "secret.key").exists()
