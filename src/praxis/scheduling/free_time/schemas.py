"""What the search among many doctors answers; it is written without these, see `search`."""

from uuid import UUID

from pydantic import Field

from praxis.kit.schemas import Read
from praxis.scheduling.slots.model import EmptyReason
from praxis.scheduling.slots.schemas import SlotRead


class DoctorSlotRead(SlotRead):
    doctor_id: UUID
    doctor_name: str
    specialty: str


class DoctorSlotList(Read):
    items: list[DoctorSlotRead]
    empty_reason: EmptyReason | None = Field(
        description="the reason that most of the doctors have, if there is nothing"
    )
