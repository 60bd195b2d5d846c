import pytest

from praxis.identity.errors import BadMobile
from praxis.identity.mobiles import parse_mobile


@pytest.mark.parametrize(
    ("text", "region", "number"),
    [
        ("+8801712345678", "BD", "+8801712345678"),
        ("01712345678", "BD", "+8801712345678"),
        ("01712-345 678", "BD", "+8801712345678"),
        ("০১৭১২৩৪৫৬৭৮", "BD", "+8801712345678"),
        ("0151 23456789", "DE", "+4915123456789"),
        ("+1 (212) 555-0100", "BD", "+12125550100"),
    ],
)
def test_numbers_become_e164(text: str, region: str, number: str) -> None:
    assert parse_mobile(text, region) == number


@pytest.mark.parametrize(
    "text",
    ["", "12", "no number", "+999123456789", "+880171234567890", "01712345678 ext 5", "1" * 33],
)
def test_what_nobody_answers_is_refused_at_its_field(text: str) -> None:
    with pytest.raises(BadMobile) as refused:
        parse_mobile(text, "BD", pointer="/emergency_contact_mobile")
    assert refused.value.pointer == "/emergency_contact_mobile"
