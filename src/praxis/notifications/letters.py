"""Writes the e-mail about one or several waiting mails of one recipient. Pure."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from praxis.calendars.files import CalendarVisit, Method, invitation
from praxis.identity.models import TokenPurpose
from praxis.identity.tokens import TokenMaker
from praxis.kit.addresses import Address
from praxis.notifications.facts import VisitFacts
from praxis.notifications.judgement import ENDINGS, Addressee, WaitingMail
from praxis.notifications.links.tokens import VisitLink, visit_link_token
from praxis.notifications.mail.contents import (
    ABOUT_VISITS,
    FOR_DOCTORS,
    MailContent,
    MailKind,
    VisitShown,
)
from praxis.notifications.mail.message import Envelope, compose
from praxis.notifications.mail.render import TO_ANYONE, calendar_title, render
from praxis.notifications.repository import Letterhead
from praxis.settings import Settings

PURPOSES = {
    MailKind.VERIFY_EMAIL: (TokenPurpose.EMAIL_VERIFICATION, "verify-email"),
    MailKind.RESET_PASSWORD: (TokenPurpose.PASSWORD_RESET, "reset-password"),
}
ACCOUNT_PAGES = {
    MailKind.PASSWORD_CHANGED: "forgot-password",
    MailKind.REGISTRATION_REPEATED: "sign-in",
    MailKind.DOCTOR_APPROVED: "sign-in",
}
NO_REPLY = "no-reply"
# Mail programs take no address at a bare number.
LOCAL_HOST = "localhost.localdomain"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to tell; `visit` is None for what is about the account."""

    mail: WaitingMail
    visit: VisitFacts | None


@dataclass(frozen=True, slots=True)
class Letter:
    """What goes into one e-mail: things of one kind, about visits of one day."""

    envelope_uid: UUID
    kind: MailKind
    addressee: Addressee
    to: str
    items: tuple[Item, ...]


class Writer:
    """Knows the addresses of the app and signs the links that are mailed."""

    def __init__(self, settings: Settings, tokens: TokenMaker) -> None:
        self._base = settings.public_url.rstrip("/")
        self._sender = sender_address(settings)
        self._tokens = tokens
        self._lifetimes = {
            MailKind.VERIFY_EMAIL: settings.auth.verification_lifetime,
            MailKind.RESET_PASSWORD: settings.auth.reset_lifetime,
        }

    def write(self, letter: Letter, head: Letterhead, now: datetime) -> bytes:
        """The message, ready to be carried. Raises `NotAnAddressError`."""
        content = self._content(letter, head)
        rendered = render(content)
        sender = Address(head.practice_name, self._sender)
        to = Address(None if letter.kind in TO_ANYONE else letter.addressee.name, letter.to)
        invites = self._invites(letter, content, sender, to)
        alone = len(invites) == 1
        return compose(
            Envelope(
                message_uid=letter.envelope_uid,
                sender=sender,
                reply_to=Address(head.practice_name, head.reply_to) if head.reply_to else None,
                to=to,
                subject=rendered.subject,
                text=rendered.text,
                html=rendered.html,
                invite=invites[0] if alone else None,
                method=_method(letter.kind) if alone else None,
                extra_files=()
                if alone
                else tuple((f"visit-{n}.ics", file) for n, file in enumerate(invites, 1)),
                date=now,
            )
        )

    def _content(self, letter: Letter, head: Letterhead) -> MailContent:
        about_visits = letter.kind in ABOUT_VISITS
        shown = (self._shown(item) for item in letter.items)
        return MailContent(
            kind=letter.kind,
            locale=letter.addressee.locale or head.default_locale,
            practice_name=head.practice_name,
            recipient_name=letter.addressee.name,
            visits=tuple(visit for visit in shown if visit is not None),
            link=self._link(letter),
            valid_until=self._valid_until(letter, head),
            preferences_url=f"{self._base}/profile#messages"
            if about_visits and letter.items[0].mail.recipient.user_id is not None
            else None,
        )

    def _link(self, letter: Letter) -> str | None:
        if letter.kind in PURPOSES:
            purpose, page = PURPOSES[letter.kind]
            token = self._tokens.link_token(purpose, UUID(letter.items[0].mail.data["link"]))
            return f"{self._base}/{page}#token={token}"
        if letter.kind in ACCOUNT_PAGES:
            return f"{self._base}/{ACCOUNT_PAGES[letter.kind]}"
        if letter.kind in FOR_DOCTORS:
            return f"{self._base}/calendar"
        return f"{self._base}/" if letter.kind in ENDINGS else f"{self._base}/visits"

    def _valid_until(self, letter: Letter, head: Letterhead) -> datetime | None:
        """In the zone that the account has chosen, else the practice's."""
        lifetime = self._lifetimes.get(letter.kind)
        if lifetime is None:
            return None
        zone = letter.addressee.zone or head.zone
        return (letter.items[0].mail.created_at + lifetime).astimezone(zone)

    def _shown(self, item: Item) -> VisitShown | None:
        visit = item.visit
        if visit is None:
            return None
        for_doctor = item.mail.kind in FOR_DOCTORS
        reminder = item.mail.kind is MailKind.VISIT_REMINDER
        link = self._visit_link(visit) if reminder else None
        return VisitShown(
            uid=visit.uid,
            starts_at=visit.starts_at,
            ends_at=visit.ends_at,
            zone=visit.zone,
            doctor_name=visit.doctor_name,
            location_name=visit.location_name,
            address=visit.address,
            phone=visit.phone,
            patient_name=_initials(visit) if for_doctor else _given_name(visit),
            was_at=item.mail.was_at,
            url=f"{self._base}/{'visit' if for_doctor else 'visits'}/{visit.uid}",
            confirm_url=None if link is None or visit.confirmed else f"{link}&do=confirm",
            cancel_url=None if link is None else f"{link}&do=cancel",
        )

    def _visit_link(self, visit: VisitFacts) -> str:
        token = visit_link_token(
            self._tokens, VisitLink(visit.uid, visit.sequence, visit.starts_at)
        )
        return f"{self._base}/visit-link#token={token}"

    def _invites(
        self, letter: Letter, content: MailContent, sender: Address, to: Address
    ) -> list[bytes]:
        method = _method(letter.kind)
        if method is None:
            return []
        titles = {
            shown.uid: calendar_title(shown, letter.kind, content.locale)
            for shown in content.visits
        }
        return [
            invitation(
                _entry(item.visit),
                method=method,
                organizer=sender,
                attendee=to,
                title=titles[item.visit.uid],
            )
            for item in letter.items
            if item.visit is not None
        ]


def _method(kind: MailKind) -> Method | None:
    if kind not in ABOUT_VISITS or kind is MailKind.VISIT_REMINDER:
        return None
    return Method.CANCEL if kind in ENDINGS else Method.REQUEST


def _entry(visit: VisitFacts) -> CalendarVisit:
    return CalendarVisit(
        uid=visit.uid,
        sequence=visit.sequence,
        status=visit.status,
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
        zone=visit.zone,
        doctor_name=visit.doctor_name,
        location_name=visit.location_name,
        address=visit.address,
        created_at=visit.created_at,
        changed_at=visit.updated_at,
    )


def _given_name(visit: VisitFacts) -> str | None:
    """Whom the visit is for, where the account has several patients: the first name alone."""
    return None if visit.is_account_holder else visit.patient_name.split(maxsplit=1)[0]


def _initials(visit: VisitFacts) -> str:
    return " ".join(f"{part[0].upper()}." for part in visit.patient_name.split())


def sender_address(settings: Settings) -> str:
    """Where e-mails come from: as set, else nobody's address at the host of the app."""
    if settings.smtp.sender is not None:
        return settings.smtp.sender
    host = urlsplit(settings.public_url).hostname or LOCAL_HOST
    named = "." in host and not host.replace(".", "").isdigit() and ":" not in host
    return f"{NO_REPLY}@{host if named else LOCAL_HOST}"
