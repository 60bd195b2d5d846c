from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import jwt
import orjson
import pytest

from praxis.identity.errors import NotSignedIn
from praxis.identity.models import TokenPurpose
from praxis.identity.tokens import TokenMaker, _derive, new_refresh_token
from praxis.kit.ids import new_uid

NOW = datetime(2027, 1, 4, 6, 0, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
SECRET = "a-secret-for-tests-only-32-chars-long"
MAKER = TokenMaker(SECRET, QUARTER)
KEY = _derive(SECRET, b"access")
OTHER = TokenMaker("another-secret-for-tests-32-chars-long", QUARTER)
USER, SESSION = new_uid(), new_uid()


def _resigned(key: bytes | str, algorithm: str = "HS256", **changes: Any) -> str:
    claims = {
        "iss": "praxis",
        "typ": "access",
        "sub": str(USER),
        "sid": str(SESSION),
        "iat": int(NOW.timestamp()),
        "exp": int((NOW + QUARTER).timestamp()),
        **changes,
    }
    return jwt.encode({k: v for k, v in claims.items() if v is not None}, key, algorithm)


def test_an_access_token_names_user_and_session_until_it_expires() -> None:
    token = MAKER.access_token(USER, SESSION, NOW)
    read = MAKER.read_access_token(token, NOW + QUARTER - timedelta(seconds=1))
    assert (read.user_uid, read.session_uid) == (USER, SESSION)
    with pytest.raises(NotSignedIn):
        MAKER.read_access_token(token, NOW + QUARTER)


def test_a_token_without_signature_is_refused() -> None:
    header = urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').rstrip(b"=").decode()
    _, claims, signature = MAKER.access_token(USER, SESSION, NOW).split(".")
    for forged in (f"{header}.{claims}.", f"{header}.{claims}.{signature}"):
        with pytest.raises(NotSignedIn):
            MAKER.read_access_token(forged, NOW)


def test_a_token_of_another_installation_is_refused() -> None:
    with pytest.raises(NotSignedIn):
        MAKER.read_access_token(OTHER.access_token(USER, SESSION, NOW), NOW)


def test_refresh_tokens_are_256_random_bits() -> None:
    tokens = [new_refresh_token() for _ in range(1000)]
    drawn = [urlsafe_b64decode(token + "=") for token in tokens]
    assert {len(one) for one in drawn} == {32}
    assert len(set(drawn)) == 1000
    # Each bit is as often set as not: of 1000 draws, 100 more or fewer are six deviations.
    numbers = [int.from_bytes(one) for one in drawn]
    for bit in range(256):
        assert 400 < sum(number >> bit & 1 for number in numbers) < 600, bit


def test_a_refresh_token_is_no_access_token() -> None:
    with pytest.raises(NotSignedIn):
        MAKER.read_access_token(new_refresh_token(), NOW)


@pytest.mark.parametrize(
    "changes",
    [
        {"typ": "refresh"},
        {"typ": None},
        {"exp": None},
        {"exp": "soon"},
        {"exp": 10**20},
        {"iat": None},
        {"iss": "elsewhere"},
        {"sub": "no uuid"},
        {"sub": None},
        {"sid": None},
        {"sid": 7},
    ],
)
def test_a_token_that_lacks_or_bends_a_claim_is_refused(changes: dict[str, Any]) -> None:
    assert MAKER.read_access_token(_resigned(KEY), NOW).user_uid == USER
    with pytest.raises(NotSignedIn):
        MAKER.read_access_token(_resigned(KEY, **changes), NOW)


def test_another_algorithm_with_the_same_key_is_refused() -> None:
    # HMAC fills keys up with zeros: to it this is the same key, long enough for SHA-384.
    token = _resigned(KEY.ljust(48, b"\0"), "HS384")
    with pytest.raises(NotSignedIn):
        MAKER.read_access_token(token, NOW)


@pytest.mark.parametrize("token", ["", ".", "..", "a.b.c", "ü.ü.ü", "x" * 5000])
def test_what_is_no_token_is_refused(token: str) -> None:
    with pytest.raises(NotSignedIn):
        MAKER.read_access_token(token, NOW)


def test_a_changed_claim_breaks_the_signature() -> None:
    header, _, signature = MAKER.access_token(USER, SESSION, NOW).split(".")
    claims = orjson.dumps({"sub": str(new_uid()), "typ": "access"})
    forged = f"{header}.{urlsafe_b64encode(claims).rstrip(b'=').decode()}.{signature}"
    with pytest.raises(NotSignedIn):
        MAKER.read_access_token(forged, NOW)


def test_a_link_is_read_back_for_its_own_purpose_only() -> None:
    uid = new_uid()
    token = MAKER.link_token(TokenPurpose.PASSWORD_RESET, uid)
    assert MAKER.read_link_token(TokenPurpose.PASSWORD_RESET, token) == uid
    assert MAKER.read_link_token(TokenPurpose.EMAIL_VERIFICATION, token) is None
    assert OTHER.read_link_token(TokenPurpose.PASSWORD_RESET, token) is None


@pytest.mark.parametrize("token", ["", "a", "AAAA", "ü", "x" * 64, "=" * 10, "\ud800"])
def test_what_is_no_link_is_read_as_nothing(token: str) -> None:
    assert MAKER.read_link_token(TokenPurpose.PASSWORD_RESET, token) is None


def test_a_link_for_another_row_cannot_be_made_from_ones_own() -> None:
    token = MAKER.link_token(TokenPurpose.PASSWORD_RESET, new_uid())
    other: UUID = new_uid()
    forged = urlsafe_b64encode(other.bytes).decode().rstrip("=")[:21] + token[21:]
    assert MAKER.read_link_token(TokenPurpose.PASSWORD_RESET, forged) is None
