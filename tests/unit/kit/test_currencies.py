from decimal import Decimal

import pytest

from praxis.kit.currencies import decimals_of, fits, is_in_use


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


def test_money_that_people_pay_with_is_in_use() -> None:
    assert all(is_in_use(code) for code in ("BDT", "EUR", "USD", "JPY", "INR", "CHF", "XOF"))


@pytest.mark.parametrize(
    "code",
    [
        *("QQQ", "bdt", "TAKA", ""),
        # Ended: the mark, the kuna, a leone with three zeros too many.
        *("DEM", "HRK", "SLL"),
        # No money: none at all, for tests, gold, a unit of account, a bond.
        *("XXX", "XTS", "XAU", "XDR", "USN"),
    ],
)
def test_fault_codes_that_nobody_can_pay_in_were_taken(code: str) -> None:
    assert not is_in_use(code)
