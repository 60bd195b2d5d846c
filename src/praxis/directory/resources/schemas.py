from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field, Strict, StringConstraints

from praxis.directory.resources.models import Resource
from praxis.directory.updates import Update, left_out
from praxis.kit.schemas import Name, PublicId, VersionedRead, Write


class BookableKind(StrEnum):
    """What a visit may need besides its people."""

    ROOM = "room"
    DEVICE = "device"


Kind = Annotated[BookableKind, Strict(strict=False)]
Tag = Annotated[
    str,
    StringConstraints(pattern="^[a-z0-9][a-z0-9_-]{0,39}$"),
    Field(description="what the room or device is good for", examples=["ultrasound"]),
]
Tags = Annotated[list[Tag], Field(max_length=20), AfterValidator(lambda tags: sorted(set(tags)))]


class ResourceCreate(Write):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "kind": "room",
                    "name": "Room 2",
                    "location_id": "01994d3e-7a00-7000-8000-000000000003",
                    "tags": ["ultrasound"],
                }
            ]
        }
    )

    kind: Kind
    name: Name
    location_id: PublicId
    tags: Tags = Field(default_factory=list)


class ResourceUpdate(Update):
    """A room stays a room where it is: for another kind or place, add another resource."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"tags": ["ultrasound", "ecg"]}]})

    name: Name = left_out()
    tags: Tags = left_out()
    active: bool = left_out()


class ResourceRead(VersionedRead):
    id: UUID
    kind: BookableKind
    name: str
    location_id: UUID
    tags: list[str]
    active: bool


def read_resource(row: Resource, location_uid: UUID) -> ResourceRead:
    return ResourceRead(
        id=row.uid,
        version=row.version,
        kind=BookableKind(row.kind),
        name=row.name,
        location_id=location_uid,
        tags=row.tags,
        active=row.active,
    )
