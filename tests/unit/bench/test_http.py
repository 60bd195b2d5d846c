import pytest

from bench.kit.http import Answers, http

WHOLE = b"HTTP/1.1 201 Created\r\ncontent-type: application/json\r\ncontent-length: 5\r\n\r\nhello"
EMPTY = b"HTTP/1.1 204 No Content\r\n\r\n"
CHUNKED = (
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"4\r\n\r\n0\r\r\n3;x=y\r\nabc\r\n0\r\n\r\n"
)
UPPER = b"HTTP/1.1 409 Conflict\r\nContent-Length: 0\r\n\r\n"
ALL = WHOLE + EMPTY + CHUNKED + UPPER


def test_a_request_is_written_whole() -> None:
    assert http("GET", "/livez") == b"GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    asked = http("POST", "/a?b=c", token="t", body={"x": 1}, headers=[("Idempotency-Key", "k")])
    assert asked == (
        b"POST /a?b=c HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer t\r\n"
        b"Content-Type: application/json\r\nContent-Length: 7\r\nIdempotency-Key: k\r\n\r\n"
        b'{"x":1}'
    )
    assert http("POST", "/", body=b"raw").endswith(b"Content-Length: 3\r\n\r\nraw")


def test_answers_that_come_together_are_told_apart() -> None:
    assert Answers().feed(ALL) == [201, 204, 200, 409]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 50])
def test_answers_may_come_in_pieces(size: int) -> None:
    answers = Answers()
    found = [answers.feed(ALL[at : at + size]) for at in range(0, len(ALL), size)]
    assert [status for some in found for status in some] == [201, 204, 200, 409]


def test_an_answer_is_not_whole_before_its_last_byte() -> None:
    answers = Answers()
    assert answers.feed(WHOLE[:-1]) == []
    assert answers.feed(WHOLE[-1:]) == [201]


def test_an_answer_without_length_is_refused() -> None:
    with pytest.raises(ValueError, match="how long"):
        Answers().feed(b"HTTP/1.1 200 OK\r\n\r\nuntil the end")
