"""Problems in the language of the caller, wherever in the server they arise."""

from typing import Any

import httpx
import pytest

from praxis.identity.models import Role
from praxis.kit.db.database import Database
from tests.factories.identity import make_user
from tests.support.api import Api

BANGLA = {"Accept-Language": "bn-BD,bn;q=0.9,en;q=0.5"}
NOBODY = "00000000-0000-7000-8000-000000000000"
BAD_FIELDS = {"role": "patient", "email": "nobody", "password": "x", "nickname": "y"}


async def both(api: Api, method: str, path: str, **options: Any) -> tuple[httpx.Response, Any]:
    """The answer as it was before anyone could ask for a language, and its Bangla document."""
    english = await api.anywhere(method, path, **options)
    headers = {**options.pop("headers", {}), **BANGLA}
    bangla = await api.anywhere(method, path, headers=headers, **options)
    assert bangla.status_code == english.status_code
    for answer, language in ((english, "en"), (bangla, "bn")):
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["content-language"] == language
        assert "Accept-Language" in answer.headers["vary"]
        assert int(answer.headers["content-length"]) == len(answer.content)
    said = {"title", "detail", "errors"}
    first, second = english.json(), bangla.json()
    assert {k: v for k, v in first.items() if k not in said} == {
        k: v for k, v in second.items() if k not in said
    }
    return english, second


async def test_a_refusal_keeps_its_english_to_the_byte(api: Api) -> None:
    english, bangla = await both(api, "GET", f"/api/v1/doctors/{NOBODY}")
    assert english.content == (
        b'{"type":"urn:praxis:problem:doctors.not_found","title":"Not found","status":404,'
        b'"detail":"There is no doctor under this id that you may know of.",'
        b'"code":"doctors.not_found"}'
    )
    assert (bangla["title"], bangla["detail"]) == (
        "পাওয়া যায়নি",
        "এই আইডিতে এমন কোনো চিকিৎসক নেই যাঁকে আপনি দেখতে পারেন।",
    )


async def test_every_field_is_told_of_in_bangla(api: Api) -> None:
    english, bangla = await both(api, "POST", "/api/v1/auth/register", json=BAD_FIELDS)
    assert [error["pointer"] for error in bangla["errors"]] == [
        error["pointer"] for error in english.json()["errors"]
    ]
    told = {error["code"]: error["detail"] for error in bangla["errors"]}
    assert told["email.invalid"].startswith("এটি ই-মেইল ঠিকানা নয়")
    assert told["missing"] == "এটি লাগবে"
    assert bangla["detail"].startswith("এগুলো ঠিক করে আবার পাঠান: /email, /full_name")
    for error in bangla["errors"]:
        assert not error["detail"].isascii(), error


async def test_numbers_of_a_limit_come_in_bangla_digits(api: Api) -> None:
    english, bangla = await both(api, "GET", "/api/v1/doctors?limit=5000")
    assert english.json()["errors"][0]["detail"] == "Input should be less than or equal to 200"
    assert bangla["errors"][0]["detail"] == "সর্বোচ্চ ২০০ হতে পারে"


async def test_choices_come_without_an_english_word_between_them(
    api: Api, database: Database
) -> None:
    admin = await api.signed_in(await make_user(database, role=Role.ADMIN))
    _, bangla = await both(admin, "GET", "/api/v1/users?role=nurse")
    assert bangla["errors"][0]["detail"] == (
        "এগুলোর একটি দিন: 'patient', 'doctor', 'staff', 'admin'"
    )


async def test_a_body_that_is_no_json_says_where(api: Api) -> None:
    sent = {"content": b'{"email": }', "headers": {"Content-Type": "application/json"}}
    _, bangla = await both(api, "POST", "/api/v1/auth/login", **sent)
    assert bangla["errors"][0]["detail"].startswith("এটি সঠিক JSON নয়: ১")


async def test_what_no_operation_answers_is_worded_too(api: Api) -> None:
    _, unknown = await both(api, "GET", "/api/v1/nowhere")
    assert unknown["detail"] == "এই ঠিকানায় কিছু নেই।"
    english, method = await both(api, "DELETE", "/api/v1/doctors")
    assert english.json()["detail"] == "This address answers to GET, POST."
    assert method["detail"] == "এই ঠিকানা শুধু এগুলোতে সাড়া দেয়: GET, POST।"
    english, large = await both(api, "POST", "/api/v1/auth/login", content=b"x" * 300_000)
    assert english.json()["detail"] == "The body may hold at most 262144 bytes."
    assert large["detail"] == "অনুরোধে সর্বোচ্চ ২৬২১৪৪ বাইট পাঠানো যায়।"
    _, nul = await both(api, "GET", "/api/v1/doctors?q=%00")
    assert nul["detail"] == "ঠিকানায় একটি NUL অক্ষর আছে।"


async def test_a_live_stream_without_a_token_is_refused_in_bangla(api: Api) -> None:
    _, bangla = await both(api, "GET", "/api/v1/events")
    assert bangla["title"] == "আগে সাইন ইন করুন"


@pytest.mark.parametrize("header", ["fr", "*", "", "bn;q=0", "x" * 5000])
async def test_a_language_that_there_is_not_gets_english(api: Api, header: str) -> None:
    answer = await api.anywhere(
        "GET", f"/api/v1/doctors/{NOBODY}", headers={"Accept-Language": header}
    )
    assert answer.headers["content-language"] == "en"
    assert answer.json()["title"] == "Not found"
