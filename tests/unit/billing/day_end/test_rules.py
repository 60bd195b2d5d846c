"""Sums of a day against a count by hand, on whatever payments chance makes."""

from collections import defaultdict
from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from praxis.billing.day_end.rules import balances_of, totals_by_person, totals_of
from praxis.billing.models import PaymentKind, PaymentMethod
from praxis.billing.schemas import PaymentRead
from praxis.kit.ids import new_uid
from praxis.kit.schemas import Money, NamedBrief, PersonBrief

# Two of one name are two people.
PEOPLE = [PersonBrief(id=new_uid(), full_name=name) for name in ("Ana", "Ana", "Zara")]


def payment(
    kind: PaymentKind, method: PaymentMethod, amount: Decimal, currency: str, person: PersonBrief
) -> PaymentRead:
    return PaymentRead(
        id=new_uid(),
        kind=kind,
        receipt_number="2026-000001",
        appointment_id=new_uid(),
        patient=PersonBrief(id=new_uid(), full_name="Rahima Khatun"),
        doctor=PersonBrief(id=new_uid(), full_name="Farhana Majumder"),
        location=NamedBrief(id=new_uid(), name="Dhanmondi"),
        visit_type=NamedBrief(id=new_uid(), name="Consultation"),
        amount=Money(amount=amount, currency=currency),
        method=method,
        reference=None,
        reason=None,
        refunds_id=None,
        refunds_receipt_number=None,
        refunded=Money(amount=Decimal(0), currency=currency),
        received_at=datetime(2026, 3, 4, 5, tzinfo=UTC),
        received_on=date(2026, 3, 4),
        time_zone="Asia/Dhaka",
        received_by=person,
    )


PAYMENTS = st.lists(
    st.builds(
        payment,
        st.sampled_from(PaymentKind),
        st.sampled_from(PaymentMethod),
        st.decimals(min_value=Decimal("0.01"), max_value=10**10, places=2),
        st.sampled_from(["BDT", "EUR", "JPY"]),
        st.sampled_from(PEOPLE),
    ),
    max_size=30,
)


@given(PAYMENTS)
def test_each_sum_is_that_of_its_own_currency_method_and_person(items: list[PaymentRead]) -> None:
    nets: defaultdict[tuple[object, ...], Decimal] = defaultdict(Decimal)
    for item in items:
        amount = item.amount.amount * (1 if item.kind == "payment" else -1)
        money = (item.amount.currency,)
        nets[money] += amount
        nets[*money, item.method] += amount
        nets[*money, item.method, item.received_by.id] += amount
    shown: dict[tuple[object, ...], Decimal] = {
        **{(t.currency,): t.net for t in balances_of(items)},
        **{(t.currency, t.method): t.net for t in totals_of(items)},
        **{(t.currency, t.method, t.person.id): t.net for t in totals_by_person(items)},
    }
    assert shown == nets
    for totals in (balances_of(items), totals_of(items), totals_by_person(items)):
        assert sum(t.payments + t.refunds for t in totals) == len(items)
        assert all(t.net == t.received - t.refunded for t in totals)


def test_totals_come_by_currency_then_by_method() -> None:
    items = [
        payment(PaymentKind.PAYMENT, method, Decimal(1), currency, PEOPLE[0])
        for currency in ("EUR", "BDT")
        for method in reversed(PaymentMethod)
    ]
    assert [(t.currency, t.method) for t in totals_of(items)] == [
        (currency, method) for currency in ("BDT", "EUR") for method in PaymentMethod
    ]


def test_a_day_without_payments_has_no_totals() -> None:
    assert (totals_of([]), totals_by_person([]), balances_of([])) == ([], [], [])
