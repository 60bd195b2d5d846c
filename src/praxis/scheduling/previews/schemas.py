from typing import Self

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from praxis.kit.schemas import Read, Write
from praxis.scheduling.appointments.schemas import AppointmentRead
from praxis.scheduling.availability.schemas import ExceptionWrite, RuleWrite
from praxis.scheduling.time_off.schemas import TimeOffCreate

MOST_SHOWN = 200


class ScheduleChange(Write):
    """One change of a doctor's hours, as it would be written."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"exception": {"date": "2027-01-05", "kind": "closed"}}]}
    )

    rules: list[RuleWrite] | None = Field(None, max_length=200, description="the whole new week")
    exception: ExceptionWrite | None = None
    time_off: TimeOffCreate | None = None

    @model_validator(mode="after")
    def _one_change(self) -> Self:
        if sum(part is not None for part in (self.rules, self.exception, self.time_off)) != 1:
            raise PydanticCustomError(
                "preview.one_change", "Name exactly one of `rules`, `exception` and `time_off`"
            )
        return self


class SchedulePreview(Read):
    affected: list[AppointmentRead] = Field(
        description=f"visits that it would leave outside the hours or in leave, by start; "
        f"the first {MOST_SHOWN}"
    )
    total: int = Field(description="how many there are")
