"""What a visit costs in the money of the place where the doctor works."""

from collections.abc import Mapping
from decimal import Decimal

from praxis.demo.visit_types import (
    ASSESSMENT,
    CHECK_UP,
    CONSULTATION,
    CURRENCY,
    FOLLOW_UP,
    ULTRASOUND,
    VIDEO,
)

# By country of the place.
CURRENCIES: Mapping[str, str] = {"BD": CURRENCY, "DE": "EUR", "US": "USD"}

FEES: Mapping[str, Mapping[str, Decimal]] = {
    "EUR": {
        CONSULTATION: Decimal("45.00"),
        FOLLOW_UP: Decimal("24.50"),
        VIDEO: Decimal("32.00"),
        ULTRASOUND: Decimal("78.90"),
        ASSESSMENT: Decimal("120.00"),
        CHECK_UP: Decimal("95.00"),
    },
    "USD": {
        CONSULTATION: Decimal("140.00"),
        FOLLOW_UP: Decimal("75.00"),
        VIDEO: Decimal("90.00"),
        ULTRASOUND: Decimal("260.00"),
        ASSESSMENT: Decimal("320.00"),
        CHECK_UP: Decimal("245.00"),
    },
}


def usual_fee(visit_type: str, currency: str) -> Decimal | None:
    """The fee of this visit type in another currency than its own; None in its own."""
    return FEES[currency][visit_type] if currency in FEES else None
