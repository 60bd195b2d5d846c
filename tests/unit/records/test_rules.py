import pytest

from praxis.identity.auth import Actor
from praxis.identity.errors import ReasonRequired, RoleForbidden
from praxis.identity.models import Role
from praxis.kit.ids import new_uid
from praxis.records.contents import Content, Medicine
from praxis.records.errors import NotTheAuthor, VisitNotBegun
from praxis.records.rules import (
    changed_fields,
    check_author,
    check_begun,
    check_may_open_notes,
)
from praxis.records.schemas import PrescriptionItemWrite, RecordContent
from praxis.scheduling.appointments.models import Status


def actor(role: str, reason: str | None = None) -> Actor:
    return Actor(7, new_uid(), role, reason=reason)


@pytest.mark.parametrize("reason", [None, "A complaint of the patient"])
def test_the_desk_opens_no_notes_whatever_its_reason(reason: str | None) -> None:
    with pytest.raises(RoleForbidden):
        check_may_open_notes(actor(Role.STAFF, reason))


@pytest.mark.parametrize("reason", [None, "", "   "])
def test_an_administrator_needs_a_reason(reason: str | None) -> None:
    with pytest.raises(ReasonRequired):
        check_may_open_notes(actor(Role.ADMIN, reason))


@pytest.mark.parametrize(
    "reader",
    [actor(Role.ADMIN, "A complaint"), actor(Role.DOCTOR), actor(Role.PATIENT)],
    ids=lambda reader: reader.role,
)
def test_others_may_ask(reader: Actor) -> None:
    check_may_open_notes(reader)


def test_a_record_is_written_in_exactly_these_states() -> None:
    def may_write(status: Status) -> bool:
        try:
            check_begun(status)
        except VisitNotBegun:
            return False
        return True

    assert {status for status in Status if may_write(status)} == {
        Status.CHECKED_IN,
        Status.IN_PROGRESS,
        Status.COMPLETED,
    }


def test_only_the_author_adds_to_a_record() -> None:
    check_author(actor(Role.DOCTOR), 7)
    with pytest.raises(NotTheAuthor):
        check_author(actor(Role.DOCTOR), 8)


ITEM = PrescriptionItemWrite(medicine="Salbutamol", dose="100 µg", frequency="every six hours")
BEFORE = Content(diagnosis="Bronchitis", prescription=(Medicine(**ITEM.model_dump()),))
SAME = RecordContent(diagnosis="Bronchitis", prescription=[ITEM])


def test_a_first_version_changes_what_it_says() -> None:
    assert changed_fields(None, SAME) == ["diagnosis", "prescription"]


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({}, []),
        ({"notes": ""}, []),
        ({"diagnosis": "Pneumonia"}, ["diagnosis"]),
        ({"diagnosis_code": "J18.9", "notes": "Fever"}, ["diagnosis_code", "notes"]),
        ({"prescription": []}, ["prescription"]),
        ({"prescription": [ITEM.model_copy(update={"dose": "200 µg"})]}, ["prescription"]),
        ({"prescription": [ITEM, ITEM]}, ["prescription"]),
    ],
)
def test_an_amendment_names_what_it_changes(changes: dict[str, object], names: list[str]) -> None:
    assert changed_fields(BEFORE, SAME.model_copy(update=changes)) == names
