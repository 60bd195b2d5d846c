"""Building blocks of request and response bodies.

JSON has no instants, dates or ids, only text; each type here reads exactly one form of text and
says what to mend when it gets another. Numbers, booleans and text are never taken for each other.
"""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from praxis.kit.currencies import fits, is_in_use
from praxis.kit.errors import Invalid

EARLIEST_YEAR, LATEST_YEAR = 1900, 2200
DEFAULT_CURRENCY = "BDT"

_INSTANT = re.compile(
    r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(?P<offset>[Zz]|[+-]\d\d:\d\d)?"
)
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_WALL_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_AMOUNT = re.compile(r"\d{1,10}(\.\d{1,2})?")
_UID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def parse_instant(value: object) -> datetime:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC)
    # A "+" that was not escaped in a query string arrives as a space: it can only mean the offset.
    text = value.replace(" ", "+") if isinstance(value, str) else ""
    match = _INSTANT.fullmatch(text)
    if match is None or not text.isascii():
        raise PydanticCustomError(
            "time.format", "An instant is written like 2026-03-29T09:30:00+02:00"
        )
    if match["offset"] is None:
        raise PydanticCustomError(
            "time.naive", "An instant needs its offset from UTC, like +06:00 or Z"
        )
    try:
        instant = datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        raise PydanticCustomError("time.unknown", "There is no such date or time") from None
    if not EARLIEST_YEAR <= instant.year < LATEST_YEAR:
        raise PydanticCustomError("time.range", "The year must be from 1900 to 2199")
    return instant


def parse_date(value: object) -> date:
    if type(value) is date:
        return value
    if not isinstance(value, str) or not _DATE.fullmatch(value) or not value.isascii():
        raise PydanticCustomError("date.format", "A date is written like 2026-03-29")
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError("date.unknown", "There is no such date") from None
    if not EARLIEST_YEAR <= day.year < LATEST_YEAR:
        raise PydanticCustomError("date.range", "The year must be from 1900 to 2199")
    return day


def _parse_minute(value: object, *, midnight: bool) -> int:
    if midnight and value == "24:00":
        return 24 * 60
    match = _WALL_TIME.fullmatch(value) if isinstance(value, str) and value.isascii() else None
    if match is None:
        last = "24:00" if midnight else "23:59"
        raise PydanticCustomError(
            "time.wall_format", "A time of day is written HH:MM, 00:00 to {last}", {"last": last}
        )
    return int(match[1]) * 60 + int(match[2])


def _wall_text(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _parse_uid(value: object) -> UUID:
    if isinstance(value, UUID):
        return value
    if not isinstance(value, str) or not _UID.fullmatch(value):
        raise PydanticCustomError("id.format", "An id is a UUID as this API handed it out")
    return UUID(value)


def _parse_amount(value: object) -> Decimal:
    if isinstance(value, Decimal):
        return value
    if not isinstance(value, str) or not _AMOUNT.fullmatch(value) or not value.isascii():
        raise PydanticCustomError(
            "money.format", 'An amount is decimal text, at most two places, like "500.00"'
        )
    return Decimal(value).quantize(Decimal("0.01"))


def storable(value: str) -> str:
    if "\x00" in value or not value.isprintable():
        controls = [c for c in value if ord(c) < ord(" ") and c not in "\n\r\t"]
        if controls or any("\ud800" <= c <= "\udfff" for c in value):
            raise PydanticCustomError(
                "text.control", "Text must not hold control characters or half characters"
            )
    return value


_WALL_PATTERN = "^([01][0-9]|2[0-3]):[0-5][0-9]$"

Instant = Annotated[
    datetime,
    BeforeValidator(parse_instant),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
Day = Annotated[
    date, BeforeValidator(parse_date), WithJsonSchema({"type": "string", "format": "date"})
]
WallTime = Annotated[
    int,
    BeforeValidator(lambda value: _parse_minute(value, midnight=False)),
    PlainSerializer(_wall_text, return_type=str),
    WithJsonSchema({"type": "string", "pattern": _WALL_PATTERN, "examples": ["09:00"]}),
]
WallTimeEnd = Annotated[
    int,
    BeforeValidator(lambda value: _parse_minute(value, midnight=True)),
    PlainSerializer(_wall_text, return_type=str),
    WithJsonSchema({"type": "string", "pattern": "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"}),
]
PublicId = Annotated[
    UUID, BeforeValidator(_parse_uid), WithJsonSchema({"type": "string", "format": "uuid"})
]
Text = Annotated[str, AfterValidator(storable)]
Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(storable),
]
Note = Annotated[str, StringConstraints(max_length=4000), AfterValidator(storable)]
Amount = Annotated[
    Decimal,
    BeforeValidator(_parse_amount),
    PlainSerializer(lambda amount: f"{amount:.2f}", return_type=str),
    WithJsonSchema(
        {"type": "string", "pattern": r"^[0-9]{1,10}(\.[0-9]{1,2})?$", "examples": ["500.00"]}
    ),
]


class Write(BaseModel):
    """What a caller sends: unknown names and wrong types are refused."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Read(BaseModel):
    """What a caller gets."""

    model_config = ConfigDict(from_attributes=True)


class VersionedRead(Read):
    version: int = Field(description="Counts changes; the ETag holds the same number")


Currency = Annotated[str, StringConstraints(pattern="^[A-Z]{3}$"), Field(description="ISO 4217")]


class Money(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, from_attributes=True)

    amount: Amount
    currency: Currency


class MoneyWrite(Write):
    """An amount as a caller names it. Without a currency it is in that of what it replaces."""

    amount: Amount
    currency: Currency | None = Field(
        None,
        description="ISO 4217; absent: as it is already, and for what is new: see the operation",
    )


class PriceTooFine(Invalid):
    """This currency has no coins that small."""

    code = "money.too_fine"


def _priced(money: MoneyWrite) -> MoneyWrite:
    if money.currency is not None:
        if not is_in_use(money.currency):
            raise PydanticCustomError("money.unknown_currency", "There is no such currency")
        if not fits(money.amount, money.currency):
            raise PydanticCustomError("money.too_fine", "This currency has no coins that small")
    return money


# What is asked for something: an amount that can be paid, in a currency that is in use.
Price = Annotated[MoneyWrite, AfterValidator(_priced)]


def priced_in(currency: str, price: MoneyWrite, pointer: str) -> Money:
    """The price in its own currency, or else in this one.

    Raises `PriceTooFine`, with the pointer to the price, if this one has no coins that small.
    """
    if price.currency is None and not fits(price.amount, currency):
        raise PriceTooFine(pointer=pointer)
    return Money(amount=price.amount, currency=price.currency or currency)


class PersonBrief(Read):
    """Somebody, as far as another thing names them."""

    id: UUID
    full_name: str


class NamedBrief(Read):
    """A place, a visit type: what has a name and an id."""

    id: UUID
    name: str
