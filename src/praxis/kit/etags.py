import hashlib
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Header, Response
from pydantic import BaseModel

from praxis.kit.errors import Stale


def etag(version: int) -> str:
    return f'"{version}"'


class IfMatch:
    """What the caller last read, if they said so."""

    def __init__(self, tags: frozenset[str] | None) -> None:
        self._tags = tags

    def check(self, version: int) -> None:
        """Raise `Stale` unless `version` is what the caller read."""
        if self._tags is None or "*" in self._tags:
            return
        if etag(version) not in self._tags:
            raise Stale


async def _if_match(
    if_match: Annotated[
        str | None, Header(description="ETag of what you read; stale is 412", max_length=200)
    ] = None,
) -> IfMatch:
    if if_match is None:
        return IfMatch(None)
    return IfMatch(frozenset(tag.strip().removeprefix("W/") for tag in if_match.split(",")))


IfMatchHeader = Annotated[IfMatch, Depends(_if_match)]


def is_known(if_none_match: str | None, etag: str) -> bool:
    """Whether the asker says that it has this version (RFC 9110, weak comparison)."""
    known = [entry.strip().removeprefix("W/") for entry in (if_none_match or "").split(",")]
    return etag in known or "*" in known


@dataclass(frozen=True, slots=True)
class Answer:
    """A body with the mark of its content, or only the mark for who has the body already."""

    etag: str
    body: bytes | None

    def response(self) -> Response:
        headers = {"ETag": self.etag, "Cache-Control": "private, no-store"}
        if self.body is None:
            return Response(status_code=304, headers=headers)
        return Response(self.body, headers=headers, media_type="application/json")


class IfNoneMatch:
    """What the asker has already, if they said so: asked again and again, it need not be sent."""

    def __init__(self, header: str | None) -> None:
        self._header = header

    def knows(self, tag: str) -> bool:
        return is_known(self._header, tag)

    def answer(self, content: BaseModel, *, reader: str) -> Answer:
        """The content, unless this reader has it; a mark of another reader is no proof of that."""
        body = content.model_dump_json(by_alias=True).encode()
        mark = f'"{hashlib.sha256(reader.encode() + b" " + body).hexdigest()[:32]}"'
        return Answer(mark, None if self.knows(mark) else body)


async def _if_none_match(
    if_none_match: Annotated[
        str | None, Header(description="ETag of what you have; unchanged is 304", max_length=200)
    ] = None,
) -> IfNoneMatch:
    return IfNoneMatch(if_none_match)


IfNoneMatchHeader = Annotated[IfNoneMatch, Depends(_if_none_match)]
NOT_MODIFIED: dict[int | str, dict[str, Any]] = {
    304: {"description": "Unchanged since you read it"}
}
