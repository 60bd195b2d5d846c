"""How each visit came to be what it is: the steps that the state table allows, in their order."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple

from praxis.demo.fates import FRESH
from praxis.demo.rows import UserRow
from praxis.demo.seeds import between
from praxis.demo.visit_types import MINUTE
from praxis.demo.visits import ASKED_FOR, Visit
from praxis.directory.visit_types.models import Modality
from praxis.identity.models import Role
from praxis.kit.wall_time import local_date, local_minute, resolve
from praxis.scheduling.appointments import rules
from praxis.scheduling.appointments.models import OVERBOOK_LANE, Status
from praxis.settings.groups import SchedulingSettings

PENDING_LIFETIME = SchedulingSettings().pending_lifetime
LONGEST_LEAD = timedelta(days=35)
HOUR = 60 * MINUTE
OFFICE_HOURS, OFFICE_TRIES = range(8, 19), 8
# Shares of all that could.
MOVED, BOOKED_ONLINE, BOOKED_BY_DOCTOR = 0.06, 0.7, 0.15
CONFIRMED_BY_PATIENT, CANCELLED_BY_PATIENT = 0.4, 0.65

PATIENT_CANCELS = ("Travelling", "Feeling better", "Have to work", "No childcare that day")
DESK_CANCELS = ("Patient called: ill", "Patient called: other plans", "Asked for another doctor")
DECLINES = ("Please see your family doctor first", "Send earlier reports first, please")
ERRORS = ("Booked for the wrong patient", "Booked twice by mistake")


class Who(NamedTuple):
    """Who takes a step; nobody's id is Praxis itself."""

    id: int | None
    role: str


class Step(NamedTuple):
    kind: str
    at: datetime
    from_status: Status | None
    to_status: Status
    who: Who
    reason: str | None = None
    previous_starts_at: datetime | None = None


@dataclass(slots=True)
class Story:
    """The steps of one visit and what they left on it."""

    steps: list[Step] = field(default_factory=list)
    sequence: int = 0
    expires_at: datetime | None = None
    arrived_at: datetime | None = None
    confirmed_by_patient_at: datetime | None = None
    cancelled_late: bool | None = None
    override_reason: str | None = None

    @property
    def first(self) -> Step:
        return self.steps[0]

    @property
    def last(self) -> Step:
        return self.steps[-1]

    @property
    def end(self) -> Step:
        """The step that led to the state of now; money may have moved after it."""
        return next(step for step in reversed(self.steps) if step.from_status != step.to_status)


def tell(visit: Visit, now: datetime, admin: UserRow, chance: Random) -> Story:
    """Everything that has happened to a visit by now."""
    teller = _Teller(visit, now, admin, chance)
    teller.tell()
    return teller.story


class _Teller:
    def __init__(self, visit: Visit, now: datetime, admin: UserRow, chance: Random) -> None:
        self.story = Story()
        self._visit = visit
        self._now = now
        self._chance = chance
        account = visit.patient.account
        self._patient = Who(account.id, Role.PATIENT) if account else None
        self._desk = Who(visit.site.desk.id, Role.STAFF)
        self._doctor = Who(visit.doctor.account.id, Role.DOCTOR)
        self._admin = Who(admin.id, Role.ADMIN)
        self._status: Status | None = None
        self._at = now

    def tell(self) -> None:
        self._book()
        if self._visit.status in ASKED_FOR:
            self._answer()
            return
        if self._status is Status.PENDING:
            self._approve()
        if self._chance.random() < MOVED and self._visit.lane != OVERBOOK_LANE:
            self._move()
        endings: Mapping[Status, Callable[[], None]] = {
            Status.CONFIRMED: self._await,
            Status.CHECKED_IN: self._check_in,
            Status.IN_PROGRESS: self._begin,
            Status.COMPLETED: self._complete,
            Status.LEFT_WITHOUT_SEEN: self._leave,
            Status.NO_SHOW: self._miss,
            Status.CANCELLED: self._cancel,
            Status.ENTERED_IN_ERROR: self._strike_out,
        }
        endings[self._visit.status]()

    def _step(
        self,
        kind: str,
        to: Status,
        who: Who,
        at: datetime,
        reason: str | None = None,
        previous_starts_at: datetime | None = None,
    ) -> None:
        """Nothing happens before what came first, nor later than now."""
        if self._status is not None:
            at = max(self._at, min(at, self._now))
        self.story.steps.append(Step(kind, at, self._status, to, who, reason, previous_starts_at))
        self._status, self._at = to, at

    def _between(self, earliest: datetime, latest: datetime, by: Who | None = None) -> datetime:
        """A time between the two; by day, if it can be, for what the practice does."""
        at = between(self._chance, earliest, latest)
        if by is None or by is self._patient:
            return at
        for _ in range(OFFICE_TRIES):
            if at.astimezone(self._visit.site.zone).hour in OFFICE_HOURS:
                break
            at = between(self._chance, earliest, latest)
        return at

    def _book(self) -> None:
        visit = self._visit
        starts_at, asked = visit.period.start, visit.status in ASKED_FOR
        settled = timedelta(0) if visit.status is Status.PENDING else 6 * HOUR
        latest = min(starts_at - visit.offering.notice, self._now - settled)
        lead = FRESH if visit.status is Status.PENDING else LONGEST_LEAD
        since = self._now - FRESH if visit.status is Status.PENDING else starts_at - lead
        who = self._booker(asked=asked)
        at = self._between(min(since, latest), latest, by=who)
        if visit.lane == OVERBOOK_LANE:
            self.story.override_reason = "Cannot wait: asked for by the doctor"
        if visit.offering.row.needs_approval and who is self._patient:
            self.story.expires_at = min(at + PENDING_LIFETIME, starts_at)
            self._step("requested", Status.PENDING, who, at)
        else:
            self._step("booked", Status.CONFIRMED, who, at, self.story.override_reason)

    def _booker(self, *, asked: bool) -> Who:
        if self._visit.lane == OVERBOOK_LANE:
            return self._desk
        if self._patient is not None and (asked or self._chance.random() < BOOKED_ONLINE):
            return self._patient
        return self._doctor if self._chance.random() < BOOKED_BY_DOCTOR else self._desk

    def _answer(self) -> None:
        """What becomes of a request that is not approved."""
        status, expires_at = self._visit.status, self.story.expires_at
        if status is Status.PENDING or expires_at is None:
            return
        self.story.expires_at = None
        if status is Status.EXPIRED:
            self._step("expired", status, Who(None, rules.SYSTEM), expires_at)
            return
        at = self._between(self._at + HOUR, min(expires_at - MINUTE, self._now), self._doctor)
        self._step("declined", status, self._doctor, at, self._chance.choice(DECLINES))

    def _approve(self) -> None:
        who = self._chance.choice((self._doctor, self._desk))
        latest = min(self._at + 30 * HOUR, self._visit.period.start - HOUR, self._now)
        self._step(
            "approved", Status.CONFIRMED, who, self._between(self._at + 20 * MINUTE, latest, who)
        )
        self.story.expires_at = None

    def _move(self) -> None:
        """The visit was planned for a week later at first."""
        starts_at, zone = self._visit.period.start, self._visit.site.zone
        latest = min(starts_at - HOUR, self._now)
        if latest <= self._at + HOUR:
            return
        on = local_date(starts_at, zone) + timedelta(weeks=1)
        previous = resolve(on, local_minute(starts_at, zone), zone)
        at = self._between(self._at + HOUR, latest, self._desk)
        reason = "An earlier time became free"
        self._step("rescheduled", Status.CONFIRMED, self._desk, at, reason, previous)
        self.story.sequence += 1

    def _await(self) -> None:
        """Some patients say that they will come."""
        soon = self._visit.period.start - self._now < timedelta(days=5)
        if self._patient is None or not soon or self._chance.random() > CONFIRMED_BY_PATIENT:
            return
        at = self._between(max(self._at, self._now - timedelta(days=1)), self._now)
        self._step("updated", Status.CONFIRMED, self._patient, at)
        self.story.confirmed_by_patient_at = self._at

    def _check_in(self) -> None:
        starts_at = self._visit.period.start
        latest = min(starts_at + 7 * MINUTE, self._now)
        at = self._between(min(starts_at - 18 * MINUTE, latest - 10 * MINUTE), latest)
        self._step("checked_in", Status.CHECKED_IN, self._desk, at)
        self.story.arrived_at = self._at

    def _begin(self) -> None:
        self._check_in()
        earliest = max(self._at + MINUTE, self._visit.period.start - 3 * MINUTE)
        at = self._between(earliest, earliest + 9 * MINUTE)
        self._step("in_progress", Status.IN_PROGRESS, self._doctor, at)

    def _complete(self) -> None:
        period = self._visit.period
        if self._visit.offering.row.modality == Modality.VIDEO:
            # Nobody checks in to a call: the doctor closes it in one step.
            self._step("completed", Status.COMPLETED, self._doctor, period.end + MINUTE)
            return
        self._begin()
        at = self._at + period.duration * self._chance.uniform(0.6, 1.05)
        self._step("completed", Status.COMPLETED, self._doctor, at.replace(microsecond=0))

    def _leave(self) -> None:
        self._check_in()
        at = self._between(self._at + 25 * MINUTE, self._at + 50 * MINUTE)
        reason = "Could not wait any longer"
        self._step("left_without_seen", Status.LEFT_WITHOUT_SEEN, self._desk, at, reason)

    def _miss(self) -> None:
        starts_at = self._visit.period.start
        at = self._between(starts_at + 15 * MINUTE, starts_at + HOUR)
        self._step("no_show", Status.NO_SHOW, self._desk, at)

    def _cancel(self) -> None:
        visit = self._visit
        latest = min(visit.period.start - 5 * MINUTE, self._now)
        at = max(self._at, self._between(self._at + 30 * MINUTE, latest))
        facts = rules.Visit(
            Status.CONFIRMED,
            visit.period.start,
            visit.site.zone,
            visit.offering.cancellation_notice,
        )
        in_time = rules.in_time_to_change(facts, at)
        self.story.cancelled_late = not in_time
        if self._patient is not None and in_time and self._chance.random() < CANCELLED_BY_PATIENT:
            who, reason = self._patient, self._chance.choice(PATIENT_CANCELS)
        else:
            who, reason = self._desk, self._chance.choice(DESK_CANCELS)
        self._step("cancelled", Status.CANCELLED, who, at, reason)

    def _strike_out(self) -> None:
        at = self._between(self._at + 5 * MINUTE, self._at + 3 * HOUR, self._admin)
        reason = self._chance.choice(ERRORS)
        self._step("entered_in_error", Status.ENTERED_IN_ERROR, self._admin, at, reason)
