"""What a receipt says, worded for its reader. Pure: rows in, the data of the template out."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from praxis.billing.models import Payment, PaymentKind
from praxis.billing.schemas import number_of, refunded_of
from praxis.kit.languages import Words, spoken, words
from praxis.kit.wording import Wording

TEMPLATE = Path(__file__).parent.parent / "templates" / "receipt.typ"


def common(letterhead: Mapping[str, object], language: str, made: str) -> dict[str, object]:
    """What every document of billing begins with."""
    say = words(language, "receipts")
    return {
        "letterhead": letterhead,
        "made": say("made", moment=made),
        "page_of": [say(f"page.{part}") for part in ("before", "between", "after")],
        "digits": spoken(language).digits,
    }


def receipt_data(
    row: Payment, letterhead: Mapping[str, object], language: str, now: datetime
) -> dict[str, object]:
    """The data of `receipt.typ` for a payment whose people, place and visit are loaded."""
    say, wording = words(language, "receipts"), Wording(language)
    zone = ZoneInfo(row.location.time_zone)
    refund = row.kind == PaymentKind.REFUND
    amount = wording.money(row.amount, row.currency)
    fee = wording.money(row.visit_fee_amount, row.currency)
    refunded = refunded_of(row)
    note = ""
    if refunded:
        note = say("receipt.refunded_note", amount=wording.money(refunded, row.currency))
    return {
        **common(letterhead, language, wording.moment(now, zone, year=True)),
        "title": say(f"receipt.{row.kind}_title", number=number_of(row)),
        "amount": [
            {"label": say("receipt.given_back" if refund else "receipt.received"), "value": amount},
            {"label": say("receipt.fee"), "value": fee},
        ],
        "facts": [
            {"label": say(f"receipt.{label}"), "value": value}
            for label, value in _facts(row, say, wording, zone)
        ],
        "note": note,
        "signature": say("receipt.signature"),
    }


def _facts(row: Payment, say: Words, wording: Wording, zone: ZoneInfo) -> Iterator[tuple[str, str]]:
    """Pairs of the key of a label and the value; what there is not is left out."""
    refund = row.kind == PaymentKind.REFUND
    if row.original is not None:
        yield "refunds", number_of(row.original)
    yield "date", wording.moment(row.received_at, zone, year=True)
    yield "patient", row.patient.full_name
    yield "visit", row.appointment.visit_type.name
    yield "visit_at", wording.moment(row.visit_starts_at, zone, year=True)
    yield "doctor", row.doctor.user.full_name
    yield "place", row.location.name
    yield "refund_method" if refund else "method", say(f"method.{row.method}")
    if row.reference:
        yield "reference", row.reference
    if row.reason:
        yield "reason", row.reason
    yield "given_by" if refund else "taken_by", row.receiver.full_name
