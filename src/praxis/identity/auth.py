"""Who is asking. An endpoint names the scope it needs in its signature."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, Request
from fastapi.security import OAuth2PasswordBearer
from pydantic import StringConstraints
from starlette.requests import HTTPConnection

from praxis.identity.api_keys import repository as api_keys
from praxis.identity.api_keys.scopes import lets_in
from praxis.identity.api_keys.writing import PREFIX, read_key
from praxis.identity.errors import (
    NotSignedIn,
    RoleForbidden,
    ScopeMissing,
    SecondFactorRequired,
    SessionEnded,
    StepUpRequired,
)
from praxis.identity.models import Role
from praxis.identity.tokens import TokenMaker
from praxis.kit.clock import Clock
from praxis.kit.db.database import Database, Reader
from praxis.settings import Settings

SIGN_IN_URL = "/api/v1/auth/token"
BEARER_SCHEME, OPTIONAL_SCHEME = "Bearer", "OptionalBearer"
bearer = OAuth2PasswordBearer(SIGN_IN_URL, BEARER_SCHEME, auto_error=False)
# The same to the caller; the OpenAPI file then says that the token may be left out.
optional_bearer = OAuth2PasswordBearer(SIGN_IN_URL, OPTIONAL_SCHEME, auto_error=False)

AccessReason = Annotated[
    Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=500)] | None,
    Header(
        alias="Praxis-Access-Reason",
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
    # Patients whose records are open to the actor in an emergency, where that was asked for.
    emergencies: frozenset[int] = frozenset()
    # When who sits there last showed who they are.
    proven_at: datetime | None = None
    # The API key that acts; the ids are then its maker's, for whom it does so.
    key_uid: UUID | None = None

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
    SELECT u.id, u.uid, u.role, u.has_factor, greatest(s.created_at, s.stepped_up_at) AS proven_at,
           s.expires_at > $3 AND s.revoked_at IS NULL AND u.active AS live
    FROM sessions s JOIN users u ON u.id = s.user_id
    WHERE s.uid = $1 AND u.uid = $2
"""


# What somebody may do whose role needs a second factor, and who has none yet: add one, and leave.
WITHOUT_NEEDED_FACTOR = frozenset(
    {
        *("get_me", "update_me", "logout", "step_up", "start_passkey_step_up"),
        *("get_my_factors", "start_totp", "confirm_totp"),
        *("start_passkey", "add_passkey", "list_my_sessions"),
    }
)


def _operation(request: HTTPConnection) -> str | None:
    return getattr(request.scope.get("route"), "operation_id", None)


async def authenticate(token: str, request: HTTPConnection, reason: str | None) -> Actor:
    """The actor behind an access token or an API key.

    The session and the account must still be live: what was ended stops with the next request.
    Raises `NotSignedIn`, `SessionEnded`, `SecondFactorRequired` or `ScopeMissing`.
    """
    if token.startswith(PREFIX):
        return await _by_key(token, request)
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
        settings: Settings = request.app.state.settings
        if not row["has_factor"] and settings.auth.needs_factor(row["role"]):
            _refuse_without_factor(request)
        return Actor(
            row["id"],
            row["uid"],
            row["role"],
            str(request.scope.get("request_id", "")),
            reason,
            claims.session_uid,
            proven_at=row["proven_at"],
        )

    actor = await database.read(find)
    # What else needs to know who asks reads it here: see `Creation`.
    request.scope["actor"] = actor
    return actor


def _refuse_without_factor(request: HTTPConnection) -> None:
    if _operation(request) not in WITHOUT_NEEDED_FACTOR:
        raise SecondFactorRequired


async def _by_key(token: str, request: HTTPConnection) -> Actor:
    """What it says of a reason is not read: a reason is a person's, and opens clinical text."""
    database: Database = request.app.state.database
    clock: Clock = request.app.state.clock
    now = clock.now()
    presented = read_key(token)
    if presented is None:
        raise NotSignedIn
    row = await database.read(lambda reader: api_keys.find_live(reader, presented.uid, now))
    if row is None or not presented.fits(row["secret_hash"]):
        raise NotSignedIn
    if not lets_in(row["scopes"], _operation(request)):
        raise ScopeMissing
    if row["last_used_at"] is None or row["last_used_at"] <= now - api_keys.USE_NOTED_EVERY:
        await database.transact(lambda unit: api_keys.note_use(unit, row["id"], now))
    request_id = str(request.scope.get("request_id", ""))
    # Its own id, so that what is remembered of callers is not mixed with its maker's.
    actor = Actor(row["user_id"], row["uid"], row["role"], request_id, key_uid=row["uid"])
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


def is_proven(request: Request, actor: Actor) -> bool:
    """Whether they showed who they are a moment ago. An API key is its own proof."""
    if actor.key_uid is not None:
        return True
    clock: Clock = request.app.state.clock
    settings: Settings = request.app.state.settings
    lifetime = settings.auth.step_up_lifetime
    return actor.proven_at is not None and clock.now() <= actor.proven_at + lifetime


def _only_proven(*roles: Role) -> Callable[[Request, Actor], Awaitable[Actor]]:
    allowed = frozenset(roles)

    async def check(request: Request, actor: Annotated[Actor, Depends(_signed_in)]) -> Actor:
        if actor.role not in allowed:
            raise RoleForbidden
        if not is_proven(request, actor):
            raise StepUpRequired
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
DoctorOrStaff = Annotated[Actor, Depends(_only(Role.DOCTOR, Role.STAFF))]
DoctorOrAdmin = Annotated[Actor, Depends(_only(Role.DOCTOR, Role.ADMIN))]
# For what must not be done by whoever finds a screen left open.
SteppedUp = Annotated[Actor, Depends(_only_proven(*Role))]
SteppedUpAdmin = Annotated[Actor, Depends(_only_proven(Role.ADMIN))]
SteppedUpDoctorOrAdmin = Annotated[Actor, Depends(_only_proven(Role.DOCTOR, Role.ADMIN))]
