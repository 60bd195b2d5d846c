from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from praxis.identity.models import Role, User
from praxis.kit.db.database import Database
from tests.factories.identity import make_user
from tests.support.api import Api


@pytest.fixture
def folder(app: FastAPI, tmp_path: Path) -> Iterator[Path]:
    """An empty folder that the application takes for its own."""
    usual = app.state.settings
    app.state.settings = usual.model_copy(update={"data_dir": tmp_path})
    yield tmp_path / "mail"
    app.state.settings = usual


@pytest.fixture
async def root(database: Database) -> User:
    return await make_user(database, Role.ADMIN)


@pytest.fixture
async def admin(api: Api, root: User) -> Api:
    return await api.signed_in(root)
