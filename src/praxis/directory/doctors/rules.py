"""Decisions about doctors' profiles, from facts alone."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from praxis.directory.doctors.errors import (
    FieldReserved,
    RepeatedVisitType,
    UnknownVisitType,
)
from praxis.directory.doctors.models import Doctor
from praxis.directory.doctors.schemas import OfferWrite
from praxis.directory.visit_types.models import DoctorVisitType, VisitType
from praxis.identity.errors import RoleForbidden
from praxis.identity.models import Role
from praxis.kit.schemas import priced_in

OWN_FIELDS = frozenset(
    {
        "specialty",
        "experience_years",
        "consultation_fee",
        "languages",
        "bio",
        "accepts_new_patients",
    }
)


def check_editor(*, role: str, own: bool, named: Iterable[str]) -> None:
    """Raise `RoleForbidden` or `FieldReserved` unless this person may set these fields."""
    if role == Role.ADMIN:
        return
    if not own:
        raise RoleForbidden
    reserved = sorted(set(named) - OWN_FIELDS)
    if reserved:
        raise FieldReserved(fields=reserved)


def column_values(named: Mapping[str, Any], currency: str) -> dict[str, object]:
    """Return what the named fields of a profile are in columns of its table.

    A fee that names no currency is in this one; so is the next, where this one is taken away.
    Raises `PriceTooFine`.
    """
    values = dict(named)
    if "consultation_fee" in values:
        wanted = values.pop("consultation_fee")
        fee = priced_in(currency, wanted, "/consultation_fee") if wanted else None
        values["fee_amount"] = fee.amount if fee else None
        values["fee_currency"] = fee.currency if fee else currency
    return values


def plan_offers(
    doctor: Doctor,
    wanted: Sequence[OfferWrite],
    known: Mapping[UUID, VisitType],
    currencies: Mapping[int, str],
) -> list[DoctorVisitType]:
    """Return the rows that say what the doctor offers.

    `known` are the active visit types by public id, `currencies` those of the doctor's own fees
    until now, by the type's key: a fee that names none is in that, else in that of the type.
    Raises `UnknownVisitType`, `RepeatedVisitType` or `PriceTooFine` with a pointer to the entry
    at fault.
    """
    seen: set[UUID] = set()
    rows = []
    for position, offer in enumerate(wanted):
        place = f"/visit_types/{position}"
        visit_type = known.get(offer.visit_type_id)
        if visit_type is None:
            raise UnknownVisitType(pointer=f"{place}/visit_type_id")
        if offer.visit_type_id in seen:
            raise RepeatedVisitType(pointer=f"{place}/visit_type_id")
        seen.add(offer.visit_type_id)
        currency = currencies.get(visit_type.id, visit_type.fee_currency)
        fee = priced_in(currency, offer.fee, f"{place}/fee") if offer.fee else None
        rows.append(
            DoctorVisitType(
                doctor_id=doctor.id,
                visit_type_id=visit_type.id,
                duration_minutes=offer.duration_minutes,
                fee_amount=fee.amount if fee else None,
                fee_currency=fee.currency if fee else None,
            )
        )
    return rows
