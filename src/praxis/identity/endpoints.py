"""Accounts: everyone their own, administrators all."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from praxis.identity import service
from praxis.identity.attempts.errors import TooManyAttempts
from praxis.identity.auth import AdminOnly, SignedIn, is_proven
from praxis.identity.context import IdentityDep
from praxis.identity.creation import CreationDep
from praxis.identity.errors import (
    BadMobile,
    EmailTaken,
    LastAdmin,
    NotSignedIn,
    OwnEmail,
    OwnRole,
    RoleForbidden,
    SessionEnded,
    StepUpRequired,
    UserNotFound,
    WeakPassword,
    WrongPassword,
)
from praxis.identity.models import Role
from praxis.identity.operations.change_own_account import change_own_account
from praxis.identity.repository import UserFilter
from praxis.identity.schemas import SelfUpdate, UserCreate, UserRead, UserSearch, UserUpdate
from praxis.kit.errors import Stale
from praxis.kit.etags import IfMatchHeader, etag
from praxis.kit.idempotency import IdempotencyMismatch
from praxis.kit.pagination import BadCursor, Page, PageQuery
from praxis.kit.problems import problems
from praxis.kit.requests import StrictRoute
from praxis.kit.schemas import PublicId, Text
from praxis.regions.errors import UnknownRegion

router = APIRouter(prefix="/users", tags=["users"], route_class=StrictRoute)

SIGNED_IN = (NotSignedIn, SessionEnded)
ADMIN = (*SIGNED_IN, RoleForbidden)

Search = Annotated[
    Text | None,
    Query(
        max_length=200,
        deprecated=True,
        description="part of the name or of the e-mail; addresses are written down on their way:"
        " search by `POST /users/search`",
    ),
]


@router.get(
    "/me",
    operation_id="get_me",
    summary="Your own account",
    responses=problems(*SIGNED_IN),
)
async def get_me(actor: SignedIn, identity: IdentityDep, response: Response) -> UserRead:
    assert actor.uid is not None  # noqa: S101 -- signed in
    user = await identity.database.read(partial(service.get_user, uid=actor.uid))
    response.headers["ETag"] = etag(user.version)
    return UserRead.of(user)


@router.patch(
    "/me",
    operation_id="update_me",
    summary="Change your own account",
    responses=problems(
        *SIGNED_IN,
        *(EmailTaken, WrongPassword, TooManyAttempts, WeakPassword),
        *(BadMobile, UnknownRegion, Stale),
    ),
)
async def update_me(
    changes: SelfUpdate,
    actor: SignedIn,
    identity: IdentityDep,
    if_match: IfMatchHeader,
    response: Response,
) -> UserRead:
    user = await change_own_account(identity, actor, changes, if_match)
    response.headers["ETag"] = etag(user.version)
    return user


@router.get(
    "",
    operation_id="list_users",
    summary="All accounts, by name",
    responses=problems(*ADMIN, BadCursor),
)
async def list_users(
    actor: AdminOnly,
    identity: IdentityDep,
    page: PageQuery,
    role: Role | None = None,
    active: bool | None = None,
    q: Search = None,
) -> Page[UserRead]:
    wanted = UserFilter(role, active, q)
    operation = partial(service.list_users, actor=actor, wanted=wanted, page=page)
    return await identity.database.transact(operation)


@router.post(
    "/search",
    operation_id="search_users",
    summary="The same list, with the search in the body",
    responses=problems(*ADMIN, BadCursor),
)
async def search_users(
    actor: AdminOnly, identity: IdentityDep, search: UserSearch
) -> Page[UserRead]:
    wanted = UserFilter(search.role, search.active, search.q)
    operation = partial(service.list_users, actor=actor, wanted=wanted, page=search.page)
    return await identity.database.transact(operation)


@router.post(
    "",
    operation_id="create_user",
    summary="Add an account of any role",
    status_code=201,
    response_model=UserRead,
    responses=problems(
        *ADMIN,
        StepUpRequired,
        EmailTaken,
        WeakPassword,
        BadMobile,
        UnknownRegion,
        IdempotencyMismatch,
    ),
)
async def create_user(
    request: Request,
    wanted: UserCreate,
    actor: AdminOnly,
    identity: IdentityDep,
    creation: CreationDep,
) -> Response:
    if wanted.role != Role.PATIENT and not is_proven(request, actor):
        raise StepUpRequired
    password_hash = await service.prepare_password(
        identity.passwords,
        identity.policy,
        wanted.password,
        about=(wanted.email, wanted.full_name),
    )
    return await creation.run(
        partial(
            service.add_user,
            actor=actor,
            wanted=wanted,
            password_hash=password_hash,
            settings=identity.settings,
            now=identity.clock.now(),
        )
    )


@router.get(
    "/{user_id}",
    operation_id="get_user",
    summary="One account",
    responses=problems(*ADMIN, UserNotFound),
)
async def get_user(
    user_id: PublicId,
    actor: AdminOnly,
    identity: IdentityDep,
    response: Response,
) -> UserRead:
    operation = partial(service.open_user, actor=actor, uid=user_id)
    user = await identity.database.transact(operation)
    response.headers["ETag"] = etag(user.version)
    return user


@router.patch(
    "/{user_id}",
    operation_id="update_user",
    summary="Change an account, its role and whether it is active",
    description="Another role or e-mail, and opening a closed account, need a fresh proof.",
    responses=problems(
        *ADMIN,
        StepUpRequired,
        UserNotFound,
        EmailTaken,
        LastAdmin,
        OwnRole,
        OwnEmail,
        BadMobile,
        UnknownRegion,
        Stale,
    ),
)
async def update_user(
    request: Request,
    user_id: PublicId,
    changes: UserUpdate,
    actor: AdminOnly,
    identity: IdentityDep,
    if_match: IfMatchHeader,
    response: Response,
) -> UserRead:
    operation = partial(
        service.update_user,
        actor=actor,
        uid=user_id,
        changes=changes,
        if_match=if_match,
        proven=is_proven(request, actor),
        settings=identity.settings,
        now=identity.clock.now(),
    )
    user = await identity.database.transact(operation)
    response.headers["ETag"] = etag(user.version)
    return user


@router.delete(
    "/{user_id}",
    operation_id="deactivate_user",
    summary="Close an account; its history stays",
    status_code=204,
    responses=problems(*ADMIN, UserNotFound, LastAdmin, Stale),
)
async def deactivate_user(
    user_id: PublicId, actor: AdminOnly, identity: IdentityDep, if_match: IfMatchHeader
) -> None:
    operation = partial(
        service.deactivate_user,
        actor=actor,
        uid=user_id,
        if_match=if_match,
        now=identity.clock.now(),
    )
    await identity.database.transact(operation)
