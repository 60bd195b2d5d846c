"""What regions there are, for the command line."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from praxis.kit.db.database import Reader
from praxis.regions import repository
from praxis.regions.importing import ALIASES, COLUMNS


@dataclass(frozen=True, slots=True)
class Count:
    country: str
    level: int
    kind: str
    regions: int
    shipped: bool


async def count_regions(reader: Reader) -> list[Count]:
    return [Count(**row) for row in await repository.count_by_kind(reader.sql)]


async def list_as_rows(reader: Reader, country: str) -> list[list[str]]:
    """The regions of a country that have not ended, as an import reads them; none: no rows."""
    regions = await repository.list_tree(reader.sql, country)
    if not regions:
        return []
    languages = sorted({language for region in regions for language in region["names"]})
    header = [*COLUMNS, *(f"name_{language}" for language in languages), ALIASES]
    return [header, *(_row(region, languages) for region in regions)]


def _row(region: Mapping[str, Any], languages: list[str]) -> list[str]:
    fixed = [region[column] or "" for column in COLUMNS]
    names = [region["names"].get(language, "") for language in languages]
    return [*fixed, *names, ";".join(region["aliases"])]
