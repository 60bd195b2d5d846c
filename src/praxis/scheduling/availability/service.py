"""Weekly hours and exceptions: who may change them, and what must hold among them."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from praxis.audit import service as audit
from praxis.directory.doctors.models import Doctor
from praxis.directory.doctors.repository import get_doctor
from praxis.identity.auth import Actor
from praxis.identity.errors import RoleForbidden
from praxis.identity.models import Role
from praxis.kit import outbox
from praxis.kit.db.database import Reader, UnitOfWork
from praxis.kit.pagination import Page
from praxis.scheduling.availability import repository
from praxis.scheduling.availability.clashes import find_clash
from praxis.scheduling.availability.errors import (
    ExceptionNotFound,
    RuleNotFound,
    TwoPlacesAtOnce,
    UnknownLocation,
    UnknownVisitTypes,
)
from praxis.scheduling.availability.locks import lock_schedule
from praxis.scheduling.availability.models import (
    AvailabilityException,
    AvailabilityRule,
    ExceptionKind,
)
from praxis.scheduling.availability.schemas import (
    ExceptionRead,
    ExceptionWrite,
    RuleRead,
    RuleWrite,
    Weekday,
    WeekWrite,
)


async def doctor_to_change(unit: UnitOfWork, actor: Actor, uid: UUID) -> Doctor:
    """The doctor whose hours the actor may change, with the schedule locked.

    Raises `DoctorNotFound` or `RoleForbidden`.
    """
    doctor = await check_may_change(unit, actor, uid)
    await lock_schedule(unit, doctor.id)
    return doctor


async def check_may_change(reader: Reader, actor: Actor, uid: UUID) -> Doctor:
    """The doctor whose hours the actor may change. Raises `DoctorNotFound` or `RoleForbidden`."""
    doctor = await get_doctor(reader.session, actor, uid)
    if not (actor.is_desk or may_see_why(actor, doctor)):
        raise RoleForbidden
    return doctor


def may_see_why(actor: Actor, doctor: Doctor) -> bool:
    """Why a doctor is away is known to the doctor and to the practice."""
    own = actor.role == Role.DOCTOR and doctor.user_id == actor.user_id
    return own or actor.is_desk


async def announce(unit: UnitOfWork, doctor: Doctor) -> None:
    await outbox.enqueue(unit, "scheduling.hours_changed", doctor_id=doctor.id)


async def list_rules(reader: Reader, *, actor: Actor, doctor_uid: UUID) -> Page[RuleRead]:
    doctor = await get_doctor(reader.session, actor, doctor_uid)
    return await _week(reader, doctor)


async def add_rule(
    unit: UnitOfWork, *, actor: Actor, doctor_uid: UUID, body: RuleWrite
) -> RuleRead:
    """Add hours to the week. Raises `UnknownLocation`, `UnknownVisitTypes`, `TwoPlacesAtOnce`."""
    doctor = await doctor_to_change(unit, actor, doctor_uid)
    (rule,) = await _build_rules(unit, doctor, {"": body})
    known = await repository.list_rules(unit.session, doctor.id)
    await _check_places(unit, [*known, rule], {rule: ""})
    unit.session.add(rule)
    await unit.flush()
    await audit.record(unit, actor, "availability.added", "doctor", doctor.uid)
    await announce(unit, doctor)
    return (await _read_rules(unit, [rule]))[0]


async def replace_week(
    unit: UnitOfWork, *, actor: Actor, doctor_uid: UUID, body: WeekWrite
) -> Page[RuleRead]:
    """Put these hours in place of all there were. Raises as `add_rule` does."""
    doctor = await doctor_to_change(unit, actor, doctor_uid)
    rules = await build_week(unit, doctor, body.rules)
    await repository.delete_all_rules(unit.session, doctor.id)
    unit.session.add_all(rules)
    await unit.flush()
    await audit.record(unit, actor, "availability.replaced", "doctor", doctor.uid, rules=len(rules))
    await announce(unit, doctor)
    return await _week(unit, doctor)


async def build_week(
    reader: Reader, doctor: Doctor, week: Sequence[RuleWrite]
) -> list[AvailabilityRule]:
    """The rows of a whole week, not added yet. Raises as `add_rule` does."""
    wanted = {f"/rules/{index}": rule for index, rule in enumerate(week)}
    rules = await _build_rules(reader, doctor, wanted)
    await _check_places(reader, rules, dict(zip(rules, wanted, strict=True)))
    return rules


async def delete_rule(unit: UnitOfWork, *, actor: Actor, doctor_uid: UUID, rule_uid: UUID) -> None:
    """Raises `RuleNotFound`."""
    doctor = await doctor_to_change(unit, actor, doctor_uid)
    if not await repository.delete_rule(unit.session, doctor.id, rule_uid):
        raise RuleNotFound
    await audit.record(unit, actor, "availability.deleted", "doctor", doctor.uid)
    await announce(unit, doctor)


async def list_exceptions(
    reader: Reader, *, actor: Actor, doctor_uid: UUID, first: date | None, last: date | None
) -> Page[ExceptionRead]:
    doctor = await get_doctor(reader.session, actor, doctor_uid)
    rows = await repository.list_exceptions(reader.session, doctor.id, first, last)
    return Page(items=await _read_exceptions(reader, actor, doctor, rows))


async def add_exception(
    unit: UnitOfWork, *, actor: Actor, doctor_uid: UUID, body: ExceptionWrite
) -> ExceptionRead:
    """Raises `UnknownLocation`."""
    doctor = await doctor_to_change(unit, actor, doctor_uid)
    row = await build_exception(unit, doctor, body)
    unit.session.add(row)
    await unit.flush()
    await audit.record(
        unit, actor, "availability.exception_added", "doctor", doctor.uid, date=body.date
    )
    await announce(unit, doctor)
    return (await _read_exceptions(unit, actor, doctor, [row]))[0]


async def build_exception(
    reader: Reader, doctor: Doctor, body: ExceptionWrite, *, pointer: str = ""
) -> AvailabilityException:
    """The row of an exception, not added yet; `pointer` says where it stands in the request.

    Raises `UnknownLocation`.
    """
    location_id = None
    if body.location_id is not None:
        found = await repository.locations_by_uid(reader.session, [body.location_id])
        if body.location_id not in found:
            raise UnknownLocation(pointer=f"{pointer}/location_id")
        location_id = found[body.location_id].id
    return AvailabilityException(
        doctor_id=doctor.id,
        location_id=location_id,
        on=body.date,
        kind=body.kind,
        start_minute=body.start_time,
        end_minute=body.end_time,
        note=body.note,
    )


async def delete_exception(
    unit: UnitOfWork, *, actor: Actor, doctor_uid: UUID, exception_uid: UUID
) -> None:
    """Raises `ExceptionNotFound`."""
    doctor = await doctor_to_change(unit, actor, doctor_uid)
    if not await repository.delete_exception(unit.session, doctor.id, exception_uid):
        raise ExceptionNotFound
    await audit.record(unit, actor, "availability.exception_deleted", "doctor", doctor.uid)
    await announce(unit, doctor)


async def _check_places(
    reader: Reader,
    rules: Sequence[AvailabilityRule],
    pointers: Mapping[AvailabilityRule, str],
) -> None:
    """`pointers` say where in the body a rule stands."""
    zones = await repository.time_zones(reader.session, {rule.location_id for rule in rules})
    clash = find_clash(rules, zones)
    if clash is not None:
        raise TwoPlacesAtOnce(
            pointer=f"{pointers.get(clash, '')}/location_id",
            weekday=Weekday.of(clash.weekday).value,
        )


async def _build_rules(
    reader: Reader, doctor: Doctor, wanted: Mapping[str, RuleWrite]
) -> list[AvailabilityRule]:
    """The rows of rules by where each stands in the body, in their order."""
    locations = await repository.locations_by_uid(
        reader.session, {rule.location_id for rule in wanted.values()}
    )
    types = await repository.visit_types_by_uid(
        reader.session, {uid for rule in wanted.values() for uid in rule.visit_type_ids}
    )
    rows = []
    for pointer, rule in wanted.items():
        if rule.location_id not in locations:
            raise UnknownLocation(pointer=f"{pointer}/location_id")
        if not set(rule.visit_type_ids) <= types.keys():
            raise UnknownVisitTypes(pointer=f"{pointer}/visit_type_ids")
        rows.append(
            AvailabilityRule(
                doctor_id=doctor.id,
                location_id=locations[rule.location_id].id,
                weekday=rule.weekday.number,
                start_minute=rule.start_time,
                end_minute=rule.end_time,
                valid_from=rule.valid_from,
                valid_until=rule.valid_until,
                every_n_weeks=rule.every_n_weeks,
                visit_type_ids=sorted({types[uid] for uid in rule.visit_type_ids}),
            )
        )
    return rows


async def _week(reader: Reader, doctor: Doctor) -> Page[RuleRead]:
    rules = await repository.list_rules(reader.session, doctor.id)
    return Page(items=await _read_rules(reader, rules))


async def _read_rules(reader: Reader, rules: Sequence[AvailabilityRule]) -> list[RuleRead]:
    locations = await repository.location_uids(reader.session, {rule.location_id for rule in rules})
    types = await repository.visit_type_uids(
        reader.session, {id_ for rule in rules for id_ in rule.visit_type_ids}
    )
    return [
        RuleRead.model_construct(
            id=rule.uid,
            location_id=locations[rule.location_id],
            weekday=Weekday.of(rule.weekday),
            start_time=rule.start_minute,
            end_time=rule.end_minute,
            valid_from=rule.valid_from,
            valid_until=rule.valid_until,
            every_n_weeks=rule.every_n_weeks,
            visit_type_ids=[types[id_] for id_ in rule.visit_type_ids],
        )
        for rule in rules
    ]


async def _read_exceptions(
    reader: Reader, actor: Actor, doctor: Doctor, rows: Sequence[AvailabilityException]
) -> list[ExceptionRead]:
    ids = {row.location_id for row in rows if row.location_id is not None}
    locations = await repository.location_uids(reader.session, ids)
    return [
        ExceptionRead.model_construct(
            id=row.uid,
            date=row.on,
            kind=ExceptionKind(row.kind),
            location_id=locations[row.location_id] if row.location_id else None,
            start_time=row.start_minute,
            end_time=row.end_minute,
            note=row.note if may_see_why(actor, doctor) else None,
        )
        for row in rows
    ]
