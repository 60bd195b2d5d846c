from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from praxis.directory.locations.models import Location
from praxis.directory.updates import Update, left_out
from praxis.kit.pagination import Page
from praxis.kit.schemas import Name, Note, Read, VersionedRead, Write
from praxis.kit.zones import known_zones
from praxis.regions.schemas import RegionBrief, RegionId


def _known_zone(name: str) -> str:
    if name not in known_zones():
        raise PydanticCustomError(
            "locations.unknown_zone",
            "This is no time zone of a place: write its IANA name, like Asia/Dhaka",
        )
    return name


Zone = Annotated[
    str,
    AfterValidator(_known_zone),
    Field(description="IANA time zone of the place", examples=["Asia/Dhaka"], max_length=100),
]
Address = Annotated[Note, Field(max_length=500)]
Phone = Annotated[
    str,
    StringConstraints(pattern=r"^\+?[0-9][0-9 ()./-]{2,30}$"),
    Field(examples=["+880 2 5566 7788"]),
]
Country = Annotated[
    str,
    StringConstraints(pattern="^[A-Z]{2}$"),
    Field(description="ISO 3166-1: whose public holidays close the place", examples=["DE"]),
]
Subdivision = Annotated[
    str,
    StringConstraints(pattern="^[A-Za-z0-9]{1,10}$"),
    Field(description="ISO 3166-2 without the country: whose regional holidays", examples=["BE"]),
]

EXAMPLE: JsonDict = {
    "name": "Dhanmondi",
    "time_zone": "Asia/Dhaka",
    "address": "House 12, Road 5, Dhaka 1205",
    "phone": "+880 2 5566 7788",
    "country": "BD",
}


class LocationCreate(Write):
    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    name: Name
    time_zone: Zone
    address: Address | None = None
    phone: Phone | None = None
    country: Country | None = None
    subdivision: Subdivision | None = None
    region_id: RegionId | None = None


class LocationUpdate(Update):
    model_config = ConfigDict(json_schema_extra={"examples": [{"phone": "+880 2 5566 7799"}]})

    name: Name = left_out()
    time_zone: Zone = left_out()
    address: Address | None = None
    phone: Phone | None = None
    country: Country | None = None
    subdivision: Subdivision | None = None
    region_id: RegionId | None = None
    active: bool = left_out()


class LocationRead(VersionedRead):
    id: UUID
    name: str
    time_zone: str
    address: str | None
    phone: str | None
    country: str | None
    subdivision: str | None
    region: RegionBrief | None = Field(description="where it lies")
    active: bool


def read_location(row: Location) -> LocationRead:
    return LocationRead(
        id=row.uid,
        version=row.version,
        name=row.name,
        time_zone=row.time_zone,
        address=row.address,
        phone=row.phone,
        country=row.country,
        subdivision=row.subdivision,
        region=RegionBrief.of(row.region),
        active=row.active,
    )


class OverrideWrite(Write):
    """What the practice decides for one date."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"name": "Founders' day", "open": False}]}
    )

    name: Name
    open: bool = Field(description="true: open although the calendar says holiday; false: closed")


class OverrideRead(Read):
    on: date
    name: str
    open: bool


class HolidayRead(Read):
    on: date
    name: str


class HolidayPage(Page[HolidayRead]):
    """`items` close the location; `decided` is what the practice decided for single dates."""

    decided: list[OverrideRead]
