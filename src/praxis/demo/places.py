"""The three locations, with their rooms, a scanner each and whoever sits at the desk."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from praxis.demo.accounts import DESK, Registrar
from praxis.demo.ledger import Ledger
from praxis.demo.rows import HolidayOverrideRow, LocationRow, ResourceRow, UserRow
from praxis.directory.locations.holidays import holidays_between, public_holidays
from praxis.directory.resources.models import ResourceKind
from praxis.identity.models import Role
from praxis.scheduling.availability.model import Holiday, Place

PAST_DAYS, COMING_DAYS = 90, 30
SCANNER_TAG = "ultrasound"


@dataclass(frozen=True, slots=True)
class Address:
    name: str
    zone: str
    address: str
    phone: str
    country: str
    subdivision: str | None
    region: str | None
    rooms: tuple[str, ...]
    desk_email: str
    desk_name: str


ADDRESSES = (
    Address(
        "Praxis Dhanmondi",
        "Asia/Dhaka",
        "House 12, Road 5, Dhanmondi, Dhaka 1205",
        "+880 11 5550 0100",
        "BD",
        None,
        "BD-13-DHANMONDI",
        ("Room 101", "Room 102", "Room 103"),
        DESK,
        "Sumaiya Talukder",
    ),
    Address(
        "Praxis Prenzlauer Berg",
        "Europe/Berlin",
        "Kastanienallee 200, 10435 Berlin",
        "+49 30 23125 100",
        "DE",
        "BE",
        None,
        ("Zimmer 1", "Zimmer 2"),
        "desk.berlin@example.org",
        "Svenja Krüger",
    ),
    Address(
        "Praxis Brooklyn",
        "America/New_York",
        "480 Atlantic Avenue, Brooklyn, NY 11217",
        "+1 718 555 0100",
        "US",
        "NY",
        None,
        ("Exam room A", "Exam room B"),
        "desk.brooklyn@example.org",
        "Denise Robinson",
    ),
)


@dataclass(frozen=True, slots=True)
class Site:
    """A location as planning needs it."""

    row: LocationRow
    place: Place
    desk: UserRow
    resources: tuple[ResourceRow, ...]
    holidays: tuple[Holiday, ...]

    @property
    def id(self) -> int:
        return self.row.id

    @property
    def zone(self) -> ZoneInfo:
        return self.place.zone


def open_sites(registrar: Registrar, now: datetime, founded: datetime) -> dict[str, Site]:
    """The sites by country code."""
    return {address.country: _open(registrar, address, now, founded) for address in ADDRESSES}


def _open(registrar: Registrar, address: Address, now: datetime, founded: datetime) -> Site:
    ledger = registrar.ledger
    row = ledger.add(
        LocationRow(
            **ledger.identity(LocationRow, founded),
            name=address.name,
            time_zone=address.zone,
            address=address.address,
            phone=address.phone,
            country=address.country,
            subdivision=address.subdivision,
            region_id=address.region,
        )
    )
    zone = ZoneInfo(address.zone)
    today = now.astimezone(zone).date()
    desk = registrar.register(
        Role.STAFF,
        address.desk_email,
        address.desk_name,
        address.zone,
        founded,
        region=address.region,
    )
    return Site(
        row=row,
        place=Place(row.id, zone),
        desk=desk,
        resources=tuple(_equip(ledger, row, address.rooms, founded)),
        holidays=tuple(_holidays(ledger, row, today)),
    )


def _equip(
    ledger: Ledger, location: LocationRow, rooms: tuple[str, ...], founded: datetime
) -> Iterator[ResourceRow]:
    members = [(ResourceKind.ROOM, name, ()) for name in rooms]
    for kind, name, tags in (
        *members,
        (ResourceKind.DEVICE, "Ultrasound scanner", (SCANNER_TAG,)),
    ):
        yield ledger.add(
            ResourceRow(
                **ledger.identity(ResourceRow, founded),
                kind=kind,
                name=name,
                location_id=location.id,
                tags=tags,
            )
        )


def _holidays(ledger: Ledger, location: LocationRow, today: date) -> Iterator[Holiday]:
    first, last = (
        today - timedelta(days=PAST_DAYS + 2),
        today + timedelta(days=COMING_DAYS + 2),
    )
    decisions = [ledger.add(row) for row in _decide(location, first, last, today)]
    for day in holidays_between(location.country, location.subdivision, decisions, first, last):
        yield Holiday(location.id, day.on, day.name)


def _decide(
    location: LocationRow, first: date, last: date, today: date
) -> Iterator[HolidayOverrideRow]:
    """Berlin goes on an outing; New York works on one public holiday, if there is any."""
    if location.country == "DE":
        yield HolidayOverrideRow(
            location_id=location.id,
            on_date=today + timedelta(days=16),
            name="Practice outing",
            open=False,
        )
    if location.country == "US":
        for day in public_holidays(location.country, location.subdivision, first, last)[:1]:
            yield HolidayOverrideRow(
                location_id=location.id, on_date=day.on, name=day.name, open=True
            )
