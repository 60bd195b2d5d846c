"""Reports are of a whole practice: each module has a database of its own."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime

import pytest

from praxis.app import create_app
from praxis.identity.models import Role, User
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database
from praxis.kit.ids import new_uid
from praxis.kit.outbox.dispatcher import Dispatcher
from praxis.reporting.derived.refreshers import REFRESHERS
from praxis.reporting.derived.subscriber import SUBSCRIPTIONS
from praxis.settings import Settings
from tests.conftest import NOW, create_database, drop_database
from tests.factories.identity import make_user
from tests.support.api import Api


@dataclass(frozen=True)
class Desk:
    """An application with a practice of its own, as an administrator asks it."""

    database: Database
    clock: FixedClock
    api: Api
    admin: Api
    administrator: User

    async def move_to(self, instant: datetime) -> "Desk":
        """The same later, when the token of before is of no use any more."""
        self.clock.move_to(instant)
        return replace(self, admin=await self.api.signed_in(self.administrator))

    async def hear(self) -> None:
        """Have reports told of what happened."""
        await Dispatcher(self.database, self.clock, SUBSCRIPTIONS).drain()

    async def refresh(self, *names: str) -> None:
        """Do all the work that these refreshers have, or all of them."""
        for name in names or REFRESHERS:
            for _ in range(200):
                done = await self.database.transact(
                    lambda unit, run=REFRESHERS[name]: run(unit, self.clock.now())  # type: ignore[misc]
                )
                if not done:
                    break
            else:
                raise AssertionError(f"{name} never ends")


@pytest.fixture
async def desk(settings: Settings) -> AsyncIterator[Desk]:
    name = f"praxis_reports_{new_uid().hex}"
    dsn, clock = await create_database(name), FixedClock(NOW)
    app = create_app(settings, dsn, clock=clock)
    async with app.router.lifespan_context(app), Api.of(app, clock) as api:
        database: Database = app.state.database
        administrator = await make_user(database, Role.ADMIN)
        admin = await api.signed_in(administrator)
        yield Desk(database, clock, api, admin, administrator)
    await drop_database(name)
