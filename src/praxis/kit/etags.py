from typing import Annotated

from fastapi import Depends, Header

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
