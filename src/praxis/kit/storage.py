"""Where files lie: a folder, or any S3. Keys are random, so nothing is ever overwritten."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

from praxis.kit.errors import Unavailable
from praxis.kit.ids import new_uid

if TYPE_CHECKING:
    from obstore.store import S3Config

Store = LocalStore | S3Store

CONNECT_TIMEOUT = timedelta(seconds=3)
REQUEST_TIMEOUT = timedelta(seconds=20)
RETRY_TIMEOUT = timedelta(seconds=10)
RETRIES = 2


class StorageUnavailable(Unavailable):
    """The file storage cannot be reached just now: try again in a moment."""

    code = "storage.unavailable"


class FileMissing(Unavailable):
    """This file should be in the storage and is not: tell an administrator."""

    code = "storage.file_missing"


@dataclass(frozen=True, slots=True)
class S3Options:
    """Address of a bucket (`s3://bucket/prefix`); what is None is found as AWS tools find it."""

    url: str
    endpoint: str | None
    region: str
    access_key_id: str | None
    secret_access_key: str | None


def new_key() -> str:
    """A key nobody can guess, spread over 256 folders by its random end."""
    uid = new_uid()
    return f"{uid.hex[-2:]}/{uid}"


class Storage:
    """Bytes under keys. Every operation raises `StorageUnavailable` when the place is down."""

    def __init__(self, open_store: Callable[[], Store]) -> None:
        self._open_store = open_store

    @cached_property
    def _store(self) -> Store:
        # Opened at first use: making the application alone creates no folder.
        return self._open_store()

    async def put(self, key: str, content: bytes) -> None:
        with _reaching(missing=StorageUnavailable):
            store = await self._opened()
            await store.put_async(key, content)

    async def get(self, key: str) -> bytes:
        """Return the bytes under `key`. Raises `FileMissing`."""
        with _reaching():
            store = await self._opened()
            result = await store.get_async(key)
            return bytes(await result.bytes_async())

    async def delete(self, key: str) -> None:
        """Delete what lies under `key`, if anything does."""
        with suppress(FileMissing), _reaching():
            store = await self._opened()
            await store.delete_async(key)

    async def _opened(self) -> Store:
        return await asyncio.to_thread(lambda: self._store)


@contextmanager
def _reaching(missing: type[Unavailable] = FileMissing) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise missing from error
    except (BaseError, OSError) as error:
        raise StorageUnavailable from error


def folder_storage(folder: Path) -> Storage:
    """Files under `folder`, which is made, closed to other users of the machine, at first use."""

    def open_store() -> Store:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return LocalStore(folder)

    return Storage(open_store)


def s3_storage(options: S3Options) -> Storage:
    def open_store() -> Store:
        config: S3Config = {"region": options.region}
        if options.endpoint is not None:
            config["endpoint"] = options.endpoint
        if options.access_key_id is not None and options.secret_access_key is not None:
            config["access_key_id"] = options.access_key_id
            config["secret_access_key"] = options.secret_access_key
        plain = options.endpoint is not None and options.endpoint.startswith("http://")
        return S3Store.from_url(
            options.url,
            config=config,
            client_options={
                "allow_http": plain,
                "connect_timeout": CONNECT_TIMEOUT,
                "timeout": REQUEST_TIMEOUT,
            },
            retry_config={"max_retries": RETRIES, "retry_timeout": RETRY_TIMEOUT},
        )

    return Storage(open_store)
