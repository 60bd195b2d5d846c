"""What happens to patients. Flushes, never commits; every read and write leaves a trace."""

from typing import Any
from uuid import UUID

from praxis.audit import service as audit
from praxis.directory.patients import repository
from praxis.directory.patients.background import (
    CLINICAL,
    NOTHING_KNOWN,
    Background,
    open_background,
    seal_background,
    set_background,
)
from praxis.directory.patients.errors import TooManyPatients, UnknownAccount
from praxis.directory.patients.models import Patient
from praxis.directory.patients.repository import PatientFilter
from praxis.directory.patients.rules import (
    MAX_PATIENTS_OF_ACCOUNT,
    Reader,
    check_birth,
    check_creator,
    check_editor,
)
from praxis.directory.patients.schemas import (
    AccessRead,
    PatientCreate,
    PatientRead,
    PatientSummary,
    PatientUpdate,
    read_access,
    read_patient,
    read_summary,
)
from praxis.directory.resources.models import Resource, ResourceKind
from praxis.directory.updates import apply_changes
from praxis.identity.auth import Actor
from praxis.identity.errors import RoleForbidden, StepUpRequired
from praxis.identity.mobiles import parse_mobile
from praxis.identity.models import Role, User
from praxis.kit.clock import Clock
from praxis.kit.db.database import UnitOfWork
from praxis.kit.etags import IfMatch
from praxis.kit.ids import new_uid
from praxis.kit.pagination import Page, PageRequest

MOBILES = ("mobile", "emergency_contact_mobile")


async def add_patient(
    unit: UnitOfWork,
    *,
    user: User | None,
    full_name: str,
    **fields: Any,  # noqa: ANN401 -- columns of any type
) -> Patient:
    """Write a patient, with the resource that keeps them from being in two places at once.

    `user` is whose account holds them; `fields` are columns of `Patient` or `Background`. The
    caller audits.
    """
    # The resource carries no name: what claims time must not tell who.
    background = Background(**{name: fields.pop(name, None) for name in CLINICAL})
    uid = new_uid()
    resource = Resource(kind=ResourceKind.PATIENT, name="")
    unit.session.add_all([user, resource] if user else [resource])
    await unit.flush()
    patient = Patient(
        uid=uid,
        sealed=_seal(unit, uid, background),
        user_id=user.id if user else None,
        resource_id=resource.id,
        full_name=full_name,
        **fields,
    )
    unit.session.add(patient)
    await unit.flush()
    return patient


def _seal(unit: UnitOfWork, uid: UUID, background: Background) -> bytes | None:
    # Who writes nothing clinical needs no keys.
    return None if background == NOTHING_KNOWN else seal_background(unit.vault, uid, background)


async def list_patients(
    unit: UnitOfWork, actor: Actor, wanted: PatientFilter, page: PageRequest
) -> Page[PatientSummary]:
    """Return a page; each patient on it can see that they were listed."""
    shown: list[tuple[UUID | None, int | None]] = []

    def read(patient: Patient) -> PatientSummary:
        shown.append((patient.uid, patient.id))
        return read_summary(patient)

    found = await repository.page_of_patients(unit.session, actor, wanted, page, read)
    await audit.record_many(
        unit,
        actor,
        "patient.listed",
        "patient",
        shown or [(None, None)],
        count=len(shown),
        filters=wanted.names,
    )
    return found


async def get_patient(unit: UnitOfWork, actor: Actor, uid: UUID) -> PatientRead:
    patient = await repository.get_patient(unit.session, actor, uid)
    clinical = _reader(actor, patient).sees_clinical
    await _audit_reading(unit, actor, patient, clinical=clinical)
    return _read(unit, patient, clinical=clinical)


def _read(unit: UnitOfWork, patient: Patient, *, clinical: bool) -> PatientRead:
    return read_patient(patient, open_background(unit.vault, patient) if clinical else None)


async def _audit_reading(
    unit: UnitOfWork, actor: Actor, patient: Patient, *, clinical: bool
) -> None:
    await audit.record(
        unit,
        actor,
        "patient.read",
        "patient",
        patient.uid,
        patient_id=patient.id,
        fields=sorted(CLINICAL) if clinical else (),
    )


async def create_patient(
    unit: UnitOfWork,
    actor: Actor,
    wanted: PatientCreate,
    clock: Clock,
    region: str,
    *,
    proven: bool,
) -> PatientRead:
    """Raise `FieldReserved`, `UnknownAccount`, `TooManyPatients`, `BornInFuture` or `BadMobile`.

    `region` is the country of telephone numbers that are written without one. Only who is `proven`
    to be there puts a patient into somebody's account: else `StepUpRequired`.
    """
    own = actor.role == Role.PATIENT
    reader = Reader(actor.role, own, actor.reason is not None, by_key=actor.key_uid is not None)
    named = wanted.model_fields_set - ({"user_id"} if wanted.user_id == actor.uid else set())
    check_creator(reader, named)
    if actor.is_desk and wanted.user_id is not None and not proven:
        raise StepUpRequired
    check_birth(wanted.date_of_birth, clock.now())
    values = _with_mobiles(dict(wanted), region)
    user = await _holder(unit, actor, values.pop("user_id"))
    patient = await add_patient(
        unit, user=user, is_account_holder=await _is_holder(unit, user), **values
    )
    await audit.record(
        unit, actor, "patient.created", "patient", patient.uid, patient_id=patient.id
    )
    return _read(unit, patient, clinical=_reader(actor, patient).sees_clinical)


async def _holder(unit: UnitOfWork, actor: Actor, wanted: UUID | None) -> User | None:
    """Return the account that will hold a new patient."""
    if actor.role != Role.PATIENT:
        return None if wanted is None else await _account(unit, wanted)
    held = await repository.count_patients_of(unit.session, actor.known_id)
    if held >= MAX_PATIENTS_OF_ACCOUNT:
        raise TooManyPatients
    return await unit.session.get_one(User, actor.known_id)


async def _is_holder(unit: UnitOfWork, user: User | None) -> bool:
    """Whether whoever comes into the account now is the one whose own it is: the only one."""
    return user is not None and not await repository.holds_others(unit.session, user.id)


async def _account(unit: UnitOfWork, uid: UUID) -> User:
    user = await repository.find_account(unit.session, uid)
    if user is None:
        raise UnknownAccount(pointer="/user_id")
    return user


async def update_patient(
    unit: UnitOfWork,
    actor: Actor,
    uid: UUID,
    wanted: PatientUpdate,
    if_match: IfMatch,
    clock: Clock,
    region: str,
    *,
    proven: bool,
) -> PatientRead:
    """Raise what `check_editor` does for what is not the actor's to set.

    Values are refused as by `create_patient`, and another account without proof.
    """
    patient = await repository.get_patient(unit.session, actor, uid, to_change=True)
    reader = _reader(actor, patient)
    values = _with_mobiles(wanted.named(), region)
    # First: what may be added depends on what is missing, which the caller has not seen if stale.
    if_match.check(patient.version)
    check_editor(reader, values.keys(), born_on=patient.date_of_birth, sex=patient.sex)
    check_birth(values.get("date_of_birth"), clock.now())
    if values.keys() & {"user_id", "active"}:
        standing = await _standing(unit, patient, values)
        # Whose account it is reads all of it from now on. To take it out may have to be quick.
        if standing["user_id"] not in {None, patient.user_id} and not proven:
            raise StepUpRequired
        values |= standing
    changed = _apply(unit, patient, values)
    await unit.flush()
    if changed:
        await audit.record(
            unit,
            actor,
            "patient.updated",
            "patient",
            patient.uid,
            patient_id=patient.id,
            fields=changed,
        )
    else:
        await _audit_reading(unit, actor, patient, clinical=reader.sees_clinical)
    return _read(unit, patient, clinical=reader.sees_clinical)


def _apply(unit: UnitOfWork, patient: Patient, values: dict[str, Any]) -> list[str]:
    """Set what differs, sealed or not, count it as one change, and return its names."""
    open_values = {name: value for name, value in values.items() if name not in CLINICAL}
    changed = apply_changes(patient, open_values)
    if len(open_values) == len(values):
        return changed
    hidden = {name: value for name, value in values.items() if name in CLINICAL}
    sealed = set_background(unit.vault, patient, hidden)
    if sealed and not changed:
        patient.version += 1
    return sorted([*changed, *sealed])


async def _standing(unit: UnitOfWork, patient: Patient, wanted: dict[str, Any]) -> dict[str, Any]:
    """Return which account, if any, holds the patient after the change, and whether as its own."""
    account = patient.user_id
    if "user_id" in wanted:
        uid = wanted["user_id"]
        account = None if uid is None else (await _account(unit, uid)).id
    stays = account == patient.user_id and patient.active
    if account is None or not wanted.get("active", patient.active):
        holds = False
    elif stays:
        holds = patient.is_account_holder
    else:
        holds = not await repository.holds_others(unit.session, account, patient.id)
    return {"user_id": account, "is_account_holder": holds}


async def deactivate_patient(unit: UnitOfWork, actor: Actor, uid: UUID, if_match: IfMatch) -> None:
    """Raise `RoleForbidden` unless the desk or the patient's own account asks."""
    patient = await repository.get_patient(unit.session, actor, uid, to_change=True)
    if not (actor.is_desk or _reader(actor, patient).own):
        raise RoleForbidden
    if_match.check(patient.version)
    if apply_changes(patient, {"active": False, "is_account_holder": False}):
        await audit.record(
            unit, actor, "patient.deactivated", "patient", patient.uid, patient_id=patient.id
        )


async def list_accesses(
    unit: UnitOfWork, actor: Actor, uid: UUID, page: PageRequest, *, others: bool
) -> Page[AccessRead]:
    """Raise `RoleForbidden` unless the patient's own account or an administrator asks."""
    patient = await repository.get_patient(unit.session, actor, uid)
    if actor.role != Role.ADMIN and not _reader(actor, patient).own:
        raise RoleForbidden
    events = await repository.page_of_accesses(unit.session, patient, page, others=others)
    names = await repository.names_of_staff(
        unit.session, {event.actor_id for event in events.items if event.actor_id is not None}
    )
    await audit.record(
        unit, actor, "patient.access_log_read", "patient", patient.uid, patient_id=patient.id
    )
    return Page(
        items=[read_access(event, names.get(event.actor_id or 0)) for event in events.items],
        next_cursor=events.next_cursor,
        total=events.total,
    )


def _reader(actor: Actor, patient: Patient) -> Reader:
    own = patient.user_id is not None and patient.user_id == actor.user_id
    return Reader(
        actor.role,
        own,
        actor.reason is not None,
        patient.id in actor.emergencies,
        by_key=actor.key_uid is not None,
    )


def _with_mobiles(values: dict[str, Any], region: str) -> dict[str, Any]:
    """Return the values with telephone numbers in E.164. Raises `BadMobile`."""
    numbers = {
        name: parse_mobile(values[name], region, pointer=f"/{name}")
        for name in MOBILES
        if values.get(name) is not None
    }
    return {**values, **numbers}
