# ruff: noqa: RUF001 -- the digits are Bangla
import re
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from praxis.notifications.mail.contents import (
    ABOUT_VISITS,
    FOR_DOCTORS,
    MailContent,
    MailKind,
    VisitShown,
)
from praxis.notifications.mail.render import calendar_title, render
from tests.unit.notifications.mail.contents import SITE, START, content, visit

EVIL = "Rahim\r\nBcc: all@example.org\u2028<b onclick='x'>&amp;\u202e\x00"
LATIN = re.compile(r"[A-Za-z]")
BANGLA = re.compile(r"[\u0980-\u09ff]")

EVERY_MAIL = [
    (kind, locale, count)
    for kind, locale in product(MailKind, ("en", "bn"))
    for count in ((1, 3) if kind in ABOUT_VISITS else (1,))
]


class Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def links(self) -> list[str | None]:
        return [attributes["href"] for tag, attributes in self.tags if tag == "a"]


@pytest.mark.parametrize(("kind", "locale", "count"), EVERY_MAIL)
class TestEveryMail:
    def test_it_says_all_in_both_forms(self, kind: MailKind, locale: str, count: int) -> None:
        rendered = render(content(kind, locale, count))
        shown = " ".join(rendered.text.split()), Page(rendered.html).text
        for form in shown:
            assert "Praxis Clinic" in form
            if kind in ABOUT_VISITS:
                assert form.count("Praxis Dhanmondi, House 12, Road 5") == count
                assert ("Dr. Ayesha Rahman" in form) == (kind not in FOR_DOCTORS)
        assert "None" not in rendered.subject + rendered.text + rendered.html

    def test_every_address_stands_in_the_text_too(
        self, kind: MailKind, locale: str, count: int
    ) -> None:
        rendered = render(content(kind, locale, count))
        links = set(Page(rendered.html).links())
        assert links == set(re.findall(r"https://\S+", rendered.text))
        assert f"{SITE}/preferences" in links
        expected = (
            {f"{SITE}/visits/{number + 1}" for number in range(count)}
            if kind in ABOUT_VISITS
            else {f"{SITE}/link"}
        )
        assert expected <= links

    def test_lines_fit_and_the_subject_is_one(
        self, kind: MailKind, locale: str, count: int
    ) -> None:
        rendered = render(content(kind, locale, count))
        assert max(map(len, rendered.text.splitlines())) <= 78
        assert rendered.subject.splitlines() == [rendered.subject]
        assert not any(line != line.rstrip() for line in rendered.text.splitlines())
        assert "\n\n\n" not in rendered.text

    def test_the_page_loads_nothing_and_says_its_language(
        self, kind: MailKind, locale: str, count: int
    ) -> None:
        rendered = render(content(kind, locale, count))
        page = Page(rendered.html)
        tags = {tag for tag, _ in page.tags}
        assert tags.isdisjoint({"img", "link", "script", "style", "table", "iframe", "font"})
        assert "url(" not in rendered.html
        assert "@" not in rendered.html
        (root,) = [attributes for tag, attributes in page.tags if tag == "html"]
        assert root == {"lang": locale, "dir": "ltr"}
        assert any(attributes.get("name") == "color-scheme" for _, attributes in page.tags)

    def test_names_of_others_cannot_leave_their_place(
        self, kind: MailKind, locale: str, count: int
    ) -> None:
        visits = tuple(
            visit(
                number + 1,
                doctor_name=EVIL,
                location_name=EVIL,
                address=EVIL,
                phone=EVIL,
                patient_name=EVIL,
            )
            for number in range(count if kind in ABOUT_VISITS else 0)
        )
        mail = content(
            kind, locale, recipient_name=EVIL, practice_name=EVIL, visits=visits, valid_until=None
        )
        rendered = render(mail)
        assert rendered.subject.splitlines() == [rendered.subject]
        assert "Bcc" not in rendered.subject
        assert not any(line.startswith("Bcc") for line in rendered.text.splitlines())
        page = Page(rendered.html)
        assert "b" not in {tag for tag, _ in page.tags}
        assert not any("onclick" in attributes for _, attributes in page.tags)
        for mark in "\x00\r\u2028\u202e":
            assert mark not in rendered.subject + rendered.text + rendered.html

    def test_without_what_need_not_be_told(self, kind: MailKind, locale: str, count: int) -> None:
        mail = content(kind, locale, count, recipient_name=None, valid_until=None, link=None)
        bare = [replace(shown, address=None, phone=None) for shown in mail.visits]
        rendered = render(replace(mail, visits=tuple(bare), preferences_url=None))
        assert "None" not in rendered.text + rendered.html
        assert "preferences" not in rendered.html

    def test_it_is_in_its_language_throughout(
        self, kind: MailKind, locale: str, count: int
    ) -> None:
        known = ("Praxis Clinic", "Praxis Dhanmondi, House 12, Road 5", "Dr. Ayesha Rahman")
        rendered = render(content(kind, locale, count, recipient_name=None))
        words = re.sub(r"https://\S+", "", rendered.subject + rendered.text)
        said = ("+880 2 5861 0000", "UTC", "Firefox, Linux", "praxis check", "praxis backup")
        for name in (*known, *said):
            words = words.replace(name, "")
        assert (LATIN if locale == "bn" else BANGLA).search(words) is None
        if locale == "bn":
            assert re.search(r"[0-9]", words) is None


def test_a_booked_visit_in_english() -> None:
    rendered = render(content(MailKind.VISIT_BOOKED))
    assert rendered.subject == "Visit booked: Tuesday, 5 January, 10:00 (Dhaka time)"
    assert (
        rendered.text
        == """\
Your visit is booked

Dear Rahim Uddin,

If you cannot come, please move or cancel in good time, so that someone else
can have the time.

  Tuesday, 5 January 2027
  10:00\N{EN DASH}10:30 (Dhaka time)
  Dr. Ayesha Rahman
  Praxis Dhanmondi, House 12, Road 5
  Telephone: +880 2 5861 0000

See the visit:
https://praxis.example.org/visits/1

Praxis Clinic
Choose what we write to you:
https://praxis.example.org/preferences
"""
    )


def test_two_reminders_in_bangla() -> None:
    visits = tuple(
        visit(
            number,
            confirm_url=f"{SITE}/come/{number}",
            cancel_url=f"{SITE}/cancel/{number}",
            patient_name="রহিম উ.",
        )
        # In any order: what is first in time is told first.
        for number in (2, 1)
    )
    rendered = render(
        content(MailKind.VISIT_REMINDER, "bn-BD", visits=visits, recipient_name="রহিম উদ্দিন")
    )
    assert rendered.subject == "মনে করিয়ে দিচ্ছি: আপনার ২টি সাক্ষাৎ, মঙ্গলবার, ৫ জানুয়ারী"
    assert (
        rendered.text
        == """\
সামনে আপনার ২টি সাক্ষাৎ আছে

প্রিয় রহিম উদ্দিন,

আপনি আসবেন কি না অনুগ্রহ করে আমাদের জানান।

আসতে না পারলে এখান থেকে বাতিল করুন, অথবা +880 2 5861 0000 নম্বরে ফোন করুন।

  মঙ্গলবার, ৫ জানুয়ারী ২০২৭
  সকাল ১০:০০\N{EN DASH}১০:৩০ (ঢাকা সময়)
  Dr. Ayesha Rahman
  Praxis Dhanmondi, House 12, Road 5
  টেলিফোন: +880 2 5861 0000
  যাঁর জন্য: রহিম উ.
  আমি আসব:
  https://praxis.example.org/come/1
  সাক্ষাৎ বাতিল করুন:
  https://praxis.example.org/cancel/1
  সাক্ষাৎটি দেখুন:
  https://praxis.example.org/visits/1

  মঙ্গলবার, ৫ জানুয়ারী ২০২৭
  দুপুর ১২:০০\N{EN DASH}১২:৩০ (ঢাকা সময়)
  Dr. Ayesha Rahman
  Praxis Dhanmondi, House 12, Road 5
  টেলিফোন: +880 2 5861 0000
  যাঁর জন্য: রহিম উ.
  আমি আসব:
  https://praxis.example.org/come/2
  সাক্ষাৎ বাতিল করুন:
  https://praxis.example.org/cancel/2
  সাক্ষাৎটি দেখুন:
  https://praxis.example.org/visits/2

Praxis Clinic
আমরা আপনাকে কী কী জানাব তা বেছে নিন:
https://praxis.example.org/preferences
"""
    )


def test_a_link_to_choose_a_new_password() -> None:
    until = datetime(2027, 1, 5, 5, 0, tzinfo=UTC).astimezone(ZoneInfo("Europe/Berlin"))
    rendered = render(content(MailKind.RESET_PASSWORD, valid_until=until, preferences_url=None))
    assert rendered.subject == "Choose a new password"
    assert (
        rendered.text
        == """\
Choose a new password

Dear Rahim Uddin,

Someone asked for a new password for your account with Praxis Clinic. If it
was you, choose it here.

The link works once, until Tuesday, 5 January, 06:00 (Berlin time).

If it was not you, ignore this message. Your password stays as it is.

Choose a new password:
https://praxis.example.org/link

Praxis Clinic
"""
    )


def test_a_moved_visit_says_when_it_was() -> None:
    moved = visit(was_at=START - timedelta(days=1, hours=1))
    rendered = render(content(MailKind.VISIT_MOVED, visits=(moved,)))
    assert "  Before: Monday, 4 January, 09:00 (Dhaka time)\n" in rendered.text
    assert "Before: Monday, 4 January, 09:00 (Dhaka time)" in Page(rendered.html).text


def test_the_doctor_learns_who_comes() -> None:
    shown = visit(patient_name="Rahim U.")
    rendered = render(content(MailKind.DOCTOR_VISIT_REQUESTED, visits=(shown,)))
    assert "  Patient: Rahim U.\n" in rendered.text
    assert "Please answer by Monday, 4 January, 18:00 (Dhaka time)." in " ".join(
        rendered.text.split()
    )
    assert "Answer the request:\nhttps://praxis.example.org/visits/1\n" in rendered.text
    assert "+880" not in rendered.text


@pytest.mark.parametrize("kind", [MailKind.VERIFY_EMAIL, MailKind.REGISTRATION_REPEATED])
@pytest.mark.parametrize("locale", ["en", "bn"])
def test_a_stranger_gets_no_word_of_whoever_filled_in_the_form(kind: MailKind, locale: str) -> None:
    rendered = render(content(kind, locale, recipient_name="Win a prize at evil.example"))
    assert "evil.example" not in rendered.subject + rendered.text + rendered.html


@pytest.mark.parametrize(
    ("confirm", "cancel", "phone", "said"),
    [
        (True, True, "123", ["Please let us know whether", "cancel here or call 123."]),
        (True, True, None, ["Please let us know whether", "cancel here or call the practice."]),
        (False, True, "123", ["We are expecting you.", "cancel here or call 123."]),
        (False, False, "123", ["We are expecting you.", "If you cannot come, please call 123."]),
        (True, False, None, ["whether you will come", "please call the practice."]),
    ],
)
def test_a_reminder_offers_what_can_be_done(
    confirm: bool, cancel: bool, phone: str | None, said: list[str]
) -> None:
    shown = visit(
        phone=phone,
        confirm_url=f"{SITE}/come" if confirm else None,
        cancel_url=f"{SITE}/cancel" if cancel else None,
    )
    rendered = render(content(MailKind.VISIT_REMINDER, visits=(shown,)))
    words = " ".join(rendered.text.split())
    assert all(part in words for part in said)
    links = Page(rendered.html).links()
    assert (f"{SITE}/come" in links, f"{SITE}/cancel" in links) == (confirm, cancel)
    assert f"{SITE}/visits/1" in links


def test_where_to_look_for_another_time() -> None:
    rendered = render(content(MailKind.VISIT_CANCELLED, link=f"{SITE}/find"))
    assert "Find another time:\nhttps://praxis.example.org/find\n" in rendered.text
    assert "  See the visit:\n  https://praxis.example.org/visits/1\n" in rendered.text


@pytest.mark.parametrize(
    ("locale", "language"),
    [("bn", "bn"), ("bn-BD", "bn"), ("BN_in", "bn"), ("en-GB", "en"), ("fr", "en"), ("", "en")],
)
def test_locales_fall_back_to_a_language_that_there_is(locale: str, language: str) -> None:
    rendered = render(content(MailKind.VISIT_BOOKED, locale))
    assert f'<html lang="{language}"' in rendered.html


def test_a_button_keeps_the_whole_address() -> None:
    link = f"{SITE}/reset?token=a&next=%2Fday#x"
    rendered = render(content(MailKind.RESET_PASSWORD, link=link))
    assert link in rendered.text
    assert link in Page(rendered.html).links()


def test_no_field_can_hold_a_clinical_word() -> None:
    """Whoever adds a field must come by here, and think about who reads over a shoulder."""
    assert {field.name for field in fields(VisitShown)} == {
        "uid",
        "starts_at",
        "ends_at",
        "zone",
        "doctor_name",
        "location_name",
        "address",
        "phone",
        "patient_name",
        "was_at",
        "url",
        "confirm_url",
        "cancel_url",
    }
    assert {field.name for field in fields(MailContent)} == {
        "kind",
        "locale",
        "practice_name",
        "recipient_name",
        "visits",
        "link",
        "valid_until",
        "month",
        "device",
        "happened_at",
        "preferences_url",
    }


@pytest.mark.parametrize(
    ("kind", "locale", "patient", "title"),
    [
        (MailKind.VISIT_BOOKED, "en", "Rahim U.", "Visit: Dr. Ayesha Rahman"),
        (MailKind.VISIT_BOOKED, "bn", None, "সাক্ষাৎ: Dr. Ayesha Rahman"),
        (MailKind.DOCTOR_VISIT_BOOKED, "en", "Rahim U.", "Visit: Rahim U."),
        (MailKind.DOCTOR_VISIT_BOOKED, "bn", None, "সাক্ষাৎ"),
    ],
)
def test_calendars_name_the_other_person(
    kind: MailKind, locale: str, patient: str | None, title: str
) -> None:
    assert calendar_title(visit(patient_name=patient), kind, locale) == title
