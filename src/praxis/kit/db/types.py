"""The driver's connection, generic for the type checker only."""

from typing import TYPE_CHECKING, TypeAlias

import asyncpg

if TYPE_CHECKING:
    SqlConnection: TypeAlias = asyncpg.Connection[asyncpg.Record]
else:
    SqlConnection = asyncpg.Connection
