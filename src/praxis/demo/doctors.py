"""The twelve doctors, with their accounts, hours and terms."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from praxis.demo.accounts import DOCTOR, Registrar
from praxis.demo.fees import CURRENCIES, usual_fee
from praxis.demo.hours import Agenda, Special
from praxis.demo.ledger import Ledger
from praxis.demo.places import Site
from praxis.demo.roster import PROFILES, Offer, Profile
from praxis.demo.rows import DoctorRow, DoctorVisitTypeRow, ResourceRow, UserRow
from praxis.demo.visit_types import CURRENCY, Offering
from praxis.directory.resources.models import ResourceKind
from praxis.identity.models import Role
from praxis.kit.intervals import Interval, merge, subtract
from praxis.kit.wall_time import MINUTES_PER_DAY, resolve
from praxis.scheduling.availability.model import Schedule
from praxis.scheduling.availability.rules import leave_periods, openings

UNTIL_APPROVED = timedelta(days=2)
EXTRA_CLINIC = "09:00-12:00 14:00-17:00"


@dataclass(frozen=True, slots=True)
class Practitioner:
    """A doctor as planning needs it; the first site gives the calendar of days."""

    row: DoctorRow
    account: UserRow
    sites: tuple[Site, ...]
    schedule: Schedule
    offerings: Mapping[str, Offering]
    demand: float

    def today(self, now: datetime) -> date:
        return now.astimezone(self.sites[0].zone).date()

    def day(self, on: date) -> Interval:
        zone = self.sites[0].zone
        return Interval(resolve(on, 0, zone), resolve(on, MINUTES_PER_DAY, zone))

    def site(self, location_id: int) -> Site:
        return next(site for site in self.sites if site.id == location_id)

    def working_time(self, window: Interval) -> timedelta:
        """How long the doctor sees patients in a window, at any place."""
        runs = merge(run.period for run in openings(self.schedule, window, None))
        away = leave_periods(self.schedule.leaves, self.sites[0].zone, window)
        open_times = [part for run in subtract(runs, away) if (part := run.common(window))]
        return sum((part.duration for part in open_times), timedelta(0))


def employ_doctors(
    registrar: Registrar,
    sites: dict[str, Site],
    visit_types: Mapping[str, Offering],
    now: datetime,
    founded: datetime,
) -> list[Practitioner]:
    return [_employ(registrar, profile, sites, visit_types, now, founded) for profile in PROFILES]


def _employ(
    registrar: Registrar,
    profile: Profile,
    sites: dict[str, Site],
    visit_types: Mapping[str, Offering],
    now: datetime,
    founded: datetime,
) -> Practitioner:
    ledger = registrar.ledger
    home = sites[profile.weeks[0].country]
    account = registrar.register(
        Role.DOCTOR,
        profile.email,
        profile.name,
        home.row.time_zone,
        founded,
        region=home.row.region_id,
    )
    currency = CURRENCIES[profile.weeks[0].country]
    row = _add_doctor(ledger, profile, account, currency, founded)
    agenda = _fill_in(Agenda(ledger, row.id, sites, now, founded), profile, visit_types)
    doctor = Practitioner(
        row=row,
        account=account,
        sites=agenda.sites,
        schedule=agenda.schedule(),
        offerings=_offer(ledger, row.id, profile, visit_types, currency),
        demand=profile.demand,
    )
    if profile.email == DOCTOR and not doctor.working_time(doctor.day(doctor.today(now))):
        # Whoever looks around on a day off shall find a busy calendar nevertheless.
        agenda.differ(Special(0, "extra", EXTRA_CLINIC, "BD", "Extra clinic"))
        return replace(doctor, schedule=agenda.schedule())
    return doctor


def _add_doctor(
    ledger: Ledger, profile: Profile, account: UserRow, currency: str, founded: datetime
) -> DoctorRow:
    resource = ledger.add(
        ResourceRow(
            **ledger.identity(ResourceRow, founded),
            kind=ResourceKind.DOCTOR,
            name=profile.name,
        )
    )
    return ledger.add(
        DoctorRow(
            **ledger.identity(DoctorRow, founded, founded + UNTIL_APPROVED),
            user_id=account.id,
            resource_id=resource.id,
            specialty=profile.specialty,
            licence_number=profile.licence,
            experience_years=profile.years,
            fee_amount=Decimal(profile.fee),
            fee_currency=currency,
            languages=profile.languages,
            bio=profile.bio,
            accepts_new_patients=profile.accepts_new,
            approved_at=founded + UNTIL_APPROVED,
        )
    )


def _fill_in(agenda: Agenda, profile: Profile, visit_types: Mapping[str, Offering]) -> Agenda:
    for week in profile.weeks:
        agenda.work(week, () if week.only is None else (visit_types[week.only].row.id,))
    for special in profile.specials:
        agenda.differ(special)
    for away in profile.away:
        agenda.leave(away)
    return agenda


def _offer(
    ledger: Ledger,
    doctor_id: int,
    profile: Profile,
    visit_types: Mapping[str, Offering],
    currency: str,
) -> dict[str, Offering]:
    offers = profile.offers
    if not offers and currency == CURRENCY:
        return dict(visit_types)
    offered = {}
    # Elsewhere who offers everything says so, with the fees in the money of the place.
    for key, minutes, fee in offers or [Offer(key) for key in visit_types]:
        usual = visit_types[key]
        own_fee = usual_fee(key, currency) if fee is None else Decimal(fee)
        ledger.add(
            DoctorVisitTypeRow(
                doctor_id=doctor_id,
                visit_type_id=usual.row.id,
                duration_minutes=minutes,
                fee_amount=own_fee,
                fee_currency=None if own_fee is None else currency,
            )
        )
        offered[key] = replace(
            usual,
            duration_minutes=minutes or usual.duration_minutes,
            fee_amount=usual.fee_amount if own_fee is None else own_fee,
            fee_currency=currency,
        )
    return offered


def find_doctor(doctors: Iterable[Practitioner], email: str) -> Practitioner:
    return next(doctor for doctor in doctors if doctor.account.email == email)
