"""Settings that are read before anything runs."""

import pytest
from pydantic import ValidationError

from praxis.settings import Settings
from praxis.settings.groups import SmtpSettings


@pytest.mark.parametrize(
    ("given", "sender"),
    [
        ("no-reply@clinic.example.org", "no-reply@clinic.example.org"),
        (" praxis@example.com ", "praxis@example.com"),
        ("praxis@mail", "praxis@mail"),
        ("praxis@münchen.example", "praxis@xn--mnchen-3ya.example"),
        (None, None),
    ],
)
def test_mail_comes_from_a_plain_address(given: str | None, sender: str | None) -> None:
    assert SmtpSettings(sender=given).sender == sender


@pytest.mark.parametrize(
    "given",
    [
        *("Praxis <praxis@example.com>", "praxis", "", "@example.com", "a@b@example.com"),
        *("a@example.com, b@example.com", "a@example.com\nBcc: b@example.com", "ä@example.com"),
    ],
)
def test_mail_comes_from_nothing_else(given: str) -> None:
    with pytest.raises(ValidationError, match="must be an e-mail address alone"):
        SmtpSettings(sender=given)


def test_lists_are_read_with_commas_between_their_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRAXIS_HOSTS", "a.example.org, b.example.org,")
    monkeypatch.setenv("PRAXIS_PROXIES", "10.0.0.0/8,::1")
    monkeypatch.setenv("PRAXIS_CORS_ORIGINS", "https://App.example.org/")
    settings = Settings()
    assert settings.hosts == ("a.example.org", "b.example.org")
    assert settings.proxies == ("10.0.0.0/8", "::1")
    assert settings.cors_origins == ("https://app.example.org",)


@pytest.mark.parametrize(
    ("given", "secure", "enforced"),
    [
        ({}, False, False),
        ({"public_url": "https://a.org"}, True, False),
        ({"public_url": "https://a.org", "proxies": "10.0.0.1"}, True, True),
        ({"public_url": "https://a.org", "proxies": "10.0.0.1", "https": False}, True, False),
        ({"public_url": "https://a.org", "secure_cookies": False}, False, False),
        ({"secure_cookies": True}, True, False),
        ({"https": True, "proxies": "10.0.0.1"}, False, True),
    ],
)
def test_what_follows_from_the_public_address(
    given: dict[str, object], secure: bool, enforced: bool
) -> None:
    settings = Settings(**given)  # type: ignore[arg-type] # as the environment has them
    assert (settings.cookies_are_secure, settings.enforces_https) == (secure, enforced)


def test_own_names_are_the_public_one_and_loopback() -> None:
    assert Settings(public_url="https://Clinic.example.org:8443", host="0.0.0.0").own_hosts == {  # noqa: S104 -- read, not bound
        *("clinic.example.org", "localhost", "127.0.0.1", "::1"),
    }


@pytest.mark.parametrize(
    ("given", "kept", "origin"),
    [
        ("https://Praxis.Example.org", "https://praxis.example.org", None),
        ("HTTPS://praxis.example.org:443/", "https://praxis.example.org", None),
        (" http://Praxis.example.org:80 ", "http://praxis.example.org", None),
        ("https://praxis.example.org:8443", "https://praxis.example.org:8443", None),
        (
            "https://praxis.example.org/Clinic/",
            "https://praxis.example.org/Clinic",
            "https://praxis.example.org",
        ),
        ("https://münchen.example", "https://xn--mnchen-3ya.example", None),
        ("http://[2001:DB8::1]:8000", "http://[2001:db8::1]:8000", None),
    ],
)
def test_the_public_address_is_kept_as_browsers_name_it(
    given: str, kept: str, origin: str | None
) -> None:
    settings = Settings(public_url=given)
    assert settings.public_url == kept
    assert settings.own_origins == {origin or kept}


@pytest.mark.parametrize(
    "given",
    [
        *("", "praxis.example.org", "ftp://praxis.example.org", "https://", "https://:443"),
        *("https://a b.example", "https://user@praxis.example.org", "https://*.example.org"),
        *("https://praxis.example.org:99999", "https://praxis.example.org/?a=1", "https://[::1"),
        *(
            "https://praxis.example.org/#top",
            "https://a..example.org",
            "https://praxis.example.org/a b",
        ),
    ],
)
def test_what_is_no_public_address_is_refused(given: str) -> None:
    with pytest.raises(ValidationError, match=r"must be an address like https://"):
        Settings(public_url=given)


def test_a_listed_origin_is_kept_as_browsers_name_it() -> None:
    settings = Settings(cors_origins=("https://App.example.org:443", "http://app.example.org:80"))
    assert settings.cors_origins == ("https://app.example.org", "http://app.example.org")
