"""E-mail addresses: one spelling each, so that one address is one account."""

import unicodedata
from typing import Annotated

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from praxis.identity.errors import BadEmail
from praxis.kit.schemas import Text

MAX_LENGTH = 254


def fold_email(text: str) -> str:
    """The spelling under which an address is stored and looked up."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text.strip()).lower())


def normalise_email(text: str) -> str:
    """The folded address. Raises `BadEmail`; asks no name server."""
    if len(text) > MAX_LENGTH:
        raise BadEmail
    try:
        # Reserved names are how a demonstration or a test names people who do not exist.
        checked = validate_email(
            text.strip(), strict=True, check_deliverability=False, test_environment=True
        )
    except (EmailNotValidError, UnicodeError):
        raise BadEmail from None
    email = fold_email(checked.normalized)
    if len(email) > MAX_LENGTH:
        raise BadEmail
    return email


def _read_email(text: str) -> str:
    try:
        return normalise_email(text)
    except BadEmail as error:
        raise PydanticCustomError("email.invalid", "{detail}", {"detail": error.detail}) from None


Email = Annotated[
    Text,
    AfterValidator(_read_email),
    WithJsonSchema({"type": "string", "format": "email", "maxLength": MAX_LENGTH}),
]
