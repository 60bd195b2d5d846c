"""What others ask of regions."""

from uuid import UUID

from praxis.kit.db.database import Reader
from praxis.kit.pagination import Page, PageRequest, paginate
from praxis.regions import repository
from praxis.regions.errors import RegionNotFound, UnknownRegion
from praxis.regions.models import Region
from praxis.regions.repository import RegionFilter
from praxis.regions.schemas import RegionRead


async def list_regions(reader: Reader, wanted: RegionFilter, page: PageRequest) -> Page[RegionRead]:
    """Raises `UnknownRegion` if the parent is unknown."""
    if wanted.parent_uid is not None:
        await check_region(reader, wanted.parent_uid, pointer="/query/parent_id")
    statement = repository.listed_regions(wanted)
    return await paginate(reader.session, statement, repository.BY_NAME, page, RegionRead.of)


async def get_region(reader: Reader, uid: UUID) -> RegionRead:
    """Also one that ended. Raises `RegionNotFound`."""
    region = await repository.find_region(reader.session, uid)
    if region is None:
        raise RegionNotFound
    return RegionRead.of(region)


async def choose_region(
    reader: Reader, uid: UUID | None, *, present_id: int | None = None
) -> Region | None:
    """The region that somebody or something is said to lie in.

    One that ended can be kept by whoever carries it (`present_id`), but not be chosen anew.
    Raises `UnknownRegion`.
    """
    if uid is None:
        return None
    region = await repository.find_region(reader.session, uid)
    if region is None or (region.ended_at is not None and region.id != present_id):
        raise UnknownRegion(pointer="/region_id")
    return region


async def check_region(reader: Reader, uid: UUID, *, pointer: str = "/query/region_id") -> None:
    """Raise `UnknownRegion` unless it is known, ended or not: places may carry it still."""
    if await repository.find_region(reader.session, uid) is None:
        raise UnknownRegion(pointer=pointer)
