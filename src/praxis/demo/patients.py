"""The 300 patients: some with an account, some under a guardian's, most known to the desk only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from praxis.demo.accounts import PATIENT, Registrar
from praxis.demo.people import (
    ADULT,
    COUNTRIES,
    Person,
    birthday,
    email_of,
    invent,
    region_of,
)
from praxis.demo.places import Site
from praxis.demo.rows import PatientRow, ResourceRow, UserRow
from praxis.demo.seeds import between, seeded
from praxis.directory.patients.background import Background
from praxis.directory.patients.models import Sex
from praxis.directory.resources.models import ResourceKind
from praxis.identity.models import Role

PATIENTS = 300
# Shares of everybody; under a guardian's account, and with a history, of those of that age.
CHILDREN, WITH_ACCOUNT, UNDER_GUARDIAN = 0.22, 0.45, 0.6
INSURED, WITH_CONTACT, WITH_HISTORY = 0.7, 0.5, 0.45
KNOWN_BLOOD_TYPE, ALLERGIC = 0.6, 0.18
PARENTS = range(24, 51)
# Everybody was registered before the first visit of the demo could be booked.
LAST_REGISTERED, FIRST_REGISTERED = timedelta(days=140), timedelta(days=900)

BLOOD_TYPES = ("O+", "O+", "A+", "A+", "B+", "B+", "AB+", "O-", "A-", "B-", "AB-")
ALLERGIES = ("Penicillin", "Sulfonamides", "Peanuts", "House dust mites", "Latex", "Ibuprofen")
HISTORIES = (
    "Type 2 diabetes since 2018",
    "Hypertension, treated",
    "Asthma since childhood",
    "Appendectomy 2011",
    "Hypothyroidism",
    "Migraine",
    "Gastric ulcer 2019",
    "Former smoker",
)


@dataclass(frozen=True, slots=True)
class Attendee:
    """A patient as planning needs it; `account` is whoever books for them online."""

    row: PatientRow
    account: UserRow | None
    country: str
    age: int

    @property
    def is_child(self) -> bool:
        return self.age < ADULT

    @property
    def is_woman(self) -> bool:
        return self.row.sex == Sex.FEMALE and not self.is_child


def register_patients(
    registrar: Registrar, sites: dict[str, Site], now: datetime
) -> list[Attendee]:
    """The family of the demo login first, then people of the three countries in turn."""
    registry = _Registry(registrar, sites, now)
    registry.add_family()
    countries = tuple(sites)
    while len(registry.attendees) < PATIENTS:
        registry.add_anyone(countries[len(registry.attendees) % len(countries)])
    return registry.attendees


def family_of(attendees: Sequence[Attendee], email: str) -> list[Attendee]:
    """Everybody under one account, its owner first."""
    return [who for who in attendees if who.account is not None and who.account.email == email]


class _Registry:
    def __init__(self, registrar: Registrar, sites: dict[str, Site], now: datetime) -> None:
        self.attendees: list[Attendee] = []
        self._registrar = registrar
        self._sites = sites
        self._now = now
        self._today = now.date()
        self._chance: Random = seeded("patients", self._today)
        self._names: set[str] = set()
        # Adults with an account, who may have children here.
        self._guardians: dict[str, list[Attendee]] = {country: [] for country in sites}

    def add_family(self) -> None:
        """A mother with two children, all under the demo login."""
        at = self._now - timedelta(days=420)
        mother = self._person("BD", Sex.FEMALE, _years_ago(self._today, 36), "Sabina Chowdhury")
        zone = self._sites["BD"].row.time_zone
        account = self._registrar.register(
            Role.PATIENT,
            PATIENT,
            mother.full_name,
            zone,
            at,
            mother.mobile,
            region_of(mother.address),
        )
        self._add(mother, "BD", account, at)
        for name, sex, age in (
            ("Anika Chowdhury", Sex.FEMALE, 8),
            ("Rakib Chowdhury", Sex.MALE, 3),
        ):
            child = self._person("BD", sex, _years_ago(self._today, age), name)
            self._add(child, "BD", account, at + timedelta(minutes=5), guardian=mother)

    def add_anyone(self, country: str) -> None:
        chance = self._chance
        if chance.random() < CHILDREN:
            self._add_child(country)
            return
        born_on = birthday(chance, self._today, ADULT, 88)
        person = self._person(country, self._sex(), born_on)
        at = between(chance, self._now - FIRST_REGISTERED, self._now - LAST_REGISTERED)
        account = (
            self._open_account(person, country, at) if chance.random() < WITH_ACCOUNT else None
        )
        attendee = self._add(person, country, account, at)
        if account is not None and attendee.age in PARENTS:
            self._guardians[country].append(attendee)

    def _add_child(self, country: str) -> None:
        chance = self._chance
        guardians = self._guardians[country]
        child = self._person(country, self._sex(), birthday(chance, self._today, 0, 15))
        at = between(chance, self._now - FIRST_REGISTERED, self._now - LAST_REGISTERED)
        if not guardians or chance.random() > UNDER_GUARDIAN:
            self._add(child, country, None, at)
            return
        guardian = chance.choice(guardians)
        adult = Person(
            guardian.row.full_name,
            Sex(guardian.row.sex),
            guardian.row.date_of_birth,
            guardian.row.mobile or "",
            guardian.row.address,
        )
        self._add(child, country, guardian.account, at, guardian=adult)

    def _sex(self) -> Sex:
        return self._chance.choice((Sex.FEMALE, Sex.MALE))

    def _person(
        self, country: str, sex: Sex, born_on: date, full_name: str | None = None
    ) -> Person:
        """Somebody whose name nobody else has."""
        while True:
            person = invent(self._chance, COUNTRIES[country], sex, born_on)
            if full_name is not None:
                person = Person(full_name, sex, born_on, person.mobile, person.address)
            if person.full_name not in self._names:
                self._names.add(person.full_name)
                return person

    def _open_account(self, person: Person, country: str, at: datetime) -> UserRow:
        email = email_of(person.full_name, len(self.attendees))
        zone = self._sites[country].row.time_zone
        return self._registrar.register(
            Role.PATIENT,
            email,
            person.full_name,
            zone,
            at,
            person.mobile,
            region_of(person.address),
        )

    def _add(
        self,
        person: Person,
        country: str,
        account: UserRow | None,
        at: datetime,
        guardian: Person | None = None,
    ) -> Attendee:
        ledger, chance = self._registrar.ledger, self._chance
        resource = ledger.add(
            ResourceRow(**ledger.identity(ResourceRow, at), kind=ResourceKind.PATIENT, name="")
        )
        insurer = chance.choice(COUNTRIES[country].insurers) if chance.random() < INSURED else None
        contact = guardian or self._contact(country)
        row = ledger.add(
            PatientRow(
                **ledger.identity(PatientRow, at),
                user_id=account.id if account else None,
                is_account_holder=account is not None and guardian is None,
                resource_id=resource.id,
                full_name=person.full_name,
                date_of_birth=person.born_on,
                sex=person.sex,
                email=account.email if account else None,
                mobile=guardian.mobile if guardian else person.mobile,
                address=guardian.address if guardian else person.address,
                insurance_provider=insurer,
                insurance_number=f"{country}-{chance.randint(10**7, 10**8 - 1)}"
                if insurer
                else None,
                emergency_contact_name=contact.full_name if contact else None,
                emergency_contact_mobile=contact.mobile if contact else None,
                sealed=Background(
                    blood_type=_maybe(chance, KNOWN_BLOOD_TYPE, BLOOD_TYPES),
                    allergies=_maybe(chance, ALLERGIC, ALLERGIES),
                    medical_history=self._history(person),
                ),
            )
        )
        attendee = Attendee(row, account, country, person.age_on(self._today))
        self.attendees.append(attendee)
        return attendee

    def _contact(self, country: str) -> Person | None:
        if self._chance.random() > WITH_CONTACT:
            return None
        return invent(self._chance, COUNTRIES[country], self._sex(), self._today)

    def _history(self, person: Person) -> str | None:
        share = WITH_HISTORY if person.age_on(self._today) >= ADULT else 0.0
        return _maybe(self._chance, share, HISTORIES)


def _maybe(chance: Random, share: float, choices: Sequence[str]) -> str | None:
    return chance.choice(choices) if chance.random() < share else None


def _years_ago(today: date, years: int) -> date:
    """A birthday some months before the one of today that many years ago."""
    return today - timedelta(days=round(365.25 * years) + 130)
