from decimal import Decimal

import pytest

from praxis.kit.currencies import decimals_of, fits, is_known


@pytest.mark.parametrize(
    ("currency", "decimals"),
    # The dinar has three, and two are all that an amount has here.
    [("BDT", 2), ("EUR", 2), ("USD", 2), ("JPY", 0), ("KRW", 0), ("UGX", 0), ("KWD", 2)],
)
def test_a_currency_has_as_many_decimals_as_its_coins(currency: str, decimals: int) -> None:
    assert decimals_of(currency) == decimals


def test_an_amount_fits_where_there_are_coins_for_it() -> None:
    assert fits(Decimal("500.00"), "JPY")
    assert not fits(Decimal("500.01"), "JPY")
    assert fits(Decimal("500.01"), "BDT")


def test_codes_are_known_or_not() -> None:
    assert all(is_known(code) for code in ("BDT", "EUR", "USD", "DEM"))
    assert not any(is_known(code) for code in ("QQQ", "bdt", "TAKA", ""))
