"""Every query on patients. Who may see which row is decided in `visible_patients`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    column,
    false,
    func,
    or_,
    select,
    table,
    union,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from praxis.audit.models import AuditEvent
from praxis.directory.doctors.models import Doctor
from praxis.directory.filters import contains
from praxis.directory.patients.errors import PatientNotFound
from praxis.directory.patients.models import Patient
from praxis.directory.patients.rules import Mixed, search_terms
from praxis.directory.patients.schemas import PatientSummary
from praxis.identity.auth import Actor
from praxis.identity.models import Role, User
from praxis.kit.pagination import (
    BadCursor,
    Keyset,
    Page,
    PageRequest,
    decode_cursor,
    encode_cursor,
    paginate,
)

BY_NAME = Keyset((Patient.full_name, Patient.id), (str, int))
NEWEST_EVENT_FIRST = Keyset((AuditEvent.id,), (int,), descending=True)

# A view over appointments, which belong to scheduling: whom a doctor treats or has treated.
CARE = table("care_relations", column("doctor_id", BigInteger), column("patient_id", BigInteger))


@dataclass(frozen=True, slots=True)
class PatientFilter:
    q: str | None = None
    date_of_birth: date | None = None
    inactive_too: bool = False

    @property
    def names(self) -> list[str]:
        """Which filters are set, for the audit, which must not know what was searched for."""
        return [
            name
            for name, is_set in (
                ("q", self.q is not None),
                ("date_of_birth", self.date_of_birth is not None),
                ("include_inactive", self.inactive_too),
            )
            if is_set
        ]


def visible_patients(actor: Actor) -> Select[Patient]:
    """Return the patients that the actor may know of.

    The desk knows all; doctors those they treat or have treated, and those that they opened in an
    emergency; everyone those of their account.
    """
    statement = select(Patient)
    if actor.is_desk:
        return statement
    if actor.user_id is None:
        return statement.where(false())
    if actor.role == Role.DOCTOR:
        known: ColumnElement[bool] = Patient.id.in_(_own_or_treated(actor.user_id))
        if actor.emergencies:
            known = or_(known, Patient.id.in_(actor.emergencies))
        return statement.where(known)
    return statement.where(Patient.user_id == actor.user_id)


def _own_or_treated(user_id: int) -> CompoundSelect[int]:
    # A union, because PostgreSQL begins with it; with OR it walks through all patients by name.
    own = aliased(Patient)
    treated = select(CARE.c.patient_id).join(Doctor, Doctor.id == CARE.c.doctor_id)
    return union(
        select(own.id).where(own.user_id == user_id), treated.where(Doctor.user_id == user_id)
    )


def listed_patients(actor: Actor, wanted: PatientFilter) -> Select[Patient]:
    statement = visible_patients(actor)
    if not wanted.inactive_too:
        statement = statement.where(Patient.active)
    if wanted.date_of_birth is not None:
        statement = statement.where(Patient.date_of_birth == wanted.date_of_birth)
    return statement if wanted.q is None else statement.where(_matches(wanted.q))


def _matches(text: str) -> ColumnElement[bool]:
    terms = search_terms(text)
    ways: list[ColumnElement[bool]] = []
    if terms.words:
        ways.append(and_(*map(_named, terms.words)))
    if terms.digits is not None:
        ways.append(Patient.mobile.contains(terms.digits))
    if terms.born_on is not None:
        ways.append(Patient.date_of_birth == terms.born_on)
    if terms.mixed is not None:
        ways.append(_matches_all(terms.mixed))
    return or_(false(), *ways)


def _named(word: str) -> ColumnElement[bool]:
    return or_(contains(Patient.full_name, word), contains(Patient.email, word))


def _matches_all(mixed: Mixed) -> ColumnElement[bool]:
    conditions = [_named(name) for name in mixed.names]
    conditions += [Patient.mobile.contains(number) for number in mixed.numbers]
    if mixed.born_on is not None:
        conditions.append(Patient.date_of_birth == mixed.born_on)
    return and_(*conditions)


async def page_of_patients(
    session: AsyncSession,
    actor: Actor,
    wanted: PatientFilter,
    page: PageRequest,
    read: Callable[[Patient], PatientSummary],
) -> Page[PatientSummary]:
    """Return one page by name; its cursor holds an id, for no name may stand in an address."""
    position = None
    if page.cursor is not None:
        position = encode_cursor(await _position(session, actor, page.cursor))
    request = PageRequest(page.limit, position, page.count)
    found = await paginate(session, listed_patients(actor, wanted), BY_NAME, request, read)
    if found.next_cursor is not None:
        found.next_cursor = encode_cursor([str(found.items[-1].id)])
    return found


async def _position(session: AsyncSession, actor: Actor, cursor: str) -> tuple[str, int]:
    try:
        uid = UUID(decode_cursor(cursor, (str,))[0])
    except ValueError:
        raise BadCursor(pointer="/query/cursor") from None
    # Of a stranger, the place in the list would tell the name.
    statement = visible_patients(actor).where(Patient.uid == uid)
    patient = await session.scalar(statement)
    if patient is None:
        raise BadCursor(pointer="/query/cursor")
    return patient.full_name, patient.id


async def get_patient(
    session: AsyncSession, actor: Actor, uid: UUID, *, to_change: bool = False
) -> Patient:
    """Raise `PatientNotFound` for what is unknown or not visible."""
    statement = visible_patients(actor).where(Patient.uid == uid)
    if to_change:
        statement = statement.with_for_update(of=Patient)
    patient = await session.scalar(statement)
    if patient is None:
        raise PatientNotFound
    return patient


async def find_account(session: AsyncSession, uid: UUID) -> User | None:
    """Return the active account under this id."""
    user: User | None = await session.scalar(select(User).where(User.uid == uid, User.active))
    return user


async def holds_others(session: AsyncSession, user_id: int, patient_id: int | None = None) -> bool:
    """Whether the account holds anybody else. Locks it: nobody comes into it meanwhile."""
    account = select(User.id).where(User.id == user_id).with_for_update(key_share=True)
    await session.execute(account)
    others = select(Patient.id).where(
        Patient.user_id == user_id, Patient.active, Patient.id.is_distinct_from(patient_id)
    )
    return await session.scalar(others.limit(1)) is not None


async def count_patients_of(session: AsyncSession, user_id: int) -> int:
    statement = select(func.count()).where(Patient.user_id == user_id, Patient.active)
    return await session.scalar(statement) or 0


async def page_of_accesses(
    session: AsyncSession, patient: Patient, page: PageRequest, *, others: bool
) -> "Page[AuditEvent]":
    """Return who read or wrote what of the patient, newest first; `others`: not themselves."""
    statement = select(AuditEvent).where(AuditEvent.patient_id == patient.id)
    if others and patient.user_id is not None:
        statement = statement.where(AuditEvent.actor_id.is_distinct_from(patient.user_id))
    return await paginate(session, statement, NEWEST_EVENT_FIRST, page, lambda event: event)


async def names_of_staff(session: AsyncSession, user_ids: Iterable[int]) -> dict[int, str]:
    """Return the names of those of these users who work in the practice."""
    statement = select(User.id, User.full_name).where(
        User.id.in_(list(user_ids)), User.role != Role.PATIENT
    )
    rows = await session.execute(statement)
    return {key: name for key, name in rows}  # noqa: C416 -- `dict` does not take typed rows
