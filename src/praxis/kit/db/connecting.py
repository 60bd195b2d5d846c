"""Connecting to a database of which there may be several servers, and the line may be cut.

The driver tries the hosts of an address one after the other within one span of time, so one that is
switched off would take all of it. Here each has its own, and so has a line whose other end is gone.
"""

import asyncio
import socket
from collections.abc import Mapping
from urllib.parse import urlsplit

import asyncpg

from praxis.kit.db.types import SqlConnection

SECONDS_FOR_ALL = 10.0
SECONDS_EACH = 3.0

# What every connection of ours is like.
SESSION: Mapping[str, str] = {
    "jit": "off",
    "timezone": "UTC",
    "statement_timeout": "15s",
    "lock_timeout": "10s",
    "idle_in_transaction_session_timeout": "30s",
}

# A server that lost its power says nothing: unasked, a system waits a quarter of an hour for it.
LINE = {
    "TCP_USER_TIMEOUT": 10_000,
    "TCP_KEEPIDLE": 10,
    "TCP_KEEPINTVL": 3,
    "TCP_KEEPCNT": 3,
}


async def connect(
    dsn: str,
    *,
    statement_cache_size: int = 256,
    server_settings: Mapping[str, str] | None = None,
    command_timeout: float | None = None,
) -> SqlConnection:
    """A connection to the first host of the address that is as the address wants it.

    Raises what the last one said: an `OSError` where there is none.
    """
    hosts = split_hosts(dsn)
    seconds = SECONDS_FOR_ALL if len(hosts) == 1 else SECONDS_EACH
    last: Exception | None = None
    for host in hosts:
        try:
            connection = await asyncpg.connect(
                host,
                timeout=seconds,
                statement_cache_size=statement_cache_size,
                command_timeout=command_timeout,
                server_settings=dict(server_settings or {}),
            )
        except asyncpg.exceptions.TargetServerAttributeNotMatched:
            last = ConnectionError("no server of the address takes writes just now")
        except TimeoutError:
            # By itself it has no words.
            last = TimeoutError(f"no answer within {seconds:g} seconds")
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            last = error
        else:
            _watch(connection)
            return connection
    assert last is not None  # noqa: S101 -- an address has a host, named or not
    raise last


def split_hosts(dsn: str) -> list[str]:
    """An address for each host of `postgresql://a:1,b:2/name`; others are as they are."""
    parts = urlsplit(dsn)
    login, at, hosts = parts.netloc.rpartition("@")
    if "," not in hosts:
        return [dsn]
    return [parts._replace(netloc=f"{login}{at}{host}").geturl() for host in hosts.split(",")]


def _watch(connection: SqlConnection) -> None:
    """Have the system notice within seconds that nobody is at the other end any more."""
    transport: asyncio.Transport = connection._transport  # type: ignore[attr-defined]  # noqa: SLF001 -- it shows no other way to its socket
    line = transport.get_extra_info("socket")
    if line is None or line.family not in {socket.AF_INET, socket.AF_INET6}:
        return
    line.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in LINE.items():
        # Not every system has each.
        if (option := getattr(socket, name, None)) is not None:
            line.setsockopt(socket.IPPROTO_TCP, option, value)
