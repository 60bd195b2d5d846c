"""Visits that the demo must have whatever chance says."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from praxis.demo.doctors import Practitioner
from praxis.demo.patients import Attendee
from praxis.demo.roster import CARDIOLOGY, GENERAL, PAEDIATRICS
from praxis.demo.visit_types import ASSESSMENT, CONSULTATION, FOLLOW_UP, ULTRASOUND, VIDEO
from praxis.scheduling.appointments.models import Status

# The mother and her two children have the visits listed here and no others.
FAMILY = 3


class Wish(NamedTuple):
    """A visit on a day, counted from today, or as soon after (before, in the past) as it fits."""

    doctor: Practitioner
    visit_type: str
    day: int
    status: Status
    patient: Attendee | None = None


def list_wishes(doctors: Sequence[Practitioner], family: Sequence[Attendee]) -> Iterator[Wish]:
    """The first doctor of a specialty is the one in the family's town."""
    mother, elder, younger = family
    cardiologist, generalist, paediatrician = (
        next(doctor for doctor in doctors if doctor.row.specialty == specialty)
        for specialty in (CARDIOLOGY, GENERAL, PAEDIATRICS)
    )
    for doctor, visit_type, day, status, patient in (
        (generalist, CONSULTATION, -80, Status.COMPLETED, mother),
        (cardiologist, CONSULTATION, -71, Status.COMPLETED, mother),
        (cardiologist, ULTRASOUND, -64, Status.COMPLETED, mother),
        (generalist, FOLLOW_UP, -36, Status.CANCELLED, mother),
        (cardiologist, FOLLOW_UP, -15, Status.COMPLETED, mother),
        (paediatrician, CONSULTATION, -48, Status.COMPLETED, elder),
        (paediatrician, FOLLOW_UP, -20, Status.NO_SHOW, elder),
        (paediatrician, CONSULTATION, -9, Status.COMPLETED, younger),
        (cardiologist, FOLLOW_UP, 3, Status.CONFIRMED, mother),
        (generalist, VIDEO, 11, Status.CONFIRMED, mother),
    ):
        yield Wish(doctor, visit_type, day, status, patient)
    for day, status in (
        (-7, Status.DECLINED),
        (-17, Status.EXPIRED),
        (-26, Status.ENTERED_IN_ERROR),
        (3, Status.PENDING),
        (5, Status.PENDING),
        (10, Status.DECLINED),
    ):
        yield Wish(cardiologist, ASSESSMENT, day, status)
    for day, status in (
        (-4, Status.LEFT_WITHOUT_SEEN),
        (-5, Status.NO_SHOW),
        (-6, Status.CANCELLED),
        (2, Status.CANCELLED),
    ):
        yield Wish(cardiologist, CONSULTATION, day, status)
