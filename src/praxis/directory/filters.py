"""What the lists of the directory have in common."""

from typing import Annotated

from fastapi import Query
from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute

from praxis.kit.schemas import PublicId, Text

SearchText = Annotated[Text | None, Query(max_length=200, description="part of a name")]
InRegion = Annotated[
    PublicId | None,
    Query(description="in this region, of any level, or in one below it"),
]
InactiveToo = Annotated[
    bool, Query(description="also what was deactivated, for those who may see it")
]


def contains(
    column: InstrumentedAttribute[str] | InstrumentedAttribute[str | None], text: str
) -> ColumnElement[bool]:
    """Match `text` anywhere in the column, in either case; `%` and `_` mean themselves."""
    return column.icontains(text, autoescape=True)
