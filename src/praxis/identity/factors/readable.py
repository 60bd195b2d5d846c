"""Whether what is kept of factors opens with the secret key that this installation has now."""

from functools import lru_cache

import structlog

from praxis.identity.factors import codes
from praxis.identity.tokens import TokenMaker
from praxis.kit.db.types import SqlConnection

log = structlog.get_logger()

# Any does: they were all sealed with the one key of their time, the newest with the present one.
OLDEST = """
    SELECT u.uid, t.secret FROM totp_factors t JOIN users u ON u.id = t.user_id
    WHERE t.confirmed_at IS NOT NULL ORDER BY t.confirmed_at, t.user_id LIMIT 1
"""


@lru_cache(maxsize=8)
def tell_of_changed_secret(tokens: TokenMaker) -> None:
    """Once: everybody with an app meets it, and again with each try."""
    del tokens  # told once for each
    log.error("factors.secret_changed")


async def can_open_factors(connection: SqlConnection, tokens: TokenMaker) -> bool:
    """Whether the oldest app that counts can be checked still; where there is none, yes."""
    row = await connection.fetchrow(OLDEST)
    if row is None:
        return True
    return codes.open_secret(tokens.factor_key, row["uid"], row["secret"]) is not None
