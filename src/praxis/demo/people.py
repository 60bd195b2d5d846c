"""Names, addresses and numbers of people who do not exist.

E-mails end in `example.org`. Numbers are such that nobody answers: what regulators keep for films
(Germany, United States), and the range of a network that was closed (Bangladesh).
"""

import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from praxis.directory.patients.models import Sex

DAYS_PER_YEAR = 365.25
ADULT = 18


# The thanas of Dhaka in which the streets of its people lie.
THANAS = {
    "Dhanmondi": "BD-13-DHANMONDI",
    "Mirpur": "BD-13-MIRPUR",
    "Uttara": "BD-13-UTTARA-WEST",
    "Mohammadpur": "BD-13-MOHAMMADPUR",
    "Banani": "BD-13-BANANI",
    "Bashundhara": "BD-13-BHATARA",
}


@dataclass(frozen=True, slots=True)
class Country:
    """What people of one country are called, where they live and who insures them."""

    women: tuple[str, ...]
    men: tuple[str, ...]
    families: tuple[str, ...]
    streets: tuple[str, ...]
    # `{street}` and `{number}` are filled in.
    address: str
    # Each `#` is a digit.
    mobiles: tuple[str, ...]
    insurers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Person:
    full_name: str
    sex: Sex
    born_on: date
    mobile: str
    address: str

    def age_on(self, day: date) -> int:
        """Whole years."""
        had_birthday = (day.month, day.day) >= (self.born_on.month, self.born_on.day)
        return day.year - self.born_on.year - (not had_birthday)


COUNTRIES = {
    "BD": Country(
        women=(
            "Farzana", "Nusrat", "Sharmin", "Tahmina", "Rokeya", "Sultana", "Mim", "Jannat",
            "Ayesha", "Sabina", "Munira", "Shirin", "Lamia", "Rumana", "Anika", "Tasnim",
            "Fahmida", "Nasrin", "Ishrat", "Parveen",
        ),
        men=(
            "Rafiq", "Tanvir", "Imran", "Shakil", "Arif", "Mahbub", "Zahid", "Kamal", "Rashed",
            "Nayeem", "Habib", "Sajid", "Jahid", "Mizan", "Anwar", "Faisal", "Rakib", "Selim",
            "Monir", "Ashraf",
        ),
        families=(
            "Ahmed", "Hossain", "Islam", "Chowdhury", "Akter", "Khatun", "Uddin", "Sarkar",
            "Talukder", "Mollah", "Bhuiyan", "Sikder", "Biswas", "Majumder", "Khan", "Haque",
            "Miah", "Kabir", "Karim", "Das",
        ),
        streets=("Dhanmondi", "Mirpur", "Uttara", "Mohammadpur", "Banani", "Bashundhara"),
        address="House {number}, Road 7, {street}, Dhaka",
        mobiles=("+88011########",),
        insurers=("Padma Health Cover", "Meghna Mutual", "Shapla Insurance"),
    ),
    "DE": Country(
        women=(
            "Anna", "Katharina", "Sabine", "Monika", "Julia", "Leonie", "Heike", "Petra", "Clara",
            "Mia", "Ursula", "Greta", "Nina", "Franziska", "Elif", "Birgit", "Svenja", "Paula",
            "Ingrid", "Johanna",
        ),
        men=(
            "Jonas", "Lukas", "Thomas", "Andreas", "Stefan", "Matthias", "Jürgen", "Felix", "Emre",
            "Moritz", "Wolfgang", "Tobias", "Sebastian", "Paul", "Klaus", "Niklas", "Holger",
            "Finn", "Oskar", "Dieter",
        ),
        families=(
            "Müller", "Schneider", "Fischer", "Weber", "Wagner", "Becker", "Schulz", "Hoffmann",
            "Koch", "Bauer", "Richter", "Klein", "Wolf", "Neumann", "Schwarz", "Zimmermann",
            "Krüger", "Öztürk", "Nowak", "Weiß",
        ),
        streets=("Torstraße", "Kastanienallee", "Gneisenaustraße", "Müllerstraße", "Turmstraße"),
        address="{street} {number}, Berlin",
        mobiles=("+4917139200##", "+49176040690##"),
        insurers=("Spree Krankenkasse", "Havel BKK", "Linden Privat"),
    ),
    "US": Country(
        women=(
            "Emily", "Jessica", "Ashley", "Maria", "Keisha", "Olivia", "Grace", "Sofia", "Rachel",
            "Danielle", "Linda", "Carmen", "Mei", "Priya", "Hannah", "Naomi", "Denise", "Ruth",
            "Zoe", "Tamika",
        ),
        men=(
            "Michael", "James", "Daniel", "Carlos", "Andre", "Kevin", "Brian", "Anthony", "Jorge",
            "Marcus", "Ethan", "David", "Wei", "Samuel", "Noah", "Gregory", "Luis", "Aaron",
            "Isaac", "Terrence",
        ),
        families=(
            "Smith", "Johnson", "Rivera", "Brown", "Nguyen", "Davis", "Martinez", "Wilson", "Chen",
            "Thompson", "Lopez", "Patel", "Robinson", "Kim", "Walker", "Torres", "Cohen", "Greene",
            "O'Brien", "Ortiz",
        ),
        streets=("Atlantic Avenue", "Court Street", "Bergen Street", "Hoyt Street", "Dean Street"),
        address="{number} {street}, Brooklyn, NY",
        mobiles=("+121255501##", "+171855501##", "+134755501##", "+164655501##", "+191755501##"),
        insurers=("Hudson Health Plan", "Empire Mutual Care", "Harbor PPO"),
    ),
}  # fmt: skip


def invent(chance: Random, country: Country, sex: Sex, born_on: date) -> Person:
    given = country.women if sex is Sex.FEMALE else country.men
    return Person(
        full_name=f"{chance.choice(given)} {chance.choice(country.families)}",
        sex=sex,
        born_on=born_on,
        mobile=invent_mobile(chance, country),
        address=country.address.format(
            street=chance.choice(country.streets), number=chance.randint(1, 180)
        ),
    )


def region_of(address: str) -> str | None:
    """The code of the region in which an address lies, where regions are known."""
    found = (code for street, code in THANAS.items() if address.endswith(f", {street}, Dhaka"))
    return next(found, None)


def invent_mobile(chance: Random, country: Country) -> str:
    pattern = chance.choice(country.mobiles)
    return "".join(str(chance.randint(0, 9)) if mark == "#" else mark for mark in pattern)


def birthday(chance: Random, today: date, youngest: int, oldest: int) -> date:
    """The birthday of somebody of `youngest` to `oldest` whole years."""
    days = chance.randint(int(youngest * DAYS_PER_YEAR) + 1, int((oldest + 1) * DAYS_PER_YEAR) - 2)
    return today - timedelta(days=days)


def email_of(full_name: str, number: int) -> str:
    """An address that belongs to nobody; `number` keeps namesakes apart."""
    plain = unicodedata.normalize("NFKD", full_name.replace("ß", "ss"))
    letters = "".join(mark for mark in plain if mark.isascii() and (mark.isalpha() or mark == " "))
    return f"{letters.lower().replace(' ', '.')}.{number}@example.org"
