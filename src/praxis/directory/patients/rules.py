"""Decisions about patients, from facts alone."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from praxis.directory.patients.background import CLINICAL
from praxis.directory.patients.errors import BornInFuture, FieldReserved, NotByKey
from praxis.identity.errors import ReasonRequired, RoleForbidden
from praxis.identity.models import Role

CONTACT = frozenset(
    {
        "email",
        "mobile",
        "address",
        "insurance_provider",
        "insurance_number",
        "emergency_contact_name",
        "emergency_contact_mobile",
    }
)
PERSON = frozenset({"full_name", "date_of_birth", "sex"})
DESK = frozenset({"user_id", "active"}) | PERSON | CONTACT
# Whose account holds a patient, reads all that is clinical of them.
NEVER_BY_KEY = CLINICAL | {"user_id"}
DESK_ROLES = frozenset({Role.STAFF, Role.ADMIN})

# A birthday may have begun in the easternmost zone already.
EASTERNMOST = timedelta(hours=14)
MAX_PATIENTS_OF_ACCOUNT = 20
MIN_DIGITS = 3
MAX_WORDS = 8


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks at a patient they may know of; doctors know of those they treat, and their own."""

    role: str
    own: bool
    has_reason: bool
    in_emergency: bool = False
    # An API key, which opens nothing clinical: neither for its maker nor for a reason it names.
    by_key: bool = False

    @property
    def sees_clinical(self) -> bool:
        if self.by_key:
            return False
        if self.own or self.in_emergency or self.role == Role.DOCTOR:
            return True
        return self.role == Role.ADMIN and self.has_reason


def check_editor(reader: Reader, named: Collection[str], *, born_on: date | None, sex: str) -> None:
    """Raise `ReasonRequired`, `FieldReserved` or `NotByKey` unless they may set these fields.

    `born_on` and `sex` are what is known: patients may add what is missing, not correct it.
    """
    editable: frozenset[str] = frozenset()
    if reader.own:
        editable |= CONTACT | CLINICAL | _missing(born_on, sex)
    if reader.role in DESK_ROLES:
        editable |= DESK
    _refuse(reader, named, editable)


def check_creator(reader: Reader, named: Collection[str]) -> None:
    """Raise what `check_editor` does, or `RoleForbidden`, unless they may add this patient.

    `reader.own` says that the patient will be held by the account of who asks.
    """
    if reader.role == Role.DOCTOR:
        raise RoleForbidden
    if reader.role in DESK_ROLES:
        _refuse(reader, named, DESK)
    else:
        _refuse(reader, named, PERSON | CONTACT | CLINICAL)


def _refuse(reader: Reader, named: Collection[str], editable: frozenset[str]) -> None:
    if reader.by_key and (refused := NEVER_BY_KEY.intersection(named)):
        raise NotByKey(fields=sorted(refused))
    if reader.sees_clinical:
        editable |= CLINICAL
    reserved = set(named) - editable
    if not reserved:
        return
    if reader.role == Role.ADMIN and reserved <= CLINICAL:
        raise ReasonRequired
    raise FieldReserved(fields=sorted(reserved))


def _missing(born_on: date | None, sex: str) -> frozenset[str]:
    unknown_birth = {"date_of_birth"} if born_on is None else set()
    return frozenset(unknown_birth | ({"sex"} if sex == "unknown" else set()))


def check_birth(born_on: date | None, now: datetime) -> None:
    """Raise `BornInFuture` for a day that has begun nowhere on earth."""
    if born_on is not None and born_on > (now + EASTERNMOST).date():
        raise BornInFuture(pointer="/date_of_birth")


@dataclass(frozen=True, slots=True)
class Mixed:
    """Names beside numbers and a birthday, all of which a patient must have."""

    names: tuple[str, ...]
    numbers: tuple[str, ...]
    born_on: date | None


@dataclass(frozen=True, slots=True)
class SearchTerms:
    """A patient is found by all words in name or e-mail, or by the mobile, or by the birthday.

    Or by some of each, if they stand beside each other (`mixed`).
    """

    words: tuple[str, ...]
    digits: str | None
    born_on: date | None
    mixed: Mixed | None = None


def search_terms(text: str) -> SearchTerms:
    """Read what somebody typed to find a patient."""
    words = tuple(text.split()[:MAX_WORDS])
    return SearchTerms(words, _digits(text), _date(text.strip()), _mixed(words))


def _mixed(words: Sequence[str]) -> Mixed | None:
    dates = {word: on for word in words if (on := _date(word))}
    numbers = {word: n for word in words if word not in dates and (n := _digits(word))}
    names = tuple(word for word in words if word not in dates and word not in numbers)
    # Nobody has two birthdays: then they are no dates, and the words as they are decide.
    if not names or not (dates or numbers) or len(set(dates.values())) > 1:
        return None
    return Mixed(names, tuple(numbers.values()), next(iter(dates.values()), None))


def _digits(text: str) -> str | None:
    """The digits of what can be a part of a telephone number."""
    # The leading zeros of a national number are not there once its country is written.
    digits = re.sub(r"[^0-9]", "", text).lstrip("0")
    is_number = len(digits) >= MIN_DIGITS and not any(c.isalpha() or c == "@" for c in text)
    return digits if is_number else None


def _date(text: str) -> date | None:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
