from datetime import UTC, datetime, timedelta

import pytest

from praxis.identity.factors import codes
from praxis.kit.ids import new_uid

# RFC 6238, appendix B, SHA-1; of its eight digits apps show the last six.
SEED = b"12345678901234567890"
VECTORS = [
    (59, "287082"),
    (1_111_111_109, "081804"),
    (1_111_111_111, "050471"),
    (1_234_567_890, "005924"),
    (2_000_000_000, "279037"),
    (20_000_000_000, "353130"),
]
NOW = datetime(2027, 1, 4, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize(("seconds", "code"), VECTORS)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    assert codes.code_of(SEED, seconds // 30) == code


@pytest.mark.parametrize("offset", [-2, -1, 0, 1, 2])
def test_a_clock_may_be_half_a_minute_off(offset: int) -> None:
    step = codes.step_of(NOW) + offset
    found = codes.matching_step(SEED, codes.code_of(SEED, step), NOW, None)
    assert found == (step if abs(offset) <= 1 else None)


def test_no_code_is_taken_twice_nor_one_from_before_the_last() -> None:
    now = codes.step_of(NOW)
    for last, good in ((now, False), (now + 1, False), (now - 1, True)):
        found = codes.matching_step(SEED, codes.code_of(SEED, now), NOW, last)
        assert (found is not None) is good


def test_codes_are_read_with_spaces_and_in_digits_of_other_scripts() -> None:
    code = codes.code_of(SEED, codes.step_of(NOW))
    bangla = "".join(chr(0x09E6 + int(digit)) for digit in code)
    for typed in (f" {code[:3]} {code[3:]}", bangla):
        assert codes.matching_step(SEED, typed, NOW, None) is not None
    for typed in ("", code[:5], "abcdef", "²³½"):
        assert codes.matching_step(SEED, typed, NOW, None) is None


def test_the_uri_names_account_and_issuer() -> None:
    uri = codes.enrolment_uri(SEED, "ada+x@example.org", "City: Clinic")
    assert uri == (
        "otpauth://totp/City%20%20Clinic:ada%2Bx%40example.org"
        "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=City%20%20Clinic"
    )


def test_recovery_codes_are_many_distinct_and_read_as_they_are_typed() -> None:
    made = codes.new_recovery_codes()
    assert len(set(made)) == 10
    key, uid = b"k" * 32, new_uid()
    kept = codes.hash_recovery_code(key, uid, made[0])
    assert codes.hash_recovery_code(key, uid, f" {made[0].upper().replace('-', ' ')} ") == kept
    assert codes.hash_recovery_code(key, new_uid(), made[0]) != kept
    assert codes.hash_recovery_code(b"l" * 32, uid, made[0]) != kept


def test_waits_double_and_never_become_a_lockout() -> None:
    waits = [codes.wait_after(misses).total_seconds() for misses in range(12)]
    assert waits == [0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900]
    assert codes.wait_after(10_000) == timedelta(minutes=15)


def test_a_sealed_secret_opens_only_for_its_account_unaltered() -> None:
    key, uid = b"k" * 32, new_uid()
    sealed = codes.seal_secret(key, uid, SEED)
    assert SEED not in sealed
    assert codes.open_secret(key, uid, sealed) == SEED
    assert codes.open_secret(key, new_uid(), sealed) is None
    assert codes.open_secret(b"l" * 32, uid, sealed) is None
    for changed in (b"", b"\x01", sealed[:-1], b"\x02" + sealed[1:], sealed[:-1] + b"\x00"):
        assert codes.open_secret(key, uid, changed) is None or changed == sealed
