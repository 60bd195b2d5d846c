"""Slows down who guesses passwords.

A try counts as wrong before its password is looked at, and is taken back if it was right: many
tries at once are not looked at before any of them counts.
"""

import asyncio
import hmac
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from math import ceil
from typing import Any, TypeVar

from praxis.audit import service as audit
from praxis.identity.attempts import repository
from praxis.identity.attempts.errors import TooManyAttempts
from praxis.identity.attempts.rules import (
    FORGOTTEN_AFTER,
    KNOWN_FOR,
    Tries,
    count_try,
    take_back,
    wait_before_trying,
)
from praxis.identity.attempts.turns import Turns
from praxis.identity.auth import Actor
from praxis.identity.context import IdentityContext
from praxis.identity.emails import fold_email
from praxis.identity.errors import BadCredentials, EmailNotVerified
from praxis.identity.factors.errors import MfaRequired
from praxis.kit.clients import client_key
from praxis.kit.clock import Clock
from praxis.kit.db.database import UnitOfWork
from praxis.kit.errors import DomainError

T = TypeVar("T")

# Refusals that tell that the password was right.
RIGHT = (EmailNotVerified, MfaRequired)
# Tries of one e-mail from one address that a process looks at together. Each counts as wrong until
# it is known to be right: of four processes, so many are fewer than the tries that are free.
AT_ONCE = 2
_turns = Turns(AT_ONCE)
# Held here, since nobody else holds a task whose request was given up.
_under_way: set[asyncio.Task[None]] = set()


@dataclass(frozen=True, slots=True)
class Try:
    """The keys under which one try is counted."""

    here: bytes
    anywhere: bytes

    @classmethod
    def of(cls, secret: bytes, email: str, address: str) -> "Try":
        """The e-mail as it was typed, whether it is an account's or not."""
        name = fold_email(email)
        return cls(
            _key(secret, "here", client_key(address), name), _key(secret, "anywhere", "", name)
        )


async def guarded(
    context: IdentityContext,
    visitor: Actor,
    email: str,
    address: str,
    sign_in: Callable[[], Awaitable[T]],
    *,
    wrong: type[DomainError] = BadCredentials,
) -> T:
    """What `sign_in` answers, unless this e-mail must wait here first.

    `wrong` is what `sign_in` raises for a wrong password, which counts. After `RIGHT` the password
    was right; after any other refusal nobody knows, and the try does not count.
    Raises `TooManyAttempts`, the same for known and unknown accounts, and what `sign_in` raises.
    """
    tried = Try.of(context.tokens.attempts_key, email, address)
    transact = context.database.transact
    async with _turns.of(tried.here):
        begin = partial(_begin, visitor=visitor, tried=tried, clock=context.clock)
        begun = await transact(begin)
        if isinstance(begun, timedelta):
            raise TooManyAttempts(retry_after=ceil(begun.total_seconds()))
        try:
            answer = await sign_in()
        except wrong:
            raise
        except RIGHT:
            await _to_its_end(transact(partial(_succeed, tried=tried, begun=begun)))
            raise
        except BaseException:
            # Given up in the middle, too.
            await _to_its_end(transact(partial(_undo, tried=tried, begun=begun)))
            raise
        await _to_its_end(transact(partial(_succeed, tried=tried, begun=begun)))
        return answer


@dataclass(frozen=True, slots=True)
class Begun:
    """A try that was counted at `now`, and when somebody tried this e-mail before."""

    now: datetime
    tried_before: datetime


async def _begin(
    unit: UnitOfWork, *, visitor: Actor, tried: Try, clock: Clock
) -> Begun | timedelta:
    """Count a try as wrong, or say how long to wait; then it does not count."""
    here, anywhere = await _lock(unit, tried, clock.now())
    # Only now: while this waited for its turn others may have counted theirs.
    now = clock.now()
    wait = wait_before_trying(here, anywhere, now)
    if wait:
        await audit.record(unit, visitor, "session.refused", "user", None, cause="must_wait")
        return wait
    counted = count_try(here, anywhere, now)
    await repository.put_tries(unit, dict(zip((tried.here, tried.anywhere), counted, strict=True)))
    return Begun(now, anywhere.tried_at)


async def _succeed(unit: UnitOfWork, *, tried: Try, begun: Begun) -> None:
    here, anywhere = await _lock(unit, tried, begun.now)
    # All that was tried here since the last success were slips of whoever knows the password.
    rest = take_back(here, anywhere, here.failures, begun.tried_before, begun.now)
    known = replace(here, failures=0, succeeded_at=begun.now)
    await repository.put_tries(unit, {tried.here: known, tried.anywhere: rest})


async def _undo(unit: UnitOfWork, *, tried: Try, begun: Begun) -> None:
    """Nobody knows whether it was right."""
    here, anywhere = await _lock(unit, tried, begun.now)
    rest = take_back(here, anywhere, 1, begun.tried_before, begun.now)
    fewer = replace(here, failures=max(0, here.failures - 1))
    await repository.put_tries(unit, {tried.here: fewer, tried.anywhere: rest})


async def forget_attempts(
    unit: UnitOfWork, tried: Try, now: datetime, *, known: bool = False
) -> None:
    """Begin anew for an e-mail; of single addresses for this one alone.

    `known`: from now on their owner waits for nobody's tries there but their own.
    """
    here, anywhere = await _lock(unit, tried, now)
    succeeded_at = now if known else here.succeeded_at
    anew = {
        tried.here: replace(here, failures=0, succeeded_at=succeeded_at),
        tried.anywhere: replace(anywhere, failures=0),
    }
    await repository.put_tries(unit, anew)


async def _lock(unit: UnitOfWork, tried: Try, now: datetime) -> tuple[Tries, Tries]:
    found = await repository.lock_tries(unit, [tried.here, tried.anywhere], now)
    return found[tried.here], found[tried.anywhere]


async def _to_its_end(work: Coroutine[Any, Any, None]) -> None:
    """Whatever becomes of the request for which it is done."""
    task = asyncio.create_task(work)
    _under_way.add(task)
    task.add_done_callback(_under_way.discard)
    await asyncio.shield(task)


async def forget_old_tries(unit: UnitOfWork, now: datetime) -> None:
    await repository.forget_tries(unit, now - FORGOTTEN_AFTER, now - KNOWN_FOR)


def _key(secret: bytes, kind: str, address: str, name: str) -> bytes:
    return hmac.digest(secret, f"{kind}\0{address}\0{name}".encode(), "sha256")
