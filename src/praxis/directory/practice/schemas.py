from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints

from praxis.directory.locations.schemas import Address, Phone
from praxis.directory.practice.models import Practice
from praxis.directory.updates import Update, left_out
from praxis.identity.emails import Email
from praxis.identity.schemas import Locale
from praxis.kit.schemas import Name, VersionedRead

# It becomes a link: no other scheme may stand in it.
Website = Annotated[
    str,
    StringConstraints(pattern=r"^https?://[^\s/?#@\\]+([/?#][^\s]*)?$", max_length=200),
    Field(examples=["https://praxis.example.org"]),
]


class PracticeUpdate(Update):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"name": "Dhanmondi Heart Centre", "phone": "+880 2 5566 7788"}]
        }
    )

    name: Name = left_out()
    phone: Phone | None = None
    email: Email | None = None
    website: Website | None = None
    address: Address | None = None
    default_locale: Locale = left_out()


class PracticeRead(VersionedRead):
    name: str
    phone: str | None
    email: str | None
    website: str | None
    address: str | None = Field(description="in one line")
    default_locale: str = Field(description="for visitors of whom no language is known")


def read_practice(row: Practice) -> PracticeRead:
    return PracticeRead.model_validate(row)
