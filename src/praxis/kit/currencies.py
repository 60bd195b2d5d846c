"""What ISO 4217 says of currencies, by way of Babel's copy of the CLDR."""

from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.numbers import get_currency_precision

# No amount here has more places than this, whatever its currency has.
MOST_DECIMALS = 2


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return frozenset(Locale("en").currencies)


def is_known(currency: str) -> bool:
    """Whether there is, or was, a currency of this code."""
    return currency in _known()


def decimals_of(currency: str) -> int:
    """How many decimals an amount of this currency may have here: 2 for most, 0 for yen."""
    return min(get_currency_precision(currency), MOST_DECIMALS)


def fits(amount: Decimal, currency: str) -> bool:
    """Whether the currency has coins as small as the last place of this amount."""
    return amount == amount.quantize(Decimal(1).scaleb(-decimals_of(currency)))
