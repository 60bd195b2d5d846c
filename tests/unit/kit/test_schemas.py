from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from pydantic import TypeAdapter, ValidationError

from praxis.kit.schemas import (
    Amount,
    Day,
    Instant,
    Money,
    Name,
    Note,
    PublicId,
    WallTime,
    WallTimeEnd,
)


def read(kind: Any, value: object) -> object:
    return TypeAdapter(kind).validate_python(value)


def refusal(kind: Any, value: object) -> str:
    with pytest.raises(ValidationError) as caught:
        read(kind, value)
    return caught.value.errors()[0]["type"]


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2027-01-05T10:00:00+06:00", datetime(2027, 1, 5, 4, tzinfo=UTC)),
        ("2027-01-05T04:00:00Z", datetime(2027, 1, 5, 4, tzinfo=UTC)),
        ("2027-01-05t04:00:00z", datetime(2027, 1, 5, 4, tzinfo=UTC)),
        ("2027-01-05T04:00Z", datetime(2027, 1, 5, 4, tzinfo=UTC)),
        ("2027-01-05T10:00:00 06:00", datetime(2027, 1, 5, 4, tzinfo=UTC)),
        ("2027-01-05T00:15:00.5-03:45", datetime(2027, 1, 5, 4, 0, 0, 500_000, UTC)),
    ],
)
def test_an_instant_is_read_with_its_offset(text: str, instant: datetime) -> None:
    assert read(Instant, text) == instant


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("2027-01-05T10:00:00", "time.naive"),
        ("2027-01-05 10:00:00Z", "time.format"),
        ("2027-01-05", "time.format"),
        (1_800_000_000, "time.format"),
        ("1800000000", "time.format"),
        (True, "time.format"),
        (None, "time.format"),
        ("2027-02-30T10:00:00Z", "time.unknown"),
        ("2027-01-05T25:00:00Z", "time.unknown"),
        ("2027-01-05T10:00:00+99:00", "time.unknown"),
        ("0001-01-01T00:00:00+14:00", "time.unknown"),
        ("9999-12-31T23:59:59-14:00", "time.unknown"),
        ("1899-12-31T23:59:59Z", "time.range"),
        ("２０２７-01-05T10:00:00Z", "time.format"),  # noqa: RUF001 -- wide digits, on purpose
    ],
)
def test_what_is_no_instant_is_refused_with_what_to_mend(value: object, code: str) -> None:
    assert refusal(Instant, value) == code


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("2027-1-5", "date.format"),
        ("2027-02-29", "date.unknown"),
        ("9999-01-01", "date.range"),
        (20270105, "date.format"),
        ("2027-01-05T00:00:00Z", "date.format"),
    ],
)
def test_what_is_no_date_is_refused(value: object, code: str) -> None:
    assert refusal(Day, value) == code


def test_a_date_is_read() -> None:
    assert read(Day, "2028-02-29") == date(2028, 2, 29)


@pytest.mark.parametrize(("text", "minute"), [("00:00", 0), ("09:30", 570), ("23:59", 1439)])
def test_a_time_of_day_is_minutes_since_midnight(text: str, minute: int) -> None:
    assert read(WallTime, text) == minute
    assert TypeAdapter(WallTime).dump_python(minute) == text


@pytest.mark.parametrize("value", ["24:00", "9:00", "09:60", "25:00", 570, True, "09:00:00", ""])
def test_what_is_no_time_of_day_is_refused(value: object) -> None:
    assert refusal(WallTime, value) == "time.wall_format"


def test_only_an_end_may_be_midnight_after() -> None:
    assert read(WallTimeEnd, "24:00") == 1440
    assert refusal(WallTimeEnd, "24:01") == "time.wall_format"


@pytest.mark.parametrize("value", [1, 2**63, True, "1", "", "x" * 36, None, 1.5])
def test_an_id_is_a_uuid_in_text_and_nothing_else(value: object) -> None:
    assert refusal(PublicId, value) == "id.format"


def test_an_id_is_read() -> None:
    text = "01994d3e-7a00-7000-8000-000000000001"
    assert read(PublicId, text) == UUID(text)


@pytest.mark.parametrize(
    "value",
    [500, 500.0, "1e3", "-1.00", "1.234", "\N{ARABIC-INDIC DIGIT FIVE}", "", " 1", True],
)
def test_an_amount_is_decimal_text(value: object) -> None:
    assert refusal(Amount, value) == "money.format"


def test_money_keeps_two_places() -> None:
    money = Money.model_validate({"amount": "500", "currency": "EUR"})
    assert money.amount == Decimal("500.00")
    assert money.model_dump_json() == '{"amount":"500.00","currency":"EUR"}'


@pytest.mark.parametrize("text", ["a\x00b", "a\x1bb", "half \ud800"])
def test_text_holds_no_control_or_half_characters(text: str) -> None:
    assert refusal(Note, text).startswith(("text.control", "string_unicode"))


def test_text_may_have_lines_and_any_script() -> None:
    text = "প্রথম\nsecond\tthird 👩🏽‍⚕️"
    assert read(Note, text) == text


def test_a_name_is_trimmed_and_not_empty() -> None:
    assert read(Name, "  Ada ") == "Ada"
    assert refusal(Name, "   ") == "string_too_short"
