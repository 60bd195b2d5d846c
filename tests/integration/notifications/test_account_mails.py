"""Mails about accounts: each with its link, at once, whatever somebody wants or does not want."""

from datetime import timedelta

from praxis.identity.models import Role
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database
from praxis.kit.ids import new_uid
from tests.conftest import NOW
from tests.factories.directory import make_doctor
from tests.factories.identity import PASSWORD, make_user
from tests.integration.identity.factors.test_enrolment import add_totp
from tests.support.api import Api, ok
from tests.support.messages import Mailbox, invites_of, text_of

NEW = "seven grey geese over Sylhet"


def link_in(text: str, page: str) -> str:
    return text.split(f"/{page}#token=")[1].split(maxsplit=1)[0]


async def test_links_to_confirm_and_to_set_a_password_work(
    api: Api, mailbox: Mailbox, database: Database
) -> None:
    user = await make_user(database, email_verified_at=None)
    ok(await api.post("/auth/password/forgot", {"email": user.email}), 202)
    own = await api.signed_in(user)
    ok(await own.post("/auth/email/verification", {}), 202)
    await mailbox.deliver()
    texts = [text_of(mail) for mail in mailbox.mails(user.email)]
    (verify,) = [text for text in texts if "/verify-email#token=" in text]
    ok(await api.post("/auth/email/verify", {"token": link_in(verify, "verify-email")}), 204)
    (reset,) = [text for text in texts if "/reset-password#token=" in text]
    body = {"token": link_in(reset, "reset-password"), "password": NEW}
    ok(await api.post("/auth/password/reset", body), 204)
    await mailbox.deliver()
    told = [text_of(mail) for mail in mailbox.mails(user.email)]
    assert any("/forgot-password" in text for text in told)
    assert len(told) == 3


async def test_they_come_at_night_and_to_those_who_want_no_news(
    api: Api, mailbox: Mailbox, database: Database
) -> None:
    user = await make_user(database)
    own = await api.signed_in(user)
    wishes = {
        "email_visits": False,
        "email_reminders": False,
        "quiet_from": "00:00",
        "quiet_until": "23:59",
    }
    ok(await own.patch("/users/me/notification-preferences", wishes))
    ok(await api.post("/auth/password/forgot", {"email": user.email}), 202)
    await mailbox.deliver()
    assert len(mailbox.mails(user.email)) == 1


async def test_an_unknown_address_is_written_to_by_nobody(
    api: Api, mailbox: Mailbox, database: Database
) -> None:
    ok(await api.post("/auth/password/forgot", {"email": "nobody@example.org"}), 202)
    await mailbox.deliver()
    assert mailbox.mails("nobody@example.org") == []
    async with database.reading() as reader:
        stuck = (
            "SELECT count(*) FROM outbox_messages WHERE attempts > 0 AND topic LIKE 'identity.%'"
        )
        assert await reader.sql.fetchval(stuck) == 0


async def test_who_registers_again_is_told_so_without_a_name_of_theirs(
    api: Api, mailbox: Mailbox, database: Database
) -> None:
    user = await make_user(database)
    body = {"email": user.email, "password": NEW, "full_name": "Buy Now", "role": "patient"}
    ok(await api.post("/auth/register", body), 201)
    await mailbox.deliver()
    (mail,) = mailbox.mails(user.email)
    assert "/sign-in" in text_of(mail)
    for word in ("Buy", user.full_name):
        assert word not in mail.as_string() + text_of(mail)


async def test_a_new_password_is_told(api: Api, mailbox: Mailbox, database: Database) -> None:
    user = await make_user(database)
    own = await api.signed_in(user)
    ok(await own.patch("/users/me", {"password": NEW, "current_password": PASSWORD}))
    await mailbox.deliver()
    assert len(mailbox.mails(user.email)) == 1


async def test_a_doctor_who_was_approved_is_told(
    api: Api, mailbox: Mailbox, database: Database
) -> None:
    doctor = await make_doctor(database, approved_at=None)
    admin = await api.signed_in(await make_user(database, Role.ADMIN))
    ok(await admin.post(f"/doctors/{doctor.uid}/approve", {}))
    await mailbox.deliver()
    (mail,) = mailbox.mails(doctor.user.email)
    assert invites_of(mail) == []
    assert "/sign-in" in text_of(mail)


async def test_whoever_loses_an_account_to_another_address_hears_of_it(
    api: Api, mailbox: Mailbox, database: Database
) -> None:
    user = await make_user(database)
    own, other = await api.signed_in(user), f"other-{user.uid}@example.org"
    ok(
        await own.patch(
            "/users/me", {"email": other, "password": NEW, "current_password": PASSWORD}
        )
    )
    await mailbox.deliver()
    subjects = sorted(mailbox.subjects(user.email))
    assert subjects == [
        "The e-mail address of your account was changed",
        "Your password was changed",
    ]
    assert all(other not in mail.as_string() for mail in mailbox.mails(user.email))
    # The new address is asked to be confirmed, and told nothing else.
    assert len(mailbox.mails(other)) == 1


async def test_a_link_that_ran_out_before_it_was_sent_is_not_sent(
    api: Api, mailbox: Mailbox, database: Database
) -> None:
    user = await make_user(database)
    ok(await api.post("/auth/password/forgot", {"email": user.email}), 202)
    await mailbox.delivery.dispatcher.drain()
    mailbox.clock.advance(timedelta(hours=30))
    await mailbox.delivery.postman.drain()
    assert mailbox.mails(user.email) == []


async def test_a_name_is_not_repeated_to_an_address_that_nobody_confirmed(
    api: Api, mailbox: Mailbox, database: Database
) -> None:
    for confirmed_at, named in ((None, False), (NOW, True)):
        name = f"Prize {user_tail()}"
        user = await make_user(database, full_name=name, email_verified_at=confirmed_at)
        own = await api.signed_in(user)
        body = {"password": NEW, "current_password": PASSWORD}
        ok(await own.patch("/users/me", body))
        await mailbox.deliver()
        (mail,) = mailbox.mails(user.email)
        assert (name in text_of(mail), name in str(mail["To"])) == (named, named)


def user_tail() -> str:
    return new_uid().hex[-6:]


async def test_a_sign_in_from_a_new_device_is_told_by_mail_and_bell(
    api: Api, mailbox: Mailbox, database: Database
) -> None:
    user = await make_user(database)
    body = {"email": user.email, "password": PASSWORD}
    for browser in ("Chrome/140 Windows", "Firefox/143 Linux"):
        ok(await api.post("/auth/login", body, headers={"User-Agent": browser}))
    await mailbox.deliver()

    (mail,) = mailbox.mails(user.email)

    text = " ".join(text_of(mail).split())
    assert "(Firefox, Linux, 127.0.0.1)" in text
    assert "/profile#security" in text
    own = await api.signed_in(user)
    (line,) = ok(await own.get("/notifications"))["items"]
    assert (line["kind"], line["appointment"]) == ("new_device", None)


async def test_who_adds_or_loses_a_factor_hears_of_it(
    api: Api, mailbox: Mailbox, database: Database, clock: FixedClock
) -> None:
    """By e-mail and under the bell: somebody else may have done it."""
    user = await make_user(database)
    own = await api.signed_in(user)
    await add_totp(own, clock)
    await mailbox.deliver()
    (mail,) = mailbox.mails(user.email)
    assert mail["Subject"] == "How you sign in was changed"
    assert "/profile#security" in text_of(mail)
    ok(await (await api.signed_in(user)).delete("/users/me/factors/totp"), 204)
    await mailbox.deliver()
    assert mailbox.subjects(user.email) == ["How you sign in was changed"] * 2
    own = await api.signed_in(user)
    lines = ok(await own.get("/notifications"))["items"]
    assert [line["kind"] for line in lines] == ["factors_changed"] * 2


async def test_who_makes_an_api_key_hears_of_it(
    api: Api, mailbox: Mailbox, database: Database, clock: FixedClock
) -> None:
    """By e-mail and under the bell: it lets in whoever has it, and outlives a new password."""
    user = await make_user(database, Role.ADMIN)
    own = await api.signed_in(user)
    expires_at = (clock.now() + timedelta(days=90)).isoformat()
    key = {"name": "Laboratory", "scopes": ["patients:read"], "expires_at": expires_at}
    made = ok(await own.post("/api-keys", key))
    await mailbox.deliver()

    (mail,) = mailbox.mails(user.email)
    assert mail["Subject"] == "An API key was made in your name"
    assert "/admin/keys" in text_of(mail)
    assert made["key"] not in mail.as_string()
    (line,) = ok(await own.get("/notifications"))["items"]
    assert (line["kind"], line["appointment"]) == ("api_key_made", None)


async def test_a_new_password_says_what_it_leaves_as_it_is(
    api: Api, mailbox: Mailbox, database: Database
) -> None:
    user = await make_user(database)
    own = await api.signed_in(user)
    ok(await own.patch("/users/me", {"password": NEW, "current_password": PASSWORD}))
    await mailbox.deliver()
    (mail,) = mailbox.mails(user.email)
    text = " ".join(text_of(mail).split())
    assert "Passkeys, authenticator apps and API keys stay as they are" in text
