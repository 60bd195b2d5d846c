from typing import Annotated, Literal, Self, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic.json_schema import SkipJsonSchema
from pydantic_core import PydanticCustomError

from praxis.identity.emails import Email
from praxis.identity.models import Role, User
from praxis.identity.photos.addresses import PhotoSize, address_of
from praxis.identity.rules import MAX_PASSWORD_LENGTH
from praxis.kit.pagination import SearchBody
from praxis.kit.schemas import Instant, Name, PublicId, Read, Text, VersionedRead, Write
from praxis.kit.zones import known_zones
from praxis.regions.schemas import RegionBrief, RegionId

T = TypeVar("T")


def _present(value: object) -> object:
    if value is None:
        raise PydanticCustomError("null.refused", "Leave this out, or give it a value")
    return value


def _known_zone(name: str) -> str:
    if name not in known_zones():
        raise PydanticCustomError("time_zone.unknown", "A time zone is named like Asia/Dhaka")
    return name


# What a change may leave out but not set to null.
Unless = Annotated[T | SkipJsonSchema[None], BeforeValidator(_present)]

# How long a password must and may be is decided by `rules`, which says why; this only bounds work.
Password = Annotated[
    Text,
    Field(max_length=1024),
    WithJsonSchema(
        {
            "type": "string",
            "format": "password",
            "minLength": 8,
            "maxLength": MAX_PASSWORD_LENGTH,
        }
    ),
]
TypedPassword = Annotated[Text, Field(max_length=1024, json_schema_extra={"format": "password"})]
Mobile = Annotated[Text, Field(max_length=32, examples=["+8801712345678"])]
Locale = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$", examples=["en"])]
ZoneName = Annotated[
    Text, Field(max_length=64, examples=["Asia/Dhaka"]), AfterValidator(_known_zone)
]
RoleName = Annotated[Role, Field(strict=False)]


class UserSearch(SearchBody):
    """As the list's query, in a body."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"q": "rahim", "role": "patient"}]})

    q: Annotated[Text, Field(max_length=200)] | None = None
    role: RoleName | None = None
    active: bool | None = None


class UserCreate(Write):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "email": "desk@example.org",
                    "password": "nine blue herons",
                    "full_name": "Nadia Karim",
                    "role": "staff",
                }
            ]
        }
    )

    email: Email
    password: Password
    full_name: Name
    role: RoleName
    mobile: Mobile | None = None
    locale: Locale = "en"
    time_zone: ZoneName | None = None
    region_id: RegionId | None = None


class UserUpdate(Write):
    """What an administrator changes. What is left out stays."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"role": "staff", "active": True}]})

    email: Unless[Email] = None
    full_name: Unless[Name] = None
    mobile: Mobile | None = None
    role: Unless[RoleName] = None
    active: Unless[bool] = None
    locale: Unless[Locale] = None
    time_zone: ZoneName | None = None
    region_id: RegionId | None = None


class SelfUpdate(Write):
    """What users change of their own account. What is left out stays."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"full_name": "Rahim Uddin", "time_zone": "Asia/Dhaka"}]}
    )

    email: Unless[Email] = Field(None, description="needs `current_password`")
    full_name: Unless[Name] = None
    mobile: Mobile | None = None
    locale: Unless[Locale] = None
    time_zone: ZoneName | None = None
    region_id: RegionId | None = None
    password: Unless[Password] = Field(
        None, description="needs `current_password`; ends the other sessions"
    )
    current_password: Unless[TypedPassword] = None


class UserRead(VersionedRead):
    id: PublicId
    email: str
    full_name: str
    mobile: str | None
    role: Role
    active: bool
    email_verified: bool
    locale: str
    time_zone: str | None
    photo_url: str | None = Field(description="small; opened without a token, by whoever has it")
    photo_large_url: str | None
    region: RegionBrief | None = Field(description="where they live")
    created_at: Instant

    @classmethod
    def of(cls, user: User) -> Self:
        return cls(
            id=user.uid,
            email=user.email,
            full_name=user.full_name,
            mobile=user.mobile,
            role=Role(user.role),
            active=user.active,
            email_verified=user.email_verified_at is not None,
            locale=user.locale,
            time_zone=user.time_zone,
            photo_url=address_of(user.photo_name, PhotoSize.SMALL),
            photo_large_url=address_of(user.photo_name, PhotoSize.LARGE),
            region=RegionBrief.of(user.region),
            created_at=user.created_at,
            version=user.version,
        )


class Login(Write):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"email": "patient@example.org", "password": "Praxis-demo-1"}]
        }
    )

    # Any text: what is no address is simply nobody's.
    email: Annotated[Text, Field(max_length=254)]
    password: TypedPassword
    otp: Annotated[Text, Field(max_length=20)] | None = Field(
        None, description="a code of a second factor; not looked at while the account has none"
    )


class TokenForm(BaseModel):
    """RFC 6749, 4.3: the password grant. Scopes and client ids are read and mean nothing here."""

    grant_type: Literal["password"] | None = None
    username: Annotated[Text, Field(max_length=254)]
    password: TypedPassword
    scope: Annotated[Text, Field(max_length=1024)] = ""
    client_id: Annotated[Text, Field(max_length=1024)] | None = None
    client_secret: Annotated[Text, Field(max_length=1024)] | None = None


class TokenRead(Read):
    access_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105 -- the name of a scheme, no secret
    expires_in: int = Field(description="seconds until the access token runs out")


class TokenPairRead(TokenRead):
    refresh_token: str = Field(description="good for one use")


class RefreshedRead(TokenRead):
    refresh_token: str | None = Field(
        None, description="only if the old one came in the body; else it goes by cookie"
    )


class RefreshRequest(Write):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"refresh_token": "Vd0kY1v3cJ5tJm0kqk0mA7cS2cWw8oVh"}]}
    )

    refresh_token: Unless[Annotated[Text, Field(max_length=200)]] = None


class PasswordForgot(Write):
    model_config = ConfigDict(json_schema_extra={"examples": [{"email": "patient@example.org"}]})

    email: Email


class PasswordReset(Write):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"token": "AZ0x…", "password": "nine blue herons"}]}
    )

    token: Annotated[Text, Field(max_length=200)]
    password: Password


class EmailVerify(Write):
    model_config = ConfigDict(json_schema_extra={"examples": [{"token": "AZ0x…"}]})

    token: Annotated[Text, Field(max_length=200)]


class Accepted(Read):
    detail: str
