import pytest

from praxis.kit.lines import one_line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Rahim Uddin", "Rahim Uddin"),
        ("  Rahim\t Uddin ", "Rahim Uddin"),
        ("a\r\nb\nc\x0bd\x0ce\x1cf\x1dg\x1eh\x85i\u2028j\u2029k", "a b c d e f g h i j k"),
        ("a\x00b\x7fc", "a b c"),
        ("a \x00 b", "a b"),
        ("gnp\u202e.exe\u2066", "gnp.exe"),
        # The joiners are part of how Bangla is written.
        ("র\u200d্যাব", "র\u200d্যাব"),
        ("\r\n", ""),
    ],
)
def test_any_text_becomes_one_line(text: str, line: str) -> None:
    assert one_line(text) == line
    assert len(line.splitlines()) <= 1
