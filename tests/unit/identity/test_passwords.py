import asyncio
import time
from statistics import median

import argon2
import bcrypt
import pytest

from praxis.identity.passwords import PasswordHasher
from tests.support.loop import longest_stall

CHEAP = PasswordHasher(memory_kib=64, rounds=1)


async def test_a_password_fits_its_own_hash_and_no_other() -> None:
    stored = await CHEAP.hash("nine blue herons")
    assert (await CHEAP.verify("nine blue herons", stored)).fits
    assert not (await CHEAP.verify("nine blue heron", stored)).fits


async def test_hashes_are_argon2id_of_19_mebibytes_in_two_rounds() -> None:
    assert (await PasswordHasher().hash("nine blue herons")).startswith(
        "$argon2id$v=19$m=19456,t=2,p=1$"
    )


async def test_one_password_never_has_the_same_hash_twice() -> None:
    assert await CHEAP.hash("nine blue herons") != await CHEAP.hash("nine blue herons")


async def test_composed_and_decomposed_characters_are_one_password() -> None:
    stored = await CHEAP.hash("Zürich am Morgen")
    assert (await CHEAP.verify("Zu\u0308rich am Morgen", stored)).fits
    assert (await CHEAP.verify("\uff3aürich am Morgen", stored)).fits


@pytest.mark.parametrize("mark", ["2a", "2b", "2y"])
async def test_a_bcrypt_hash_from_elsewhere_fits_and_is_upgraded(mark: str) -> None:
    made = bcrypt.hashpw("Grüße aus Köln".encode(), bcrypt.gensalt(4)).decode()
    stored = f"${mark}${made[4:]}"
    verdict = await CHEAP.verify("Grüße aus Köln", stored)
    assert verdict.fits
    assert verdict.better_hash is not None
    assert verdict.better_hash.startswith("$argon2id$")
    assert (await CHEAP.verify("Grüße aus Köln", verdict.better_hash)).fits


async def test_a_wrong_password_upgrades_no_bcrypt_hash() -> None:
    stored = bcrypt.hashpw(b"nine blue herons", bcrypt.gensalt(4)).decode()
    verdict = await CHEAP.verify("ten blue herons", stored)
    assert not verdict.fits
    assert verdict.better_hash is None


async def test_a_password_beyond_the_72_bytes_of_bcrypt_is_verified_as_it_was_made() -> None:
    stored = bcrypt.hashpw(b"x" * 72, bcrypt.gensalt(4)).decode()
    assert (await CHEAP.verify("x" * 100, stored)).fits


async def test_a_hash_with_other_parameters_is_made_anew() -> None:
    older = argon2.PasswordHasher(1, 32, 1).hash("nine blue herons")
    verdict = await CHEAP.verify("nine blue herons", older)
    assert verdict.fits
    assert verdict.better_hash is not None
    assert (await CHEAP.verify("nine blue herons", verdict.better_hash)).better_hash is None


@pytest.mark.parametrize("stored", ["", "!", "plain text", "$2b$04$short", "$argon2id$v=19$m=1"])
async def test_what_is_no_hash_fits_nothing(stored: str) -> None:
    assert not (await CHEAP.verify("plain text", stored)).fits


async def test_an_unknown_account_takes_the_time_of_a_known_one() -> None:
    hasher = PasswordHasher()
    stored = await hasher.hash("nine blue herons")
    ratios = []
    for _ in range(3):
        known, unknown = [], []
        for _ in range(20):
            known.append(await _seconds(hasher, stored))
            unknown.append(await _seconds(hasher, None))
        ratios.append(median(known) / median(unknown))
        if 0.75 < ratios[-1] < 1.33:
            return
    raise AssertionError(f"known takes so many times as long: {ratios}")


async def _seconds(hasher: PasswordHasher, stored: str | None) -> float:
    started = time.perf_counter()
    verdict = await (
        hasher.verify_nothing("ten blue herons")
        if stored is None
        else hasher.verify("ten blue herons", stored)
    )
    assert not verdict.fits
    return time.perf_counter() - started


@pytest.mark.alone
async def test_the_loop_goes_on_while_40_people_sign_in() -> None:
    hasher = PasswordHasher()
    stored = await hasher.hash("nine blue herons")

    async def everyone() -> None:
        verdicts = await asyncio.gather(
            *(hasher.verify("nine blue herons", stored) for _ in range(40))
        )
        assert all(verdict.fits for verdict in verdicts)

    # A busy machine gets more than one chance; hashing on the loop would stall each time.
    assert min([await longest_stall(everyone) for _ in range(3)]) < 0.05
