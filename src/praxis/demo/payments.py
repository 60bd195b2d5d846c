"""What was paid for the visits: most of the past ones, a few of them in part or not at all."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_DOWN, Decimal
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

from praxis.billing.models import PaymentKind, PaymentMethod
from praxis.demo.histories import HOUR, Step, Story, Who
from praxis.demo.ledger import Ledger
from praxis.demo.rows import AppointmentRow, PaymentRow, ReceiptCounterRow
from praxis.demo.seeds import between
from praxis.demo.visit_types import MINUTE
from praxis.demo.visits import Visit
from praxis.directory.visit_types.models import Modality
from praxis.kit.currencies import decimals_of
from praxis.kit.wall_time import local_date
from praxis.scheduling.appointments.models import Status

# Shares of all that could.
PAID_BY_STATUS: Mapping[Status, float] = {
    Status.COMPLETED: 0.95,
    Status.IN_PROGRESS: 0.5,
    Status.CHECKED_IN: 0.3,
    Status.NO_SHOW: 0.15,
    Status.CANCELLED: 0.05,
}
IN_PART, GIVEN_BACK = 0.03, 0.02
PART_BACK_REASONS = ("The examination was shorter than planned", "Charged twice by mistake")
CANCELLED_REASON = "The visit was cancelled"

_CASH, _CARD, _WALLET = PaymentMethod
# How people pay, by country.
METHODS: Mapping[str, Mapping[PaymentMethod, int]] = {
    "BD": {_CASH: 50, _WALLET: 35, _CARD: 15},
    "DE": {_CARD: 65, _CASH: 35},
    "US": {_CARD: 88, _CASH: 12},
}
REFERENCE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


class Movement(NamedTuple):
    """Money that came in or went back; `refunds` counts the movements of its visit from 0."""

    kind: PaymentKind
    at: datetime
    amount: Decimal
    method: PaymentMethod
    reference: str | None
    reason: str | None = None
    refunds: int | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """A visit's payments and refunds, in the order in which they happened."""

    movements: tuple[Movement, ...] = ()

    @property
    def paid(self) -> Decimal:
        signs = {PaymentKind.PAYMENT: 1, PaymentKind.REFUND: -1}
        return sum((signs[m.kind] * m.amount for m in self.movements), Decimal(0))


def settle(visit: Visit, story: Story, now: datetime, chance: Random) -> Settled:
    """Let the visit be paid, or not; the steps of its story say so too."""
    if chance.random() >= PAID_BY_STATUS.get(visit.status, 0.0):
        return Settled()
    if visit.status is Status.CANCELLED:
        return _give_back_all(visit, story, now, chance)
    fee = visit.offering.fee_amount
    amount = _half(visit) if chance.random() < IN_PART else fee
    paid_at = between(chance, story.last.at, min(story.last.at + 12 * MINUTE, now))
    payment = _payment(visit, paid_at, amount, chance)
    _add(visit, story, "paid", paid_at)
    back_at = between(chance, paid_at + HOUR, paid_at + 70 * HOUR)
    if amount < fee or back_at > now or chance.random() >= GIVEN_BACK:
        return Settled((payment,))
    reason = chance.choice(PART_BACK_REASONS)
    refund = payment._replace(
        kind=PaymentKind.REFUND,
        at=back_at,
        amount=_half(visit),
        reference=None,
        reason=reason,
        refunds=0,
    )
    _add(visit, story, "refunded", back_at)
    return Settled((payment, refund))


def _give_back_all(visit: Visit, story: Story, now: datetime, chance: Random) -> Settled:
    """Paid ahead, between the booking and the end of the visit, and given back after that."""
    before = story.steps[-2]
    if before.to_status is not Status.CONFIRMED:
        return Settled()
    cancelled_at = story.last.at
    paid_at = between(chance, before.at, cancelled_at)
    payment = _payment(visit, paid_at, visit.offering.fee_amount, chance)
    desk = _desk(visit)
    paid = Step("paid", paid_at, before.to_status, before.to_status, desk)
    story.steps.insert(-1, paid)
    back_at = min(cancelled_at + 20 * MINUTE, now)
    _add(visit, story, "refunded", back_at)
    refund = payment._replace(
        kind=PaymentKind.REFUND, at=back_at, reference=None, reason=CANCELLED_REASON, refunds=0
    )
    return Settled((payment, refund))


def _payment(visit: Visit, at: datetime, amount: Decimal, chance: Random) -> Movement:
    weights = dict(METHODS[visit.site.row.country])
    if visit.offering.row.modality == Modality.VIDEO:
        # Nobody hands cash to a camera.
        weights.pop(_CASH)
    method = chance.choices(list(weights), list(weights.values()))[0]
    reference = None
    if method is not _CASH:
        reference = "".join(chance.choices(REFERENCE_LETTERS, k=10))
    return Movement(PaymentKind.PAYMENT, at, amount, method, reference)


def _half(visit: Visit) -> Decimal:
    step = Decimal(1).scaleb(-decimals_of(visit.offering.fee_currency))
    return (visit.offering.fee_amount / 2).quantize(step, ROUND_DOWN)


def _desk(visit: Visit) -> Who:
    return Who(visit.site.desk.id, "staff")


def _add(visit: Visit, story: Story, kind: str, at: datetime) -> None:
    status = story.last.to_status
    story.steps.append(Step(kind, at, status, status, _desk(visit)))


def write_payments(ledger: Ledger, settled: list[tuple[Visit, AppointmentRow, Settled]]) -> None:
    """Number all receipts in the order in which the money moved, each year from 1."""
    moves = [
        (movement, place, visit, row)
        for visit, row, account in settled
        for place, movement in enumerate(account.movements)
    ]
    moves.sort(key=lambda move: (move[0].at, move[3].id, move[1]))
    numbers: Counter[int] = Counter()
    ids: dict[tuple[int, int], int] = {}
    for movement, place, visit, row in moves:
        received_on = local_date(movement.at, ZoneInfo(visit.site.row.time_zone))
        numbers[received_on.year] += 1
        payment = ledger.add(
            PaymentRow(
                id=ledger.next_id(PaymentRow),
                uid=ledger.uid(movement.at),
                kind=movement.kind,
                appointment_id=row.id,
                patient_id=row.patient_id,
                doctor_id=row.doctor_id,
                location_id=row.location_id,
                visit_starts_at=row.starts_at,
                visit_fee_amount=row.fee_amount,
                amount=movement.amount,
                currency=row.fee_currency,
                method=movement.method,
                reference=movement.reference,
                reason=movement.reason,
                refunds_id=None if movement.refunds is None else ids[row.id, movement.refunds],
                receipt_year=received_on.year,
                receipt_number=numbers[received_on.year],
                received_at=movement.at,
                received_on=received_on,
                received_by=visit.site.desk.id,
            )
        )
        ids[row.id, place] = payment.id
    for year, number in sorted(numbers.items()):
        ledger.add(ReceiptCounterRow(year=year, last_number=number))
