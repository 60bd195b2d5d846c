"""The day-end report as a document and as a table, worded for its reader. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from praxis.billing.day_end.rules import balances_of
from praxis.billing.day_end.schemas import CurrencyTotalRead, DayEndRead
from praxis.billing.models import PaymentKind
from praxis.billing.receipts.paper import common
from praxis.billing.schemas import PaymentRead
from praxis.kit.languages import Words, words
from praxis.kit.spreadsheets import Cell
from praxis.kit.wording import Wording

TEMPLATE = Path(__file__).parent.parent / "templates" / "day_end.typ"
MINUS = "\N{MINUS SIGN}"

SUMS = ("received", "refunded", "net")
COUNTS_AND_SUMS = ("payments", "refunds", *SUMS)
LISTED = ("receipt", "time", "patient", "doctor", "method", "person", "amount")
COLUMNS = (
    *("receipt", "kind", "time", "patient", "doctor", "visit", "method", "reference"),
    *("currency", "amount", "person", "reason", "refunds_receipt"),
)
NUMBERS = frozenset({*COUNTS_AND_SUMS, "amount"})
# Names take what width the others leave.
NAMES = frozenset({"patient", "doctor", "person"})


def day_end_data(
    report: DayEndRead, letterhead: Mapping[str, object], language: str, now: datetime
) -> dict[str, object]:
    """The data of `day_end.typ`."""
    say, wording = words(language, "receipts"), Wording(language)
    zone = ZoneInfo(report.time_zone)
    facts = {
        "place": report.location.name,
        "day": wording.day(report.on),
        "zone": wording.zone(zone, now.astimezone(zone)),
    }
    return {
        **common(letterhead, language, wording.moment(now, zone, year=True)),
        "title": say("day_end.title"),
        "facts": [{"label": _label(say, key), "value": value} for key, value in facts.items()],
        "balances": [_balance(total, say, wording) for total in balances_of(report.items)],
        "nothing": say("day_end.nothing"),
        "parts": [
            _part(
                say,
                "totals",
                ("method", "currency", *COUNTS_AND_SUMS),
                [
                    [
                        say(f"method.{t.method}"),
                        t.currency,
                        wording.number(t.payments),
                        wording.number(t.refunds),
                        *_sums(t, wording),
                    ]
                    for t in report.totals
                ],
            ),
            _part(
                say,
                "by_person",
                ("person", "method", *SUMS),
                [
                    [t.person.full_name, say(f"method.{t.method}"), *_sums(t, wording)]
                    for t in report.by_person
                ],
            ),
            _part(say, "all", LISTED, [_listed(item, say, wording, zone) for item in report.items]),
        ],
    }


def day_end_table(report: DayEndRead, language: str) -> tuple[list[str], list[list[Cell]]]:
    """Header and rows of the CSV: one row for each payment and refund, refunds below zero."""
    say, zone = words(language, "receipts"), ZoneInfo(report.time_zone)
    rows: list[list[Cell]] = [
        [
            item.receipt_number,
            say(f"kind.{item.kind}"),
            item.received_at.astimezone(zone),
            item.patient.full_name,
            item.doctor.full_name,
            item.visit_type.name,
            say(f"method.{item.method}"),
            item.reference,
            item.amount.currency,
            _signed(item),
            item.received_by.full_name,
            item.reason,
            item.refunds_receipt_number,
        ]
        for item in report.items
    ]
    return [_label(say, column) for column in COLUMNS], rows


def _label(say: Words, key: str) -> str:
    return say(f"day_end.{key}")


def _part(
    say: Words, title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]
) -> dict[str, object]:
    """One table; without names in it, its first column takes what width the others leave."""
    wide = NAMES & set(columns) or {columns[0]}
    return {
        "title": _label(say, title),
        "columns": [
            {"label": _label(say, column), "align": "right" if column in NUMBERS else "left"}
            for column in columns
        ],
        "widths": ["rest" if column in wide else "auto" for column in columns],
        "rows": list(rows),
    }


def _balance(total: CurrencyTotalRead, say: Words, wording: Wording) -> dict[str, str]:
    note = say(
        "day_end.balance_note",
        received=_money(total.received, total.currency, wording),
        refunded=_money(total.refunded, total.currency, wording),
    )
    return {
        "label": say("day_end.balance", currency=total.currency),
        "value": _money(total.net, total.currency, wording),
        "note": note,
    }


def _sums(total: CurrencyTotalRead, wording: Wording) -> list[str]:
    sums = (total.received, total.refunded, total.net)
    return [_money(amount, total.currency, wording) for amount in sums]


def _listed(item: PaymentRead, say: Words, wording: Wording, zone: ZoneInfo) -> list[str]:
    return [
        item.receipt_number,
        wording.time(item.received_at.astimezone(zone)),
        item.patient.full_name,
        item.doctor.full_name,
        say(f"method.{item.method}"),
        item.received_by.full_name,
        _money(_signed(item), item.amount.currency, wording),
    ]


def _signed(item: PaymentRead) -> Decimal:
    amount = item.amount.amount
    return -amount if item.kind is PaymentKind.REFUND else amount


def _money(amount: Decimal, currency: str, wording: Wording) -> str:
    """With the sign before all of it, in every language."""
    shown = wording.money(abs(amount), currency)
    return f"{MINUS}{shown}" if amount < 0 else shown
