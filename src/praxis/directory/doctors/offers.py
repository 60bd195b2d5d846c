"""Which visit types a doctor offers, and on what terms. Flushes, never commits."""

from uuid import UUID

from praxis.audit import service as audit
from praxis.directory.doctors import repository
from praxis.directory.doctors.models import Doctor
from praxis.directory.doctors.rules import check_editor, plan_offers
from praxis.directory.doctors.schemas import OfferPage, OffersWrite, read_offer
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
    rows = plan_offers(doctor, wanted.visit_types, known)
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
    )
    return await _read(unit, doctor)


async def _read(reader: Reader, doctor: Doctor) -> OfferPage:
    rows = await repository.list_offers(reader.session, doctor)
    offers_all = all(own is None for _, own in rows)
    items = [
        read_offer(visit_type, own)
        for visit_type, own in rows
        if visit_type.active and (offers_all or own is not None)
    ]
    return OfferPage(items=items, total=len(items), offers_all=offers_all, version=doctor.version)
