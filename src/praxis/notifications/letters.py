"""Writes the e-mail about one or several waiting mails of one recipient. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from praxis.calendars.files import CalendarVisit, Method, invitation
from praxis.identity.models import TokenPurpose
from praxis.identity.tokens import TokenMaker
from praxis.kit.addresses import Address
from praxis.kit.schemas import parse_instant
from praxis.notifications.facts import VisitFacts
from praxis.notifications.judgement import ENDINGS, Addressee, Item, is_former_doctor
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
    MailKind.EMAIL_CHANGED: "sign-in",
    MailKind.NEW_DEVICE: "profile#security",
    MailKind.FACTORS_CHANGED: "profile#security",
    MailKind.API_KEY_MADE: "admin/keys",
    MailKind.REGISTRATION_REPEATED: "sign-in",
    MailKind.DOCTOR_APPROVED: "sign-in",
    MailKind.EMERGENCY_OPENED: "admin/emergencies",
    MailKind.EMERGENCIES_UNREVIEWED: "admin/emergencies",
    MailKind.BACKUP_FAILED: "sign-in",
}
NO_REPLY = "no-reply"
# What cannot be cancelled an hour after the reminder was written is not offered in it.
TIME_TO_CHOOSE = timedelta(hours=1)
# Mail programs take no address at a bare number.
LOCAL_HOST = "localhost.localdomain"


@dataclass(frozen=True, slots=True)
class Letter:
    """What goes into one e-mail: things of one kind, about visits of one day."""

    envelope_uid: UUID
    kind: MailKind
    addressee: Addressee
    to: str
    items: tuple[Item, ...]
    written_at: datetime
    # PDFs that go with it: name and bytes.
    documents: tuple[tuple[str, bytes], ...] = ()


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

    def write(self, letter: Letter, head: Letterhead) -> bytes:
        """The message, ready to be carried. Raises `NotAnAddressError`."""
        content = self._content(letter, head)
        rendered = render(content)
        sender = Address(head.practice_name, self._sender)
        to = Address(_name_for(letter), letter.to)
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
                documents=letter.documents,
                date=letter.written_at,
            )
        )

    def _content(self, letter: Letter, head: Letterhead) -> MailContent:
        chosen = letter.kind in ABOUT_VISITS or letter.kind is MailKind.MONTHLY_REPORT
        shown = (self._shown(letter, item, visit) for item, visit in _visits(letter))
        return MailContent(
            kind=letter.kind,
            locale=letter.addressee.locale or head.default_locale,
            practice_name=head.practice_name,
            recipient_name=_name_for(letter),
            visits=tuple(shown),
            link=self._link(letter),
            valid_until=self._valid_until(letter, head),
            month=letter.items[0].mail.month,
            device=_device(letter),
            happened_at=_happened_at(letter, head),
            preferences_url=f"{self._base}/profile#messages"
            if chosen and letter.items[0].mail.recipient.user_id is not None
            else None,
        )

    def _link(self, letter: Letter) -> str | None:
        if letter.kind in PURPOSES:
            purpose, page = PURPOSES[letter.kind]
            token = self._tokens.link_token(purpose, UUID(letter.items[0].mail.data["link"]))
            return f"{self._base}/{page}#token={token}"
        if letter.kind is MailKind.MONTHLY_REPORT:
            return f"{self._base}{letter.items[0].mail.data['page']}"
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

    def _shown(self, letter: Letter, item: Item, visit: VisitFacts) -> VisitShown:
        for_doctor = item.mail.kind in FOR_DOCTORS
        former = is_former_doctor(item.mail, visit)
        confirm_url, cancel_url = self._choices(letter, visit)
        entry = _entry(item, visit)
        page = "visit" if for_doctor else "visits"
        return VisitShown(
            uid=visit.uid,
            starts_at=entry.starts_at,
            ends_at=entry.ends_at,
            zone=visit.zone,
            doctor_name=visit.doctor_name,
            location_name=entry.location_name,
            address=entry.address,
            phone=visit.phone,
            patient_name=_patient_name(letter, visit),
            was_at=None if former else item.mail.was_at,
            # Of a visit that went to a colleague there is nothing to see any more.
            url=f"{self._base}/calendar" if former else f"{self._base}/{page}/{visit.uid}",
            confirm_url=confirm_url,
            cancel_url=cancel_url,
        )

    def _choices(self, letter: Letter, visit: VisitFacts) -> tuple[str | None, str | None]:
        """Links to confirm and to cancel, where that is asked and can still be done."""
        if letter.kind is not MailKind.VISIT_REMINDER:
            return None, None
        link = self._visit_link(visit)
        notice = timedelta(minutes=visit.cancellation_notice_minutes)
        can_cancel = letter.written_at + TIME_TO_CHOOSE <= visit.starts_at - notice
        return (
            None if visit.confirmed else f"{link}&do=confirm",
            f"{link}&do=cancel" if can_cancel else None,
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
                _entry(item, visit),
                method=method,
                organizer=sender,
                attendee=to,
                title=titles[visit.uid],
            )
            for item, visit in _visits(letter)
        ]


def _device(letter: Letter) -> str | None:
    """What signed in, by the names that browsers and systems have in every language."""
    if letter.kind is not MailKind.NEW_DEVICE:
        return None
    said = letter.items[0].mail.data
    return ", ".join(said[name] for name in ("browser", "system", "address") if said.get(name))


def _happened_at(letter: Letter, head: Letterhead) -> datetime | None:
    if letter.kind is not MailKind.NEW_DEVICE:
        return None
    zone = letter.addressee.zone or head.zone
    return parse_instant(letter.items[0].mail.data["at"]).astimezone(zone)


def _method(kind: MailKind) -> Method | None:
    if kind not in ABOUT_VISITS or kind is MailKind.VISIT_REMINDER:
        return None
    return Method.CANCEL if kind in ENDINGS else Method.REQUEST


def _visits(letter: Letter) -> list[tuple[Item, VisitFacts]]:
    """Each visit once: of several things to say of one, the last."""
    found = {item.visit.id: (item, item.visit) for item in letter.items if item.visit is not None}
    return list(found.values())


def _entry(item: Item, visit: VisitFacts) -> CalendarVisit:
    """The visit as a calendar has it; where it went from a former doctor is not theirs to know."""
    was_at = item.mail.was_at
    former = is_former_doctor(item.mail, visit)
    starts_at = was_at if former and was_at is not None else visit.starts_at
    return CalendarVisit(
        uid=visit.uid,
        sequence=visit.sequence,
        status=visit.status,
        starts_at=starts_at,
        ends_at=starts_at + (visit.ends_at - visit.starts_at),
        zone=visit.zone,
        doctor_name=visit.doctor_name,
        location_name="" if former else visit.location_name,
        address=None if former else visit.address,
        created_at=visit.created_at,
        changed_at=visit.updated_at,
    )


def _name_for(letter: Letter) -> str | None:
    """Of an address that nobody has confirmed, the name is only what somebody typed."""
    hidden = letter.kind in TO_ANYONE or letter.addressee.unconfirmed
    return None if hidden else letter.addressee.name


def _patient_name(letter: Letter, visit: VisitFacts) -> str | None:
    """Initials for the doctor; the first name where an account has several patients."""
    if letter.kind in FOR_DOCTORS:
        return " ".join(f"{part[0].upper()}." for part in visit.patient_name.split())
    if visit.is_account_holder or letter.addressee.unconfirmed:
        return None
    return visit.patient_name.split(maxsplit=1)[0]


def sender_address(settings: Settings) -> str:
    """Where e-mails come from: as set, else nobody's address at the host of the app."""
    if settings.smtp.sender is not None:
        return settings.smtp.sender
    host = urlsplit(settings.public_url).hostname or LOCAL_HOST
    named = "." in host and not host.replace(".", "").isdigit() and ":" not in host
    return f"{NO_REPLY}@{host if named else LOCAL_HOST}"
