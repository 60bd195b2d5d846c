"""How names are written and compared. Pure.

Bangla letters such as য় come from keyboards as one character or as two; both are the same letter
in NFC. What is compared is folded further: case, accents, apostrophes and joiners make no
difference.
"""

import unicodedata

# Accents of Latin, Greek and Cyrillic; the signs of Indic scripts are other letters and stay.
_ACCENTS = range(0x0300, 0x0370)
# Apostrophes and the invisible joiners of words and letters.
_IGNORED = dict.fromkeys(map(ord, "'`\u2018\u2019\u02bc\u200b\u200c\u200d\u2060\ufeff"))


def normal(text: str) -> str:
    """One form for each name: NFC, single spaces, none at the ends."""
    return unicodedata.normalize("NFC", " ".join(text.split()))


def folded(text: str) -> str:
    """What is the same for all spellings that people take for one."""
    parts = unicodedata.normalize("NFD", text.translate(_IGNORED).casefold())
    plain = "".join(mark for mark in parts if ord(mark) not in _ACCENTS)
    # Once more: folding one character may begin another.
    return normal(plain).casefold()
