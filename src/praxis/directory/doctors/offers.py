"""Which visit types a doctor offers, and on what terms. Flushes, never commits."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from praxis.audit import service as audit
from praxis.directory.doctors import repository
from praxis.directory.doctors.models import Doctor
from praxis.directory.doctors.rules import check_editor, plan_offers
from praxis.directory.doctors.schemas import OfferPage, OffersWrite, read_offer
from praxis.directory.visit_types.models import DoctorVisitType, VisitType
from praxis.identity.auth import Actor
from praxis.kit.db.database import Reader, UnitOfWork
from praxis.kit.etags import IfMatch


async def list_offers(reader: Reader, actor: Actor, uid: UUID) -> OfferPage:
    return await _read(reader, await repository.get_doctor(reader.session, actor, uid))


async def replace_offers(
    unit: UnitOfWork, actor: Actor, uid: UUID, wanted: OffersWrite, if_match: IfMatch
) -> OfferPage:
    doctor = await repository.get_doctor(unit.session, actor, uid, to_change=True)
    check_editor(role=actor.role, own=doctor.user_id == actor.user_id, named=())
    if_match.check(doctor.version)
    known = await repository.active_visit_types(
        unit.session, [offer.visit_type_id for offer in wanted.visit_types]
    )
    present = await repository.list_offers(unit.session, doctor)
    currencies = {
        own.visit_type_id: own.fee_currency for _, own in present if own and own.fee_currency
    }
    rows = plan_offers(doctor, wanted.visit_types, known, currencies)
    doctor.version += 1
    doctor.schedule_version += 1
    await repository.replace_offers(unit.session, doctor, rows)
    await audit.record(
        unit,
        actor,
        "doctor.visit_types_replaced",
        "doctor",
        doctor.uid,
        visit_type_ids=[offer.visit_type_id for offer in wanted.visit_types],
        fees=_own_fees(rows, known.values()),
    )
    return await _read(unit, doctor)


def _own_fees(rows: Sequence[DoctorVisitType], known: Iterable[VisitType]) -> list[str]:
    """What the doctor's own fees are from now on, each as visit type, amount and currency."""
    uids = {visit_type.id: visit_type.uid for visit_type in known}
    return [
        f"{uids[row.visit_type_id]} {row.fee_amount:.2f} {row.fee_currency}"
        for row in rows
        if row.fee_amount is not None
    ]


async def _read(reader: Reader, doctor: Doctor) -> OfferPage:
    rows = await repository.list_offers(reader.session, doctor)
    offers_all = all(own is None for _, own in rows)
    items = [
        read_offer(visit_type, own)
        for visit_type, own in rows
        if visit_type.active and (offers_all or own is not None)
    ]
    return OfferPage(items=items, total=len(items), offers_all=offers_all, version=doctor.version)
