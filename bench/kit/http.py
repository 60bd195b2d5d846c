"""Just enough of HTTP/1.1 to ask and to know when an answer is whole."""

from collections.abc import Iterable

import orjson

HEAD_END = b"\r\n\r\n"
BODILESS = frozenset({204, 304})


def http(
    method: str,
    path: str,
    *,
    token: str | None = None,
    body: object = None,
    headers: Iterable[tuple[str, str]] = (),
) -> bytes:
    """A whole request for a connection that stays open; `body` is bytes, or written as JSON."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    if token is not None:
        lines.append(f"Authorization: Bearer {token}")
    content = b""
    if body is not None:
        content = body if isinstance(body, bytes) else orjson.dumps(body)
        lines += ["Content-Type: application/json", f"Content-Length: {len(content)}"]
    lines += [f"{name}: {value}" for name, value in headers]
    return "\r\n".join(lines).encode() + HEAD_END + content


class Answers:
    """Finds the ends of answers in what a connection receives."""

    def __init__(self) -> None:
        self._data = b""

    def feed(self, data: bytes) -> list[int]:
        """The statuses of the answers that `data` completes."""
        self._data = self._data + data if self._data else data
        found: list[int] = []
        while (end := self._end()) is not None:
            found.append(int(self._data[9:12]))
            self._data = self._data[end:]
        return found

    def _end(self) -> int | None:
        """Where the first answer ends, if it is all here."""
        head = self._data.find(HEAD_END)
        if head < 0:
            return None
        start = head + len(HEAD_END)
        if int(self._data[9:12]) in BODILESS:
            return start
        fields = self._data[:start].lower()
        at = fields.find(b"\r\ncontent-length:")
        if at >= 0:
            begin = at + len(b"\r\ncontent-length:")
            end = start + int(fields[begin : fields.index(b"\r\n", begin)])
            return end if len(self._data) >= end else None
        if b"\r\ntransfer-encoding: chunked\r\n" in fields:
            return self._end_of_chunks(start)
        raise ValueError("an answer that does not say how long it is")

    def _end_of_chunks(self, start: int) -> int | None:
        while (line := self._data.find(b"\r\n", start)) >= 0:
            size = int(self._data[start:line].split(b";")[0], 16)
            start = line + 2 + size + 2
            if size == 0:
                return start if len(self._data) >= start else None
        return None
