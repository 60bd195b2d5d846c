from datetime import date

import pytest

from praxis.demo.people import COUNTRIES, Person, birthday, email_of, invent_mobile
from praxis.demo.seeds import seeded
from praxis.directory.patients.models import Sex
from praxis.identity.mobiles import parse_mobile

LEAP_DAY = date(2028, 2, 29)


@pytest.mark.parametrize("country", COUNTRIES)
def test_numbers_have_the_form_of_mobiles_of_the_country(country: str) -> None:
    chance = seeded("test")
    for _ in range(50):
        mobile = invent_mobile(chance, COUNTRIES[country])
        assert parse_mobile(mobile, country) == mobile


@pytest.mark.parametrize(
    ("name", "email"),
    [
        ("Jürgen Weiß", "jurgen.weiss.7@example.org"),
        ("Denise O'Brien", "denise.obrien.7@example.org"),
        ("Mei Chen", "mei.chen.7@example.org"),
    ],
)
def test_addresses_are_plain_lower_case(name: str, email: str) -> None:
    assert email_of(name, 7) == email


def test_birthdays_lie_within_the_ages_asked_for() -> None:
    chance = seeded("test")
    ages = set()
    for _ in range(300):
        born_on = birthday(chance, LEAP_DAY, 2, 4)
        ages.add(Person("A B", Sex.FEMALE, born_on, "", "").age_on(LEAP_DAY))
    assert ages == {2, 3, 4}


@pytest.mark.parametrize(
    ("born_on", "age"),
    [(date(2000, 2, 29), 28), (date(2000, 3, 1), 27), (date(2028, 2, 29), 0)],
)
def test_an_age_is_counted_in_birthdays(born_on: date, age: int) -> None:
    assert Person("A B", Sex.MALE, born_on, "", "").age_on(LEAP_DAY) == age
