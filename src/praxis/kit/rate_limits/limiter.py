"""Whether a caller may go on: counted in Redis where there is one, else in this process."""

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import TypeVar, cast
from urllib.parse import urlsplit

import structlog
from limits import RateLimitItem, parse
from limits.aio.storage import RedisStorage, SlidingWindowCounterSupport
from limits.aio.strategies import SlidingWindowCounterRateLimiter

from praxis.kit.rate_limits.memory import BoundedMemory

log = structlog.get_logger(__name__)

T = TypeVar("T")

REDIS_PORT = 6379
HAIR_SECONDS = 0.01
REDIS_SECONDS = 0.25
# While Redis is away it is asked again only this often.
RETRY_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Policy:
    """So many requests in so long a time, under the name that answers tell."""

    name: str
    item: RateLimitItem

    @classmethod
    def of(cls, name: str, rate: str) -> "Policy":
        """A rate is written `240/minute`. Raises `ValueError` for what cannot be read."""
        return cls(name, parse(rate))

    @property
    def header(self) -> str:
        """`RateLimit-Policy`, as in draft-ietf-httpapi-ratelimit-headers-10."""
        return f'"{self.name}";q={self.item.amount};w={self.item.get_expiry()}'


@dataclass(frozen=True, slots=True)
class Standing:
    """How a policy stands after one more request, which was one too many if `refused`.

    At least `remaining` more are answered within `reset_seconds`; None where only Redis knows,
    which is not asked a second time for that.
    """

    policy: Policy
    remaining: int | None = None
    reset_seconds: int | None = None
    refused: bool = False


def standing_headers(standings: Sequence[Standing]) -> dict[str, str]:
    """As in draft-ietf-httpapi-ratelimit-headers-10."""
    told = {"RateLimit-Policy": ", ".join(s.policy.header for s in standings)}
    left = [
        f'"{s.policy.name}";r={s.remaining};t={s.reset_seconds}'
        for s in standings
        if s.remaining is not None
    ]
    return {**told, "RateLimit": ", ".join(left)} if left else told


class Limiter:
    def __init__(
        self, redis_url: str | None = None, *, memory: BoundedMemory | None = None
    ) -> None:
        self._counts = BoundedMemory() if memory is None else memory
        self._memory = SlidingWindowCounterRateLimiter(self._counts)
        self._redis_storage = _redis_storage(redis_url) if redis_url else None
        self._redis = (
            SlidingWindowCounterRateLimiter(self._redis_storage) if self._redis_storage else None
        )
        self._faults: tuple[type[Exception], ...] = (OSError, TimeoutError)
        if self._redis_storage is not None:
            self._faults += _as_tuple(self._redis_storage.base_exceptions)
        self.away_until = 0.0

    async def count(self, policy: Policy, key: str) -> Standing:
        """Count one request of `key`; one that is refused does not count."""
        hit = await self._ask(lambda limiter: limiter.hit(policy.item, policy.name, key))
        if not hit:
            wait = await self._ask(lambda limiter: _seconds_to_wait(limiter, policy, key))
            return Standing(policy, 0, wait, refused=True)
        if self._redis is not None:
            return Standing(policy)
        item = policy.item
        remaining, left = self._counts.room(
            item.key_for(policy.name, key), item.amount, item.get_expiry()
        )
        return Standing(policy, remaining, max(1, ceil(left - HAIR_SECONDS)))

    async def close(self) -> None:
        if self._redis_storage is not None:
            await self._redis_storage.bridge.storage.aclose()  # type: ignore[attr-defined] # redis-py's client

    async def _ask(self, question: Callable[[SlidingWindowCounterRateLimiter], Awaitable[T]]) -> T:
        """Of Redis; while it is away of the memory of this process, which stops less."""
        if self._redis is not None and time.monotonic() >= self.away_until:
            try:
                answer = await question(self._redis)
            except self._faults as error:
                if self.away_until == 0.0:
                    log.warning("rate_limits.redis_away", cause=type(error).__name__)
                self.away_until = time.monotonic() + RETRY_SECONDS
            else:
                if self.away_until:
                    log.info("rate_limits.redis_back")
                    self.away_until = 0.0
                return answer
        return await question(self._memory)


async def _seconds_to_wait(
    limiter: SlidingWindowCounterRateLimiter, policy: Policy, key: str
) -> int:
    item = policy.item
    storage = cast("SlidingWindowCounterSupport", limiter.storage)
    expiry = item.get_expiry()
    previous, previous_left, current, current_left = await storage.get_sliding_window(
        item.key_for(policy.name, key), expiry
    )
    left = max(previous_left, current_left - expiry, 0.0)
    wait = seconds_until_room(item.amount, expiry, previous=previous, current=current, left=left)
    # At that very moment it is still full, and moments are not exact.
    return floor(wait + HAIR_SECONDS) + 1


def seconds_until_room(
    limit: int, expiry: int, *, previous: int, current: int, left: float
) -> float:
    """How long until one more fits, where `left` seconds are left of the window under way.

    What was counted in the window before weighs ever less until then.
    """
    if current < limit:
        # Only while the window before still weighs is there no room.
        return max(0.0, left - (limit - current) * expiry / previous) if previous else 0.0
    # The window under way becomes the one before, and has to weigh less than the limit.
    return left + max(0.0, expiry - limit * expiry / current)


def _as_tuple(
    faults: type[Exception] | tuple[type[Exception], ...],
) -> tuple[type[Exception], ...]:
    return faults if isinstance(faults, tuple) else (faults,)


def _redis_storage(url: str) -> RedisStorage:
    # 0.2 s that few installations need.
    from redis.asyncio.retry import Retry  # noqa: PLC0415
    from redis.backoff import NoBackoff  # noqa: PLC0415

    parts = urlsplit(url)
    if parts.port is None and parts.scheme in {"redis", "rediss"}:
        # The library wants it said.
        url = parts._replace(netloc=f"{parts.netloc}:{REDIS_PORT}").geturl()
    return RedisStorage(
        f"async+{url}",
        implementation="redispy",
        key_prefix="praxis:limits",
        socket_timeout=REDIS_SECONDS,
        socket_connect_timeout=REDIS_SECONDS,
        # A request does not wait until Redis is back: it is asked again by later ones.
        retry=Retry(NoBackoff(), 0),  # type: ignore[arg-type] # handed on as it is
    )
