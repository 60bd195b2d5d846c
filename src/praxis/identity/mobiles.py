import phonenumbers

from praxis.identity.errors import BadMobile

MAX_LENGTH = 32


def parse_mobile(text: str, region: str, *, pointer: str = "/mobile") -> str:
    """The number in E.164 ("+8801712345678"); `region` is the country of one without a prefix.

    Raises `BadMobile` at `pointer` for what no telephone answers to. An extension is refused: a
    message cannot reach it.
    """
    if len(text) > MAX_LENGTH:
        raise BadMobile(pointer=pointer)
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        raise BadMobile(pointer=pointer) from None
    if number.extension or not phonenumbers.is_valid_number(number):
        raise BadMobile(pointer=pointer)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
