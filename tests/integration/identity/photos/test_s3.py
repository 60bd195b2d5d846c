"""Photos of a practice that keeps its files in an S3."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from praxis.identity.models import Role
from praxis.kit.db.database import Database
from tests.factories.files import make_picture
from tests.factories.identity import make_user
from tests.support.api import Api, ok
from tests.support.s3 import keys_in, s3_at, s3_server

MINE = "/users/me/photo"


@pytest.fixture(name="endpoint")
def use_s3(app: FastAPI) -> Iterator[str]:
    usual = app.state.storage
    with s3_server() as endpoint:
        app.state.storage = s3_at(endpoint)
        yield endpoint
    app.state.storage = usual


async def test_a_photo_lies_in_the_bucket_until_it_is_replaced_and_removed(
    api: Api, database: Database, endpoint: str
) -> None:
    own = await api.signed_in(await make_user(database, Role.PATIENT))
    kept: set[str] = set()
    for edge in (300, 200):
        content = make_picture("PNG", (edge, edge))
        me = ok(await own.put(MINE, files={"file": ("me.png", content, "image/png")}))
        shown = await api.anywhere("GET", me["photo_url"])
        assert shown.content.startswith(b"RIFF")
        keys = set(keys_in(endpoint))
        assert len(keys) == 2
        assert not keys & kept
        kept = keys
    assert (await own.delete(MINE)).status_code == 204
    assert keys_in(endpoint) == []
