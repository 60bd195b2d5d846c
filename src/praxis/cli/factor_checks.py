"""What `praxis check` says of second factors."""

from praxis.cli.findings import Finding, wrong
from praxis.cli.runtime import found_secret
from praxis.identity.factors.readable import can_open_factors
from praxis.identity.tokens import TokenMaker
from praxis.kit.db.types import SqlConnection
from praxis.settings import Settings


async def check_factors(connection: SqlConnection, settings: Settings) -> list[Finding]:
    """Whether authenticator apps can be checked with the secret key of this installation."""
    if await connection.fetchval("SELECT to_regclass('totp_factors')") is None:
        return []
    secret = found_secret(settings)
    tokens = TokenMaker(secret or "", settings.auth.access_token_lifetime)
    if await can_open_factors(connection, tokens):
        return []
    return [
        wrong(
            "the secret key is not the one that authenticator apps were added with: put the "
            "former one back; otherwise their factors are to be reset, by an administrator or by "
            "`praxis user reset-factors`"
        )
    ]
