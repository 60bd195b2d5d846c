"""What one slot search or booking must know about a doctor, as the database has it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from praxis.kit.intervals import Interval
from praxis.scheduling.availability.model import Schedule
from praxis.scheduling.slots.model import Pool, SlotQuery, Taken, VisitPolicy

UTC_ZONE = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class DoctorFacts:
    id: int
    uid: UUID
    resource_id: int
    schedule_version: int
    accepts_new_patients: bool


@dataclass(frozen=True, slots=True)
class VisitTypeFacts:
    """The visit type as this doctor offers it: own length and fee are filled in."""

    id: int
    uid: UUID
    policy: VisitPolicy
    fee_amount: Decimal
    fee_currency: str
    needs_approval: bool
    cancellation_notice: timedelta


@dataclass(frozen=True, slots=True)
class SlotFacts:
    doctor: DoctorFacts
    visit_type: VisitTypeFacts
    schedule: Schedule
    location_uids: Mapping[int, UUID]
    # Somewhere, claims have run out that the sweeper has not deleted yet.
    has_expired_claims: bool
    # Who asked is holding some time, which counts as free where it is this doctor's.
    viewer_has_holds: bool
    taken: Sequence[Taken]
    pools: tuple[Pool, ...]
    # Whose clock counts for a doctor of whom no place is asked about.
    zone_elsewhere: ZoneInfo = UTC_ZONE

    def location_id(self, uid: UUID) -> int | None:
        return next((id_ for id_, known in self.location_uids.items() if known == uid), None)

    def within(self, location_ids: Collection[int]) -> "SlotFacts":
        """The same doctor, as if there were no other places than these."""
        places = tuple(p for p in self.schedule.places if p.location_id in location_ids)
        schedule = replace(self.schedule, places=places)
        return replace(self, schedule=schedule, zone_elsewhere=self.zone_at(None))

    def zone_at(self, location_uid: UUID | None) -> ZoneInfo:
        """The zone of the place; without one, or where the doctor does not work, of the first."""
        zones = {
            self.location_uids[place.location_id]: place.zone for place in self.schedule.places
        }
        first = next(iter(zones.values()), self.zone_elsewhere)
        return zones.get(location_uid, first) if location_uid else first

    def query(
        self,
        window: Interval,
        now: datetime,
        *,
        location_id: int | None = None,
        policy: VisitPolicy | None = None,
    ) -> SlotQuery:
        """The question for the engine; `policy` replaces the visit type's own."""
        return SlotQuery(
            schedule=self.schedule,
            policy=policy or self.visit_type.policy,
            window=window,
            now=now,
            visit_type_id=self.visit_type.id,
            taken=self.taken,
            pools=self.pools,
            location_id=location_id,
        )
