import pytest

from praxis.identity.emails import normalise_email
from praxis.identity.errors import BadEmail


@pytest.mark.parametrize(
    ("text", "email"),
    [
        ("rahim@example.org", "rahim@example.org"),
        (" Rahim.Uddin@Example.ORG ", "rahim.uddin@example.org"),
        ("rahim+praxis@example.org", "rahim+praxis@example.org"),
        ("demo@clinic.example", "demo@clinic.example"),
        ("someone@server.test", "someone@server.test"),
        ("ju\u0308rgen@example.org", "jürgen@example.org"),
        ("JÜRGEN@EXÄMPLE.org", "jürgen@exämple.org"),
    ],
)
def test_one_address_has_one_spelling(text: str, email: str) -> None:
    assert normalise_email(text) == email
    assert normalise_email(email) == email


@pytest.mark.parametrize(
    "text",
    [
        "",
        "rahim",
        "@example.org",
        "rahim@",
        "rahim@localhost",
        "rahim@@example.org",
        "rahim uddin@example.org",
        "rahim@example.org\nbcc: all@example.org",
        "Rahim <rahim@example.org>",
        "rahim@[127.0.0.1]",
        "a" * 65 + "@example.org",
        "a@" + "b" * 60 + "." + ("c" * 60 + ".") * 4 + "org",
        "rahim\ud800@example.org",
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(BadEmail):
        normalise_email(text)
