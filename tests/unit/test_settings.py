"""Settings that are read before anything runs."""

import pytest
from pydantic import ValidationError

from praxis.settings import SmtpSettings


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
