import pytest

from praxis.kit.origins import host_name, is_of_host, may_send_cookies, read_origin

OWN = {"https://clinic.example.org"}


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("Clinic.Example.org:8443", "clinic.example.org"),
        ("clinic.example.org.", "clinic.example.org"),
        ("[::1]:8000", "::1"),
        ("::1", "::1"),
        ("localhost", "localhost"),
        ("", ""),
    ],
)
def test_a_host_is_known_by_its_name(host: str, name: str) -> None:
    assert host_name(host) == name


@pytest.mark.parametrize(
    ("fetch_site", "origin", "allowed"),
    [
        (None, None, True),
        ("same-origin", "http://127.0.0.1:8000", True),
        ("none", None, True),
        ("same-site", "http://other.example.org", False),
        ("cross-site", "https://evil.example", False),
        ("cross-site", None, False),
        # A page that the practice listed.
        ("cross-site", "https://clinic.example.org", True),
        # Over plain HTTP in a network, browsers do not say how pages are related.
        (None, "http://127.0.0.1:8000", True),
        (None, "https://127.0.0.1:8000", True),
        (None, "http://127.0.0.1:9000", False),
        (None, "https://evil.example", False),
        (None, "null", False),
        ("garbage", None, False),
    ],
)
def test_whose_pages_may_use_our_cookie(
    fetch_site: str | None, origin: str | None, allowed: bool
) -> None:
    found = may_send_cookies(fetch_site=fetch_site, origin=origin, host="127.0.0.1:8000", own=OWN)
    assert found is allowed


def test_what_cannot_be_read_is_of_no_host() -> None:
    assert not is_of_host("http://[", "127.0.0.1")
    assert not is_of_host("null", None)
    assert not is_of_host("", "")


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://App.Example.org", "https://app.example.org"),
        ("http://localhost:5173/", "http://localhost:5173"),
    ],
)
def test_an_origin_has_one_form(text: str, origin: str) -> None:
    assert read_origin(text) == origin


@pytest.mark.parametrize(
    "text",
    [
        *("*", "null", "app.example.org", "https://", "https://*.example.org", "ftp://x.org"),
        *("https://app.example.org/path", "https://app.example.org?x", "https://u:p@app.org"),
    ],
)
def test_what_is_no_origin_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="must be an origin"):
        read_origin(text)
