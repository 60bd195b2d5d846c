from datetime import datetime
from typing import Annotated, Any, Self

import asyncpg
from pydantic import ConfigDict, Field, JsonValue, model_validator
from pydantic_core import PydanticCustomError

from praxis.identity.factors.proofs import Proof
from praxis.identity.schemas import TypedPassword
from praxis.kit.schemas import Instant, Name, PublicId, Read, Text, Write

TypedCode = Annotated[Text, Field(max_length=20, examples=["123456"])]
MfaToken = Annotated[Text, Field(max_length=200)]
Credential = Annotated[
    dict[str, JsonValue],
    Field(max_length=20, description="what the browser answered, as PublicKeyCredential.toJSON()"),
]


class ProofWrite(Write):
    """One of its members says who it is."""

    code: TypedCode | None = Field(None, description="what the authenticator app shows")
    recovery_code: TypedCode | None = Field(None, description="one of those kept for such a day")
    credential: Credential | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        members = type(self).model_fields.keys() - {"mfa_token"}
        if sum(getattr(self, name) is not None for name in members) != 1:
            raise PydanticCustomError("proof.one", "Send exactly one kind of proof")
        return self

    @property
    def proof(self) -> Proof:
        return Proof(self.code, self.recovery_code, self.credential)


class SecondFactorWrite(ProofWrite):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"mfa_token": "Vd0kY1v3…", "code": "123456"}]}
    )

    mfa_token: MfaToken


class StepUpWrite(ProofWrite):
    model_config = ConfigDict(json_schema_extra={"examples": [{"password": "Praxis-demo-1"}]})

    password: TypedPassword | None = None


class PendingRef(Write):
    model_config = ConfigDict(json_schema_extra={"examples": [{"mfa_token": "Vd0kY1v3…"}]})

    mfa_token: MfaToken


class PasskeyAnswer(Write):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "credential": {
                        "id": "AZ0x",
                        "rawId": "AZ0x",
                        "type": "public-key",
                        "response": {},
                    }
                }
            ]
        }
    )

    credential: Credential


class PasskeyCreate(PasskeyAnswer):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "Work laptop",
                    "credential": {"id": "AZ0x", "rawId": "AZ0x", "type": "public-key"},
                }
            ]
        }
    )

    name: Name


class PasskeyUpdate(Write):
    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Work laptop"}]})

    name: Name


class TotpConfirm(Write):
    model_config = ConfigDict(json_schema_extra={"examples": [{"code": "123456"}]})

    code: TypedCode


class PasskeyOptions(Read):
    """For `PublicKeyCredential.parse…OptionsFromJSON` of the browser. Good once, five minutes."""

    public_key: dict[str, Any]


class SteppedUpRead(Read):
    stepped_up_until: Instant


class PasskeyRead(Read):
    id: PublicId
    name: str
    created_at: Instant
    last_used_at: datetime | None

    @classmethod
    def of(cls, row: asyncpg.Record) -> Self:
        return cls(
            id=row["uid"],
            name=row["name"],
            created_at=row["created_at"],
            last_used_at=row["last_used_at"],
        )


class FactorsRead(Read):
    """What there is besides the password."""

    required: bool = Field(description="your role needs a second factor here")
    totp_added_at: datetime | None = Field(description="since when an authenticator app counts")
    passkeys: list[PasskeyRead]
    passkeys_available: bool = Field(description="whether passkeys work at this address")
    recovery_codes_left: int


class QrRead(Read):
    """A QR code as one path of an SVG whose sides are `size`."""

    size: int
    path: str


class TotpSetupRead(Read):
    """Shown once. It counts when a code of it was confirmed."""

    secret: str = Field(description="in base32, for an app without a camera")
    uri: str
    qr: QrRead


class FactorAddedRead(Read):
    recovery_codes: list[str] | None = Field(
        description="shown once; given with the first factor, else null"
    )


class RecoveryCodesRead(Read):
    recovery_codes: list[str] = Field(description="shown once; the former ones are void")
