from decimal import Decimal

import pytest

from praxis.directory.resources.schemas import BookableKind
from praxis.directory.visit_types.models import VisitType
from praxis.directory.visit_types.rules import STEADY, column_values, moves_times
from praxis.directory.visit_types.schemas import Need, VisitTypeUpdate
from praxis.kit.schemas import MoneyWrite

COLUMNS = set(VisitType.__table__.columns.keys())


# A fee that names no currency does not change the one that there is.
@pytest.mark.parametrize("currency", ["EUR", None])
def test_fee_and_needs_become_columns(currency: str | None) -> None:
    named = {
        "name": "Talk",
        "fee": MoneyWrite(amount=Decimal("7.50"), currency=currency),
        "needs": [Need(kind=BookableKind.ROOM)],
    }
    assert column_values(named, "BDT" if currency else "EUR") == {
        "name": "Talk",
        "fee_amount": Decimal("7.50"),
        "fee_currency": "EUR",
        "needs": [{"kind": "room", "tag": None}],
    }


def test_every_field_of_an_update_has_its_columns() -> None:
    plain = set(VisitTypeUpdate.model_fields) - {"fee", "needs"}
    assert plain | {"fee_amount", "fee_currency", "needs"} <= COLUMNS
    assert STEADY <= COLUMNS


@pytest.mark.parametrize(
    ("changed", "moves"),
    [
        (["name", "fee_amount"], False),
        (["cancellation_notice_minutes"], False),
        (["name", "duration_minutes"], True),
        (["buffer_after_minutes"], True),
        (["needs"], True),
        (["active"], True),
        (["booking_horizon_days"], True),
    ],
)
def test_what_moves_free_times(changed: list[str], moves: bool) -> None:
    assert moves_times(changed) is moves
