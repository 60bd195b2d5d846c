# ruff: noqa: RUF001 -- the digits are Bangla
from typing import get_args
from zoneinfo import ZoneInfo

import pytest

from praxis.kit.languages import languages, words
from praxis.scheduling.slots.explain import for_patient
from praxis.scheduling.slots.model import Cause, CauseCode, Explanation, TakenKind
from praxis.scheduling.slots.wording import say
from tests.unit.scheduling.slots.day import BERLIN, at, window

DETAILED = [
    (Cause(CauseCode.HOLIDAY, holiday_name="Eid"), "It is a public holiday: Eid."),
    (
        Cause(CauseCode.ON_LEAVE, period=window("09:00", "10:00")),
        "The doctor is on leave from 2026-05-04 09:00 to 2026-05-04 10:00.",
    ),
    (
        Cause(CauseCode.GAP_TOO_SHORT, period=window("10:45", "11:00")),
        "The visit would not end before closing at 2026-05-04 11:00.",
    ),
    (
        Cause(CauseCode.OUTSIDE_NOTICE, bookable_from=at("10:00")),
        "It is too soon: the first start is 2026-05-04 10:00.",
    ),
    (
        Cause(CauseCode.OUTSIDE_HORIZON, bookable_until=at("10:00")),
        "It is too far ahead: the last start is 2026-05-04 10:00.",
    ),
    (
        Cause(CauseCode.OFF_GRID, nearest=(at("10:00"), at("10:15"))),
        "Visits begin at 10:00 or 10:15.",
    ),
    (
        Cause(CauseCode.FULLY_BOOKED, period=window("09:30", "10:00"), taken_as="visit"),
        "The doctor has a visit from 09:30 to 10:00.",
    ),
    (
        Cause(CauseCode.RESOURCE_TAKEN, period=window("09:45", "10:30"), resource_name="Room 2"),
        "Room 2 is taken from 09:45 to 10:30.",
    ),
    (
        Cause(CauseCode.RESOURCE_TAKEN, pool_name="scanner"),
        "The place has no scanner for this visit.",
    ),
]


@pytest.mark.parametrize(("cause", "sentence"), DETAILED)
def test_the_practice_reads_what_is_in_the_way_in_local_time(cause: Cause, sentence: str) -> None:
    assert say(cause, BERLIN) == sentence


@pytest.mark.parametrize("code", list(CauseCode))
def test_every_cause_has_a_sentence_without_its_details(code: CauseCode) -> None:
    assert say(Cause(code), BERLIN) == words("en", "slots")(code.value)


@pytest.mark.parametrize("cause", [cause for cause, _ in DETAILED])
def test_what_is_left_for_patients_names_nothing_private(cause: Cause) -> None:
    (kept,) = for_patient(Explanation(offered=False, causes=(cause,))).causes
    sentence = say(kept, BERLIN)
    for detail in ("Eid", "leave", "holiday", "Room", "scanner", "The doctor has", "09:30"):
        assert detail not in sentence


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("kind", get_args(TakenKind))
def test_each_kind_of_claim_has_its_word(kind: TakenKind, language: str) -> None:
    cause = Cause(CauseCode.FULLY_BOOKED, period=window("09:30", "10:00"), taken_as=kind)
    assert kind in say(cause, BERLIN)
    assert say(cause, BERLIN, language) != say(Cause(CauseCode.FULLY_BOOKED), BERLIN, language)


def test_in_bangla_with_its_digits_and_parts_of_the_day() -> None:
    taken = Cause(CauseCode.FULLY_BOOKED, period=window("09:30", "10:00"), taken_as="visit")
    assert say(taken, BERLIN, "bn") == "চিকিৎসকের একটি সাক্ষাৎ আছে: সকাল ৯:৩০ থেকে সকাল ১০:০০।"
    soon = Cause(CauseCode.OUTSIDE_NOTICE, bookable_from=at("10:00"))
    assert say(soon, BERLIN, "bn") == ("সময়টি খুব কাছে: সবচেয়ে আগে শুরু হতে পারে ৪ মে ২০২৬, সকাল ১০:০০।")


def test_times_are_those_of_the_zone_asked_for() -> None:
    cause = Cause(CauseCode.OFF_GRID, nearest=(at("10:00"), at("10:15")))
    assert say(cause, ZoneInfo("Asia/Kathmandu")) == "Visits begin at 13:45 or 14:00."
