from collections.abc import Iterable, Mapping
from typing import Any

from praxis.kit.schemas import priced_in

# A new name, fee or cancellation notice moves no free time.
STEADY = frozenset(
    {"name", "fee_amount", "fee_currency", "cancellation_notice_minutes", "modality"}
)


def column_values(named: Mapping[str, Any], currency: str) -> dict[str, object]:
    """Return what the named fields of a visit type are in columns of its table.

    A fee that names no currency is in this one. Raises `PriceTooFine`.
    """
    values = dict(named)
    if "fee" in values:
        fee = priced_in(currency, values.pop("fee"), "/fee")
        values |= {"fee_amount": fee.amount, "fee_currency": fee.currency}
    if "needs" in values:
        values["needs"] = [{"kind": str(need.kind), "tag": need.tag} for need in values["needs"]]
    return values


def moves_times(changed: Iterable[str]) -> bool:
    """Return whether a change of these columns can change which times are free."""
    return not STEADY.issuperset(changed)
