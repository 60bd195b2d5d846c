import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from praxis.regions.names import folded, normal


def test_what_keyboards_write_differently_is_one_name() -> None:
    one, two = "\u09ac\u0997\u09c1\u09a1\u09bc\u09be", "\u09ac\u0997\u09c1\u09dc\u09be"
    assert one != two
    assert normal(one) == normal(two) == unicodedata.normalize("NFC", two)
    # The vowel sign o, whole and in its two halves.
    assert normal("\u0995\u09cb") == normal("\u0995\u09c7\u09be")


def test_names_keep_their_letters_and_lose_stray_space() -> None:
    assert normal("শাহরাস্তি\t") == "শাহরাস্তি"
    assert normal("  Cox's   Bazar\n") == "Cox's Bazar"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("cox\u2019s BAZAR", "Cox's Bazar"),
        ("coxs bazar", "Cox's Bazar"),
        ("koln", "Köln"),
        ("STRASSE", "Straße"),
        ("Thessaloniki", "Thessaloníki"),
        ("ময়মনসিংহ", unicodedata.normalize("NFD", "ময়মনসিংহ")),
        ("বগুড\u09bcা", "বগু\u09dcা"),
        ("ক্\u200dষ", "ক্ষ"),
    ],
)
def test_what_people_take_for_the_same_is_found(typed: str, name: str) -> None:
    assert folded(typed) in folded(name)


def test_other_letters_stay_other_letters() -> None:
    # The dot below makes another letter; the sign above a nasal: neither is an accent.
    assert folded("ড") != folded("ড়")
    assert folded("ডা") not in folded("ঢাকা")
    assert folded("চাদপুর") != folded("চাঁদপুর")


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert folded(folded(text)) == folded(text)
    assert normal(normal(text)) == normal(text)


@given(st.text(max_size=40), st.sampled_from(["NFC", "NFD"]))
def test_the_form_in_which_it_was_typed_makes_no_difference(text: str, form: str) -> None:
    assert folded(unicodedata.normalize(form, text)) == folded(text)  # type: ignore[arg-type]
