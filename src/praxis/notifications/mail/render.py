"""A mail's content becomes its subject, text and HTML. Pure, but for reading the templates once.

The sentences of a kind stand once for each language, as plain text; the layouts bring them into
form. Whatever others wrote (names, addresses) is one line before it gets here.
"""

import textwrap
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from types import SimpleNamespace

from jinja2 import Environment, PackageLoader, StrictUndefined, Template, select_autoescape

from praxis.kit.languages import ENGLISH, language_of
from praxis.kit.lines import one_line
from praxis.kit.wording import TO, Wording, zone_of
from praxis.notifications.mail.contents import FOR_DOCTORS, MailContent, MailKind, VisitShown

COLUMNS = 76
# Whoever fills in the form chooses both name and address of these: the mail repeats no word of
# theirs to someone who may never have heard of us.
TO_ANYONE = frozenset({MailKind.VERIFY_EMAIL, MailKind.REGISTRATION_REPEATED})


@dataclass(frozen=True, slots=True)
class Rendered:
    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Button:
    label: str
    url: str
    leading: bool = True


@dataclass(frozen=True, slots=True)
class Block:
    """A visit in words. `lines` are of the place and the people."""

    day: str
    time: str
    before: str | None
    lines: tuple[str, ...]
    buttons: tuple[Button, ...]
    link: Button | None


def render(content: MailContent) -> Rendered:
    """The mail in the language of its locale; in English where that has no such mail."""
    wording = Wording(_language(content.locale, content.kind))
    visits = sorted(content.visits, key=lambda visit: visit.starts_at)
    sentences = _sentences(content, visits, wording)
    labels = _labels(wording.language)
    blocks = [_block(visit, content, wording, labels) for visit in visits]
    named = content.recipient_name is not None and content.kind not in TO_ANYONE
    values = {
        "language": wording.language,
        "direction": wording.spoken.direction,
        "subject": one_line(sentences.subject),
        "heading": sentences.heading,
        "greeting": labels.greeting(one_line(content.recipient_name or "")) if named else None,
        "paragraphs": [one_line(part) for part in sentences.paragraphs if part],
        "blocks": blocks,
        "button": _button(content, visits, blocks, sentences),
        "labels": labels,
        "practice": one_line(content.practice_name),
        "preferences_url": content.preferences_url,
    }
    return Rendered(
        subject=values["subject"],
        text=_template("layout.txt.jinja").render(values).strip() + "\n",
        html=_template("layout.html.jinja").render(values).strip() + "\n",
    )


def calendar_title(visit: VisitShown, kind: MailKind, locale: str) -> str:
    """What an invite calls the visit: by the other person, and by nothing else."""
    label: str = _labels(_language(locale, kind)).visit
    other = visit.patient_name if kind in FOR_DOCTORS else visit.doctor_name
    return label if other is None else f"{label}: {one_line(other)}"


def _sentences(content: MailContent, visits: list[VisitShown], wording: Wording) -> SimpleNamespace:
    first = visits[0] if visits else None
    until = content.valid_until
    values = {
        "practice": one_line(content.practice_name),
        "number": wording.number(len(visits)),
        "many": len(visits) > 1,
        "when": None if first is None else _when(visits, wording),
        "month": None if content.month is None else wording.month(content.month),
        "until": None if until is None else _until(until, first, wording),
        "device": None if content.device is None else one_line(content.device),
        "happened": None
        if content.happened_at is None
        else wording.moment(content.happened_at, zone_of(content.happened_at)),
        "phone": one_line(first.phone) if first and first.phone else None,
        "link": content.link,
        "asks": any(visit.confirm_url for visit in visits),
        "cancels": any(visit.cancel_url for visit in visits),
    }
    template = _template(f"{wording.language}/{content.kind}.jinja")
    return SimpleNamespace(**vars(template.make_module(values)))


def _when(visits: list[VisitShown], wording: Wording) -> str:
    """Of one visit the day and time, of several the day."""
    if len(visits) == 1:
        return wording.moment(visits[0].starts_at, visits[0].zone)
    days = [visit.starts_at.astimezone(visit.zone).date() for visit in (visits[0], visits[-1])]
    return f" {TO} ".join(dict.fromkeys(wording.day(on, year=False) for on in days))


def _until(until: datetime, first: VisitShown | None, wording: Wording) -> str:
    return wording.moment(until, zone_of(until) if first is None else first.zone)


def _block(
    visit: VisitShown, content: MailContent, wording: Wording, labels: SimpleNamespace
) -> Block:
    start, end = visit.starts_at.astimezone(visit.zone), visit.ends_at.astimezone(visit.zone)
    for_doctor = content.kind in FOR_DOCTORS
    patient = labels.patient if for_doctor else labels.for_patient
    place = ", ".join(one_line(part) for part in (visit.location_name, visit.address) if part)
    lines = (
        None if for_doctor else one_line(visit.doctor_name),
        place,
        None if for_doctor or not visit.phone else f"{labels.phone}: {one_line(visit.phone)}",
        f"{patient}: {one_line(visit.patient_name)}" if visit.patient_name else None,
    )
    choices = ((labels.confirm, visit.confirm_url), (labels.cancel, visit.cancel_url))
    buttons = tuple(
        Button(label, url, leading=url == visit.confirm_url) for label, url in choices if url
    )
    was_at = visit.was_at
    # The one button of a mail about one visit leads to it already.
    alone = len(content.visits) == 1 and content.link is None and not buttons
    return Block(
        day=wording.day(start.date()),
        time=f"{wording.span(start, end)} ({wording.zone(visit.zone, start)})",
        before=None if was_at is None else f"{labels.before}: {wording.moment(was_at, visit.zone)}",
        lines=tuple(line for line in lines if line),
        buttons=buttons,
        link=None if alone else Button(labels.see_visit, visit.url),
    )


def _button(
    content: MailContent, visits: list[VisitShown], blocks: list[Block], sentences: SimpleNamespace
) -> Button | None:
    if content.link is not None:
        return Button(sentences.link_action, content.link)
    if len(visits) == 1 and not blocks[0].buttons:
        return Button(sentences.action, visits[0].url)
    return None


def _wrapped(text: str, indent: int = 0) -> str:
    """The text in lines for a mail; addresses of pages are never broken."""
    margin = " " * indent
    return textwrap.fill(
        text,
        COLUMNS,
        initial_indent=margin,
        subsequent_indent=margin,
        break_long_words=False,
        break_on_hyphens=False,
    )


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("praxis.notifications.mail"),
        undefined=StrictUndefined,
        # The sentences are plain text until a layout takes them in.
        autoescape=select_autoescape(("html.jinja",)),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["wrapped"] = _wrapped
    return environment


def _language(locale: str, kind: MailKind) -> str:
    """One for the whole mail: half of it in another language would help nobody."""
    language = language_of(locale)
    wanted = {f"{language}/labels.jinja", f"{language}/{kind}.jinja"}
    return language if wanted <= _names() else ENGLISH


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset(_environment().list_templates())


def _labels(language: str) -> SimpleNamespace:
    return SimpleNamespace(**vars(_template(f"{language}/labels.jinja").module))


def _template(name: str) -> Template:
    return _environment().get_template(name)
