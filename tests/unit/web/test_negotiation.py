import pytest

from praxis.kit.etags import is_known
from praxis.web.negotiation import accepts_html, best_encoding

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, True),
        ("", True),
        (BROWSER, True),
        ("*/*", True),
        ("text/*;q=0.1", True),
        ("TEXT/HTML", True),
        ("application/json", False),
        ("image/avif,image/webp", False),
        ("text/html;q=0, */*", False),
        ("text/html;q=much", False),
        ("\xff;;,=", False),
    ],
)
def test_who_accepts_a_page(accept: str | None, expected: bool) -> None:
    assert accepts_html(accept) is expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("br;q=0, *", "gzip"),
        ("*", "br"),
        ("*;q=0", None),
        ("identity", None),
        ("br;q=x", None),
        ("", None),
        (None, None),
    ],
)
def test_the_best_encoding_that_is_wanted(header: str | None, expected: str | None) -> None:
    assert best_encoding(header, ("br", "gzip")) == expected


def test_a_file_without_encodings_is_sent_as_it_is() -> None:
    assert best_encoding("br, gzip", ()) is None


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ('"a"', True),
        ('W/"a"', True),
        ('"b", "a"', True),
        ("*", True),
        ('"a-br"', False),
        ("", False),
        (None, False),
    ],
)
def test_a_version_that_the_browser_has(header: str | None, expected: bool) -> None:
    assert is_known(header, '"a"') is expected
