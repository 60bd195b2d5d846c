"""Keyset pages: a cursor names the last row that was seen, so pages neither skip nor repeat."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar

import orjson
from fastapi import Depends, Query
from pydantic import BaseModel, Field
from pydantic_core import PydanticCustomError
from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from praxis.kit.errors import Invalid
from praxis.kit.schemas import Text, Write, parse_instant

T = TypeVar("T")
R = TypeVar("R")

DEFAULT_LIMIT, MAX_LIMIT = 50, 200


class Page(BaseModel, Generic[T]):
    items: list[T]
    next_cursor: str | None = None
    total: int | None = None


class BadCursor(Invalid):
    """This cursor is not one that this list handed out: start again without it."""

    code = "cursor.unknown"


@dataclass(frozen=True, slots=True)
class PageRequest:
    limit: int = DEFAULT_LIMIT
    cursor: str | None = None
    count: bool = False


async def _page_request(
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
    count: Annotated[bool, Query(description="also count all rows (`total`)")] = False,
) -> PageRequest:
    return PageRequest(limit, cursor, count)


PageQuery = Annotated[PageRequest, Depends(_page_request)]


class SearchBody(Write):
    """The page of a search whose words, being names, stay out of addresses and their logs."""

    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT
    cursor: Annotated[Text, Field(max_length=500)] | None = None
    count: bool = False

    @property
    def page(self) -> PageRequest:
        return PageRequest(self.limit, self.cursor, self.count)


def encode_cursor(values: Sequence[object]) -> str:
    return urlsafe_b64encode(orjson.dumps(list(values))).decode().rstrip("=")


def decode_cursor(cursor: str, kinds: Sequence[type]) -> list[Any]:
    """The key values of a cursor, each of its kind. Raises `BadCursor`."""
    try:
        values = orjson.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error):
        raise BadCursor(pointer="/query/cursor") from None
    if not isinstance(values, list) or len(values) != len(kinds):
        raise BadCursor(pointer="/query/cursor")
    return [_key(value, kind) for value, kind in zip(values, kinds, strict=True)]


def _key(value: object, kind: type) -> object:
    if kind is datetime:
        try:
            return parse_instant(value)
        except PydanticCustomError:
            raise BadCursor(pointer="/query/cursor") from None
    if (kind is int and type(value) is int and -(2**63) <= value < 2**63) or (
        kind is str and isinstance(value, str) and "\x00" not in value
    ):
        return value
    raise BadCursor(pointer="/query/cursor")


@dataclass(frozen=True, slots=True)
class Keyset:
    """The columns that order a list, the last of them unique; their Python kinds; the direction."""

    columns: tuple[InstrumentedAttribute[Any], ...]
    kinds: tuple[type, ...]
    descending: bool = False


async def paginate(
    session: AsyncSession,
    statement: Select[T],
    keyset: Keyset,
    page: PageRequest,
    read: Callable[[T], R],
) -> Page[R]:
    """One page of an entity statement, as `read` shows each row."""
    total = None
    if page.count:
        counted = statement.order_by(None).options().subquery()
        total = await session.scalar(select(func.count()).select_from(counted))
    if page.cursor is not None:
        last = tuple_(*decode_cursor(page.cursor, keyset.kinds))
        position = tuple_(*keyset.columns)
        statement = statement.where(position < last if keyset.descending else position > last)
    order = [c.desc() if keyset.descending else c.asc() for c in keyset.columns]
    keyed = statement.add_columns(*keyset.columns).order_by(*order).limit(page.limit + 1)
    rows = (await session.execute(keyed)).all()
    shown = rows[: page.limit]
    more = len(rows) > page.limit
    return Page(
        items=[read(row[0]) for row in shown],
        next_cursor=encode_cursor(shown[-1][1:]) if more else None,
        total=total,
    )
