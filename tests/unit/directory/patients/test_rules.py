from datetime import UTC, date, datetime, timedelta

import pytest

from praxis.directory.patients.background import CLINICAL
from praxis.directory.patients.errors import BornInFuture, FieldReserved
from praxis.directory.patients.rules import (
    CONTACT,
    PERSON,
    Mixed,
    Reader,
    check_birth,
    check_creator,
    check_editor,
    search_terms,
)
from praxis.directory.patients.schemas import PatientCreate, PatientUpdate
from praxis.identity.errors import ReasonRequired, RoleForbidden
from praxis.kit.errors import Forbidden

OWN = Reader("patient", own=True, has_reason=False)
DOCTOR = Reader("doctor", own=False, has_reason=False)
STAFF = Reader("staff", own=False, has_reason=True)
ADMIN = Reader("admin", own=False, has_reason=False)
REASONED = Reader("admin", own=False, has_reason=True)
OWN_STAFF = Reader("staff", own=True, has_reason=False)
KEY = Reader("admin", own=True, has_reason=True, in_emergency=True, by_key=True)
READERS = [OWN, DOCTOR, STAFF, ADMIN, REASONED, OWN_STAFF, KEY]

EDITABLE = {
    OWN: CONTACT | CLINICAL,
    DOCTOR: CLINICAL,
    STAFF: CONTACT | PERSON | {"user_id", "active"},
    ADMIN: CONTACT | PERSON | {"user_id", "active"},
    REASONED: CONTACT | PERSON | {"user_id", "active"} | CLINICAL,
    OWN_STAFF: CONTACT | PERSON | {"user_id", "active"} | CLINICAL,
    KEY: CONTACT | PERSON | {"active"},
}
BORN = date(1984, 5, 17)


def may_edit(reader: Reader, field: str) -> bool:
    try:
        check_editor(reader, [field], born_on=BORN, sex="female")
    except Forbidden:
        return False
    return True


@pytest.mark.parametrize("reader", READERS, ids=str)
@pytest.mark.parametrize("field", sorted(PatientUpdate.model_fields))
def test_each_role_edits_its_part(reader: Reader, field: str) -> None:
    assert may_edit(reader, field) is (field in EDITABLE[reader])


@pytest.mark.parametrize(
    ("reader", "sees"),
    [
        (OWN, True),
        (DOCTOR, True),
        (STAFF, False),
        (ADMIN, False),
        (REASONED, True),
        (OWN_STAFF, True),
        (KEY, False),
    ],
    ids=str,
)
def test_clinical_data_is_shown_to_those_who_may_see_it(reader: Reader, sees: bool) -> None:
    assert reader.sees_clinical is sees


def test_patient_adds_what_is_missing() -> None:
    check_editor(OWN, ["date_of_birth", "sex"], born_on=None, sex="unknown")
    with pytest.raises(FieldReserved):
        check_editor(OWN, ["date_of_birth"], born_on=BORN, sex="unknown")
    with pytest.raises(FieldReserved):
        check_editor(OWN, ["sex"], born_on=None, sex="other")


def test_administrator_is_asked_for_a_reason_only_where_one_helps() -> None:
    with pytest.raises(ReasonRequired):
        check_editor(ADMIN, ["allergies", "mobile"], born_on=None, sex="unknown")
    with pytest.raises(FieldReserved):
        check_editor(STAFF, ["allergies"], born_on=None, sex="unknown")


def test_those_who_register_patients_set_their_part() -> None:
    every = set(PatientCreate.model_fields)
    check_creator(OWN, every - {"user_id"})
    check_creator(STAFF, every - CLINICAL)
    check_creator(REASONED, every)
    for reader, named in ((OWN, {"user_id"}), (STAFF, {"allergies"})):
        with pytest.raises(FieldReserved):
            check_creator(reader, named)
    with pytest.raises(RoleForbidden):
        check_creator(DOCTOR, {"full_name"})


@pytest.mark.parametrize(
    ("born_on", "accepted"),
    [(None, True), (BORN, True), (date(2027, 1, 5), True), (date(2027, 1, 6), False)],
)
def test_birthday_has_begun_somewhere_on_earth(born_on: date | None, accepted: bool) -> None:
    now = datetime(2027, 1, 4, 10, 0, tzinfo=UTC)
    if accepted:
        check_birth(born_on, now)
        return
    with pytest.raises(BornInFuture):
        check_birth(born_on, now)
    check_birth(born_on, now + timedelta(days=1))


@pytest.mark.parametrize(
    ("text", "words", "digits", "born_on"),
    [
        ("Rahima Khatun", ("Rahima", "Khatun"), None, None),
        ("01712-345 678", ("01712-345", "678"), "1712345678", None),
        ("+8801712345678", ("+8801712345678",), "8801712345678", None),
        ("12", ("12",), None, None),
        ("r2d2345@example.org", ("r2d2345@example.org",), None, None),
        (" 1984-05-17 ", ("1984-05-17",), "19840517", BORN),
        ("1984-02-30", ("1984-02-30",), "19840230", None),
        ("", (), None, None),
    ],
)
def test_search_reads_names_numbers_and_birthdays(
    text: str, words: tuple[str, ...], digits: str | None, born_on: date | None
) -> None:
    terms = search_terms(text)
    assert (terms.words, terms.digits, terms.born_on) == (words, digits, born_on)


@pytest.mark.parametrize(
    ("text", "mixed"),
    [
        ("rahima 01712", Mixed(("rahima",), ("1712",), None)),
        ("1984-05-17 Rahima Khatun", Mixed(("Rahima", "Khatun"), (), BORN)),
        ("rahima 017 1984-05-17", Mixed(("rahima", "017"), (), BORN)),
        ("r@example 555-0100 123", Mixed(("r@example",), ("5550100", "123"), None)),
        ("rahima 1984-05-17 1984-05-18", None),
        ("Rahima Khatun", None),
        ("01712 345678", None),
        ("1984-05-17", None),
        ("", None),
    ],
)
def test_search_reads_names_beside_numbers(text: str, mixed: Mixed | None) -> None:
    assert search_terms(text).mixed == mixed


def test_search_bounds_its_words() -> None:
    assert len(search_terms("a " * 100).words) == 8
