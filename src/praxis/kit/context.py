"""What an endpoint may ask of the running application."""

from typing import Annotated

from fastapi import Depends, Request

from praxis.kit.clients import client_address
from praxis.kit.clock import Clock
from praxis.kit.db.database import Database
from praxis.kit.storage import Storage


async def _database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


async def _clock(request: Request) -> Clock:
    clock: Clock = request.app.state.clock
    return clock


async def _storage(request: Request) -> Storage:
    storage: Storage = request.app.state.storage
    return storage


async def _request_id(request: Request) -> str:
    return str(request.scope.get("request_id", ""))


async def _client_address(request: Request) -> str:
    return client_address(request.scope)


DatabaseDep = Annotated[Database, Depends(_database)]
ClockDep = Annotated[Clock, Depends(_clock)]
StorageDep = Annotated[Storage, Depends(_storage)]
RequestId = Annotated[str, Depends(_request_id)]
ClientAddress = Annotated[str, Depends(_client_address)]
