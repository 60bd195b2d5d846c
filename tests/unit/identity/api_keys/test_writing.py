import pytest

from praxis.identity.api_keys.scopes import lets_in
from praxis.identity.api_keys.writing import hash_secret, new_secret, read_key, write_key
from praxis.kit.ids import new_uid


def test_a_key_is_read_as_it_was_written() -> None:
    uid, secret = new_uid(), new_secret()
    text = write_key(uid, secret)
    assert text.startswith("praxis_")
    read = read_key(text)
    assert read is not None
    assert (read.uid, read.secret) == (uid, secret)
    assert read.fits(hash_secret(secret))
    assert not read.fits(hash_secret(new_secret()))


@pytest.mark.parametrize(
    "text", ["", "praxis_", "praxis__x", "praxis_12_x", "other_x", "praxis_é_x"]
)
def test_what_is_no_key_is_nothing(text: str) -> None:
    assert read_key(text) is None


def test_an_operation_without_a_scope_is_reached_by_no_key() -> None:
    assert lets_in(["patients:read"], "get_patient")
    assert not lets_in(["patients:read"], "update_patient")
    assert not lets_in(["patients:read"], "made_up")
    assert not lets_in(["patients:read"], None)
