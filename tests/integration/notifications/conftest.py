from pathlib import Path

import pytest
from fastapi import FastAPI

from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database
from tests.integration.scheduling.cast import Cast, cast_of
from tests.support.api import Api
from tests.support.messages import Mailbox, mailbox_of


@pytest.fixture
async def cast(api: Api, database: Database) -> Cast:
    return await cast_of(api, database)


@pytest.fixture
def mailbox(app: FastAPI, clock: FixedClock, tmp_path: Path) -> Mailbox:
    return mailbox_of(app, clock, tmp_path / "mail")
