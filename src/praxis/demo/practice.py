"""How the demo practice presents itself."""

from praxis.demo.places import ADDRESSES
from praxis.kit.db.database import UnitOfWork

PRESENT = """
    UPDATE practice
    SET name = $1, phone = $2, email = $3, website = $4, address = $5, default_locale = $6
"""


async def present(unit: UnitOfWork) -> None:
    first = ADDRESSES[0]
    await unit.sql.execute(
        PRESENT,
        "Praxis Family Practice",
        first.phone,
        "hello@example.org",
        "https://example.org",
        first.address,
        "en",
    )
