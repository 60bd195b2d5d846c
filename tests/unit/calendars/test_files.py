"""What stands in a calendar file, read back by the library and looked at line by line."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from praxis.calendars.files import (
    CalendarVisit,
    CannotInviteError,
    Method,
    calendar_file,
    invitation,
)
from praxis.kit.addresses import Address
from praxis.scheduling.appointments.models import Status
from praxis.scheduling.appointments.rules import FREEING

BERLIN, DHAKA = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Dhaka")
START = datetime(2027, 1, 5, 4, 0, tzinfo=UTC)
VISIT = CalendarVisit(
    uid=UUID("01994d3e-7a00-7000-8000-000000000001"),
    sequence=0,
    status=Status.CONFIRMED,
    starts_at=START,
    ends_at=START + timedelta(minutes=30),
    zone=DHAKA,
    doctor_name="Dr. Ayesha Rahman",
    location_name="Praxis Dhanmondi",
    address="House 12, Road 5; Dhaka",
    created_at=datetime(2027, 1, 1, 8, 0, tzinfo=UTC),
    changed_at=datetime(2027, 1, 2, 8, 0, tzinfo=UTC),
)


def event_of(content: bytes) -> Any:
    (event,) = Calendar.from_ical(content).events
    return event


def changed(**values: Any) -> Any:
    return event_of(calendar_file(replace(VISIT, **values)))


def test_it_says_when_where_and_with_whom() -> None:
    content = calendar_file(VISIT)
    assert content.decode().splitlines() == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Praxis//Praxis//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "BEGIN:VTIMEZONE",
        "TZID:Asia/Dhaka",
        *[line for line in content.decode().splitlines() if line.startswith("COMMENT:")],
        "BEGIN:STANDARD",
        "DTSTART:20260104T000000",
        "TZNAME:+06",
        "TZOFFSETFROM:+0600",
        "TZOFFSETTO:+0600",
        "END:STANDARD",
        "END:VTIMEZONE",
        "BEGIN:VEVENT",
        "SUMMARY:Visit: Dr. Ayesha Rahman",
        "DTSTART;TZID=Asia/Dhaka:20270105T100000",
        "DTEND;TZID=Asia/Dhaka:20270105T103000",
        "DTSTAMP:20270102T080000Z",
        "UID:01994d3e-7a00-7000-8000-000000000001@praxis",
        "SEQUENCE:0",
        "CLASS:PRIVATE",
        "CREATED:20270101T080000Z",
        "LAST-MODIFIED:20270102T080000Z",
        "LOCATION:Praxis Dhanmondi\\, House 12\\, Road 5\\; Dhaka",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


def test_lines_end_as_the_standard_asks_and_are_folded() -> None:
    content = calendar_file(replace(VISIT, doctor_name="ডাঃ আয়েশা রহমান " * 9))
    assert content.endswith(b"\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()
    assert event_of(content)["SUMMARY"] == "Visit: " + ("ডাঃ আয়েশা রহমান " * 9).strip()


@pytest.mark.parametrize("zone", [BERLIN, DHAKA, ZoneInfo("Asia/Kathmandu")])
@pytest.mark.parametrize("month", [1, 3, 7, 10])
def test_the_instant_is_the_same_in_every_zone(zone: ZoneInfo, month: int) -> None:
    starts_at = datetime(2027, month, 28, 9, 15, tzinfo=UTC)
    event = changed(starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), zone=zone)
    assert event.start.utcoffset() == starts_at.astimezone(zone).utcoffset()
    assert event.start == starts_at
    assert event.end - event.start == timedelta(hours=1)


def test_the_rules_of_the_zone_come_along() -> None:
    content = calendar_file(replace(VISIT, zone=BERLIN)).decode()
    assert "TZID:Europe/Berlin" in content
    assert "BEGIN:DAYLIGHT" in content
    assert len(content) < 2000


def test_an_hour_that_the_clocks_show_twice_is_told_in_utc() -> None:
    """02:30 in Berlin comes twice on 31 October 2027: at 00:30 and at 01:30 UTC."""
    twice = datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    content = calendar_file(
        replace(VISIT, starts_at=twice, ends_at=twice + timedelta(minutes=30), zone=BERLIN)
    )
    assert b"DTSTART:20271031T013000Z" in content
    assert b"VTIMEZONE" not in content
    first = twice - timedelta(hours=1)
    event = changed(starts_at=first, ends_at=first + timedelta(minutes=20), zone=BERLIN)
    assert event.start.astimezone(UTC) == first


@pytest.mark.parametrize(
    ("status", "shown"),
    [
        (Status.PENDING, ("TENTATIVE", "OPAQUE")),
        (Status.CONFIRMED, ("CONFIRMED", "OPAQUE")),
        (Status.COMPLETED, ("CONFIRMED", "OPAQUE")),
        (Status.CANCELLED, ("CANCELLED", "TRANSPARENT")),
        (Status.DECLINED, ("CANCELLED", "TRANSPARENT")),
        (Status.EXPIRED, ("CANCELLED", "TRANSPARENT")),
        (Status.ENTERED_IN_ERROR, ("CANCELLED", "TRANSPARENT")),
    ],
)
def test_states_are_told_in_the_words_of_calendars(status: Status, shown: tuple[str, str]) -> None:
    event = changed(status=status)
    assert (event["STATUS"], event["TRANSP"]) == shown


def test_a_moved_visit_is_the_same_event_later_in_its_sequence() -> None:
    later = START + timedelta(days=1)
    moved = changed(sequence=2, starts_at=later, ends_at=later + timedelta(minutes=30))
    assert (moved["UID"], moved["SEQUENCE"]) == (changed()["UID"], 2)


def test_a_name_cannot_write_lines_of_its_own() -> None:
    name = "Dr. Evil\r\nATTACH:https://example.org\n\tBEGIN:VALARM\r"
    event = changed(doctor_name=name, address=name)
    assert "ATTACH" not in event
    assert event["SUMMARY"] == "Visit: Dr. Evil ATTACH:https://example.org BEGIN:VALARM"


def test_a_place_without_an_address_is_named_alone() -> None:
    assert changed(address=None)["LOCATION"] == "Praxis Dhanmondi"


CLINIC = Address("Praxis; Clinic", "clinic@example.org")
RAHIM = Address("Rahim Uddin", "rahim@example.org")


def invited(method: Method = Method.REQUEST, **values: Any) -> bytes:
    return invitation(replace(VISIT, **values), method=method, organizer=CLINIC, attendee=RAHIM)


class TestInvitations:
    def test_an_invite_is_the_file_with_two_people(self) -> None:
        lines = invited(sequence=2).decode().splitlines()
        plain = calendar_file(replace(VISIT, sequence=2)).decode().splitlines()
        assert [line for line in lines if line not in plain] == [
            "METHOD:REQUEST",
            'ATTENDEE;CN="Rahim Uddin";CUTYPE=INDIVIDUAL;PARTSTAT=ACCEPTED;ROLE=REQ-PAR',
            " TICIPANT;RSVP=FALSE:mailto:rahim@example.org",
            'ORGANIZER;CN="Praxis; Clinic":mailto:clinic@example.org',
        ]
        assert [line for line in plain if line not in lines] == ["METHOD:PUBLISH"]

    def test_what_is_not_agreed_yet_is_tentative(self) -> None:
        event = event_of(invited(status=Status.PENDING))
        assert event["STATUS"] == "TENTATIVE"
        assert event["ATTENDEE"].params["PARTSTAT"] == "TENTATIVE"

    @pytest.mark.parametrize("status", [Status.CANCELLED, Status.CONFIRMED])
    def test_a_cancel_takes_the_visit_away_whoever_has_it_now(self, status: Status) -> None:
        content = invited(Method.CANCEL, status=status, sequence=5)
        event = event_of(content)
        assert Calendar.from_ical(content)["METHOD"] == "CANCEL"
        assert (event["STATUS"], event["TRANSP"]) == ("CANCELLED", "TRANSPARENT")
        assert (event["UID"], event["SEQUENCE"]) == (event_of(invited())["UID"], 5)
        assert "PARTSTAT" not in event["ATTENDEE"].params

    @pytest.mark.parametrize("status", sorted(FREEING))
    def test_nobody_is_invited_to_what_does_not_take_place(self, status: Status) -> None:
        with pytest.raises(CannotInviteError):
            invited(status=status)

    def test_the_title_may_be_in_another_language(self) -> None:
        content = invitation(
            VISIT,
            method=Method.REQUEST,
            organizer=CLINIC,
            attendee=RAHIM,
            title="সাক্ষাৎ: ডাঃ আয়েশা\r\nATTACH:x",
        )
        assert event_of(content)["SUMMARY"] == "সাক্ষাৎ: ডাঃ আয়েশা ATTACH:x"
        assert "ATTACH" not in event_of(content)

    def test_names_and_addresses_cannot_write_lines_or_parameters(self) -> None:
        attendee = Address('Ra"him;RSVP=TRUE\r\nATTACH:x\x00', "ra/h?im=%ü@example.org")
        content = invitation(
            VISIT, method=Method.REQUEST, organizer=Address(None, "a@b.org"), attendee=attendee
        )
        event = event_of(content)
        assert "ATTACH" not in event
        person = event["ATTENDEE"]
        assert person.params["CN"] == "Ra'him;RSVP=TRUE ATTACH:x"
        assert person.params["RSVP"] == "FALSE"
        assert str(person) == "mailto:ra%2Fh%3Fim%3D%25%C3%BC@example.org"
        assert "CN" not in event["ORGANIZER"].params

    def test_lines_end_and_fold_as_in_files(self) -> None:
        content = invited(doctor_name="ডাঃ আয়েশা রহমান " * 9)
        assert b"\n" not in content.replace(b"\r\n", b"")
        assert max(map(len, content.split(b"\r\n"))) <= 75
