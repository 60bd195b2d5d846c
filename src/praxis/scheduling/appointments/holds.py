"""A hold keeps a time for one user for some minutes, while they finish booking it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from praxis.audit import service as audit
from praxis.identity.auth import Actor
from praxis.kit import outbox
from praxis.kit.clock import Clock
from praxis.kit.db.database import Reader, UnitOfWork
from praxis.kit.errors import NotFound
from praxis.kit.ids import new_uid
from praxis.scheduling.appointments import claims
from praxis.scheduling.appointments.errors import HoldMismatch, TooManyHolds
from praxis.scheduling.appointments.history import HOLD_CHANGED
from praxis.scheduling.appointments.models import ClaimKind
from praxis.scheduling.appointments.operations.planning import (
    acts_for_practice,
    check_accepts_any,
    clear_expired,
    load_booking_facts,
    request_of,
    wanted,
)
from praxis.scheduling.appointments.policies import BookingPlan, plan_booking
from praxis.scheduling.appointments.schemas import (
    HoldCreate,
    HoldRead,
    Override,
)
from praxis.scheduling.slots.facts import SlotFacts

INSERT = """
    INSERT INTO holds
        (uid, user_id, doctor_id, location_id, visit_type_id, starts_at, ends_at, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    RETURNING id
"""

# Who books a time or holds it again gives up what they held there, its buffers included.
REPLACE = """
    DELETE FROM holds h USING claims c
    WHERE h.user_id = $1 AND c.hold_id = h.id AND c.resource_id = $2
      AND c.during && tstzrange($3, $4)
    RETURNING h.uid
"""

# Holds of one user are counted one after the other.
LOCK_USER = "SELECT FROM users WHERE id = $1 FOR NO KEY UPDATE"

COUNT = "SELECT count(*) FROM holds WHERE user_id = $1 AND expires_at > $2"

# Few: a user may not hold many times at once.
LIST = """
    SELECT h.uid, h.starts_at, h.doctor_id, h.visit_type_id, h.location_id, h.expires_at,
           EXISTS (SELECT FROM claims c WHERE c.hold_id = h.id AND c.resource_id = $2
                   AND c.during && tstzrange($3, $4)) AS in_the_way
    FROM holds h WHERE h.user_id = $1 ORDER BY h.id
"""

FIND = """
    SELECT h.id, h.doctor_id FROM holds h WHERE h.uid = $1 AND h.user_id = $2
"""


@dataclass(frozen=True, slots=True)
class UsedHold:
    """A hold that gives way to what its holder books."""

    uid: UUID
    expires_at: datetime


async def hold(
    unit: UnitOfWork,
    *,
    body: HoldCreate,
    actor: Actor,
    clock: Clock,
    lifetime: timedelta,
    limit: int,
) -> HoldRead:
    """Keep a time that is offered, with a room if the visit needs one, for `lifetime`.

    Raises `TooManyHolds`, and what booking the same time would raise.
    """
    now = clock.now()
    await unit.sql.execute(LOCK_USER, actor.known_id)
    facts = await load_booking_facts(
        unit, actor, body.doctor_id, body.visit_type_id, body.starts_at, now
    )
    by_practice = await acts_for_practice(unit, actor, facts.doctor.id)
    await check_accepts_any(unit, actor, facts)
    request = request_of(body.starts_at, body.location_id, Override(), by_practice=by_practice)
    plan = plan_booking(request, facts, now)
    target = wanted(facts, plan, None)
    await clear_expired(unit, facts, target, now)
    await give_way(unit, actor, facts, target)
    # Read since the lock: nobody else has added one.
    if facts.viewer_has_holds and await unit.sql.fetchval(COUNT, actor.known_id, now) >= limit:
        raise TooManyHolds(limit=limit)
    return await _insert(unit, actor, facts, plan, target, now + lifetime)


async def _insert(
    unit: UnitOfWork,
    actor: Actor,
    facts: SlotFacts,
    plan: BookingPlan,
    target: claims.Wanted,
    expires_at: datetime,
) -> HoldRead:
    uid = new_uid()
    hold_id = await unit.sql.fetchval(
        INSERT,
        uid,
        actor.known_id,
        facts.doctor.id,
        plan.location_id,
        facts.visit_type.id,
        plan.period.start,
        plan.period.end,
        expires_at,
    )
    owner = claims.Owner(ClaimKind.HOLD, hold_id=hold_id, expires_at=expires_at)
    await claims.claim(unit, target, owner)
    await audit.record(unit, actor, "hold.created", "hold", uid)
    await outbox.enqueue(unit, HOLD_CHANGED, doctor_id=facts.doctor.id)
    return HoldRead(
        id=uid,
        doctor_id=facts.doctor.uid,
        visit_type_id=facts.visit_type.uid,
        location_id=facts.location_uids[plan.location_id],
        starts_at=plan.period.start,
        ends_at=plan.period.end,
        expires_at=expires_at,
    )


async def give_way(unit: UnitOfWork, actor: Actor, facts: SlotFacts, target: claims.Wanted) -> None:
    """Give up what the actor holds in the time that they are about to claim."""
    if not facts.viewer_has_holds:
        return
    bounds = (actor.known_id, target.doctor_resource_id, *target.period)
    used = await unit.sql.fetch(REPLACE, *bounds)
    for row in used:
        await audit.record(unit, actor, "hold.used", "hold", row["uid"])
    if used:
        await outbox.enqueue(unit, HOLD_CHANGED, doctor_id=facts.doctor.id)


async def list_used(
    reader: Reader, booking_hold: UUID | None, actor: Actor, facts: SlotFacts, plan: BookingPlan
) -> list[UsedHold]:
    """The holds that give way to a booking: those of the actor in the time that it claims.

    Raises `HoldMismatch` if the hold named is one of theirs for something else. One that has run
    out meanwhile is no reason to refuse: the time may still be free.
    """
    if not facts.viewer_has_holds:
        return []
    bounds = (actor.known_id, facts.doctor.resource_id, *plan.claimed)
    rows = await reader.sql.fetch(LIST, *bounds)
    wanted = (plan.period.start, facts.doctor.id, facts.visit_type.id, plan.location_id)
    for row in rows:
        held = (row["starts_at"], row["doctor_id"], row["visit_type_id"], row["location_id"])
        if row["uid"] == booking_hold and held != wanted:
            raise HoldMismatch(pointer="/hold_id")
    return [UsedHold(row["uid"], row["expires_at"]) for row in rows if row["in_the_way"]]


async def release(unit: UnitOfWork, *, uid: UUID, actor: Actor) -> None:
    """Give a held time back. Raises `NotFound` for what is not the actor's."""
    row = await unit.sql.fetchrow(FIND, uid, actor.known_id)
    if row is None:
        raise NotFound
    await claims.release_hold(unit, row["id"])
    await audit.record(unit, actor, "hold.released", "hold", uid)
    await outbox.enqueue(unit, HOLD_CHANGED, doctor_id=row["doctor_id"])
