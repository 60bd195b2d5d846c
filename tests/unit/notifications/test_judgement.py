"""Every kind of mail against every state of the visit: what may still be said."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from praxis.kit.ids import new_uid
from praxis.notifications.facts import VisitFacts
from praxis.notifications.judgement import (
    Addressee,
    Drop,
    Send,
    Verdict,
    Wait,
    WaitingMail,
    judge,
    judge_together,
)
from praxis.notifications.mail.contents import FOR_DOCTORS, MailKind
from praxis.notifications.recipients import Recipient
from praxis.notifications.timing import QuietHours
from praxis.scheduling.appointments.models import Status

NOW = datetime(2027, 1, 4, 6, tzinfo=UTC)
START = NOW + timedelta(days=3)
PATIENT, DOCTOR = Recipient(1, None), Recipient(2, None)
SOMEBODY = Addressee("Rahim Uddin", "rahim@example.org", "en")
VISIT = VisitFacts(
    id=7,
    uid=new_uid(),
    status=Status.CONFIRMED,
    sequence=1,
    starts_at=START,
    ends_at=START + timedelta(minutes=30),
    zone=ZoneInfo("Asia/Dhaka"),
    created_at=NOW,
    updated_at=NOW,
    confirmed=False,
    location_name="Dhanmondi",
    address=None,
    phone=None,
    patient_id=3,
    patient_user_id=1,
    patient_name="Rahim Uddin",
    is_account_holder=True,
    patient_email=None,
    patient_active=True,
    doctor_uid=new_uid(),
    doctor_user_id=2,
    doctor_name="Ayesha Rahman",
    reminder_minutes=(1440,),
    cancellation_notice_minutes=0,
)
UPCOMING = {Status.PENDING, Status.CONFIRMED}
FREED = {Status.DECLINED, Status.EXPIRED, Status.CANCELLED, Status.ENTERED_IN_ERROR}
COMING = {
    MailKind.VISIT_REQUESTED,
    MailKind.VISIT_BOOKED,
    MailKind.VISIT_APPROVED,
    MailKind.VISIT_MOVED,
    MailKind.DOCTOR_VISIT_REQUESTED,
    MailKind.DOCTOR_VISIT_BOOKED,
    MailKind.DOCTOR_VISIT_MOVED,
}
REQUESTS = {MailKind.VISIT_REQUESTED, MailKind.DOCTOR_VISIT_REQUESTED}
ENDING = {
    MailKind.VISIT_DECLINED,
    MailKind.VISIT_EXPIRED,
    MailKind.VISIT_CANCELLED,
    MailKind.DOCTOR_VISIT_CANCELLED,
}


def mail(kind: MailKind, **changes: Any) -> WaitingMail:
    whole = WaitingMail(
        id=1,
        uid=new_uid(),
        kind=kind,
        recipient=DOCTOR if kind in FOR_DOCTORS else PATIENT,
        appointment_id=7,
        sequence=1,
        due_at=None,
        data={},
        attempts=1,
        envelope_uid=new_uid(),
        created_at=NOW,
    )
    return replace(whole, **changes)


def reminder(minutes: int = 1440) -> WaitingMail:
    due_at = START - timedelta(minutes=minutes)
    return mail(MailKind.VISIT_REMINDER, due_at=due_at, data={"minutes": minutes})


def verdict(
    what: WaitingMail, visit: VisitFacts = VISIT, now: datetime = NOW, **who: Any
) -> Verdict:
    return judge(what, visit, replace(SOMEBODY, **who), now)


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("kind", sorted(COMING | ENDING))
def test_what_is_said_fits_the_state_of_now(kind: MailKind, status: Status) -> None:
    standing = {Status.PENDING} if kind in REQUESTS else UPCOMING
    fits = status in (standing if kind in COMING else FREED)
    found = verdict(mail(kind), replace(VISIT, status=status))
    assert found == (Send() if fits else Drop("overtaken"))


@pytest.mark.parametrize("kind", sorted(COMING))
def test_what_a_later_change_overtook_is_not_said(kind: MailKind) -> None:
    assert verdict(mail(kind), replace(VISIT, sequence=2)) == Drop("overtaken")


@pytest.mark.parametrize("status", Status)
def test_only_a_visit_that_stands_is_reminded_of(status: Status) -> None:
    found = verdict(reminder(), replace(VISIT, status=status), START - timedelta(days=1))
    assert found == (Send() if status is Status.CONFIRMED else Drop("overtaken"))


def test_a_reminder_of_another_time_is_not_sent() -> None:
    moved = replace(VISIT, starts_at=START + timedelta(minutes=15))
    assert verdict(reminder(), moved, START - timedelta(days=1)) == Drop("overtaken")


@pytest.mark.parametrize(
    ("hours", "expected"), [(24, Send()), (12, Send()), (11.9, Drop("late")), (-1, Drop("late"))]
)
def test_a_late_reminder_is_sent_or_dropped_by_its_rule(hours: float, expected: Verdict) -> None:
    assert verdict(reminder(), now=START - timedelta(hours=hours)) == expected


@pytest.mark.parametrize("kind", sorted(COMING))
def test_what_is_over_is_no_news(kind: MailKind) -> None:
    status = Status.PENDING if kind in REQUESTS else Status.CONFIRMED
    assert verdict(mail(kind), replace(VISIT, status=status), now=START) == Drop("over")


def test_whoever_asked_is_answered_though_the_time_went_by() -> None:
    for kind, status in (
        (MailKind.VISIT_DECLINED, Status.DECLINED),
        (MailKind.VISIT_EXPIRED, Status.EXPIRED),
    ):
        assert verdict(mail(kind), replace(VISIT, status=status), START) == Send()


def test_a_doctor_is_told_of_what_became_of_a_colleagues_visit_no_more() -> None:
    colleagues = replace(VISIT, doctor_user_id=9)
    assert verdict(mail(MailKind.DOCTOR_VISIT_BOOKED), colleagues) == Drop("overtaken")
    # That it is no longer theirs is true, though it takes place.
    assert verdict(mail(MailKind.DOCTOR_VISIT_CANCELLED), colleagues) == Send()
    # And not when it has come back meanwhile.
    assert verdict(mail(MailKind.DOCTOR_VISIT_CANCELLED), VISIT) == Drop("overtaken")


def test_an_account_the_patient_no_longer_belongs_to_is_told_nothing() -> None:
    assert verdict(mail(MailKind.VISIT_BOOKED), replace(VISIT, patient_user_id=9)) == Drop(
        "overtaken"
    )


@pytest.mark.parametrize("who", [{"active": False}, {"email": None}, {"email": ""}])
def test_who_cannot_be_reached_is_not_written_to(who: dict[str, Any]) -> None:
    assert verdict(mail(MailKind.VISIT_BOOKED), **who) == Drop("unreachable")
    assert judge(mail(MailKind.RESET_PASSWORD), None, None, NOW) == Drop("unreachable")


def test_preferences_are_of_news_or_of_reminders_and_never_of_the_account() -> None:
    none = replace(SOMEBODY, email_visits=False, email_reminders=False)
    assert verdict(mail(MailKind.VISIT_BOOKED), email_visits=False) == Drop("unwanted")
    assert verdict(mail(MailKind.VISIT_BOOKED), email_reminders=False) == Send()
    due = START - timedelta(days=1)
    assert verdict(reminder(), now=due, email_reminders=False) == Drop("unwanted")
    assert verdict(reminder(), now=due, email_visits=False) == Send()
    assert judge(mail(MailKind.RESET_PASSWORD), None, none, NOW) == Send()


def test_quiet_hours_hold_back_what_is_not_urgent() -> None:
    quiet = QuietHours(11 * 60, 13 * 60)  # it is noon in Dhaka
    until = NOW + timedelta(hours=1)
    assert verdict(mail(MailKind.VISIT_BOOKED), quiet=quiet) == Wait(until)
    soon = replace(VISIT, starts_at=NOW + timedelta(hours=11))
    assert verdict(mail(MailKind.VISIT_BOOKED), soon, quiet=quiet) == Send()
    # Moved away from this afternoon: whoever would have come must hear of it.
    moved = mail(MailKind.VISIT_MOVED, data={"was_at": (NOW + timedelta(hours=3)).isoformat()})
    assert verdict(moved, quiet=quiet) == Send()
    account = judge(mail(MailKind.VERIFY_EMAIL), None, replace(SOMEBODY, quiet=quiet), NOW)
    assert account == Send()


def test_quiet_hours_end_where_news_becomes_urgent() -> None:
    # Quiet from noon until the visit itself: a cancel must be known before that.
    start = NOW + timedelta(hours=13)
    quiet = QuietHours(11 * 60, 60)
    cancelled = replace(VISIT, status=Status.CANCELLED, starts_at=start)
    assert verdict(mail(MailKind.VISIT_CANCELLED), cancelled, quiet=quiet) == Wait(
        start - timedelta(hours=12)
    )


def test_a_reminder_waits_for_the_morning_and_is_not_late_for_it() -> None:
    start = NOW + timedelta(hours=14)  # 2:00 in Dhaka, and the quiet hours end at 0:30
    visit, quiet = replace(VISIT, starts_at=start), QuietHours(11 * 60, 30)
    due = {"due_at": NOW, "data": {"minutes": 14 * 60}}
    morning = NOW + timedelta(hours=12, minutes=30)
    assert verdict(mail(MailKind.VISIT_REMINDER, **due), visit, quiet=quiet) == Wait(morning)
    waited = {"minutes": 14 * 60, "waited_until": morning.isoformat()}
    after = mail(MailKind.VISIT_REMINDER, due_at=NOW, data=waited)
    assert verdict(after, visit, morning, quiet=quiet) == Send()
    # Without that wish it would be no use by then.
    assert verdict(mail(MailKind.VISIT_REMINDER, **due), visit, morning) == Drop("late")


def test_nobody_is_written_to_about_a_patient_who_is_no_longer_there() -> None:
    gone = replace(VISIT, patient_active=False)
    assert verdict(mail(MailKind.VISIT_BOOKED), gone) == Drop("unreachable")
    assert verdict(mail(MailKind.DOCTOR_VISIT_BOOKED), gone) == Send()


def test_a_link_that_opens_nothing_is_not_sent() -> None:
    asked = mail(MailKind.RESET_PASSWORD, data={"link": str(new_uid())})
    assert judge(asked, None, SOMEBODY, NOW, link_is_good=False) == Drop("overtaken")


def test_a_second_move_is_told_with_the_time_before_the_first() -> None:
    first, second = START - timedelta(days=2), START - timedelta(days=1)
    moves = [
        mail(MailKind.VISIT_MOVED, id=1, sequence=1, data={"was_at": first.isoformat()}),
        mail(MailKind.VISIT_MOVED, id=2, sequence=2, data={"was_at": second.isoformat()}),
    ]
    visits = {VISIT.id: replace(VISIT, sequence=2)}
    dropped, sent = judge_together(moves, visits, SOMEBODY, NOW)
    assert (dropped.verdict, sent.verdict) == (Drop("overtaken"), Send())
    assert sent.mail.was_at == first
