import json
import re
import time
from collections.abc import Mapping
from pathlib import Path
from string import Formatter

import pytest

from praxis.kit.languages import (
    FOLDER,
    Languages,
    accepted_language,
    language_of,
    languages,
    spoken,
    words,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "en" / "language.json", {})
    write(tmp_path / "en" / "shop.json", SHOP)
    write(tmp_path / "pt-br" / "language.json", {"cldr": "pt_BR"})
    write(tmp_path / "tlh" / "language.json", {"digits": "ABCDEFGHIJ"})
    write(tmp_path / "tlh" / "shop.json", {"door": {"open": "yI'el, {name}"}})
    return tmp_path


SHOP: dict[str, object] = {
    "door": {"open": "Come in, {name}", "shut": "Closed until {hour}"},
    "things_one": "{count} thing",
    "things_other": "{count} things",
}


def write(path: Path, content: dict[str, object]) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")


def test_what_ships() -> None:
    assert tuple(languages()) == ("en", "bn")


def test_a_folder_is_a_language(folder: Path) -> None:
    found = Languages(folder)
    assert found.codes == ("en", "pt-br", "tlh")
    assert found.words("tlh", "shop")("door.open", name="Worf") == "yI'el, Worf"


def test_a_word_that_is_missing_comes_in_english_with_digits_of_english(folder: Path) -> None:
    say = Languages(folder).words("tlh", "shop")
    assert say("door.shut", hour=9) == "Closed until 9"
    assert say.find("nowhere") is None
    with pytest.raises(KeyError, match="nowhere"):
        say("nowhere")


def test_words_have_forms_by_number(folder: Path) -> None:
    say = Languages(folder).words("en", "shop")
    assert [say("things", count=count) for count in (0, 1, 2)] == [
        "0 things",
        "1 thing",
        "2 things",
    ]


def test_braces_in_what_is_filled_in_stay_as_they_are(folder: Path) -> None:
    say = Languages(folder).words("en", "shop")
    assert say("door.open", name="{hour} {0}") == "Come in, {hour} {0}"


def test_a_language_that_babel_does_not_know_counts_as_english_does(folder: Path) -> None:
    found = Languages(folder)
    assert found.spoken("tlh").cldr == "en"
    assert found.spoken("pt-br").cldr == "pt_BR"


@pytest.mark.parametrize(
    ("locale", "language"),
    [("bn", "bn"), ("bn-BD", "bn"), ("BN_bd", "bn"), ("en-GB", "en"), ("fr", "en"), ("", "en")],
)
def test_language_of_a_locale(locale: str, language: str) -> None:
    assert language_of(locale) == language


def test_a_region_of_a_language_finds_its_own_folder(folder: Path) -> None:
    found = Languages(folder)
    assert (found.of("pt-BR"), found.of("pt-PT"), found.of("pt-BR-x-old")) == (
        "pt-br",
        "en",
        "pt-br",
    )


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, None),
        ("", None),
        ("bn", "bn"),
        ("bn-BD,bn;q=0.9,en;q=0.8", "bn"),
        ("en;q=0.8, bn;q=0.9", "bn"),
        ("fr, de;q=0.9, bn;q=0.1", "bn"),
        ("fr", None),
        ("*", None),
        ("bn;q=0, en", "en"),
        ("bn;q=nonsense, en", "en"),
        (";;,,;q=,", None),
        ("bn;Q=0.5, en;q=0.4", "bn"),
        (", ".join(["fr"] * 200 + ["bn"]), None),
        ("bn-" + "a-" * 30_000, "bn"),
        ("a-" * 30_000 + ",bn", None),
        ("bn" * 30_000, None),
    ],
)
def test_what_a_caller_accepts(header: str | None, language: str | None) -> None:
    assert accepted_language(header) == language


@pytest.mark.parametrize("header", ["a-" * 500_000, "a," * 500_000, "a;" * 500_000, "-" * 500_000])
def test_a_header_without_end_holds_up_nobody(header: str) -> None:
    begun = time.perf_counter()
    accepted_language(header)
    language_of(header)
    assert time.perf_counter() - begun < 0.1


def test_bangla_writes_its_own_digits() -> None:
    assert spoken("bn").in_digits("10:45") == "১০:৪৫"
    assert (spoken("bn").direction, spoken("en").direction) == ("ltr", "ltr")


def shapes(texts: Mapping[str, str]) -> dict[str, set[str | None]]:
    """Keys without the form of their number, and what is filled in."""
    found: dict[str, set[str | None]] = {}
    for key, text in texts.items():
        names = {name for _, name, _, _ in Formatter().parse(text)} - {None}
        found.setdefault(re.sub("_(zero|one|two|few|many|other)$", "", key), set()).update(names)
    return found


def test_every_language_has_every_word_of_english() -> None:
    """Of namespaces that English has; `problems` has its English in the code."""
    for path in sorted((FOLDER / "en").glob("*.json")):
        if path.stem == "language":
            continue
        english = shapes(words("en", path.stem).texts)
        for language in languages():
            assert shapes(words(language, path.stem).texts) == english, (language, path.stem)
