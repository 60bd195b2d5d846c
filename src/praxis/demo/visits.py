"""Who sees whom, when and where. Every time is one that the slot engine offered."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random

from praxis.demo.calendars import Calendars
from praxis.demo.cases import Case, fitting_cases
from praxis.demo.doctors import Practitioner
from praxis.demo.fates import choose_fate
from praxis.demo.patients import Attendee
from praxis.demo.places import COMING_DAYS, PAST_DAYS, Site
from praxis.demo.roster import GYNAECOLOGY, PAEDIATRICS
from praxis.demo.seeds import seeded
from praxis.demo.visit_types import CONSULTATION, FOLLOW_UP, MINUTE, TERMS, Offering
from praxis.demo.wishes import FAMILY, Wish, list_wishes
from praxis.kit.intervals import TICK, Interval
from praxis.scheduling.appointments.models import OVERBOOK_LANE, REGULAR_LANE, Status
from praxis.scheduling.appointments.rules import FREEING
from praxis.scheduling.slots.model import Offer

# The share of a doctor's open time that is booked, from a day (counted from today) on.
FILL = ((-PAST_DAYS, 0.13), (0, 0.25), (7, 0.16), (14, 0.1))
FULLEST = 0.9
MISSES = 4
CANDIDATES = 40
LONGEST_SEARCH_DAYS = 25
# Only patients ask for what must be approved; whoever asks needs an account.
ASKED_FOR = frozenset({Status.PENDING, Status.DECLINED, Status.EXPIRED})


@dataclass(frozen=True, slots=True)
class Visit:
    """`claimed` is the period with its buffers; `resource_ids` are the room and the device."""

    doctor: Practitioner
    patient: Attendee
    offering: Offering
    site: Site
    period: Interval
    claimed: Interval
    resource_ids: tuple[int, ...]
    lane: int
    status: Status
    case: Case

    @property
    def holds_time(self) -> bool:
        return self.status not in FREEING


def plan_visits(
    doctors: Sequence[Practitioner], patients: Sequence[Attendee], now: datetime
) -> list[Visit]:
    """The visits of the past 90 and the coming 30 days, in no particular order."""
    planner = _Planner(doctors, patients, now)
    for wish in list_wishes(doctors, patients[:FAMILY]):
        planner.grant(wish)
    for doctor in doctors:
        today = doctor.today(now)
        for day in range(-PAST_DAYS, COMING_DAYS + 1):
            planner.fill(doctor, today + timedelta(days=day), _share(day) * doctor.demand)
    planner.overbook(doctors[0])
    return planner.visits


def _share(day: int) -> float:
    return next(share for first, share in reversed(FILL) if day >= first)


class _Planner:
    def __init__(
        self, doctors: Sequence[Practitioner], patients: Sequence[Attendee], now: datetime
    ) -> None:
        self.visits: list[Visit] = []
        self._now = now
        self._chance: Random = seeded("visits", now.date())
        self._calendars = Calendars()
        # What each patient was last seen for, by specialty.
        self._known: dict[tuple[int, str], Case] = {}
        self._patients = {
            (site.id, doctor.row.specialty): [
                who for who in patients[FAMILY:] if _may_come(who, doctor, site)
            ]
            for doctor in doctors
            for site in doctor.sites
        }

    def grant(self, wish: Wish) -> None:
        """Place a wish on its day, or as near as it fits."""
        doctor = wish.doctor
        for on in self._days_for(wish):
            if self._place(
                doctor,
                doctor.offerings[wish.visit_type],
                doctor.day(on),
                status=wish.status,
                patient=wish.patient,
            ):
                return

    def _days_for(self, wish: Wish) -> Iterator[date]:
        step = -1 if wish.day < 0 else 1
        for distance in range(LONGEST_SEARCH_DAYS):
            yield wish.doctor.today(self._now) + timedelta(days=wish.day + step * distance)

    def fill(self, doctor: Practitioner, on: date, share: float) -> None:
        """Book about this share of what is open on a local date."""
        window = doctor.day(on)
        wanted = doctor.working_time(window) * min(share, FULLEST)
        if window.contains(self._now):
            wanted -= self._fill_present(doctor)
        keys = list(doctor.offerings)
        shares = [doctor.offerings[key].share for key in keys]
        misses = 0
        while wanted > timedelta(0) and misses < MISSES:
            offering = doctor.offerings[self._chance.choices(keys, shares)[0]]
            if self._place(doctor, offering, window):
                wanted -= offering.policy.duration
            else:
                misses += 1

    def _fill_present(self, doctor: Practitioner) -> timedelta:
        """Let somebody be in the room and somebody wait, if the doctor works at this hour."""
        started = Interval(self._now - 20 * MINUTE, self._now + TICK)
        due = Interval(self._now + 2 * MINUTE, self._now + 46 * MINUTE)
        placed = timedelta(0)
        for key, window, status in (
            (CONSULTATION, started, Status.IN_PROGRESS),
            (FOLLOW_UP, due, Status.CHECKED_IN),
        ):
            if self._place(doctor, doctor.offerings[key], window, status=status):
                placed += doctor.offerings[key].policy.duration
        return placed

    def overbook(self, doctor: Practitioner) -> None:
        """Place a second visit beside the next confirmed one, and beside a recent one."""
        regular = sorted(
            (visit for visit in self.visits if visit.doctor is doctor and not visit.resource_ids),
            key=lambda visit: visit.period,
        )
        coming = [visit for visit in regular if visit.status is Status.CONFIRMED]
        past = [visit for visit in regular if visit.status is Status.COMPLETED]
        for beside in (*coming[:1], *past[-1:]):
            patient = self._find_patient(doctor, beside.site, beside.claimed)
            if patient is not None:
                self._keep(self._double(beside, patient))

    def _double(self, beside: Visit, patient: Attendee) -> Visit:
        case = self._choose_case(beside.doctor, beside.offering, patient)
        return replace(beside, patient=patient, case=case, lane=OVERBOOK_LANE)

    def _place(
        self,
        doctor: Practitioner,
        offering: Offering,
        window: Interval,
        *,
        status: Status | None = None,
        patient: Attendee | None = None,
    ) -> bool:
        """Book one of the times that are offered in the window; whether it could be done."""
        offers = self._calendars.offers(doctor, offering, window)
        if not offers:
            return False
        offer = self._chance.choice(offers)
        status = status or choose_fate(
            self._chance,
            offer.period,
            self._now,
            needs_approval=offering.row.needs_approval,
            notice=offering.notice,
        )
        site, claimed = doctor.site(offer.location_id), _claimed(offer, offering)
        who = patient or self._find_patient(doctor, site, claimed, online=status in ASKED_FOR)
        if who is None or not self._calendars.is_free(who.row.resource_id, claimed):
            return False
        self._keep(
            Visit(
                doctor=doctor,
                patient=who,
                offering=offering,
                site=site,
                period=offer.period,
                claimed=claimed,
                resource_ids=self._calendars.find_resources(doctor, offering, site.id, claimed),
                lane=REGULAR_LANE,
                status=status,
                case=self._choose_case(doctor, offering, who),
            )
        )
        return True

    def _find_patient(
        self, doctor: Practitioner, site: Site, claimed: Interval, *, online: bool = False
    ) -> Attendee | None:
        """Somebody who has time and, to ask `online`, an account."""
        candidates = self._patients[site.id, doctor.row.specialty]
        for who in self._chance.choices(candidates, k=CANDIDATES):
            fits = who.account is not None or not online
            if fits and self._calendars.is_free(who.row.resource_id, claimed):
                return who
        return None

    def _choose_case(self, doctor: Practitioner, offering: Offering, who: Attendee) -> Case:
        """Something that fits the age; who comes back comes with what they came with."""
        specialty = doctor.row.specialty
        case = self._chance.choice(fitting_cases(specialty, who.age))
        if offering.row.name == TERMS[FOLLOW_UP].name:
            return self._known.setdefault((who.row.id, specialty), case)
        self._known[who.row.id, specialty] = case
        return case

    def _keep(self, visit: Visit) -> None:
        self.visits.append(visit)
        if not visit.holds_time:
            return
        taken = [visit.patient.row.resource_id]
        if visit.lane == REGULAR_LANE:
            taken += [visit.doctor.row.resource_id, *visit.resource_ids]
        self._calendars.take(taken, visit.claimed)


def _may_come(who: Attendee, doctor: Practitioner, site: Site) -> bool:
    if who.country != site.row.country:
        return False
    if doctor.row.specialty == PAEDIATRICS:
        return who.is_child
    return who.is_woman if doctor.row.specialty == GYNAECOLOGY else not who.is_child


def _claimed(offer: Offer, offering: Offering) -> Interval:
    policy = offering.policy
    start, end = offer.period
    return Interval(start - policy.buffer_before, end + policy.buffer_after)
