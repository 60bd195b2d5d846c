"""Repeating a request with its `Idempotency-Key` answers the first result again.

The key is inserted in the transaction that does the work: a second request with it waits for the
first at the unique index, and either finds its answer or, if the first was refused, does the work.
"""

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Annotated

from fastapi import Header, Request, Response
from pydantic import BaseModel
from sqlalchemy import Index, LargeBinary, Text, func
from sqlalchemy.orm import Mapped, mapped_column

from praxis.kit.db.base import Base
from praxis.kit.db.database import Database, Reader, UnitOfWork
from praxis.kit.errors import DomainError, Invalid, Unavailable
from praxis.kit.etags import etag
from praxis.kit.sealing.envelope import Place

KEPT_FOR = timedelta(hours=24)
POINTER = "/header/Idempotency-Key"


class IdempotencyMismatch(Invalid):
    """This Idempotency-Key was used with another request: take a new key for a new request."""

    code = "idempotency.mismatch"


class IdempotencyKey(Base):
    __tablename__ = "idempotency_keys"

    scope: Mapped[str] = mapped_column(Text, primary_key=True)
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    request_hash: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[int | None]
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    etag: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (Index("ix_idempotency_keys_created_at", "created_at"),)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes
    etag: str | None
    replayed: bool = False

    def response(self) -> Response:
        headers = {}
        if self.etag:
            headers["ETag"] = self.etag
        if self.replayed:
            headers["Idempotency-Replayed"] = "true"
        return Response(self.body, self.status, headers, "application/json")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Who repeats what: the caller and the route, the key they chose, and a hash of the request."""

    scope: str
    key: str
    request_hash: bytes


KeyHeader = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        description="Repeat a request with the same key and body, and it is done once",
    ),
]


async def fingerprint(request: Request, caller: str, key: str, secret: bytes) -> Fingerprint:
    """The hash is keyed: a body may hold a password, and a plain hash of it could be guessed."""
    address = f"{request.method} {request.url.path}?{request.url.query}"
    digest = hmac.digest(secret, address.encode() + b"\n" + await request.body(), "sha256")
    return Fingerprint(f"{caller} {request.method} {request.url.path}", key, digest)


async def create(
    database: Database,
    identity: Fingerprint | None,
    operation: Callable[[UnitOfWork], Awaitable[BaseModel]],
    *,
    status: int = 201,
    sealed: bool = False,
) -> Answer:
    """Carry out `operation` in one transaction, or answer again what it answered before.

    `sealed`: the answer holds what only Praxis may read, so it is kept sealed.
    """

    async def once(unit: UnitOfWork) -> Answer:
        if identity is not None:
            earlier = await _begin(unit, identity, sealed=sealed)
            if earlier is not None:
                return earlier
        result = await operation(unit)
        await unit.flush()
        version = getattr(result, "version", None)
        tag = etag(version) if isinstance(version, int) else None
        answer = Answer(status, result.model_dump_json().encode(), tag)
        if identity is not None:
            body = answer.body
            kept = unit.vault.seal(_place(identity), body) if sealed else body
            await finish(unit, identity, replace(answer, body=kept))
        return answer

    return await database.transact(once)


async def repeatable(
    database: Database, identity: Fingerprint | None, attempt: Callable[[], Awaitable[Answer]]
) -> Answer:
    """The answer of `attempt`, which writes the key with its work, or the one of before.

    An attempt that is refused may be so because of the first one: then its answer is given again.
    What was read before the work is no proof, so the key is looked for afterwards, and only then.
    """
    try:
        return await attempt()
    except Unavailable:
        raise
    except DomainError:
        if identity is not None:
            find = partial(_find_answer, identity=identity, sealed=False)
            earlier = await database.read(find)
            if earlier is not None:
                return earlier
        raise


async def _begin(unit: UnitOfWork, identity: Fingerprint, *, sealed: bool) -> Answer | None:
    inserted = await unit.sql.fetchval(
        """
        INSERT INTO idempotency_keys (scope, key, request_hash) VALUES ($1, $2, $3)
        ON CONFLICT DO NOTHING RETURNING 1
        """,
        identity.scope,
        identity.key,
        identity.request_hash,
    )
    if inserted:
        return None
    earlier = await _find_answer(unit, identity, sealed=sealed)
    if earlier is None:
        raise IdempotencyMismatch(pointer=POINTER)
    return earlier


async def _find_answer(reader: Reader, identity: Fingerprint, *, sealed: bool) -> Answer | None:
    """What was answered under this key; raises `IdempotencyMismatch` for another request.

    Whether it must be sealed is the route's to say, not the row's. Raises `SealBroken`.
    """
    row = await reader.sql.fetchrow(
        """
        SELECT request_hash, status, body, etag FROM idempotency_keys
        WHERE scope = $1 AND key = $2
        """,
        identity.scope,
        identity.key,
    )
    if row is None:
        return None
    if row["request_hash"] != identity.request_hash:
        raise IdempotencyMismatch(pointer=POINTER)
    body = row["body"]
    if sealed and body is not None:
        body = reader.vault.open(_place(identity), body)
    return Answer(row["status"], body, row["etag"], replayed=True)


def _place(identity: Fingerprint) -> Place:
    return Place("idempotency_keys", "body", f"{identity.scope}\n{identity.key}")


async def finish(unit: UnitOfWork, identity: Fingerprint, answer: Answer) -> None:
    """Remember what was answered under a key that this transaction has inserted."""
    await unit.sql.execute(
        """
        UPDATE idempotency_keys SET status = $3, body = $4, etag = $5
        WHERE scope = $1 AND key = $2
        """,
        identity.scope,
        identity.key,
        answer.status,
        answer.body,
        answer.etag,
    )


async def forget_old_keys(unit: UnitOfWork, now: datetime) -> int:
    """Delete keys past their 24 hours; returns how many."""
    status: str = await unit.sql.execute(
        "DELETE FROM idempotency_keys WHERE created_at < $1", now - KEPT_FOR
    )
    return int(status.rsplit(maxsplit=1)[-1])
