"""One contract, kept by a folder and by an S3 over HTTP."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from praxis.kit.storage import (
    FileMissing,
    Storage,
    StorageUnavailable,
    folder_storage,
    new_key,
)
from tests.support.s3 import s3_at, s3_server

CONTENT = b"%PDF-1.7 \x00\xff bytes of any kind" * 1000


@pytest.fixture(scope="module")
def s3_endpoint() -> Iterator[str]:
    with s3_server() as endpoint:
        yield endpoint


@pytest.fixture(params=["folder", "s3"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    if request.param == "folder":
        return folder_storage(tmp_path / "attachments")
    endpoint: str = request.getfixturevalue("s3_endpoint")
    return s3_at(endpoint)


async def test_what_was_put_is_got_unchanged(storage: Storage) -> None:
    key = new_key()
    await storage.put(key, CONTENT)
    assert await storage.get(key) == CONTENT


async def test_files_do_not_touch_each_other(storage: Storage) -> None:
    keys = [new_key() for _ in range(8)]
    await asyncio.gather(*(storage.put(key, key.encode()) for key in keys))
    await storage.delete(keys[0])
    got = await asyncio.gather(*(storage.get(key) for key in keys[1:]))
    assert got == [key.encode() for key in keys[1:]]


async def test_a_deleted_file_is_missing(storage: Storage) -> None:
    key = new_key()
    await storage.put(key, CONTENT)
    await storage.delete(key)
    with pytest.raises(FileMissing):
        await storage.get(key)


async def test_deleting_what_is_not_there_is_no_fault(storage: Storage) -> None:
    await storage.delete(new_key())


async def test_a_file_that_never_was_is_missing(storage: Storage) -> None:
    with pytest.raises(FileMissing):
        await storage.get(new_key())


async def test_a_folder_is_made_at_first_use_and_closed_to_others(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "attachments"
    storage = folder_storage(folder)
    assert not folder.exists()
    await storage.put(new_key(), CONTENT)
    assert folder.stat().st_mode & 0o077 == 0


async def test_a_place_that_cannot_be_a_folder_is_unavailable(tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_bytes(b"")
    with pytest.raises(StorageUnavailable):
        await folder_storage(taken).put(new_key(), CONTENT)


async def test_a_missing_bucket_is_unavailable(s3_endpoint: str) -> None:
    with pytest.raises(StorageUnavailable):
        await s3_at(s3_endpoint, "elsewhere").put(new_key(), CONTENT)


async def test_an_unreachable_s3_is_unavailable_within_seconds() -> None:
    storage = s3_at("http://127.0.0.1:1")
    async with asyncio.timeout(15):
        with pytest.raises(StorageUnavailable):
            await storage.put(new_key(), CONTENT)


async def test_files_lie_under_the_prefix_of_the_bucket(s3_endpoint: str) -> None:
    key = new_key()
    await s3_at(s3_endpoint).put(key, CONTENT)
    whole_bucket = s3_at(s3_endpoint, prefix="")
    assert await whole_bucket.get(f"files/{key}") == CONTENT


def test_keys_are_random_and_spread() -> None:
    keys = {new_key() for _ in range(1000)}
    assert len(keys) == 1000
    assert len({key.partition("/")[0] for key in keys}) > 100
