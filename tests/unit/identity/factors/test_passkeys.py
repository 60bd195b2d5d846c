from typing import Any

import pytest

from praxis.identity.factors import passkeys
from praxis.identity.factors.passkeys import Known, Place
from praxis.kit.ids import new_uid
from tests.support.passkeys import SoftPasskey, decode

PLACE = Place("localhost", "http://localhost:8000")


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://clinic.example.org", "https://clinic.example.org"),
        ("https://clinic.example.org:8443/praxis", "https://clinic.example.org:8443"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://clinic.example.org", None),
        ("https://192.0.2.1", None),
        ("http://127.0.0.1:8000", None),
        ("https://[2001:db8::1]", None),
        ("", None),
    ],
)
def test_passkeys_are_for_hosts_with_names_and_https(url: str, origin: str | None) -> None:
    place = Place.of(url)
    assert (place.origin if place else None) == origin


def asked(challenge: bytes) -> dict[str, Any]:
    return passkeys.authentication_options(PLACE, challenge)


def known(passkey: SoftPasskey, count: int = 0) -> Known:
    return Known(passkey.id, passkey.public_key, count)


def test_a_device_must_find_the_key_itself_and_know_its_owner() -> None:
    options = passkeys.registration_options(
        PLACE, b"c" * 32, user_uid=new_uid(), account="ada@x.org", name="Ada", present=[b"old"]
    )
    wanted = options["authenticatorSelection"]
    assert (wanted["residentKey"], wanted["userVerification"]) == ("required", "required")
    assert options["attestation"] == "none"
    assert [decode(key["id"]) for key in options["excludeCredentials"]] == [b"old"]
    assert asked(b"c")["userVerification"] == "required"


def test_what_a_passkey_answers_is_taken_once_it_is_kept() -> None:
    passkey, challenge = SoftPasskey(), passkeys.new_challenge()
    credential = passkey.register({"challenge": asked(challenge)["challenge"]})
    assert passkeys.challenge_in(credential) == challenge
    kept = passkeys.verify_registration(PLACE, challenge, credential)
    assert kept is not None
    assert (kept.credential_id, kept.public_key) == (passkey.id, passkey.public_key)
    # What this release does not know of is left out, and would not be offered to browsers.
    assert kept.transports == ("hybrid", "internal")

    answer = passkey.answer(asked(challenge))
    assert passkeys.verify_authentication(PLACE, challenge, answer, known(passkey)) == 1


@pytest.mark.parametrize(("size", "kept"), [(1, True), (1023, True), (1024, False), (5000, False)])
def test_an_id_is_no_longer_than_webauthn_lets_it_be(size: int, kept: bool) -> None:
    passkey, challenge = SoftPasskey(), passkeys.new_challenge()
    passkey.id = bytes(size)
    credential = passkey.register({"challenge": asked(challenge)["challenge"]})
    assert (passkeys.verify_registration(PLACE, challenge, credential) is not None) is kept


def test_answers_that_do_not_hold_are_refused() -> None:
    challenge = passkeys.new_challenge()
    good = SoftPasskey()
    elsewhere = SoftPasskey(origin="http://localhost:9999")
    phished = SoftPasskey(host="evil.example.org")
    refused = [
        (elsewhere.answer(asked(challenge)), known(elsewhere)),
        (phished.answer(asked(challenge)), known(phished)),
        (good.answer(asked(b"another challenge")), known(good)),
        (good.answer(asked(challenge), verified=False), known(good)),
        (good.answer(asked(challenge)), known(SoftPasskey())),
        # A count that stands still tells of a copy.
        (good.answer(asked(challenge)), known(good, count=99)),
    ]
    for answer, key in refused:
        assert passkeys.verify_authentication(PLACE, challenge, answer, key) is None


@pytest.mark.parametrize(
    "credential",
    [
        {},
        {"id": 1, "response": None},
        {"id": "é", "response": {"clientDataJSON": "e30"}},
        {"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "W10"}},
        {"id": "AA", "rawId": "AA", "type": "x", "response": {"attestationObject": "oA"}},
    ],
)
def test_nonsense_is_refused_and_nothing_else(credential: dict[str, Any]) -> None:
    assert passkeys.challenge_in(credential) is None
    assert passkeys.verify_registration(PLACE, b"c", credential) is None
    assert passkeys.verify_authentication(PLACE, b"c", credential, known(SoftPasskey())) is None
