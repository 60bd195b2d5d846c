"""What one call to the audit leaves behind."""

from praxis.audit import service as audit
from praxis.identity.auth import Actor
from praxis.kit.db.database import Database
from praxis.kit.ids import new_uid
from tests.factories.identity import make_user
from tests.support.audit import events_of
from tests.support.statements import first_words

# Patients of other tests have small numbers, and logs in which nobody else may write.
NOBODY = 10**15


async def test_many_subjects_leave_an_event_each_in_their_order(database: Database) -> None:
    user = await make_user(database)
    actor = Actor(user.id, user.uid, user.role, "request-1", "why")
    subjects = [(new_uid(), NOBODY + 2), (new_uid(), NOBODY + 1), (None, None)]

    sent = await first_words(
        database,
        lambda unit: audit.record_many(
            unit, actor, "patient.listed", "patient", subjects, fields=["sex"], count=3
        ),
    )

    # A connection asks once for the types of arrays.
    assert [words for words in sent if words.startswith("INSERT")] == ["INSERT INTO audit_events"]

    events = await events_of(database, user.id)
    assert [(event["entity_uid"], event["patient_id"]) for event in events] == subjects
    assert {(event["action"], event["entity"]) for event in events} == {
        ("patient.listed", "patient")
    }
    for event in events:
        assert (event["actor_role"], event["request_id"]) == (user.role, "request-1")
        assert (event["reason"], event["fields"]) == ("why", ["sex"])
        assert event["details"] == {"count": 3}


async def test_no_subjects_leave_no_event(database: Database) -> None:
    user = await make_user(database)
    actor = Actor(user.id, user.uid, user.role)
    await database.transact(
        lambda unit: audit.record_many(unit, actor, "patient.listed", "patient", [])
    )
    assert await events_of(database, user.id) == []
