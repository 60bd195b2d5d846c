"""What is owed, what may be paid, and what may go back. Pure."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from praxis.billing.errors import (
    AlreadyPaid,
    AlreadyRefunded,
    CurrencyMismatch,
    MoreThanOwed,
    MoreThanPaid,
    NotAPayment,
    NothingMoved,
    NotPayable,
    PeriodBackwards,
    TooFine,
)
from praxis.billing.models import PaymentKind
from praxis.kit.currencies import decimals_of, fits
from praxis.kit.schemas import MoneyWrite
from praxis.scheduling.appointments.models import Appointment, Status
from praxis.scheduling.appointments.rules import PAYABLE, standing

NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Account:
    """What a visit costs and what was paid for it, in one currency."""

    fee: Decimal
    paid: Decimal
    currency: str
    status: Status

    @property
    def outstanding(self) -> Decimal:
        """What is still owed; a visit that does not take place is owed nothing."""
        return max(self.fee - self.paid, NOTHING) if self.status in PAYABLE else NOTHING


@dataclass(frozen=True, slots=True)
class Received:
    """A payment with what went back of it already."""

    kind: PaymentKind
    amount: Decimal
    refunded: Decimal
    currency: str

    @property
    def left(self) -> Decimal:
        return self.amount - self.refunded


def account_of(visit: Appointment, now: datetime) -> Account:
    status = standing(visit.status, visit.expires_at, now)
    return Account(visit.fee_amount, visit.paid_amount, visit.fee_currency, status)


def decide_payment(account: Account, wanted: MoneyWrite | None) -> Decimal:
    """The amount to take: what was asked for, or else all that is owed.

    Raises `NotPayable`, `AlreadyPaid`, `CurrencyMismatch`, `NothingMoved`, `TooFine` or
    `MoreThanOwed`.
    """
    if account.status not in PAYABLE:
        raise NotPayable
    owed = account.outstanding
    if not owed:
        raise AlreadyPaid
    return _amount(wanted, owed, account.currency, MoreThanOwed, "outstanding")


def decide_refund(payment: Received, wanted: MoneyWrite | None) -> Decimal:
    """The amount to give back: what was asked for, or else all that is left of the payment.

    Raises `NotAPayment`, `AlreadyRefunded`, `CurrencyMismatch`, `NothingMoved`, `TooFine` or
    `MoreThanPaid`.
    """
    if payment.kind is not PaymentKind.PAYMENT:
        raise NotAPayment
    if not payment.left:
        raise AlreadyRefunded
    return _amount(wanted, payment.left, payment.currency, MoreThanPaid, "left")


def _amount(
    wanted: MoneyWrite | None,
    most: Decimal,
    currency: str,
    too_much: type[MoreThanOwed | MoreThanPaid],
    most_name: str,
) -> Decimal:
    # All of it is always possible, also where a fee was once set finer than its currency is.
    if wanted is None:
        return most
    if wanted.currency not in {None, currency}:
        raise CurrencyMismatch(pointer="/amount/currency", currency=currency)
    if wanted.amount == most:
        return most
    if not wanted.amount:
        raise NothingMoved(pointer="/amount/amount")
    if not fits(wanted.amount, currency):
        raise TooFine(pointer="/amount/amount", decimals=decimals_of(currency))
    if wanted.amount > most:
        raise too_much(pointer="/amount/amount", **{most_name: f"{most:.2f}"})
    return wanted.amount


def receipt_text(year: int, number: int) -> str:
    """A receipt's number as people write it: 2026-000042."""
    return f"{year}-{number:06d}"


def check_period(first: date | None, last: date | None) -> None:
    """Raise `PeriodBackwards` if the last day lies before the first."""
    if first is not None and last is not None and last < first:
        raise PeriodBackwards(pointer="/query/to")
