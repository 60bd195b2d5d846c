"""The languages there are: one folder of `praxis/locales` each, found by looking.

A folder `xx` holds `language.json` (how the language writes, see `Spoken`) and one file of words
for each namespace. A language whose folder lacks a word says it in English.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any

from babel import Locale, UnknownLocaleError
from fastapi import Depends, Request, Response

FOLDER = Path(__file__).parent.parent / "locales"
ENGLISH = "en"
ABOUT = "language"
# A header may be long: more than this of it is not read, and no tag has more parts (RFC 5646).
MOST_CHARACTERS = 500
MOST_PARTS = 8


@dataclass(frozen=True, slots=True)
class Spoken:
    """How a language writes, beyond what Babel knows of it.

    `digits` are its ten; `parts_of_day` name the hours from the given one on, and bring a clock of
    twelve hours; `zone_time` is such as "{city} time"; `units` are such as {"hour": "{n} h"}.
    """

    code: str
    cldr: str
    digits: str | None = None
    parts_of_day: tuple[tuple[int, str], ...] = ()
    zone_time: str = "{city}"
    units: Mapping[str, str] = field(default_factory=dict)

    @property
    def direction(self) -> str:
        return Locale.parse(self.cldr).text_direction

    def in_digits(self, text: str) -> str:
        if self.digits is None:
            return text
        return text.translate({ord("0") + n: digit for n, digit in enumerate(self.digits)})

    def part_of_day(self, hour: int) -> str:
        """Such as "afternoon"; nothing in a language that counts 24 hours."""
        return next((name for start, name in reversed(self.parts_of_day) if hour >= start), "")

    def plural(self, count: int) -> str:
        """CLDR's category of a number: one, few, many, other."""
        return Locale.parse(self.cldr).plural_form(count)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one namespace: `say("key", name="…")`.

    Whole numbers come in the digits of the language. With `count`, the word may have forms:
    `key_one`, `key_other`, as CLDR counts. In English where this language has none; a key that
    nobody has is a `KeyError`.
    """

    spoken: Spoken
    texts: Mapping[str, str]
    english: "Words | None" = None

    def __call__(self, key: str, /, **values: object) -> str:
        text = self.find(key, **values)
        if text is None:
            raise KeyError(key)
        return text

    def find(self, key: str, /, **values: object) -> str | None:
        count = values.get("count")
        forms = [f"{key}_{self.spoken.plural(count)}", key] if isinstance(count, int) else [key]
        text = next((self.texts[form] for form in forms if form in self.texts), None)
        if text is None:
            return None if self.english is None else self.english.find(key, **values)
        return text.format_map({name: self._shown(value) for name, value in values.items()})

    def _shown(self, value: object) -> str:
        if isinstance(value, int) and not isinstance(value, bool):
            return self.spoken.in_digits(str(value))
        return str(value)


class Languages:
    """The languages whose folders are in `folder`; each file is read once."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder
        self.spoken = lru_cache(maxsize=None)(self._spoken)
        self.words = lru_cache(maxsize=None)(self._words)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """English first, then by name of the folder."""
        found = {path.parent.name for path in self._folder.glob(f"*/{ABOUT}.json")}
        return (ENGLISH, *sorted(found - {ENGLISH}))

    def of(self, locale: str) -> str:
        """The language for a locale such as `bn`, `bn-BD`, `en_GB`; English where there is none."""
        return self._match(locale) or ENGLISH

    def accepted(self, header: str | None) -> str | None:
        """The best language of an `Accept-Language`; None if it asks for none that there is."""
        choices = _choices((header or "")[:MOST_CHARACTERS])
        for locale, weight in sorted(choices, key=lambda choice: -choice[1]):
            found = self._match(locale) if weight > 0 else None
            if found is not None:
                return found
        return None

    def _match(self, locale: str) -> str | None:
        """As RFC 4647 looks up: the whole tag, then without its last part, and so on."""
        parts = locale[:MOST_CHARACTERS].replace("_", "-").lower().split("-")[:MOST_PARTS]
        known = {code.lower(): code for code in self.codes}
        tags = ("-".join(parts[:length]) for length in range(len(parts), 0, -1))
        return next((known[tag] for tag in tags if tag in known), None)

    def _spoken(self, code: str) -> Spoken:
        about: dict[str, Any] = json.loads(self._read(code, ABOUT))
        return Spoken(
            code=code,
            cldr=_cldr(about.get("cldr", code)),
            digits=about.get("digits"),
            parts_of_day=tuple((part["from"], part["name"]) for part in about.get("hours", ())),
            zone_time=about.get("zone_time", "{city}"),
            units=MappingProxyType(about.get("units", {})),
        )

    def _words(self, code: str, namespace: str) -> Words:
        english = None if code == ENGLISH else self.words(ENGLISH, namespace)
        texts = dict(_flat(json.loads(self._read(code, namespace))))
        return Words(self.spoken(code), MappingProxyType(texts), english)

    def _read(self, code: str, name: str) -> str:
        path = self._folder / code / f"{name}.json"
        return path.read_text(encoding="utf-8") if path.exists() else "{}"


def _choices(header: str) -> Iterator[tuple[str, float]]:
    for entry in header.split(","):
        locale, *parameters = (part.strip() for part in entry.split(";"))
        weight = next((p[2:] for p in parameters if p.lower().startswith("q=")), "1")
        try:
            yield locale, float(weight)
        except ValueError:
            continue


def _flat(tree: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Groups may nest: {"a": {"b": "…"}} is the key `a.b`."""
    for name, value in tree.items():
        if isinstance(value, str):
            yield prefix + name, value
        else:
            yield from _flat(value, f"{prefix}{name}.")


def _cldr(code: str) -> str:
    """Babel's name of the language; for one it does not know, that of English."""
    try:
        return str(Locale.parse(code.replace("-", "_")))
    except (UnknownLocaleError, ValueError):
        return ENGLISH


_installed = Languages()


def languages() -> Collection[str]:
    return _installed.codes


def language_of(locale: str) -> str:
    """The language for a locale such as `bn`, `bn-BD`, `en_GB`; English where there is none."""
    return _installed.of(locale)


def accepted_language(header: str | None) -> str | None:
    """The best language of an `Accept-Language`; None if it asks for none that there is."""
    return _installed.accepted(header)


def spoken(language: str) -> Spoken:
    return _installed.spoken(language)


def words(language: str, namespace: str) -> Words:
    """The words of `locales/<language>/<namespace>.json`."""
    return _installed.words(language, namespace)


def tell_language(response: Response, language: str) -> None:
    """An answer worded in this language says so, and that another caller may get another one."""
    response.headers["Content-Language"] = language
    response.headers.add_vary_header("Accept-Language")


async def _asked_language(request: Request) -> str:
    return accepted_language(request.headers.get("accept-language")) or ENGLISH


# The language to answer in, as the caller asks for it; English without a wish.
LanguageDep = Annotated[str, Depends(_asked_language)]
