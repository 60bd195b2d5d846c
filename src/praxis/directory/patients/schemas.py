from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from praxis.audit.models import AuditEvent
from praxis.directory.patients.background import NOTHING_KNOWN, Background
from praxis.directory.patients.models import Patient, Sex
from praxis.directory.updates import Update, left_out
from praxis.identity.emails import Email
from praxis.identity.schemas import Mobile
from praxis.kit.pagination import SearchBody
from praxis.kit.schemas import Day, Name, Note, PublicId, Read, Text, VersionedRead, Write


class BloodType(StrEnum):
    A_POSITIVE = "A+"
    A_NEGATIVE = "A-"
    B_POSITIVE = "B+"
    B_NEGATIVE = "B-"
    AB_POSITIVE = "AB+"
    AB_NEGATIVE = "AB-"
    O_POSITIVE = "O+"
    O_NEGATIVE = "O-"


AnySex = Annotated[Sex, Field(strict=False)]
AnyBloodType = Annotated[BloodType, Field(strict=False)]


class PatientCreate(Write):
    """Patients add those they care for; the front desk adds anyone, with or without an account."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "full_name": "Rahima Khatun",
                    "date_of_birth": "1984-05-17",
                    "sex": "female",
                    "mobile": "+8801712345678",
                    "insurance_provider": "Green Delta",
                    "insurance_number": "GD-778812",
                }
            ]
        }
    )

    full_name: Name
    user_id: PublicId | None = Field(
        None, description="whose account holds the patient; for the front desk to say"
    )
    date_of_birth: Day | None = None
    sex: AnySex = Sex.UNKNOWN
    email: Email | None = None
    mobile: Mobile | None = None
    address: Note | None = None
    insurance_provider: Name | None = None
    insurance_number: Name | None = None
    emergency_contact_name: Name | None = None
    emergency_contact_mobile: Mobile | None = None
    blood_type: AnyBloodType | None = None
    allergies: Note | None = None
    medical_history: Note | None = None


class PatientUpdate(Update):
    """Each role sets a part.

    Patients: their contacts, insurance and medical background, and a date of birth or sex that
    was missing. The front desk: all but the medical background. Doctors: the medical background
    of those they treat.
    """

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"mobile": "+8801712345678", "allergies": "Penicillin"}]}
    )

    full_name: Name = left_out()
    user_id: PublicId | None = None
    date_of_birth: Day | None = None
    sex: AnySex = left_out()
    email: Email | None = None
    mobile: Mobile | None = None
    address: Note | None = None
    insurance_provider: Name | None = None
    insurance_number: Name | None = None
    emergency_contact_name: Name | None = None
    emergency_contact_mobile: Mobile | None = None
    blood_type: AnyBloodType | None = None
    allergies: Note | None = None
    medical_history: Note | None = None
    active: bool = left_out()


class PatientSearch(SearchBody):
    """As the list's query, in a body."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"q": "rahima 01712"}]})

    q: Annotated[Text, Field(max_length=200)] | None = None
    date_of_birth: Day | None = None
    include_inactive: bool = False


class PatientSummary(VersionedRead):
    """A patient in a list: nothing clinical."""

    id: UUID
    full_name: str
    date_of_birth: date | None
    sex: Sex
    mobile: str | None
    email: str | None
    has_account: bool
    is_account_holder: bool = Field(
        description="whether the account is the patient's own; others are in somebody's care"
    )
    active: bool


class PatientRead(PatientSummary):
    """`blood_type`, `allergies` and `medical_history` are null where `clinical_hidden` is true."""

    address: str | None
    insurance_provider: str | None
    insurance_number: str | None
    emergency_contact_name: str | None
    emergency_contact_mobile: str | None
    blood_type: BloodType | None
    allergies: str | None
    medical_history: str | None
    clinical_hidden: bool = Field(
        description="true for the front desk, and for administrators who gave no reason"
    )


class AccessRead(Read):
    """One reading or change of what is kept of a patient."""

    id: UUID
    at: datetime
    action: str = Field(examples=["medical_record.read"])
    entity: str
    actor_name: str | None = Field(description="of people of the practice only")
    actor_role: str
    reason: str | None = Field(description="why an administrator opened it")
    fields: list[str]


def read_summary(row: Patient) -> PatientSummary:
    return PatientSummary(
        id=row.uid,
        version=row.version,
        full_name=row.full_name,
        date_of_birth=row.date_of_birth,
        sex=Sex(row.sex),
        mobile=row.mobile,
        email=row.email,
        has_account=row.user_id is not None,
        is_account_holder=row.is_account_holder,
        active=row.active,
    )


def read_patient(row: Patient, background: Background | None) -> PatientRead:
    """Without a `background` it is hidden."""
    shown = background or NOTHING_KNOWN
    return PatientRead(
        **read_summary(row).model_dump(),
        address=row.address,
        insurance_provider=row.insurance_provider,
        insurance_number=row.insurance_number,
        emergency_contact_name=row.emergency_contact_name,
        emergency_contact_mobile=row.emergency_contact_mobile,
        blood_type=BloodType(shown.blood_type) if shown.blood_type else None,
        allergies=shown.allergies,
        medical_history=shown.medical_history,
        clinical_hidden=background is None,
    )


def read_access(row: AuditEvent, actor_name: str | None) -> AccessRead:
    return AccessRead(
        id=row.uid,
        at=row.at,
        action=row.action,
        entity=row.entity,
        actor_name=actor_name,
        actor_role=row.actor_role,
        reason=row.reason,
        fields=row.fields,
    )
