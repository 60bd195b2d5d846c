"""What a mailed link lets its holder do: look at one visit, confirm it, cancel it."""

from datetime import datetime
from uuid import UUID

from praxis.identity.auth import Actor
from praxis.identity.models import Role
from praxis.identity.tokens import TokenMaker
from praxis.kit.clock import Clock
from praxis.kit.db.database import Reader, UnitOfWork
from praxis.kit.errors import NotFound
from praxis.kit.etags import IfMatch
from praxis.notifications.links.errors import BadVisitLink, VisitLinkExpired, VisitLinkOutdated
from praxis.notifications.links.schemas import VisitLinkRead
from praxis.notifications.links.tokens import VisitLink, read_visit_link
from praxis.scheduling.appointments.models import Appointment, Status
from praxis.scheduling.appointments.operations.change_status import change_status
from praxis.scheduling.appointments.repository import get_appointment
from praxis.scheduling.appointments.rules import FREEING, UPCOMING, options_of, visit_of
from praxis.scheduling.appointments.schemas import AppointmentUpdate
from praxis.scheduling.appointments.service import update_appointment

ANY_VERSION = IfMatch(None)


def holder_of(link: VisitLink, request_id: str | None) -> Actor:
    """Whoever has the mail acts as the patient, for this one visit."""
    return Actor(None, None, Role.PATIENT, request_id, link_to=link.appointment_uid)


async def read(reader: Reader, *, tokens: TokenMaker, token: str, now: datetime) -> VisitLinkRead:
    """Raises `BadVisitLink`, `VisitLinkExpired` or `VisitLinkOutdated`."""
    link = read_visit_link(tokens, token)
    row = await _visit(reader, link, now)
    return _read(row, now)


async def confirm(
    unit: UnitOfWork, *, tokens: TokenMaker, token: str, clock: Clock, request_id: str
) -> VisitLinkRead:
    """Say that the patient will come. Raises as `read`, and `BadTransition`."""
    link = read_visit_link(tokens, token)
    row = await _visit(unit, link, clock.now(), lock=True)
    if row.confirmed_by_patient_at is None:
        await update_appointment(
            unit,
            uid=row.uid,
            body=AppointmentUpdate(confirmed_by_patient=True),
            actor=holder_of(link, request_id),
            clock=clock,
            if_match=ANY_VERSION,
        )
    return await read(unit, tokens=tokens, token=token, now=clock.now())


async def cancel(
    unit: UnitOfWork,
    *,
    tokens: TokenMaker,
    token: str,
    reason: str | None,
    clock: Clock,
    request_id: str,
) -> VisitLinkRead:
    """Cancel the visit, by the rules that bind patients. Raises as `read`, and `TooLate`."""
    link = read_visit_link(tokens, token)
    row = await _visit(unit, link, clock.now(), lock=True)
    if row.status != Status.CANCELLED:
        await change_status(
            unit,
            uid=row.uid,
            to=Status.CANCELLED,
            reason=reason,
            actor=holder_of(link, request_id),
            clock=clock,
            if_match=ANY_VERSION,
        )
    return await read(unit, tokens=tokens, token=token, now=clock.now())


async def _visit(
    reader: Reader, link: VisitLink, now: datetime, *, lock: bool = False
) -> Appointment:
    if link.expires_at <= now:
        raise VisitLinkExpired
    if lock:
        await _lock(reader, link.appointment_uid)
    try:
        row = await get_appointment(reader, holder_of(link, None), link.appointment_uid)
    except NotFound:
        raise BadVisitLink(pointer="/token") from None
    # Cancelling counts on by one: who comes back to the link sees what they did. Any other step
    # was a move, and the new time is not for who holds the old mail.
    cancelled = row.status in FREEING and row.sequence == link.sequence + 1
    if row.sequence != link.sequence and not cancelled:
        raise VisitLinkOutdated
    return row


async def _lock(reader: Reader, uid: UUID) -> None:
    await reader.sql.execute("SELECT FROM appointments WHERE uid = $1 FOR UPDATE", uid)


def _read(row: Appointment, now: datetime) -> VisitLinkRead:
    visit = visit_of(row, now)
    options = options_of(visit, Role.PATIENT, now)
    confirmed = row.confirmed_by_patient_at is not None
    return VisitLinkRead(
        appointment_id=row.uid,
        status=visit.status,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        time_zone=row.location.time_zone,
        doctor_name=row.doctor.user.full_name,
        location_name=row.location.name,
        address=row.location.address,
        phone=row.location.phone,
        confirmed=confirmed,
        can_confirm=visit.status in UPCOMING and not confirmed,
        can_cancel=options.can_cancel,
        changeable_until=options.changeable_until,
    )
