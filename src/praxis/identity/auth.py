"""Who is asking. An endpoint names the scope it needs in its signature."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, Request
from fastapi.security import OAuth2PasswordBearer
from starlette.requests import HTTPConnection

from praxis.identity.errors import NotSignedIn, RoleForbidden, SessionEnded
from praxis.identity.models import Role
from praxis.identity.tokens import TokenMaker
from praxis.kit.clock import Clock
from praxis.kit.db.database import Database, Reader

SIGN_IN_URL = "/api/v1/auth/token"
BEARER_SCHEME, OPTIONAL_SCHEME = "Bearer", "OptionalBearer"
bearer = OAuth2PasswordBearer(SIGN_IN_URL, BEARER_SCHEME, auto_error=False)
# The same to the caller; the OpenAPI file then says that the token may be left out.
optional_bearer = OAuth2PasswordBearer(SIGN_IN_URL, OPTIONAL_SCHEME, auto_error=False)

AccessReason = Annotated[
    str | None,
    Header(
        alias="Praxis-Access-Reason",
        min_length=3,
        max_length=500,
        description="Why an administrator opens clinical data; it is written to the audit",
    ),
]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: a signed-in user, a visitor, or Praxis itself."""

    user_id: int | None
    uid: UUID | None
    role: str
    request_id: str | None = None
    reason: str | None = None
    session_uid: UUID | None = None
    # The one appointment that a mailed link is about; its holder may see nothing else.
    link_to: UUID | None = None

    @property
    def is_desk(self) -> bool:
        """Staff and administrators: who may act for any patient and override a policy."""
        return self.role in {Role.STAFF, Role.ADMIN}

    @property
    def known_id(self) -> int:
        """The id of a user who is signed in for certain."""
        if self.user_id is None:
            raise NotSignedIn
        return self.user_id


SYSTEM = Actor(None, None, "system")


def visitor(request_id: str | None) -> Actor:
    return Actor(None, None, "anonymous", request_id)


async def _token_maker(request: Request) -> TokenMaker:
    maker: TokenMaker = request.app.state.tokens
    return maker


TokenMakerDep = Annotated[TokenMaker, Depends(_token_maker)]

FIND_ACTOR = """
    SELECT u.id, u.uid, u.role, s.expires_at > $3 AND s.revoked_at IS NULL AND u.active AS live
    FROM sessions s JOIN users u ON u.id = s.user_id
    WHERE s.uid = $1 AND u.uid = $2
"""


async def authenticate(token: str, request: HTTPConnection, reason: str | None) -> Actor:
    """The actor behind an access token; its session and account must still be live.

    Raises `NotSignedIn` or `SessionEnded`.
    """
    # Asked of nearly every request: as dependencies they would take longer than the answer.
    database: Database = request.app.state.database
    clock: Clock = request.app.state.clock
    tokens: TokenMaker = request.app.state.tokens
    now = clock.now()
    claims = tokens.read_access_token(token, now)

    async def find(reader: Reader) -> Actor:
        row = await reader.sql.fetchrow(FIND_ACTOR, claims.session_uid, claims.user_uid, now)
        if row is None or not row["live"]:
            raise SessionEnded
        request_id = str(request.scope.get("request_id", ""))
        return Actor(row["id"], row["uid"], row["role"], request_id, reason, claims.session_uid)

    actor = await database.read(find)
    # What else needs to know who asks reads it here: see `Creation`.
    request.scope["actor"] = actor
    return actor


async def _signed_in(
    request: Request,
    token: Annotated[str | None, Depends(bearer)],
    reason: AccessReason = None,
) -> Actor:
    if token is None:
        raise NotSignedIn
    return await authenticate(token, request, reason)


async def _visitor(request: Request) -> Actor:
    return visitor(str(request.scope.get("request_id", "")))


async def _anyone(
    request: Request, token: Annotated[str | None, Depends(optional_bearer)]
) -> Actor:
    if "authorization" not in request.headers:
        return visitor(str(request.scope.get("request_id", "")))
    if token is None:
        raise NotSignedIn
    return await authenticate(token, request, None)


def _only(*roles: Role) -> Callable[[Actor], Awaitable[Actor]]:
    allowed = frozenset(roles)

    async def check(actor: Annotated[Actor, Depends(_signed_in)]) -> Actor:
        if actor.role not in allowed:
            raise RoleForbidden
        return actor

    return check


# Where a token plays no part, so that an old one sent along by habit does no harm.
Visitor = Annotated[Actor, Depends(_visitor)]
Anyone = Annotated[Actor, Depends(_anyone)]
SignedIn = Annotated[Actor, Depends(_signed_in)]
AdminOnly = Annotated[Actor, Depends(_only(Role.ADMIN))]
DeskOnly = Annotated[Actor, Depends(_only(Role.STAFF, Role.ADMIN))]
PracticeOnly = Annotated[Actor, Depends(_only(Role.DOCTOR, Role.STAFF, Role.ADMIN))]
PatientOrDesk = Annotated[Actor, Depends(_only(Role.PATIENT, Role.STAFF, Role.ADMIN))]
DoctorOnly = Annotated[Actor, Depends(_only(Role.DOCTOR))]
DoctorOrAdmin = Annotated[Actor, Depends(_only(Role.DOCTOR, Role.ADMIN))]
