from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from praxis.billing import errors
from praxis.billing.models import PaymentKind
from praxis.billing.rules import (
    NOTHING,
    Account,
    Received,
    check_period,
    decide_payment,
    decide_refund,
    receipt_text,
)
from praxis.kit.errors import DomainError, Invalid
from praxis.kit.schemas import MoneyWrite
from praxis.scheduling.appointments.models import Status
from praxis.scheduling.appointments.rules import PAYABLE

OPEN = Account(Decimal("500.00"), NOTHING, "BDT", Status.CONFIRMED)
TAKEN = Received(PaymentKind.PAYMENT, Decimal("500.00"), NOTHING, "BDT")


def money(amount: str, currency: str | None = "BDT") -> MoneyWrite:
    return MoneyWrite(amount=Decimal(amount), currency=currency)


class TestPayment:
    def test_all_that_is_owed_is_taken_unless_less_is_said(self) -> None:
        assert decide_payment(OPEN, None) == Decimal("500.00")
        assert decide_payment(replace(OPEN, paid=Decimal("120.50")), None) == Decimal("379.50")
        assert decide_payment(OPEN, money("0.01")) == Decimal("0.01")
        assert decide_payment(OPEN, money("500.00")) == Decimal("500.00")
        assert decide_payment(OPEN, money("1.50", None)) == Decimal("1.50")

    @pytest.mark.parametrize("status", Status)
    def test_only_a_visit_that_is_to_take_place_or_was_to_is_paid(self, status: Status) -> None:
        account = replace(OPEN, status=status)
        if status in PAYABLE:
            assert decide_payment(account, None) == account.outstanding
        else:
            assert account.outstanding == NOTHING
            with pytest.raises(errors.NotPayable):
                decide_payment(account, None)

    def test_states_that_cost_nothing(self) -> None:
        assert set(Status) - PAYABLE == {
            Status.PENDING,
            Status.DECLINED,
            Status.EXPIRED,
            Status.CANCELLED,
            Status.ENTERED_IN_ERROR,
        }

    @pytest.mark.parametrize(
        ("change", "wanted", "refusal", "pointer"),
        [
            ({"paid": Decimal("500.00")}, None, errors.AlreadyPaid, None),
            ({"paid": Decimal("500.00")}, money("1.00"), errors.AlreadyPaid, None),
            ({"fee": NOTHING}, None, errors.AlreadyPaid, None),
            ({}, money("500.01"), errors.MoreThanOwed, "/amount/amount"),
            ({"paid": Decimal("1.00")}, money("500.00"), errors.MoreThanOwed, "/amount/amount"),
            ({}, money("500.00", "EUR"), errors.CurrencyMismatch, "/amount/currency"),
            ({}, money("0.00"), errors.NothingMoved, "/amount/amount"),
            ({"currency": "JPY"}, money("10.50", "JPY"), errors.TooFine, "/amount/amount"),
            ({"currency": "UGX"}, money("0.01", "UGX"), errors.TooFine, "/amount/amount"),
        ],
    )
    def test_what_is_refused(
        self,
        change: dict[str, Any],
        wanted: MoneyWrite | None,
        refusal: type[DomainError],
        pointer: str | None,
    ) -> None:
        with pytest.raises(refusal) as refused:
            decide_payment(replace(OPEN, **change), wanted)
        if isinstance(refused.value, Invalid):
            assert refused.value.pointer == pointer

    def test_a_fee_finer_than_its_currency_can_be_paid_whole_and_not_in_such_parts(self) -> None:
        fine = replace(OPEN, fee=Decimal("500.50"), currency="JPY")
        assert decide_payment(fine, None) == Decimal("500.50")
        assert decide_payment(fine, money("500.50", "JPY")) == Decimal("500.50")
        assert decide_payment(fine, money("500.00", "JPY")) == Decimal("500.00")
        with pytest.raises(errors.TooFine):
            decide_payment(fine, money("0.50", "JPY"))

    def test_a_refusal_says_what_would_be_right(self) -> None:
        with pytest.raises(errors.MoreThanOwed) as more:
            decide_payment(replace(OPEN, paid=Decimal("100.10")), money("400.00"))
        assert more.value.data == {"outstanding": "399.90"}
        with pytest.raises(errors.CurrencyMismatch) as other:
            decide_payment(OPEN, money("1.00", "EUR"))
        assert other.value.data == {"currency": "BDT"}
        with pytest.raises(errors.TooFine) as fine:
            decide_payment(replace(OPEN, currency="JPY"), money("0.50", "JPY"))
        assert fine.value.data == {"decimals": 0}


class TestRefund:
    def test_all_that_is_left_goes_back_unless_less_is_said(self) -> None:
        assert decide_refund(TAKEN, None) == Decimal("500.00")
        some = replace(TAKEN, refunded=Decimal("200.00"))
        assert decide_refund(some, None) == Decimal("300.00")
        assert decide_refund(some, money("299.99")) == Decimal("299.99")
        assert decide_refund(some, money("299.99", None)) == Decimal("299.99")

    @pytest.mark.parametrize(
        ("change", "wanted", "refusal"),
        [
            ({"kind": PaymentKind.REFUND}, None, errors.NotAPayment),
            ({"refunded": Decimal("500.00")}, None, errors.AlreadyRefunded),
            ({"refunded": Decimal("400.00")}, money("100.01"), errors.MoreThanPaid),
            ({}, money("500.00", "USD"), errors.CurrencyMismatch),
            ({}, money("0.00"), errors.NothingMoved),
            ({"currency": "JPY"}, money("0.50", "JPY"), errors.TooFine),
        ],
    )
    def test_what_is_refused(
        self, change: dict[str, Any], wanted: MoneyWrite | None, refusal: type[DomainError]
    ) -> None:
        with pytest.raises(refusal):
            decide_refund(replace(TAKEN, **change), wanted)


AMOUNTS = st.decimals(min_value=0, max_value=1000, places=2)
STEPS = st.lists(st.tuples(st.booleans(), st.none() | AMOUNTS, st.integers(0, 5)), max_size=12)


@given(fee=AMOUNTS, currency=st.sampled_from(["BDT", "EUR", "JPY", "KWD"]), steps=STEPS)
def test_money_in_never_exceeds_the_fee_and_money_out_never_what_came_in(
    fee: Decimal, currency: str, steps: list[tuple[bool, Decimal | None, int]]
) -> None:
    """Whatever is tried in whatever order, on an account as the database would keep it."""
    account = Account(fee, NOTHING, currency, Status.COMPLETED)
    payments: list[Received] = []
    for pays, amount, which in steps:
        wanted = None if amount is None else MoneyWrite(amount=amount, currency=currency)
        try:
            if pays:
                taken = decide_payment(account, wanted)
                payments.append(Received(PaymentKind.PAYMENT, taken, NOTHING, currency))
                account = replace(account, paid=account.paid + taken)
            elif payments:
                place = which % len(payments)
                back = decide_refund(payments[place], wanted)
                payment = payments[place]
                payments[place] = replace(payment, refunded=payment.refunded + back)
                account = replace(account, paid=account.paid - back)
        except DomainError:
            continue
        assert NOTHING <= account.paid <= account.fee
        assert account.paid + account.outstanding == account.fee
        assert all(NOTHING <= payment.left <= payment.amount for payment in payments)
        assert sum((payment.left for payment in payments), NOTHING) == account.paid


def test_receipts_are_written_with_their_year_and_six_digits() -> None:
    assert receipt_text(2026, 42) == "2026-000042"
    assert receipt_text(2026, 1_234_567) == "2026-1234567"


def test_a_period_may_be_one_day_and_not_end_before_it_begins() -> None:
    check_period(date(2026, 1, 1), date(2026, 1, 1))
    check_period(None, date(2026, 1, 1))
    check_period(date(2026, 1, 1), None)
    with pytest.raises(errors.PeriodBackwards) as refused:
        check_period(date(2026, 1, 2), date(2026, 1, 1))
    assert refused.value.pointer == "/query/to"
