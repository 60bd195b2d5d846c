"""From messages of the outbox to events: whom, what, each thing once, in a few statements."""

from datetime import datetime
from functools import partial
from itertools import count
from typing import Any

import pytest

from praxis.identity.auth import Actor
from praxis.identity.errors import SessionEnded
from praxis.identity.models import Role
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database, UnitOfWork
from praxis.kit.ids import new_uid
from praxis.kit.outbox.messages import Message
from praxis.live.service import Live
from praxis.live.subscriber import TOPICS, tell_streams
from praxis.scheduling.appointments.models import Status
from praxis.scheduling.appointments.operations.change_status import KINDS
from praxis.scheduling.appointments.operations.expire import expire_batch
from tests.conftest import NOW
from tests.factories.availability import Practice, make_practice
from tests.factories.directory import make_patient
from tests.factories.identity import make_user
from tests.factories.scheduling import make_appointment
from tests.integration.scheduling.cast import at, cast_of
from tests.support.api import Api, ok
from tests.support.booking import booking
from tests.support.statements import first_words

IDS = count(1)


def message(topic: str, **payload: Any) -> Message:
    return Message(next(IDS), new_uid(), topic, payload, NOW)


async def events_of(database: Database, *messages: Message) -> list[dict[str, Any]]:
    """What these messages are told as."""

    async def tell(unit: UnitOfWork) -> list[dict[str, Any]]:
        before = await unit.sql.fetchval("SELECT max(id) FROM live_events")
        await tell_streams(unit, messages, NOW)
        query = "SELECT * FROM live_events WHERE id > $1 ORDER BY id"
        return [dict(row) for row in await unit.sql.fetch(query, before)]

    return await database.transact(tell)


async def visit_at(database: Database, practice: Practice, starts_at: datetime) -> int:
    patient = await make_patient(database, await make_user(database))
    made = await make_appointment(
        database,
        practice.doctor,
        patient,
        practice.location,
        practice.visit_type,
        starts_at,
    )
    return int(made.id)


async def test_the_same_is_told_once_in_a_batch(database: Database) -> None:
    practice = await make_practice(database)
    one = await visit_at(database, practice, at("10:00"))
    other = await visit_at(database, practice, at("11:00"))

    events = await events_of(
        database,
        message("scheduling.appointment_booked", appointment_id=one, event_id=1),
        message("scheduling.appointment_booked", appointment_id=other, event_id=2),
        message("scheduling.appointment_cancelled", appointment_id=one, event_id=3),
        message("scheduling.hours_changed", doctor_id=practice.doctor.id),
        message("scheduling.hold_changed", doctor_id=practice.doctor.id),
    )

    kinds = [event["kind"] for event in events]
    assert sorted(kinds) == ["appointment.changed", "appointment.changed", "slots.changed"]
    assert kinds[-1] == "slots.changed"


async def test_steps_that_take_no_time_do_not_change_free_times(database: Database) -> None:
    practice = await make_practice(database)
    visit = await visit_at(database, practice, at("10:00"))
    for kind in ("approved", "updated", "checked_in", "completed", "no_show", "check_in_undone"):
        topic = f"scheduling.appointment_{kind}"
        (event,) = await events_of(database, message(topic, appointment_id=visit, event_id=1))
        assert (event["kind"], event["desk"]) == ("appointment.changed", True)
        assert event["doctor_uid"] is None
        assert len(event["user_ids"]) == 2


async def test_free_times_name_neither_a_user_nor_a_reason(database: Database) -> None:
    practice = await make_practice(database)
    visit = await visit_at(database, practice, at("10:00"))
    topic = "scheduling.appointment_booked"
    _, slots = await events_of(database, message(topic, appointment_id=visit, event_id=1))
    assert slots["data"] == {"doctor_id": str(practice.doctor.uid)}
    assert (slots["user_ids"], slots["desk"], slots["doctor_uid"]) == (
        [],
        False,
        practice.doctor.uid,
    )


async def test_what_is_not_there_any_more_is_told_to_nobody(database: Database) -> None:
    gone = 2**40
    assert (
        await events_of(
            database,
            message("scheduling.appointment_booked", appointment_id=gone, event_id=1),
            message("scheduling.hours_changed", doctor_id=gone),
            message("scheduling.hold_changed", doctor_id=gone),
        )
        == []
    )


def test_every_step_of_a_visit_is_heard() -> None:
    named = {"requested", "booked", "rescheduled", "updated", *KINDS.values()}
    reached = {status.value for status in Status} - {"pending", "confirmed"}
    assert {f"scheduling.appointment_{kind}" for kind in named | reached} <= TOPICS


async def test_a_batch_takes_as_many_statements_as_one_message(database: Database) -> None:
    practice = await make_practice(database)
    visits = [await visit_at(database, practice, at("10:00")) for _ in range(20)]

    async def statements(of: list[int]) -> list[str]:
        messages = [
            message(
                "scheduling.appointment_rescheduled",
                appointment_id=visit,
                event_id=1,
                previous_doctor=str(practice.doctor.uid),
            )
            for visit in of
        ]
        found = await first_words(database, lambda unit: tell_streams(unit, messages, NOW))
        # What a new connection asks of its own accord, for the types of parameters.
        return [one for one in found if "typeinfo_tree" not in one and "'jit'" not in one]

    assert await statements(visits) == await statements(visits[:1])


async def test_a_hold_that_runs_out_is_told(
    api: Api, database: Database, clock: FixedClock
) -> None:
    cast = await cast_of(api, database)
    ok(await cast.own.post("/holds", booking(cast.practice, at("10:00"))), 201)
    doctor_id = cast.practice.doctor.id
    assert await waiting(database, doctor_id) == 1
    clock.move_to(at("10:00"))
    while await database.transact(partial(expire_batch, now=clock.now())):
        pass
    assert await waiting(database, doctor_id) == 2


async def waiting(database: Database, doctor_id: int) -> int:
    """How many messages say that somebody holds other times of this doctor now."""
    query = """
        SELECT count(*) FROM outbox_messages
        WHERE topic = 'scheduling.hold_changed' AND payload = jsonb_build_object(
            'doctor_id', $1::bigint)
    """
    async with database.reading() as reader:
        return int(await reader.sql.fetchval(query, doctor_id) or 0)


async def test_a_session_that_ends_while_its_stream_is_opened_gets_none(
    app: Any, api: Api, database: Database, clock: FixedClock
) -> None:
    """Its end was told before there was a stream to end."""
    live: Live = app.state.live
    user = await make_user(database, Role.STAFF)
    await api.signed_in(user)
    async with database.reading() as reader:
        session = await reader.sql.fetchval("SELECT uid FROM sessions WHERE user_id = $1", user.id)
    await database.transact(
        lambda unit: unit.sql.execute(
            "UPDATE sessions SET revoked_at = $2 WHERE uid = $1", session, clock.now()
        )
    )
    open_before = len(live.hub)
    with pytest.raises(SessionEnded):
        await live.open(
            database, clock, Actor(user.id, user.uid, user.role, session_uid=session), [], None
        )
    assert len(live.hub) == open_before
