"""Mails as the application composes them."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from praxis.calendars.files import CalendarVisit, Method, invitation
from praxis.kit.addresses import Address
from praxis.kit.ids import new_uid
from praxis.notifications.mail.message import Envelope, compose
from praxis.scheduling.appointments.models import Status

CLINIC = Address("Praxis Dhanmondi", "clinic@example.org")
RAHIM = Address("Rahim Uddin", "rahim@example.org")
START = datetime(2027, 1, 5, 4, 0, tzinfo=UTC)
VISIT = CalendarVisit(
    uid=UUID("01994d3e-7a00-7000-8000-000000000001"),
    sequence=3,
    status=Status.CONFIRMED,
    starts_at=START,
    ends_at=START + timedelta(minutes=30),
    zone=ZoneInfo("Asia/Dhaka"),
    doctor_name="ডাঃ আয়েশা রহমান",
    location_name="Praxis Dhanmondi",
    address="House 12, Road 5; Dhaka",
    created_at=datetime(2027, 1, 1, 8, 0, tzinfo=UTC),
    changed_at=datetime(2027, 1, 2, 8, 0, tzinfo=UTC),
)


def letter(**changes: Any) -> bytes:
    return compose(envelope(**changes))


def envelope(**changes: Any) -> Envelope:
    values: dict[str, Any] = {
        "message_uid": new_uid(),
        "sender": CLINIC,
        "to": RAHIM,
        "subject": "Visit booked: Tuesday, 5 January, 10:00 (Dhaka time)",
        # A line that begins with a dot is what SMTP must take care of.
        "text": "Your visit is booked.\n.\n..two dots\n",
        "html": "<p>Your visit is booked.</p>\n",
        "date": datetime(2027, 1, 2, 8, 0, tzinfo=UTC),
    }
    return Envelope(**(values | changes))


def invite(method: Method = Method.REQUEST) -> bytes:
    return invitation(VISIT, method=method, organizer=CLINIC, attendee=RAHIM)
