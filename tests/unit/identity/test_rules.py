import pytest

from praxis.identity.rules import PasswordPolicy, Weakness, find_weakness

OWNER = ("rahim.uddin@example.org", "Rahim Uddin")
USUAL = PasswordPolicy()
WITH_CLASSES = PasswordPolicy(character_classes=True)


@pytest.mark.parametrize(
    "password",
    [
        "nine blue herons",
        "Praxis-demo-1",
        "ঢাকার সকালবেলা",
        "🦩🦩🦩🦩 am Fluss",
        "rahim likes nine blue herons",
        "x7#kQ2pL",
        "9" * 6 + "4711815",
        "long " * 25 + "end",
    ],
)
def test_good_passwords_need_no_composition(password: str) -> None:
    assert find_weakness(password, USUAL, OWNER) is None


@pytest.mark.parametrize(
    ("password", "weakness"),
    [
        ("", Weakness.TOO_SHORT),
        ("x7#kQ2p", Weakness.TOO_SHORT),
        ("🦩" * 7, Weakness.TOO_SHORT),
        ("u\u0308" * 7, Weakness.TOO_SHORT),
        ("ab" * 64 + "c", Weakness.TOO_LONG),
        ("password", Weakness.COMMON),
        ("PassWord", Weakness.COMMON),
        ("\uff50assword", Weakness.COMMON),
        ("12345678", Weakness.COMMON),
        ("qwertyuiop", Weakness.COMMON),
        ("rahimuddin", Weakness.ABOUT_YOU),
        ("Rahim-Uddin-1990!", Weakness.ABOUT_YOU),
        ("uddin2026", Weakness.ABOUT_YOU),
        ("rahimrahimrahim", Weakness.ABOUT_YOU),
        ("praxis123", Weakness.ABOUT_YOU),
        ("Praxis, Rahim!", Weakness.ABOUT_YOU),
    ],
)
def test_weak_passwords_are_named(password: str, weakness: Weakness) -> None:
    assert find_weakness(password, USUAL, OWNER) is weakness


@pytest.mark.parametrize("length", [64, 128])
def test_long_passwords_are_welcome(length: int) -> None:
    assert find_weakness("ab cd ef" * (length // 8), USUAL, OWNER) is None


def test_the_least_length_is_a_setting() -> None:
    assert find_weakness("x7#kQ2pL9", PasswordPolicy(min_length=10), ()) is Weakness.TOO_SHORT
    assert find_weakness("x7#kQ2pL9w", PasswordPolicy(min_length=10), ()) is None


@pytest.mark.parametrize(
    "password", ["nine blue herons 1", "NINE BLUE HERONS", "Nineblueherons1", "Nine blue herons"]
)
def test_a_setting_asks_for_capital_digit_and_sign(password: str) -> None:
    assert find_weakness(password, WITH_CLASSES, ()) is Weakness.TOO_PLAIN


@pytest.mark.parametrize("password", ["Nine-blue-herons-1", "Nine_blue_herons_1"])
def test_with_that_setting_all_three_suffice(password: str) -> None:
    assert find_weakness(password, WITH_CLASSES, ()) is None


def test_short_parts_of_a_name_forbid_nothing() -> None:
    assert find_weakness("abababab!", USUAL, ("ab@example.org", "Li Bo")) is None


def test_a_long_name_and_a_long_password_are_judged_at_once() -> None:
    name = " ".join("a" * length for length in range(3, 20))
    assert find_weakness("a" * 127 + "b", USUAL, (name,)) is None
