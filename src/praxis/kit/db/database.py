"""One pool, one place that commits.

A unit of work is one transaction on one connection, offered in two forms: `sql`, the asyncpg
connection for hand-written statements, and `session`, an ORM session on that same connection. The
engine runs in AUTOCOMMIT so that SQLAlchemy never begins a transaction of its own; `transact` does,
commits, and repeats the whole operation when PostgreSQL or the line to it failed.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractContextManager, asynccontextmanager
from functools import partial
from typing import TypeVar

import asyncpg
import orjson
import structlog
from asyncpg.transaction import Transaction
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from praxis.kit.db.checkout import Checkout, Connections, Unstarted
from praxis.kit.db.connecting import SESSION, connect
from praxis.kit.db.types import SqlConnection
from praxis.kit.errors import OutcomeUnknown, Unavailable
from praxis.kit.sealing.vault import Vault

log = structlog.get_logger(__name__)

T = TypeVar("T")

RETRIED_STATES = frozenset({"40001", "40P01"})
OVERLOADED_STATES = frozenset({"53300", "55P03", "57014"})
LOST_STATES = frozenset({"57P01", "57P02", "57P03", "25006"})
# Of these, what a server says that has not written: it is a standby by now, or not up yet.
UNWRITTEN_STATES = frozenset({"25006", "57P03"})
PAUSES = (0.02, 0.1, 0.3, 0.8)


class TransactionConflict(Exception):
    """What this transaction read no longer holds: repeat it from the start."""


class Reader:
    """A connection outside any transaction: each statement sees the newest data."""

    # Whether something was written that others wait for; see `Database.on_news`.
    has_news = False
    # Whether a statement is under way that commits itself; see `Database.act`.
    is_writing = False

    def __init__(self, checkout: Checkout, vault: Vault | None = None) -> None:
        self._checkout = checkout
        self._vault = vault
        self._session: AsyncSession | None = None
        self.sql = checkout.sql

    @property
    def session(self) -> AsyncSession:
        if self._session is None:
            self._session = self._checkout.session()
        return self._session

    @property
    def vault(self) -> Vault:
        """What seals and opens clinical text; only who was given keys can."""
        if self._vault is None:
            raise RuntimeError("this database was opened without keys")
        return self._vault

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


class UnitOfWork(Reader):
    """A transaction. Services flush and never commit; `Database.transact` does."""

    async def flush(self) -> None:
        if self._session is not None:
            await self._session.flush()


class Database:
    """The pool of one process.

    With `pooler` the address is that of pgbouncer in transaction mode: a statement by itself is
    two messages there, which may meet two servers, so nothing is asked outside a transaction, and
    what connections are like is set for the role (`praxis.migrations.upgrade`).
    """

    def __init__(
        self,
        dsn: str,
        *,
        pool_size: int = 10,
        pooler: bool = False,
        name: str = "praxis",
        vault: Vault | None = None,
    ) -> None:
        # libpq's form (socket folders as ?host=) is asyncpg's too, so the URL goes there untouched.
        self._dsn = dsn
        self._pooler = pooler
        self._name = name
        self._vault = vault
        # Called after a commit that wrote an outbox message; must not block or raise.
        self.on_news: Callable[[], None] | None = None
        # Is told what kind of operation begins, and stays around it with all its repetitions.
        self.around: Callable[[str], AbstractContextManager[None]] | None = None
        self.engine = self._create_engine(pool_size)
        self.connections = Connections(self.engine)

    def _create_engine(self, pool_size: int) -> AsyncEngine:
        return create_async_engine(
            "postgresql+asyncpg://",
            creator=self._create_connection,
            isolation_level="AUTOCOMMIT",
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=15,
            # Those used last know the statements that are asked for most.
            pool_use_lifo=True,
            hide_parameters=True,
            # Hand-written statements on the same connections get JSON parsed by this, too.
            json_deserializer=orjson.loads,
        )

    def _create_connection(self) -> object:
        # With names, statements would be looked for on whatever server comes next.
        unnamed = {"prepared_statement_cache_size": 0, "prepared_statement_name_func": lambda: ""}
        return self.engine.sync_engine.dialect.loaded_dbapi.connect(
            async_creator_fn=partial(Unstarted, self._connect), **(unnamed if self._pooler else {})
        )

    async def _connect(self) -> SqlConnection:
        settings = {"application_name": self._name, "timezone": "UTC"}
        return await connect(
            self._dsn,
            statement_cache_size=0 if self._pooler else 256,
            server_settings=settings if self._pooler else {**settings, **SESSION},
        )

    async def close(self) -> None:
        await self.engine.dispose()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Reader]:
        checkout = await self.connections.take()
        try:
            transaction = await _begin(checkout) if self._pooler else None
            reader = Reader(checkout, self._vault)
            try:
                yield reader
            finally:
                await reader.close()
                if transaction is not None:
                    await _roll_back(checkout, transaction)
        finally:
            checkout.give_back()

    async def read(self, operation: Callable[[Reader], Awaitable[T]]) -> T:
        """Run `operation` outside a transaction; again on a new connection if the line broke."""

        async def attempt() -> T:
            async with self.reading() as reader:
                return await operation(reader)

        return await self._run("read", attempt)

    async def act(self, operation: Callable[[Reader], Awaitable[T]]) -> T:
        """Run `operation` outside a transaction, where its last statement alone writes.

        It sets `is_writing` before that statement, which happens wholly or not at all: all is
        repeated as by `transact`. Raises `OutcomeUnknown` if the line broke while it ran.
        """
        if self._pooler:
            return await self.transact(operation)

        async def attempt() -> T:
            async with self.reading() as reader:
                try:
                    result = await operation(reader)
                except Exception as error:
                    if reader.is_writing and _may_have_written(root_cause(error)):
                        raise OutcomeUnknown from error
                    raise
                self._tell_news(reader)
                return result

        return await self._run("act", attempt)

    async def transact(self, operation: Callable[[UnitOfWork], Awaitable[T]]) -> T:
        """Run `operation` in one transaction and commit it.

        Serialization failures, deadlocks and lost connections repeat the whole operation; a
        refusal never does. Raises `OutcomeUnknown` if the line broke during the commit itself.
        """
        return await self._run("transact", partial(self._transact_once, operation))

    async def _transact_once(self, operation: Callable[[UnitOfWork], Awaitable[T]]) -> T:
        checkout = await self.connections.take()
        try:
            unit = UnitOfWork(checkout, self._vault)
            result = await _in_transaction(unit, checkout, operation)
        finally:
            checkout.give_back()
        self._tell_news(unit)
        return result

    def _tell_news(self, reader: Reader) -> None:
        if reader.has_news and self.on_news is not None:
            self.on_news()

    async def _run(self, kind: str, attempt: Callable[[], Awaitable[T]]) -> T:
        if self.around is None:
            return await self._repeat(attempt)
        with self.around(f"database {kind}"):
            return await self._repeat(attempt)

    async def _repeat(self, attempt: Callable[[], Awaitable[T]]) -> T:
        for pause in PAUSES:
            try:
                return await attempt()
            except Exception as error:
                if not await self._may_repeat(error):
                    raise
                log.warning("database.repeat", cause=type(root_cause(error)).__name__)
            await asyncio.sleep(pause)
        try:
            return await attempt()
        except Exception as error:
            if await self._may_repeat(error):
                raise Unavailable from error
            raise

    async def _may_repeat(self, error: Exception) -> bool:
        if isinstance(error, OutcomeUnknown):
            return False
        cause = root_cause(error)
        if isinstance(cause, PoolTimeoutError) or _sqlstate(cause) in OVERLOADED_STATES:
            raise Unavailable from error
        if isinstance(cause, TransactionConflict):
            return True
        if is_lost_connection(cause):
            # Its neighbours in the pool are as dead as the one that was just found out.
            await self.connections.renew()
            return True
        return _sqlstate(cause) in RETRIED_STATES


def _sqlstate(error: BaseException) -> str | None:
    return getattr(error, "sqlstate", None)


async def _in_transaction(
    unit: UnitOfWork, checkout: Checkout, operation: Callable[[UnitOfWork], Awaitable[T]]
) -> T:
    transaction = await _begin(checkout)
    try:
        result = await operation(unit)
        await unit.flush()
    except BaseException:
        await _roll_back(checkout, transaction)
        raise
    finally:
        await unit.close()
    try:
        await transaction.commit()
    except Exception as error:
        if is_lost_connection(error):
            raise OutcomeUnknown from error
        raise
    except BaseException:
        # The driver has yet to hear that it is over, and would let nobody begin another.
        checkout.invalidate()
        raise
    return result


async def _begin(checkout: Checkout) -> Transaction:
    transaction = checkout.sql.transaction()
    try:
        await transaction.start()
    except BaseException:
        # It may have begun all the same: whoever was given this connection next would write into
        # it, and what they commit would be a part of it that is lost.
        checkout.invalidate()
        raise
    return transaction


async def _roll_back(checkout: Checkout, transaction: Transaction) -> None:
    """End a transaction that failed; what went wrong first is what the caller hears of."""
    if checkout.sql.is_closed():
        return
    try:
        await transaction.rollback()
    except Exception as error:  # noqa: BLE001 -- the connection is of no use, whatever broke it
        log.warning("database.rollback_failed", cause=type(error).__name__)
        checkout.invalidate()
    except BaseException:
        # Cancelled once more in the middle: nobody knows what state it is in.
        checkout.invalidate()
        raise


def root_cause(error: BaseException) -> BaseException:
    """The driver's own error under SQLAlchemy's wrapping."""
    if isinstance(error, DBAPIError) and error.orig is not None:
        return error.orig.__cause__ or error.orig
    return error


def is_lost_connection(error: BaseException) -> bool:
    if isinstance(error, asyncpg.InterfaceError):
        return "closed" in str(error)
    # A connection that dies while a statement begins confuses the driver about its own state.
    if isinstance(
        error, asyncpg.PostgresConnectionError | asyncpg.exceptions.InternalClientError | OSError
    ):
        return True
    return _sqlstate(error) in LOST_STATES


def _may_have_written(error: BaseException) -> bool:
    return is_lost_connection(error) and _sqlstate(error) not in UNWRITTEN_STATES


def violated_constraint(error: BaseException) -> str | None:
    """The name of the constraint that refused a row, if that is what `error` says."""
    return getattr(root_cause(error), "constraint_name", None)
