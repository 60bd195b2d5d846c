from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from praxis.directory.doctors.models import Doctor
from praxis.directory.updates import Update, left_out
from praxis.directory.visit_types.models import DoctorVisitType, Modality, VisitType
from praxis.directory.visit_types.schemas import Duration
from praxis.identity.emails import Email
from praxis.identity.models import Role
from praxis.identity.photos.addresses import PhotoSize, address_of
from praxis.identity.schemas import Locale, Mobile, Password
from praxis.kit.pagination import Page
from praxis.kit.schemas import Money, Name, Note, Price, PublicId, Read, VersionedRead, Write


class DoctorStatus(StrEnum):
    APPROVED = "approved"
    PENDING = "pending"
    INACTIVE = "inactive"
    ALL = "all"


Licence = Annotated[Name, Field(max_length=50, examples=["BMDC-A-12345"])]
Experience = Annotated[int, Field(ge=0, le=80, description="years")]
Language = Annotated[
    str,
    StringConstraints(pattern="^[a-z]{2,3}(-[A-Z][A-Za-z]{1,3})?$"),
    Field(description="BCP 47", examples=["bn"]),
]
Languages = Annotated[
    list[Language], Field(max_length=20), AfterValidator(lambda codes: list(dict.fromkeys(codes)))
]


class AccountCreate(Write):
    """The account of a doctor who has none yet."""

    email: Email
    password: Password
    full_name: Name
    mobile: Mobile | None = None
    locale: Locale = "en"


class DoctorCreate(Write):
    """A profile, for an account of the role doctor (`user_id`) or with a new one (`account`)."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "user_id": "01994d3e-7a00-7000-8000-000000000004",
                    "specialty": "Cardiology",
                    "licence_number": "BMDC-A-12345",
                    "experience_years": 10,
                    "consultation_fee": {"amount": "500.00", "currency": "BDT"},
                    "languages": ["bn", "en"],
                }
            ]
        }
    )

    user_id: PublicId | None = None
    account: AccountCreate | None = None
    specialty: Name
    licence_number: Licence
    experience_years: Experience = 0
    consultation_fee: Price | None = Field(
        None, description="in taka (BDT), if it names no currency"
    )
    languages: Languages = Field(default_factory=list)
    bio: Note | None = None
    accepts_new_patients: bool = True
    approve: bool = Field(True, description="false: wait for a separate approval")

    @model_validator(mode="after")
    def _one_account(self) -> Self:
        if (self.user_id is None) == (self.account is None):
            raise PydanticCustomError(
                "doctors.one_account", "Name either `user_id` or a new `account`"
            )
        return self

    @property
    def lets_in(self) -> bool:
        """Whether somebody can do more afterwards than they could before."""
        return self.account is not None or self.approve


class DoctorUpdate(Update):
    """Doctors change their own profile; `licence_number` and `active` are an administrator's."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"specialty": "Cardiology", "consultation_fee": {"amount": "650.00"}}]
        }
    )

    specialty: Name = left_out()
    licence_number: Licence = left_out()
    experience_years: Experience = left_out()
    consultation_fee: Price | None = Field(
        None, description="in the present currency, if it names none"
    )
    languages: Languages = left_out()
    bio: Note | None = None
    accepts_new_patients: bool = left_out()
    active: bool = left_out()


class DoctorRead(VersionedRead):
    id: UUID
    user_id: UUID | None = Field(description="shown to the doctor and to administrators")
    full_name: str
    specialty: str
    licence_number: str
    experience_years: int
    consultation_fee: Money | None
    languages: list[str]
    bio: str | None
    accepts_new_patients: bool
    approved: bool
    active: bool
    photo_url: str | None = Field(description="small; opened without a token")
    photo_large_url: str | None


class SpecialtyRead(Read):
    name: str
    doctors: int


class OfferWrite(Write):
    """One visit type that the doctor offers, with their own length and fee where they differ."""

    visit_type_id: PublicId
    duration_minutes: Duration | None = None
    fee: Price | None = Field(
        None,
        description="in any currency: that of where they work. If it names none: in that of "
        "their own fee until now, else in that of the visit type",
    )


class OffersWrite(Write):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "visit_types": [
                        {
                            "visit_type_id": "01994d3e-7a00-7000-8000-000000000002",
                            "duration_minutes": 45,
                        }
                    ]
                }
            ]
        }
    )

    visit_types: list[OfferWrite] = Field(
        max_length=100, description="all that the doctor offers; empty: every active one"
    )


class OfferRead(Read):
    visit_type_id: UUID
    name: str
    modality: Modality
    duration_minutes: int = Field(description="as it is with this doctor")
    fee: Money = Field(description="as it is with this doctor")
    own_duration_minutes: int | None
    own_fee: Money | None


class OfferPage(Page[OfferRead]):
    offers_all: bool = Field(description="the doctor chose none: every active type is offered")
    version: int = Field(description="of the doctor")


def fee_of(row: Doctor) -> Money | None:
    if row.fee_amount is None:
        return None
    return Money(amount=row.fee_amount, currency=row.fee_currency)


def read_doctor(row: Doctor, *, with_account: bool) -> DoctorRead:
    """Show a doctor whose `user` is loaded; nothing of the account but its name, unless asked."""
    return DoctorRead(
        id=row.uid,
        user_id=row.user.uid if with_account else None,
        version=row.version,
        full_name=row.user.full_name,
        specialty=row.specialty,
        licence_number=row.licence_number,
        experience_years=row.experience_years,
        consultation_fee=fee_of(row),
        languages=row.languages,
        bio=row.bio,
        accepts_new_patients=row.accepts_new_patients,
        approved=row.approved_at is not None,
        active=row.active and row.user.active and row.user.role == Role.DOCTOR,
        photo_url=address_of(row.user.photo_name, PhotoSize.SMALL),
        photo_large_url=address_of(row.user.photo_name, PhotoSize.LARGE),
    )


def read_offer(visit_type: VisitType, own: DoctorVisitType | None) -> OfferRead:
    fee = Money(amount=visit_type.fee_amount, currency=visit_type.fee_currency)
    own_fee = None
    if own is not None and own.fee_amount is not None and own.fee_currency is not None:
        own_fee = Money(amount=own.fee_amount, currency=own.fee_currency)
    own_duration = own.duration_minutes if own else None
    return OfferRead(
        visit_type_id=visit_type.uid,
        name=visit_type.name,
        modality=Modality(visit_type.modality),
        duration_minutes=own_duration or visit_type.duration_minutes,
        fee=own_fee or fee,
        own_duration_minutes=own_duration,
        own_fee=own_fee,
    )
