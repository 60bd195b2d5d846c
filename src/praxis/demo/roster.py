"""Who works at the demo practice and when, as people would write it down."""

from dataclasses import dataclass
from typing import NamedTuple

from praxis.demo.accounts import DOCTOR
from praxis.demo.hours import Away, Special, Week
from praxis.demo.visit_types import (
    ASSESSMENT,
    CHECK_UP,
    CONSULTATION,
    FOLLOW_UP,
    ULTRASOUND,
    VIDEO,
)

CARDIOLOGY, GENERAL, PAEDIATRICS = "Cardiology", "General practice", "Paediatrics"
GYNAECOLOGY, DERMATOLOGY, ORTHOPAEDICS = "Gynaecology", "Dermatology", "Orthopaedics"


class Offer(NamedTuple):
    """A visit type, with the doctor's own minutes and fee (in their money) where they differ."""

    key: str
    minutes: int | None = None
    fee: int | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """A doctor. Without offers of their own they offer every visit type."""

    name: str
    email: str
    specialty: str
    licence: str
    years: int
    fee: int
    languages: tuple[str, ...]
    bio: str
    weeks: tuple[Week, ...]
    specials: tuple[Special, ...] = ()
    away: tuple[Away, ...] = ()
    offers: tuple[Offer, ...] = ()
    accepts_new: bool = True
    # How much of the open time is booked, compared with the others.
    demand: float = 1.0


PROFILES = (
    Profile(
        "Farhana Majumder",
        DOCTOR,
        CARDIOLOGY,
        "BMDC-A-48213",
        14,
        1500,
        ("bn", "en"),
        "Heart rhythm and blood pressure. Trained in Dhaka and Leeds.",
        weeks=(Week("sat sun mon tue wed thu", "09:00-12:00 14:00-17:00", "BD"),),
        specials=(
            Special(-12, "closed", note="Congress in Chattogram"),
            Special(4, "extra", "18:00-20:00", "BD", "Evening clinic"),
            Special(9, "hours", "10:00-13:00", "BD", "Lecture in the afternoon"),
        ),
        away=(
            Away(-33, -29, "Annual leave"),
            Away(8, 8, "Meeting at the ministry", "14:00-15:30"),
            Away(18, 22, "Annual leave"),
        ),
        offers=(
            Offer(CONSULTATION),
            Offer(FOLLOW_UP),
            Offer(VIDEO),
            Offer(ULTRASOUND),
            Offer(ASSESSMENT),
        ),
        demand=3.2,
    ),
    Profile(
        "Mahbub Sarkar",
        "mahbub.sarkar@example.org",
        GENERAL,
        "BMDC-A-51877",
        9,
        1000,
        ("bn", "en", "hi"),
        "Family doctor; diabetes clinic on Sundays.",
        weeks=(Week("sun mon tue wed thu", "08:00-16:00", "BD"),),
        away=(Away(-30, -24, "Annual leave"),),
    ),
    Profile(
        "Tahmina Bhuiyan",
        "tahmina.bhuiyan@example.org",
        PAEDIATRICS,
        "BMDC-A-39950",
        21,
        1200,
        ("bn", "en"),
        "Children of every age, vaccinations, asthma.",
        weeks=(Week("sat sun mon tue wed", "10:00-13:00 17:00-20:00", "BD"),),
        specials=(Special(13, "closed", "", "BD", "School health day"),),
        offers=(Offer(CONSULTATION), Offer(FOLLOW_UP), Offer(VIDEO), Offer(CHECK_UP)),
    ),
    Profile(
        "Shirin Talukder",
        "shirin.talukder@example.org",
        GYNAECOLOGY,
        "BMDC-A-44106",
        17,
        1600,
        ("bn", "en"),
        "Women's health and antenatal care.",
        weeks=(
            Week("sun tue thu", "15:00-20:00", "BD"),
            Week("wed", "15:00-18:00", "BD", only=ULTRASOUND),
        ),
        offers=(Offer(CONSULTATION), Offer(FOLLOW_UP), Offer(ULTRASOUND), Offer(ASSESSMENT)),
    ),
    Profile(
        "Katharina Neumann",
        "katharina.neumann@example.org",
        GENERAL,
        "BLN-072214",
        12,
        45,
        ("de", "en"),
        "Hausärztin: general medicine and prevention.",
        weeks=(
            Week("mon tue wed thu fri", "08:00-12:00", "DE"),
            Week("mon tue thu", "15:00-18:00", "DE"),
        ),
        away=(Away(-62, -52, "Annual leave"), Away(6, 6, "Emergency training", "08:00-10:00")),
    ),
    Profile(
        "Emre Öztürk",
        "emre.oztuerk@example.org",
        DERMATOLOGY,
        "BLN-081530",
        7,
        50,
        ("de", "tr", "en"),
        "Skin cancer screening and eczema.",
        weeks=(
            Week("mon tue wed thu", "09:00-15:00", "DE"),
            Week("fri", "09:00-13:00", "DE", first_week=-52, every=2),
        ),
        offers=(Offer(CONSULTATION), Offer(FOLLOW_UP), Offer(ASSESSMENT, 45, 110)),
        accepts_new=False,
    ),
    Profile(
        "Johanna Richter",
        "johanna.richter@example.org",
        ORTHOPAEDICS,
        "BLN-065902",
        19,
        60,
        ("de", "en"),
        "Knee and shoulder; one week in Berlin, the next in Brooklyn.",
        weeks=(
            Week("mon tue wed thu", "08:30-12:30 13:30-17:00", "DE", first_week=-52, every=2),
            Week("mon tue wed thu", "09:00-13:00 14:00-17:00", "US", first_week=-51, every=2),
        ),
        offers=(
            Offer(CONSULTATION),
            Offer(FOLLOW_UP, 20),
            Offer(ULTRASOUND),
            Offer(ASSESSMENT),
        ),
    ),
    Profile(
        "Clara Hoffmann",
        "clara.hoffmann@example.org",
        PAEDIATRICS,
        "BLN-077718",
        8,
        45,
        ("de", "en", "fr"),
        "Children's doctor; check-ups and allergies.",
        weeks=(
            Week("mon wed fri", "08:00-14:00", "DE"),
            Week("sat", "09:00-12:00", "DE", first_week=-52, every=4),
        ),
        specials=(Special(-20, "extra", "14:30-17:00", "DE", "Flu vaccinations"),),
        offers=(Offer(CONSULTATION), Offer(FOLLOW_UP), Offer(CHECK_UP, 30)),
    ),
    Profile(
        "Marcus Walker",
        "marcus.walker@example.org",
        GENERAL,
        "NY-286411",
        11,
        140,
        ("en", "es"),
        "Primary care for the whole family.",
        weeks=(
            Week("mon tue wed thu fri", "09:00-17:00", "US"),
            Week("sat", "10:00-14:00", "US", only=VIDEO),
        ),
        away=(Away(-3, -2, "Sick"),),
    ),
    Profile(
        "Priya Patel",
        "priya.patel@example.org",
        CARDIOLOGY,
        "NY-301772",
        15,
        190,
        ("en", "gu", "hi"),
        "Heart failure and prevention.",
        weeks=(
            Week("mon wed fri", "08:00-13:00", "US", last_week=-5),
            Week("tue wed thu fri", "08:30-12:30 13:30-17:00", "US", first_week=-4),
        ),
        offers=(Offer(CONSULTATION), Offer(FOLLOW_UP), Offer(VIDEO), Offer(CHECK_UP, 60, 310)),
    ),
    Profile(
        "Luis Ortiz",
        "luis.ortiz@example.org",
        DERMATOLOGY,
        "NY-322045",
        4,
        140,
        ("en", "es"),
        "General dermatology. New at Praxis.",
        weeks=(Week("mon tue wed thu", "10:00-18:00", "US", first_week=-6),),
        specials=(Special(5, "closed", "", None, "Moving house"),),
        away=(
            Away(10, 14, "Annual leave"),
            Away(20, 21, "Training that was called off", status="cancelled"),
        ),
        offers=(Offer(CONSULTATION), Offer(FOLLOW_UP), Offer(VIDEO), Offer(ASSESSMENT)),
    ),
    Profile(
        "Naomi Cohen",
        "naomi.cohen@example.org",
        GYNAECOLOGY,
        "NY-274890",
        23,
        180,
        ("en", "he"),
        "Gynaecology and menopause; open on Sundays.",
        weeks=(Week("sun mon tue wed", "11:00-15:00 16:00-19:00", "US"),),
        offers=(Offer(CONSULTATION), Offer(FOLLOW_UP), Offer(ULTRASOUND), Offer(CHECK_UP)),
    ),
)
