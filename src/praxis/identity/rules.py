"""Decisions about passwords and accounts, from facts alone."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from zxcvbn.frequency_lists import FREQUENCY_LISTS

from praxis.identity.passwords import normalise

MAX_PASSWORD_LENGTH = 128
SERVICE_NAMES = ("praxis",)
MIN_CONTEXT_LENGTH = 3

COMMON_PASSWORDS = frozenset(word.casefold() for word in FREQUENCY_LISTS["passwords"])


class Weakness(StrEnum):
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    COMMON = "common"
    ABOUT_YOU = "about_you"
    TOO_PLAIN = "too_plain"


@dataclass(frozen=True, slots=True)
class PasswordPolicy:
    """NIST SP 800-63B-4: length and a block list; character classes only if this place asks."""

    min_length: int = 8
    character_classes: bool = False


def find_weakness(password: str, policy: PasswordPolicy, about: Iterable[str]) -> Weakness | None:
    """What makes this password easy to guess, if anything.

    `about` is what is known of its owner (e-mail, name): a password made up of nothing else, give
    or take digits and signs, is as good as known.
    """
    plain = normalise(password)
    if len(plain) < policy.min_length:
        return Weakness.TOO_SHORT
    if len(plain) > MAX_PASSWORD_LENGTH:
        return Weakness.TOO_LONG
    if plain.casefold() in COMMON_PASSWORDS:
        return Weakness.COMMON
    if _is_made_of(plain, _context_words(about)):
        return Weakness.ABOUT_YOU
    if policy.character_classes and not _has_all_classes(plain):
        return Weakness.TOO_PLAIN
    return None


def _context_words(about: Iterable[str]) -> frozenset[str]:
    texts = [*SERVICE_NAMES, *(text.partition("@")[0] for text in about)]
    words = {word for text in texts for word in _letters_by_word(text)}
    return frozenset(word for word in words if len(word) >= MIN_CONTEXT_LENGTH)


def _letters_by_word(text: str) -> list[str]:
    folded = normalise(text).casefold()
    return "".join(c if _is_letter(c) else " " for c in folded).split()


def _is_letter(character: str) -> bool:
    return unicodedata.category(character)[0] in "LM"


def _is_made_of(password: str, words: frozenset[str]) -> bool:
    letters = "".join(_letters_by_word(password))
    reached = [True] + [False] * len(letters)
    for end in range(1, len(letters) + 1):
        reached[end] = any(
            end >= len(word) and reached[end - len(word)] and letters.endswith(word, 0, end)
            for word in words
        )
    return bool(letters) and reached[-1]


def _has_all_classes(password: str) -> bool:
    return (
        any(c.isupper() for c in password)
        and any(c.isdigit() for c in password)
        and re.search(r"[^\w\s]|_", password) is not None
    )
