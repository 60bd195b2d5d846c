"""From the request that changes a visit to the mail in the box, through the real queues."""

from datetime import timedelta
from typing import Any

import pytest

from praxis.identity.models import Role
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database
from praxis.scheduling.appointments.operations.expire import expire_batch
from tests.factories.availability import make_rule
from tests.factories.directory import make_doctor, make_patient
from tests.factories.identity import make_user
from tests.integration.scheduling.cast import Cast, at, cast_of
from tests.support.api import Api, ok
from tests.support.booking import book
from tests.support.messages import Mailbox, html_of, invites_of, text_of


def doctor_of(cast: Cast) -> str:
    return cast.practice.doctor.user.email


async def kinds(database: Database, email: str) -> list[tuple[str, str | None]]:
    """What was queued for this address and what became of it, in order."""
    async with database.reading() as reader:
        rows = await reader.sql.fetch(
            """
            SELECT kind, coalesce(outcome_reason, outcome) AS fate FROM mails m
            WHERE user_id = (SELECT id FROM users WHERE email = $1)
               OR patient_id = (SELECT id FROM patients WHERE email = $1 AND user_id IS NULL)
            ORDER BY id
            """,
            email,
        )
    return [(row["kind"], row["fate"]) for row in rows]


async def test_a_booking_is_told_to_patient_and_doctor_with_an_invite(
    cast: Cast, mailbox: Mailbox
) -> None:
    visit = await cast.booked("10:00")
    await mailbox.deliver()
    for email in (cast.user.email, doctor_of(cast)):
        (mail,) = mailbox.mails(email)
        ((method, event),) = invites_of(mail)
        assert (method, event["UID"], event["SEQUENCE"]) == (
            "REQUEST",
            f"{visit['id']}@praxis",
            0,
        )
        assert event["DTSTART"].dt == at("10:00")
        assert "10:00" in text_of(mail)
        assert "10:00" in html_of(mail)


async def test_the_mail_of_a_doctor_holds_no_name_of_the_patient(
    cast: Cast, mailbox: Mailbox
) -> None:
    await cast.booked("10:00", reason="Chest pain", symptoms="Cough", notes="Since Friday")
    await mailbox.deliver()
    for email in (cast.user.email, doctor_of(cast)):
        (mail,) = mailbox.mails(email)
        whole = mail.as_string() + text_of(mail) + html_of(mail)
        for word in ("Chest", "Cough", "Friday", cast.practice.visit_type.name):
            assert word not in whole
    (mail,) = mailbox.mails(doctor_of(cast))
    assert cast.patient.full_name not in text_of(mail)
    assert cast.patient.full_name.split()[-1] not in text_of(mail)


async def test_approval_is_a_rising_sequence_of_one_invite(
    api: Api, database: Database, mailbox: Mailbox
) -> None:
    cast = await cast_of(api, database, needs_approval=True)
    visit = await cast.booked("10:00")
    await mailbox.deliver()
    ok(await cast.desk.patch(f"/appointments/{visit['id']}/status", {"status": "confirmed"}))
    await mailbox.deliver()
    ok(
        await cast.own.post(
            f"/appointments/{visit['id']}/reschedule", {"starts_at": at("11:00").isoformat()}
        )
    )
    await mailbox.deliver()
    ok(await cast.own.post(f"/appointments/{visit['id']}/cancel", {}))
    await mailbox.deliver()
    found = [invites_of(mail)[0] for mail in mailbox.mails(cast.user.email)]
    assert [(method, event["SEQUENCE"], str(event["STATUS"])) for method, event in found] == [
        ("REQUEST", 0, "TENTATIVE"),
        ("REQUEST", 1, "CONFIRMED"),
        ("REQUEST", 2, "CONFIRMED"),
        ("CANCEL", 3, "CANCELLED"),
    ]
    assert len({event["UID"] for _, event in found}) == 1
    assert await kinds(database, cast.user.email) == [
        ("visit_requested", "sent"),
        ("visit_approved", "sent"),
        ("visit_moved", "sent"),
        ("visit_cancelled", "sent"),
    ]
    assert await kinds(database, doctor_of(cast)) == [
        ("doctor_visit_requested", "sent"),
        ("doctor_visit_booked", "sent"),
        ("doctor_visit_moved", "sent"),
        ("doctor_visit_cancelled", "sent"),
    ]


async def test_a_declined_and_an_expired_request_are_told(
    api: Api, database: Database, mailbox: Mailbox, clock: FixedClock
) -> None:
    cast = await cast_of(api, database, needs_approval=True)
    visit = await cast.booked("10:00")
    ok(await cast.doctor.patch(f"/appointments/{visit['id']}/status", {"status": "declined"}))
    await mailbox.deliver()
    assert await kinds(database, cast.user.email) == [
        ("visit_requested", "overtaken"),
        ("visit_declined", "sent"),
    ]
    # The doctor declined it: nobody tells them that.
    assert await kinds(database, doctor_of(cast)) == [("doctor_visit_requested", "overtaken")]
    await cast.booked("11:00")
    await mailbox.deliver()
    clock.advance(timedelta(hours=48))
    await database.transact(lambda unit: expire_batch(unit, clock.now()))
    await mailbox.deliver()
    assert (await kinds(database, cast.user.email))[2:] == [
        ("visit_requested", "sent"),
        ("visit_expired", "sent"),
    ]


async def test_what_was_cancelled_before_it_was_sent_is_told_as_cancelled_only(
    cast: Cast, mailbox: Mailbox, database: Database
) -> None:
    visit = await cast.booked("10:00")
    ok(await cast.own.post(f"/appointments/{visit['id']}/cancel", {}))
    await mailbox.deliver()
    assert await kinds(database, cast.user.email) == [
        ("visit_booked", "overtaken"),
        ("visit_cancelled", "sent"),
    ]
    assert len(mailbox.mails(cast.user.email)) == 1


async def test_moved_to_a_colleague_each_doctor_is_told_their_part(
    cast: Cast, mailbox: Mailbox, database: Database
) -> None:
    visit = await cast.booked("10:00")
    await mailbox.deliver()
    colleague = await make_colleague(cast, database)
    body = {"starts_at": at("11:00").isoformat(), "doctor_id": str(colleague.uid)}
    ok(await cast.desk.post(f"/appointments/{visit['id']}/reschedule", body))
    await mailbox.deliver()
    (_, gone) = mailbox.mails(doctor_of(cast))
    ((method, event),) = invites_of(gone)
    assert (method, event["SEQUENCE"]) == ("CANCEL", 1)
    # It was at 10:00; when it takes place with the colleague is not for the former one to know.
    assert event["DTSTART"].dt == at("10:00")
    assert "10:00" in str(gone["Subject"])
    assert "11:00" not in text_of(gone)
    assert visit["id"] not in text_of(gone)
    (come,) = mailbox.mails(colleague.user.email)
    ((method, event),) = invites_of(come)
    assert (method, event["DTSTART"].dt) == ("REQUEST", at("11:00"))


async def make_colleague(cast: Cast, database: Database) -> Any:
    doctor = await make_doctor(database)
    for weekday in range(7):
        await make_rule(database, doctor, cast.practice.location, weekday)
    return doctor


async def test_several_visits_of_one_day_go_in_one_mail(cast: Cast, mailbox: Mailbox) -> None:
    for wall in ("09:00", "11:00", "15:00"):
        await cast.booked(wall)
        mailbox.clock.advance(timedelta(seconds=3))
    await cast.booked_today()
    await mailbox.deliver()
    for email in (cast.user.email, doctor_of(cast)):
        one, three = sorted(mailbox.mails(email), key=lambda mail: len(invites_of(mail)))
        assert len(invites_of(one)) == 1
        assert [event["DTSTART"].dt for _, event in invites_of(three)] == [
            at("09:00"),
            at("11:00"),
            at("15:00"),
        ]
        assert all(wall in text_of(three) for wall in ("09:00", "11:00", "15:00"))


async def test_a_patient_without_an_account_gets_mail_at_their_address(
    cast: Cast, mailbox: Mailbox, database: Database
) -> None:
    patient = await make_patient(database, email="amina@example.org")
    silent = await make_patient(database, email=None)
    for one, wall in ((patient, "10:00"), (silent, "12:00")):
        await book(cast.desk, cast.practice, at(wall), patient_id=str(one.uid))
    await mailbox.deliver()
    assert len(mailbox.mails("amina@example.org")) == 1
    assert await kinds(database, "amina@example.org") == [("visit_booked", "sent")]


async def test_a_guardian_reads_whom_the_visit_is_for(
    cast: Cast, mailbox: Mailbox, database: Database
) -> None:
    child = await make_patient(database, cast.user, full_name="Karim Uddin Ahmed")
    await cast.booked("10:00", patient_id=str(child.uid))
    await mailbox.deliver()
    (mail,) = mailbox.mails(cast.user.email)
    assert "Karim" in text_of(mail)
    assert "Ahmed" not in text_of(mail)


async def test_mail_is_in_the_language_of_the_recipient(
    cast: Cast, mailbox: Mailbox, database: Database
) -> None:
    user = await make_user(database, Role.PATIENT, locale="bn")
    await make_patient(database, user)
    await book(await cast.visitor.signed_in(user), cast.practice, at("10:00"))
    await mailbox.deliver()
    (mail,) = mailbox.mails(user.email)
    assert "১০" in text_of(mail)
    assert 'lang="bn"' in html_of(mail)


@pytest.mark.parametrize("wanted", [True, False])
async def test_who_wants_no_mail_about_visits_gets_none(
    cast: Cast, mailbox: Mailbox, database: Database, *, wanted: bool
) -> None:
    ok(await cast.own.patch("/users/me/notification-preferences", {"email_visits": wanted}))
    await cast.booked("10:00")
    await mailbox.deliver()
    fate = "sent" if wanted else "unwanted"
    assert await kinds(database, cast.user.email) == [("visit_booked", fate)]


async def test_quiet_hours_hold_news_back_until_they_end(
    cast: Cast, mailbox: Mailbox, clock: FixedClock, database: Database
) -> None:
    # It is noon in Dhaka; the visit is far enough away to wait.
    quiet = {"quiet_from": "11:00", "quiet_until": "14:30"}
    ok(await cast.own.patch("/users/me/notification-preferences", quiet))
    await cast.booked("10:00")
    await mailbox.deliver()
    assert mailbox.mails(cast.user.email) == []
    clock.advance(timedelta(hours=2, minutes=29))
    await mailbox.deliver()
    assert mailbox.mails(cast.user.email) == []
    clock.advance(timedelta(minutes=1))
    await mailbox.deliver()
    assert len(mailbox.mails(cast.user.email)) == 1
    # They waited, they did not fail.
    async with database.reading() as reader:
        assert (
            await reader.sql.fetchval("SELECT attempts FROM mails WHERE user_id = $1", cast.user.id)
            == 1
        )


async def test_news_of_a_visit_this_afternoon_do_not_wait_for_quiet_hours(
    cast: Cast, mailbox: Mailbox
) -> None:
    quiet = {"quiet_from": "11:00", "quiet_until": "14:30"}
    ok(await cast.own.patch("/users/me/notification-preferences", quiet))
    await cast.booked_today()
    await mailbox.deliver()
    assert len(mailbox.mails(cast.user.email)) == 1
