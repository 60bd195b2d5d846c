"""Mails of every kind, as the tests of this folder want them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from praxis.notifications.mail.contents import ABOUT_VISITS, MailContent, MailKind, VisitShown

DHAKA = ZoneInfo("Asia/Dhaka")
START = datetime(2027, 1, 5, 4, 0, tzinfo=UTC)
UNTIL = datetime(2027, 1, 4, 12, 0, tzinfo=UTC)
SITE = "https://praxis.example.org"


def visit(number: int = 1, **changes: Any) -> VisitShown:
    values: dict[str, Any] = {
        "uid": UUID(int=number),
        "starts_at": START + timedelta(hours=2 * (number - 1)),
        "ends_at": START + timedelta(hours=2 * (number - 1), minutes=30),
        "zone": DHAKA,
        "doctor_name": "Dr. Ayesha Rahman",
        "location_name": "Praxis Dhanmondi",
        "address": "House 12, Road 5",
        "phone": "+880 2 5861 0000",
        "url": f"{SITE}/visits/{number}",
    }
    return VisitShown(**(values | changes))


def content(kind: MailKind, locale: str = "en", count: int = 1, **changes: Any) -> MailContent:
    about_visits = kind in ABOUT_VISITS
    values: dict[str, Any] = {
        "kind": kind,
        "locale": locale,
        "practice_name": "Praxis Clinic",
        "recipient_name": "Rahim Uddin",
        "visits": tuple(visit(number + 1) for number in range(count)) if about_visits else (),
        "link": None if about_visits else f"{SITE}/link",
        "valid_until": UNTIL,
        "month": date(2027, 1, 1) if kind is MailKind.MONTHLY_REPORT else None,
        "device": "Firefox, Linux" if kind is MailKind.NEW_DEVICE else None,
        "happened_at": UNTIL if kind is MailKind.NEW_DEVICE else None,
        "preferences_url": f"{SITE}/preferences",
    }
    return MailContent(**(values | changes))
