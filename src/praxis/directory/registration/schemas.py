"""Who may register themselves, and with what: one body for patients, one for doctors."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainValidator
from pydantic_core import InitErrorDetails, PydanticCustomError, ValidationError

from praxis.directory.doctors.schemas import Experience, Languages, Licence
from praxis.directory.patients.models import Sex
from praxis.directory.patients.schemas import AnySex
from praxis.identity.emails import Email
from praxis.identity.errors import RoleNotOpen
from praxis.identity.models import Role
from praxis.identity.schemas import Locale, Mobile, Password
from praxis.kit.schemas import Day, Instant, Name, Note, Price, PublicId, Read, Write
from praxis.regions.schemas import RegionId

OPEN_ROLES = (Role.PATIENT, Role.DOCTOR)


class _Registration(Write):
    email: Email
    password: Password
    full_name: Name
    mobile: Mobile | None = None
    locale: Locale = "en"
    region_id: RegionId | None = None


class PatientRegistration(_Registration):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "role": "patient",
                    "email": "rahim@example.org",
                    "password": "nine blue herons",
                    "full_name": "Rahim Uddin",
                    "mobile": "+8801712345678",
                    "date_of_birth": "1984-05-17",
                }
            ]
        }
    )

    role: Literal["patient"]
    date_of_birth: Day | None = None
    sex: AnySex = Sex.UNKNOWN
    address: Note | None = None
    insurance_provider: Name | None = None
    insurance_number: Name | None = None
    emergency_contact_name: Name | None = None
    emergency_contact_mobile: Mobile | None = None


class DoctorRegistration(_Registration):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "role": "doctor",
                    "email": "nasrin@example.org",
                    "password": "nine blue herons",
                    "full_name": "Nasrin Akter",
                    "licence_number": "BMDC-A-48213",
                    "specialty": "Cardiology",
                    "experience_years": 12,
                    "consultation_fee": {"amount": "800.00", "currency": "BDT"},
                }
            ]
        }
    )

    role: Literal["doctor"]
    licence_number: Licence
    specialty: Name
    experience_years: Experience = 0
    consultation_fee: Price | None = Field(
        None, description="in taka (BDT), if it names no currency"
    )
    languages: Languages = Field(default_factory=list)
    bio: Note | None = None


_Tagged = Annotated[PatientRegistration | DoctorRegistration, Field(discriminator="role")]


def _read(body: Any) -> BaseModel:  # noqa: ANN401 -- whatever JSON arrived
    # Pydantic's own tagged union would put the tag into the pointers of its errors.
    role = body.get("role") if isinstance(body, dict) else None
    if role == Role.PATIENT:
        return PatientRegistration.model_validate(body)
    if role == Role.DOCTOR:
        return DoctorRegistration.model_validate(body)
    closed = PydanticCustomError("auth.role_not_open", "{detail}", {"detail": RoleNotOpen().detail})
    raise ValidationError.from_exception_data(
        "Registration", [InitErrorDetails(type=closed, loc=("role",), input=None)]
    )


Registration = Annotated[
    PatientRegistration | DoctorRegistration,
    PlainValidator(_read, json_schema_input_type=_Tagged),
]


class RegistrationRead(Read):
    """The same for an e-mail that was known already: whose it is learns of it by mail."""

    id: PublicId
    email: str
    full_name: str
    mobile: str | None
    role: Role
    locale: str
    awaits_approval: bool = Field(description="a doctor is listed once an administrator approves")
    created_at: Instant
