"""What a WebSocket's client says."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, TypeAdapter

from praxis.kit.schemas import PublicId, Write
from praxis.live.service import MOST_WATCHED

DoctorIds = Annotated[list[PublicId], Field(max_length=MOST_WATCHED)]


class Watched(Write):
    doctor_ids: DoctorIds = Field(default_factory=list)


class Hello(Write):
    type: Literal["hello"]
    token: Annotated[str, StringConstraints(min_length=1, max_length=4000)]
    last_event_id: PublicId | None = None
    watch: Watched = Watched()


class Watch(Write):
    type: Literal["watch"]
    doctor_ids: DoctorIds


class Ping(Write):
    type: Literal["ping"]


LaterMessage: TypeAdapter[Watch | Ping] = TypeAdapter(
    Annotated[Watch | Ping, Field(discriminator="type")]
)
