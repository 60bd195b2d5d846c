from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field, PlainSerializer, WithJsonSchema

from praxis.billing.models import PaymentMethod
from praxis.billing.schemas import PaymentRead
from praxis.kit.schemas import NamedBrief, PersonBrief, Read

# Unlike an `Amount` it may be of any size, and below nothing where more went back than came in.
Sum = Annotated[
    Decimal,
    PlainSerializer(lambda amount: f"{amount:.2f}", return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^-?[0-9]+\.[0-9]{2}$", "examples": ["-12.50"]}),
]


class CurrencyTotalRead(Read):
    """What came in and went back in one currency."""

    currency: str
    payments: int
    received: Sum
    refunds: int
    refunded: Sum
    net: Sum = Field(description="received less refunded")


class DayTotalRead(CurrencyTotalRead):
    """The same by one method: of cash, what must lie in the drawer."""

    method: PaymentMethod


class PersonTotalRead(DayTotalRead):
    """The same of what one person took and gave."""

    person: PersonBrief


class DayEndRead(Read):
    on: date = Field(description="by the clock of the place")
    location: NamedBrief
    time_zone: str = Field(description="IANA zone of the place")
    totals: list[DayTotalRead] = Field(description="by currency, then method")
    by_person: list[PersonTotalRead]
    items: list[PaymentRead] = Field(description="in the order of their receipts")
