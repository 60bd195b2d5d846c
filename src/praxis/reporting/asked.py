"""How callers ask for a report: the days, and whose visits."""

from typing import Annotated

from fastapi import Depends, Query

from praxis.kit.schemas import Day, PublicId, Text
from praxis.reporting.errors import PeriodBackwards, PeriodOutOfRange, PeriodTooLong
from praxis.reporting.service import Asked

PERIOD_ERRORS = (PeriodBackwards, PeriodTooLong, PeriodOutOfRange)
FirstDay = Annotated[
    Day | None,
    Query(
        alias="from",
        description="first day, by the clock of each visit's place; without a period, this month",
    ),
]
LastDay = Annotated[Day | None, Query(alias="to", description="last day, included")]
Specialty = Annotated[Text | None, Query(max_length=200)]


async def _asked(
    first: FirstDay = None,
    last: LastDay = None,
    location_id: PublicId | None = None,
    specialty: Specialty = None,
    doctor_id: PublicId | None = None,
) -> Asked:
    return Asked(first, last, location_id, specialty, doctor_id)


async def _asked_of_doctor(
    doctor_id: PublicId, first: FirstDay = None, last: LastDay = None
) -> Asked:
    return Asked(first, last, doctor_uid=doctor_id)


AskedDep = Annotated[Asked, Depends(_asked)]
AskedOfDoctor = Annotated[Asked, Depends(_asked_of_doctor)]
