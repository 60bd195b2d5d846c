from collections.abc import Iterator
from itertools import product
from string import ascii_uppercase

from sqlalchemy import select

from praxis.kit.db.database import Database
from praxis.regions.models import Region

HEADER = "country,code,parent_code,kind,name,name_bn,aliases"
# ISO 3166-1 leaves QM to QZ and X to whoever needs them; the rest has no regions in tests either.
_COUNTRIES: Iterator[str] = (
    f"{first}{second}" for first, second in product("QXZ", ascii_uppercase)
)


def new_country() -> str:
    """The code of a country that no other test of this process has a tree of."""
    return next(_COUNTRIES)


def region_file(*lines: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *lines, ""]).encode()


async def find_region(database: Database, code: str, country: str = "BD") -> Region:
    """Of Bangladesh, whose regions every database has, or of what a test imported."""
    async with database.reading() as reader:
        found = await reader.session.scalar(
            select(Region).where(Region.country == country, Region.code == code)
        )
    assert found is not None, code
    return found
