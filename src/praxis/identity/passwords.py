"""Password hashes: argon2id, computed on threads of their own.

The event loop never waits for a hash, and the threads leave it a core to run on.
"""

import asyncio
import os
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Annotated, TypeVar

import argon2
import bcrypt
from fastapi import Depends, Request

T = TypeVar("T")

MEMORY_KIB = 19 * 1024
ROUNDS = 2
LANES = 1

BCRYPT_MARKS = ("$2a$", "$2b$", "$2y$")
BCRYPT_BYTES = 72


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the password fits; if so, the hash to keep from now on when the old one is weaker."""

    fits: bool
    better_hash: str | None = None


class PasswordHasher:
    def __init__(
        self, *, memory_kib: int = MEMORY_KIB, rounds: int = ROUNDS, threads: int | None = None
    ) -> None:
        self._argon2 = argon2.PasswordHasher(rounds, memory_kib, LANES)
        self._threads = ThreadPoolExecutor(
            threads or max(1, min(4, (os.cpu_count() or 2) - 1)), "passwords"
        )

    async def hash(self, password: str) -> str:
        """A new argon2id hash, with its parameters, in the PHC format."""
        return await self._off_loop(lambda: self._hash(password))

    async def verify(self, password: str, stored: str) -> Verdict:
        """Hold `password` against a hash of ours or a bcrypt one; any other fits nothing."""
        return await self._off_loop(lambda: self._verify(password, stored))

    async def verify_nothing(self, password: str) -> Verdict:
        """Spend the time of `verify`, for an account that does not exist."""
        await self._off_loop(lambda: self._hash(password))
        return Verdict(fits=False)

    async def _off_loop(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def _hash(self, password: str) -> str:
        return self._argon2.hash(normalise(password))

    def _verify(self, password: str, stored: str) -> Verdict:
        if stored.startswith(BCRYPT_MARKS):
            fits = _fits_bcrypt(password, stored)
            return Verdict(fits, self._hash(password) if fits else None)
        try:
            self._argon2.verify(stored, normalise(password))
        except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
            return Verdict(fits=False)
        outdated = self._argon2.check_needs_rehash(stored)
        return Verdict(fits=True, better_hash=self._hash(password) if outdated else None)


def normalise(password: str) -> str:
    """The same characters, however a keyboard composed them (NIST SP 800-63B-4, 3.1.1.2)."""
    return unicodedata.normalize("NFKC", password)


def _fits_bcrypt(password: str, stored: str) -> bool:
    # Whoever made the hash took the text as it was typed, and only its first 72 bytes.
    try:
        return bcrypt.checkpw(password.encode()[:BCRYPT_BYTES], stored.encode())
    except ValueError:
        return False


async def _hasher(request: Request) -> PasswordHasher:
    hasher: PasswordHasher = request.app.state.passwords
    return hasher


PasswordHasherDep = Annotated[PasswordHasher, Depends(_hasher)]
