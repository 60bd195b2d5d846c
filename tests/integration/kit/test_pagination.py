import pytest

from praxis.identity.models import Role
from praxis.kit.db.database import Database
from praxis.kit.ids import new_uid
from tests.factories.identity import make_user
from tests.support.api import Api, ok, problem


async def test_pages_neither_skip_nor_repeat(api: Api, database: Database) -> None:
    mark = new_uid().hex
    made = {str((await make_user(database, full_name=f"{mark} {n % 3}")).uid) for n in range(7)}
    admin = await api.signed_in(await make_user(database, Role.ADMIN))

    seen: list[str] = []
    cursor = None
    for _ in range(4):
        asked = {"q": mark, "limit": 2, "count": "true"} | ({"cursor": cursor} if cursor else {})
        page = ok(await admin.get("/users", **asked))
        assert page["total"] == 7
        seen += [user["id"] for user in page["items"]]
        cursor = page["next_cursor"]

    assert cursor is None
    assert len(seen) == 7
    assert set(seen) == made


@pytest.mark.parametrize("limit", ["0", "201", "-1", "abc", ""])
async def test_a_limit_outside_1_to_200_is_refused(
    api: Api, database: Database, limit: str
) -> None:
    admin = await api.signed_in(await make_user(database, Role.ADMIN))
    assert (await admin.get("/users", limit=limit)).status_code == 422


@pytest.mark.parametrize(
    "cursor",
    ["x", "!!!!", "bnVsbA", "W10", "WyJhIiwxZTQwMF0", "WyJhIiw5OTk5OTk5OTk5OTk5OTk5OTk5OV0", "é"],
)
async def test_a_cursor_of_another_list_is_refused(
    api: Api, database: Database, cursor: str
) -> None:
    admin = await api.signed_in(await make_user(database, Role.ADMIN))
    problem(await admin.get("/users", cursor=cursor), 422, "cursor.unknown")
