import unicodedata
from uuid import UUID

import pytest

from praxis.kit.db.database import Database
from praxis.kit.ids import new_uid
from praxis.kit.pagination import encode_cursor
from tests.factories.regions import find_region
from tests.support.api import Api, ok, problem

BOGURA = "বগু\u09dcা"


async def names(api: Api, **asked: object) -> list[str]:
    items = ok(await api.get("/regions", country="BD", **asked))["items"]
    return [item["name"] for item in items]


class TestList:
    async def test_from_the_top_down_a_level_at_a_time(self, api: Api) -> None:
        divisions = ok(await api.get("/regions", country="BD", level=1, count=True))
        assert (divisions["total"], divisions["next_cursor"]) == (8, None)
        assert [item["name"] for item in divisions["items"]] == [
            "Barishal", "Chattogram", "Dhaka", "Khulna", "Mymensingh", "Rajshahi", "Rangpur",
            "Sylhet",
        ]  # fmt: skip
        sylhet = divisions["items"][-1]["id"]
        districts = ok(await api.get("/regions", parent_id=sylhet))["items"]
        assert [(item["name"], item["kind"]) for item in districts] == [
            ("Habiganj", "district"),
            ("Moulvibazar", "district"),
            ("Sunamganj", "district"),
            ("Sylhet", "district"),
        ]
        below = await names(api, parent_id=districts[0]["id"])
        assert len(below) == 9
        assert "Shayestaganj" in below

    async def test_a_region_says_what_it_lies_in_in_both_languages(
        self, api: Api, database: Database
    ) -> None:
        (savar,) = ok(await api.get("/regions", q="savar"))["items"]
        district = await find_region(database, "BD-13")
        division = await find_region(database, "BD-C")
        path = [
            {"id": str(division.uid), "name": "Dhaka", "names": {"bn": "ঢাকা"}},
            {"id": str(district.uid), "name": "Dhaka", "names": {"bn": "ঢাকা"}},
            {"id": savar["id"], "name": "Savar", "names": {"bn": "সাভার"}},
        ]
        assert savar == {
            "id": savar["id"],
            "code": "BD-13-SAVAR",
            "country": "BD",
            "level": 3,
            "kind": "upazila",
            "name": "Savar",
            "names": {"bn": "সাভার"},
            "parent_id": str(district.uid),
            "path": path,
            "ended": False,
        }
        assert ok(await api.get(f"/regions/{savar['id']}")) == savar

    async def test_pages_hold_every_region_once(self, api: Api) -> None:
        seen: list[str] = []
        sizes: list[int] = []
        asked: dict[str, str] = {}
        while len(sizes) < 9:
            page = ok(await api.get("/regions", country="BD", limit=200, **asked))
            seen += [item["code"] for item in page["items"]]
            sizes.append(len(page["items"]))
            if page["next_cursor"] is None:
                break
            asked = {"cursor": page["next_cursor"]}
        assert sizes == [200, 200, 200, 73]
        assert len(seen) == len(set(seen)) == 673

    async def test_unknown_and_wrong_questions(self, api: Api) -> None:
        unknown = problem(
            await api.get("/regions", parent_id=str(new_uid())), 422, "region.unknown"
        )
        assert unknown["errors"][0]["pointer"] == "/query/parent_id"
        problem(await api.get(f"/regions/{new_uid()}"), 404, "region.not_found")
        for asked in ({"country": "bd"}, {"level": "0"}, {"level": "x"}, {"parent_id": "1"}):
            assert (await api.get("/regions", **asked)).status_code == 422, asked
        assert ok(await api.get("/regions", country="AQ"))["items"] == []

    @pytest.mark.parametrize("level", [2**40, -(2**63), 40_000])
    async def test_a_made_up_cursor_is_a_place_in_the_list_or_refused(
        self, api: Api, level: int
    ) -> None:
        answer = await api.get("/regions", cursor=encode_cursor((level, "x", 2**62)))
        assert len(ok(answer)["items"]) == (50 if level < 0 else 0)


class TestSearch:
    @pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
    async def test_in_bangla_however_it_was_typed(self, api: Api, form: str) -> None:
        typed = unicodedata.normalize(form, BOGURA)  # type: ignore[arg-type]
        assert await names(api, q=typed, level=2) == ["Bogura"]

    async def test_as_one_character_for_each_letter(self, api: Api) -> None:
        # What no form of Unicode gives, but keyboards do.
        assert unicodedata.normalize("NFC", BOGURA) != BOGURA
        assert await names(api, q=BOGURA) == ["Bogura", "Bogura Sadar"]

    @pytest.mark.parametrize(
        ("typed", "found"),
        [
            ("COMILLA", "Cumilla"),
            ("coxs b", "Cox's Bazar"),
            ("cox\u2019s", "Cox's Bazar"),
            ("chittagong", "Chattogram"),
            ("কক্সবাজার", "Cox's Bazar"),
            ("  jessore ", "Jashore Sadar"),
            ("ধানমণ্ডি", "Dhanmondi"),
        ],
    )
    async def test_other_spellings(self, api: Api, typed: str, found: str) -> None:
        assert found in await names(api, q=typed)

    async def test_the_larger_comes_first(self, api: Api) -> None:
        levels = [item["level"] for item in ok(await api.get("/regions", q="rangpur"))["items"]]
        assert levels == [1, 2, 3]

    @pytest.mark.parametrize("typed", ["%", "_", "\\", "/", "zzz", " "])
    async def test_signs_mean_themselves(self, api: Api, typed: str) -> None:
        found = await names(api, q=typed)
        assert len(found) == (50 if typed == " " else 0)


async def test_ids_are_those_of_this_api(api: Api) -> None:
    (item,) = ok(await api.get("/regions", q="savar"))["items"]
    assert UUID(item["id"]).version == 7
