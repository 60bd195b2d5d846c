"""The head of what is printed: the practice, and the place that it comes from."""

from praxis.directory.locations.models import Location
from praxis.directory.practice import repository
from praxis.kit.db.database import Reader


async def load_letterhead(reader: Reader, place: Location | None = None) -> dict[str, object]:
    """As `kit/documents` wants it: the practice's name, and lines of address and telephone.

    Of `place`, where one is given, since that is where people come and call; else the practice's.
    """
    practice = await repository.get_practice(reader.session)
    if place is None:
        lines = [practice.address, practice.phone]
    else:
        named = None if place.name == practice.name else place.name
        lines = [named, place.address or practice.address, place.phone or practice.phone]
    wanted = [*lines, practice.website or practice.email]
    return {"name": practice.name, "lines": [line for line in wanted if line]}
