"""What the product says to PostgreSQL, heard at the driver, for pgbench to say again.

The application runs in this process and is asked as it is over a socket. Whatever code issues a
statement, by hand or by the ORM, it passes the driver's protocol, and there it is noted with its
values, in order. So the statements that pgbench runs cannot drift from those of the product.
"""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import asyncpg.protocol
from pydantic import SecretStr

from bench.kit.errors import BenchError
from bench.kit.logs import only_warnings
from bench.kit.results import step
from praxis.app import create_app
from praxis.settings import Settings
from praxis.settings.groups import AuthSettings, LimitSettings, TaskMode
from tests.support.server import SECRET


@dataclass(frozen=True, slots=True)
class Said:
    """One statement with the types of its parameters and their values, as text or none."""

    statement: str
    types: tuple[str, ...]
    values: tuple[str | None, ...]


_heard: ContextVar[list[Said] | None] = ContextVar("heard", default=None)


class Listening(asyncpg.protocol.Protocol):
    """The driver's protocol, noting what goes through it while a request is heard."""

    async def bind_execute(self, state: Any, args: Any, *rest: Any, **named: Any) -> Any:  # noqa: ANN401 -- the driver's own
        if (heard := _heard.get()) is not None:
            types = tuple(_type_name(kind) for kind in state._get_parameters())  # noqa: SLF001 -- not told otherwise
            heard.append(Said(state.query, types, tuple(as_text(value) for value in args)))
        return await super().bind_execute(state, args, *rest, **named)

    async def query(self, query: Any, *rest: Any, **named: Any) -> Any:  # noqa: ANN401 -- the driver's own
        if (heard := _heard.get()) is not None:
            heard.append(Said(query, (), ()))
        return await super().query(query, *rest, **named)


def _type_name(kind: asyncpg.Type) -> str:
    return f"{kind.name[:-2]}[]" if kind.name.endswith("[]") else kind.name


def as_text(value: object) -> str | None:
    """A value in the form in which PostgreSQL reads it."""
    match value:
        case None:
            text = None
        case bool():
            text = "t" if value else "f"
        case bytes() | bytearray() | memoryview():
            text = rf"\x{bytes(value).hex()}"
        case timedelta():
            text = f"{value.total_seconds()} seconds"
        case datetime() | date() | time():
            text = value.isoformat()
        case asyncpg.Range():
            ends = f"{as_text(value.lower) or ''},{as_text(value.upper) or ''}"
            text = f"{'[' if value.lower_inc else '('}{ends}{']' if value.upper_inc else ')'}"
        case list() | tuple() | set() | frozenset():
            text = "{" + ",".join(_element(each) for each in value) + "}"
        case _:
            text = str(value)
    return text


def _element(value: object) -> str:
    text = as_text(value)
    if text is None:
        return "NULL"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


@contextmanager
def _listening() -> Iterator[None]:
    usual = asyncpg.protocol.Protocol
    driver: Any = asyncpg.protocol
    driver.Protocol = Listening
    try:
        yield
    finally:
        driver.Protocol = usual


def capture(dsn: str, requests: Sequence[bytes], *, status: int, warm: int = 3) -> list[list[Said]]:
    """Carry out these requests, one after the other; what each said to the database.

    The first `warm` are left out: they also look up what is kept in memory from then on. Raises
    `BenchError` if one of them is answered otherwise than with `status`.
    """
    with step(f"statements of {len(requests):,} requests"), _listening(), only_warnings():
        return asyncio.run(_capture(dsn, requests, status))[warm:]


async def _capture(dsn: str, requests: Sequence[bytes], status: int) -> list[list[Said]]:
    with tempfile.TemporaryDirectory(prefix="praxis-bench-capture-") as folder:
        settings = Settings(
            data_dir=Path(folder),
            tasks=TaskMode.OFF,
            auth=AuthSettings(secret_key=SecretStr(SECRET)),
            limits=LimitSettings(enabled=False),
        )
        app = create_app(settings, dsn)
        found: list[list[Said]] = []
        async with app.router.lifespan_context(app):
            for request in requests:
                heard: list[Said] = []
                token = _heard.set(heard)
                try:
                    answered, body = await ask(app, request)
                finally:
                    _heard.reset(token)
                if answered != status:
                    raise BenchError(f"{status} was expected, not {answered}: {body.decode()}")
                found.append(heard)
        return found


App = Callable[[dict[str, Any], Any, Any], Awaitable[None]]


async def ask(app: App, request: bytes) -> tuple[int, bytes]:
    """Status and body of the answer to a whole request, without a socket between."""
    head, _, body = request.partition(b"\r\n\r\n")
    first, *lines = head.split(b"\r\n")
    method, target, _ = first.decode().split(" ")
    path, _, query = target.partition("?")
    pairs = (line.split(b": ", 1) for line in lines)
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.lower(), value) for name, value in pairs],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "state": {},
    }
    sent: list[dict[str, Any]] = []
    asked = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> dict[str, Any]:
        return asked.pop() if asked else {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    status: int = sent[0]["status"]
    return status, b"".join(message.get("body", b"") for message in sent[1:])
