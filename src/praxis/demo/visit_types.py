"""The six visit types, and what each doctor makes of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

import orjson

from praxis.demo.ledger import Ledger
from praxis.demo.places import SCANNER_TAG
from praxis.demo.rows import VisitTypeRow
from praxis.directory.resources.models import ResourceKind
from praxis.directory.visit_types.models import Modality
from praxis.scheduling.slots.model import VisitPolicy

CURRENCY = "BDT"
CONSULTATION, FOLLOW_UP, VIDEO = "consultation", "follow_up", "video"
ULTRASOUND, ASSESSMENT, CHECK_UP = "ultrasound", "assessment", "check_up"

MINUTE = timedelta(minutes=1)


class Need(NamedTuple):
    """One free resource of this kind and, if one is given, with this tag."""

    kind: ResourceKind
    tag: str | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """Minutes unless the name says otherwise; `share` is how often the type is booked."""

    name: str
    duration: int
    interval: int
    fee: int
    before: int = 0
    after: int = 0
    notice: int = 0
    cancellation: int = 0
    horizon_days: int = 90
    modality: Modality = Modality.IN_PERSON
    needs_approval: bool = False
    needs: tuple[Need, ...] = ()
    share: int = 1


TERMS: Mapping[str, Terms] = {
    CONSULTATION: Terms(
        "Consultation", 30, 15, 1200, after=5, notice=120, cancellation=24 * 60, share=9
    ),
    FOLLOW_UP: Terms("Follow-up", 15, 15, 600, notice=60, cancellation=12 * 60, share=6),
    VIDEO: Terms(
        "Video consultation",
        20,
        20,
        800,
        notice=30,
        cancellation=4 * 60,
        horizon_days=45,
        modality=Modality.VIDEO,
        share=3,
    ),
    ULTRASOUND: Terms(
        "Ultrasound examination",
        30,
        15,
        2200,
        before=5,
        after=10,
        notice=12 * 60,
        cancellation=24 * 60,
        needs=(Need(ResourceKind.ROOM), Need(ResourceKind.DEVICE, SCANNER_TAG)),
        share=3,
    ),
    ASSESSMENT: Terms(
        "Specialist assessment",
        60,
        30,
        3000,
        before=5,
        after=10,
        notice=48 * 60,
        cancellation=48 * 60,
        horizon_days=60,
        needs_approval=True,
        share=2,
    ),
    CHECK_UP: Terms(
        "Health check-up",
        45,
        15,
        2500,
        after=10,
        notice=24 * 60,
        cancellation=24 * 60,
        horizon_days=180,
        share=2,
    ),
}


@dataclass(frozen=True, slots=True)
class Offering:
    """A visit type as one doctor offers it."""

    row: VisitTypeRow
    needs: tuple[Need, ...]
    share: int
    duration_minutes: int
    fee_amount: Decimal
    fee_currency: str

    @property
    def policy(self) -> VisitPolicy:
        """What the calendar asks of a visit; notice and horizon bind the booking, not the plan."""
        return VisitPolicy(
            duration=self.duration_minutes * MINUTE,
            interval=self.row.slot_interval_minutes * MINUTE,
            buffer_before=self.row.buffer_before_minutes * MINUTE,
            buffer_after=self.row.buffer_after_minutes * MINUTE,
            minimum_notice=timedelta.min,
            horizon=timedelta.max,
        )

    @property
    def notice(self) -> timedelta:
        return self.row.minimum_notice_minutes * MINUTE

    @property
    def cancellation_notice(self) -> timedelta:
        return self.row.cancellation_notice_minutes * MINUTE


def list_visit_types(ledger: Ledger, founded: datetime) -> dict[str, Offering]:
    """The visit types on their usual terms, by key."""
    return {key: _offer(ledger, terms, founded) for key, terms in TERMS.items()}


def _offer(ledger: Ledger, terms: Terms, founded: datetime) -> Offering:
    needs = [{"kind": need.kind, "tag": need.tag} for need in terms.needs]
    row = ledger.add(
        VisitTypeRow(
            **ledger.identity(VisitTypeRow, founded),
            name=terms.name,
            duration_minutes=terms.duration,
            buffer_before_minutes=terms.before,
            buffer_after_minutes=terms.after,
            slot_interval_minutes=terms.interval,
            minimum_notice_minutes=terms.notice,
            booking_horizon_days=terms.horizon_days,
            cancellation_notice_minutes=terms.cancellation,
            modality=terms.modality,
            fee_amount=Decimal(terms.fee),
            fee_currency=CURRENCY,
            needs_approval=terms.needs_approval,
            needs=orjson.dumps(needs).decode(),
        )
    )
    return Offering(row, terms.needs, terms.share, terms.duration, row.fee_amount, row.fee_currency)
