"""What ISO 4217 says of currencies, by way of Babel's copy of the CLDR."""

from datetime import date
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.numbers import get_currency_precision, get_territory_currencies

# No amount here has more places than this, whatever its currency has.
MOST_DECIMALS = 2


@lru_cache(maxsize=1)
def _in_use() -> frozenset[str]:
    """Whatever is legal tender somewhere, and has no last day in the CLDR.

    The list of names would do for nobody: it has the mark, gold, and a code for no money at all.
    """
    return frozenset(
        currency["currency"]
        for territory in Locale("en").territories
        for currency in get_territory_currencies(
            str(territory), date.min, date.max, tender=True, include_details=True
        )
        if currency["to"] is None
    )


def is_in_use(currency: str) -> bool:
    """Whether people pay in this currency today."""
    return currency in _in_use()


def decimals_of(currency: str) -> int:
    """How many decimals an amount of this currency may have here: 2 for most, 0 for yen."""
    return min(get_currency_precision(currency), MOST_DECIMALS)


def fits(amount: Decimal, currency: str) -> bool:
    """Whether the currency has coins as small as the last place of this amount."""
    return amount == amount.quantize(Decimal(1).scaleb(-decimals_of(currency)))
