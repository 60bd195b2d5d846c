"""The sums of a day. Pure: payments in, totals out; no currency is added to another."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TypedDict, TypeVar
from uuid import UUID

from praxis.billing.day_end.schemas import CurrencyTotalRead, DayTotalRead, PersonTotalRead
from praxis.billing.models import PaymentKind, PaymentMethod
from praxis.billing.rules import NOTHING
from praxis.billing.schemas import PaymentRead

K = TypeVar("K")

METHODS = tuple(PaymentMethod)


class Sums(TypedDict):
    payments: int
    received: Decimal
    refunds: int
    refunded: Decimal
    net: Decimal


def totals_of(items: Iterable[PaymentRead]) -> list[DayTotalRead]:
    """By currency, then by method."""
    groups = _grouped(items, lambda item: (item.amount.currency, METHODS.index(item.method)))
    return [
        DayTotalRead(currency=currency, method=METHODS[place], **_sums(group))
        for (currency, place), group in sorted(groups.items())
    ]


def balances_of(items: Iterable[PaymentRead]) -> list[CurrencyTotalRead]:
    """By currency, over all methods."""
    groups = _grouped(items, lambda item: item.amount.currency)
    return [
        CurrencyTotalRead(currency=currency, **_sums(group))
        for currency, group in sorted(groups.items())
    ]


def totals_by_person(items: Iterable[PaymentRead]) -> list[PersonTotalRead]:
    """By name, then by currency and method; two people of one name stay two."""

    def key(item: PaymentRead) -> tuple[str, UUID, str, int]:
        person, money = item.received_by, item.amount
        return person.full_name, person.id, money.currency, METHODS.index(item.method)

    return [
        PersonTotalRead(
            person=group[0].received_by,
            currency=currency,
            method=METHODS[place],
            **_sums(group),
        )
        for (_, _, currency, place), group in sorted(_grouped(items, key).items())
    ]


def _grouped(
    items: Iterable[PaymentRead], key: Callable[[PaymentRead], K]
) -> Mapping[K, list[PaymentRead]]:
    groups: defaultdict[K, list[PaymentRead]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return groups


def _sums(items: Sequence[PaymentRead]) -> Sums:
    """Of payments in one currency."""
    received = [item.amount.amount for item in items if item.kind is PaymentKind.PAYMENT]
    refunded = [item.amount.amount for item in items if item.kind is PaymentKind.REFUND]
    came, went = sum(received, NOTHING), sum(refunded, NOTHING)
    return Sums(
        payments=len(received),
        received=came,
        refunds=len(refunded),
        refunded=went,
        net=came - went,
    )
