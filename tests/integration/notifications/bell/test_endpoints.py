"""What stands under whose bell, from the request that put it there."""

from datetime import datetime, timedelta
from typing import Any

from praxis.background import JOBS
from praxis.identity.models import User
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database, UnitOfWork
from praxis.kit.ids import new_uid
from praxis.notifications.bell import service
from tests.factories.availability import make_rule
from tests.factories.directory import make_doctor
from tests.integration.scheduling.cast import TUESDAY, Cast, at
from tests.support.api import Api, ok, problem
from tests.support.messages import Mailbox


async def lines(caller: Api, **params: Any) -> list[Any]:
    items: list[Any] = ok(await caller.get("/notifications", **params))["items"]
    return items


async def unread(caller: Api) -> int:
    found: int = ok(await caller.get("/notifications"))["unread"]
    return found


async def moved(cast: Cast, visit: Any, wall: str, **more: Any) -> Any:
    body = {"starts_at": at(wall).isoformat(), **more}
    return ok(await cast.desk.post(f"/appointments/{visit['id']}/reschedule", body))


async def three_lines(cast: Cast, mailbox: Mailbox) -> Any:
    """The desk books, moves and cancels a visit of the patient."""
    visit = await cast.booked_by_desk("10:00")
    await mailbox.deliver()
    await moved(cast, visit, "11:00")
    await mailbox.deliver()
    ok(await cast.desk.post(f"/appointments/{visit['id']}/cancel", {"reason": "Doctor is ill"}))
    await mailbox.deliver()
    return visit


async def streamed(database: Database, user: User) -> list[str]:
    """The kinds of what the open streams of this user were told, in order."""
    async with database.reading() as reader:
        rows = await reader.sql.fetch(
            "SELECT kind, data FROM live_events WHERE $1 = ANY (user_ids) ORDER BY id", user.id
        )
    return [row["kind"] for row in rows if row["kind"].startswith("notification.")]


async def test_the_newest_line_comes_first_and_tells_the_visit_as_it_is_now(
    cast: Cast, mailbox: Mailbox
) -> None:
    visit = await three_lines(cast, mailbox)
    gone, shifted, booked = await lines(cast.own)
    assert [line["kind"] for line in (gone, shifted, booked)] == [
        "visit_cancelled",
        "visit_moved",
        "visit_booked",
    ]
    assert gone["created_at"] > shifted["created_at"] > booked["created_at"]
    assert (booked["read_at"], booked["was_at"]) == (None, None)
    assert shifted["was_at"] == visit["starts_at"]
    for line in (gone, shifted, booked):
        assert line["appointment"]["id"] == visit["id"]
        assert line["appointment"]["status"] == "cancelled"
        assert datetime.fromisoformat(line["appointment"]["starts_at"]) == at("11:00")
        assert line["appointment"]["patient_name"] == cast.patient.full_name


async def test_pages_neither_skip_nor_repeat(cast: Cast, mailbox: Mailbox) -> None:
    for wall in ("09:00", "10:00", "11:00", "12:00", "13:00"):
        await cast.booked_by_desk(wall)
    await mailbox.deliver()
    whole = [line["id"] for line in await lines(cast.own)]
    assert len(whole) == 5
    page = ok(await cast.own.get("/notifications", limit=2, count="true"))
    seen, total = [line["id"] for line in page["items"]], page["total"]
    while page["next_cursor"]:
        page = ok(await cast.own.get("/notifications", limit=2, cursor=page["next_cursor"]))
        seen += [line["id"] for line in page["items"]]
        assert page["unread"] == 5
    assert (seen, total) == (whole, 5)
    problem(await cast.own.get("/notifications", cursor="W10"), 422, "cursor.unknown")


async def test_some_and_then_all_are_marked_as_read(cast: Cast, mailbox: Mailbox) -> None:
    await three_lines(cast, mailbox)
    newest = (await lines(cast.own))[0]
    body = {"ids": [newest["id"]]}
    assert ok(await cast.own.post("/notifications/read", body)) == {"unread": 2}
    # Again, or what is not there at all, changes nothing.
    assert ok(await cast.own.post("/notifications/read", body)) == {"unread": 2}
    body = {"ids": [str(new_uid())]}
    assert ok(await cast.own.post("/notifications/read", body)) == {"unread": 2}
    assert ok(await cast.own.post("/notifications/read", {"ids": []})) == {"unread": 2}
    assert [line["kind"] for line in await lines(cast.own, unread="true")] == [
        "visit_moved",
        "visit_booked",
    ]
    first_read_at = (await lines(cast.own))[0]["read_at"]
    mailbox.clock.advance(timedelta(minutes=1))
    assert ok(await cast.own.post("/notifications/read", {})) == {"unread": 0}
    assert await lines(cast.own, unread="true") == []
    # Read is read: when does not change.
    assert (await lines(cast.own))[0]["read_at"] == first_read_at


async def test_bodies_that_are_none_are_refused(cast: Cast) -> None:
    bodies: list[Any] = [{"ids": ["x"]}, {"ids": "all"}, {"all": True}, [], None]
    for body in bodies:
        assert (await cast.own.post("/notifications/read", body)).status_code == 422
    too_many = {"ids": [str(new_uid())] * 201}
    assert (await cast.own.post("/notifications/read", too_many)).status_code == 422


async def test_the_lines_of_another_are_nobodys_business(cast: Cast, mailbox: Mailbox) -> None:
    await three_lines(cast, mailbox)
    ids = [line["id"] for line in await lines(cast.own)]
    assert await lines(cast.other_patient) == []
    ok(await cast.other_patient.post("/notifications/read", {"ids": ids}))
    ok(await cast.other_patient.post("/notifications/read", {}))
    assert await unread(cast.own) == 3
    problem(await cast.visitor.get("/notifications"), 401, "auth.required")


async def test_a_visit_that_went_to_a_colleague_is_shown_to_the_former_doctor_no_more(
    cast: Cast, mailbox: Mailbox, database: Database
) -> None:
    visit = await cast.booked("10:00")
    await mailbox.deliver()
    colleague = await make_doctor(database)
    await make_rule(database, colleague, cast.practice.location, TUESDAY.weekday())
    await moved(cast, visit, "11:00", doctor_id=str(colleague.uid))
    await mailbox.deliver()
    gone, booked = await lines(cast.doctor)
    assert (gone["kind"], booked["kind"]) == ("doctor_visit_cancelled", "doctor_visit_booked")
    assert gone["was_at"] == visit["starts_at"]
    assert (gone["appointment"], booked["appointment"]) == (None, None)
    theirs = await cast.visitor.signed_in(colleague.user)
    (come,) = await lines(theirs)
    assert come["appointment"]["id"] == visit["id"]


async def test_a_doctor_reads_no_name_of_a_patient_and_looking_leaves_no_trace(
    cast: Cast, mailbox: Mailbox, database: Database
) -> None:
    await cast.booked("10:00", reason="Chest pain")
    await mailbox.deliver()
    before = await audit_events(database)
    answer = await cast.doctor.get("/notifications")
    assert ok(answer)["items"][0]["appointment"]["patient_name"] is None
    assert cast.patient.full_name not in answer.text
    assert "Chest" not in answer.text
    assert await audit_events(database) == before


async def audit_events(database: Database) -> int:
    async with database.reading() as reader:
        return int(await reader.sql.fetchval("SELECT count(*) FROM audit_events") or 0)


async def test_who_did_it_hears_no_bell_for_it(cast: Cast, mailbox: Mailbox) -> None:
    visit = await cast.booked("10:00")
    await mailbox.deliver()
    # The patient gets the mail all the same: the calendar entry comes with it.
    assert await lines(cast.own) == []
    assert len(mailbox.mails(cast.user.email)) == 1
    assert [line["kind"] for line in await lines(cast.doctor)] == ["doctor_visit_booked"]
    ok(await cast.doctor.post(f"/appointments/{visit['id']}/cancel", {"reason": "I am ill"}))
    await mailbox.deliver()
    assert len(await lines(cast.doctor)) == 1
    assert len(mailbox.mails(cast.practice.doctor.user.email)) == 1
    assert [line["kind"] for line in await lines(cast.own)] == ["visit_cancelled"]


async def test_reminders_ring(
    cast: Cast, mailbox: Mailbox, clock: FixedClock, database: Database
) -> None:
    await database.transact(lambda unit: unit.sql.execute("DELETE FROM reminder_clock"))
    await mailbox.remind()
    await cast.booked("15:00")
    clock.move_to(at("15:00") - timedelta(days=1))
    await mailbox.remind()
    clock.advance(timedelta(seconds=5))
    await mailbox.remind()
    own = await cast.visitor.signed_in(cast.user)
    assert [line["kind"] for line in await lines(own)] == ["visit_reminder"]


async def test_lines_are_forgotten_after_ninety_days(
    cast: Cast, mailbox: Mailbox, clock: FixedClock, database: Database
) -> None:
    await three_lines(cast, mailbox)
    oldest = clock.now()

    async def forget(unit: UnitOfWork) -> None:
        await service.forget_old(unit, clock.now())

    assert service.forget_old in {job.run for job in JOBS}
    clock.move_to(oldest + timedelta(days=89))
    await database.transact(forget)
    own = await cast.visitor.signed_in(cast.user)
    assert len(await lines(own)) == 3
    clock.move_to(oldest + timedelta(days=90, seconds=1))
    await database.transact(forget)
    own = await cast.visitor.signed_in(cast.user)
    assert await lines(own) == []


async def test_open_windows_are_told_in_the_transaction_of_the_dispatcher(
    cast: Cast, mailbox: Mailbox, database: Database
) -> None:
    await cast.booked_by_desk("10:00")
    assert await streamed(database, cast.user) == []
    await mailbox.delivery.dispatcher.drain()
    assert await streamed(database, cast.user) == ["notification.created"]
    assert await transactions_of_the_bell(database, cast.user) == 1
    ok(await cast.own.post("/notifications/read", {}))
    ok(await cast.own.post("/notifications/read", {}))
    assert await streamed(database, cast.user) == ["notification.created", "notification.read"]


async def transactions_of_the_bell(database: Database, user: User) -> int:
    """In how many transactions line, mail and event of this user were written."""
    async with database.reading() as reader:
        return int(
            await reader.sql.fetchval(
                """
                SELECT count(DISTINCT by_whom) FROM (
                    SELECT xmin::text AS by_whom FROM notifications WHERE user_id = $1
                    UNION ALL SELECT xmin::text FROM mails WHERE user_id = $1
                    UNION ALL SELECT xmin::text FROM live_events
                    WHERE $1 = ANY (user_ids) AND kind = 'notification.created') AS written
                """,
                user.id,
            )
        )
