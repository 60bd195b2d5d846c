"""Signing in and out, and the links that are mailed for it."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Cookie, Depends, Form, Header, Request, Response

from praxis.identity.auth import SignedIn, Visitor, authenticate, optional_bearer
from praxis.identity.context import IdentityContext, IdentityDep
from praxis.identity.errors import (
    BadCredentials,
    BadOneTimeToken,
    EmailNotVerified,
    NotSignedIn,
    SessionEnded,
    WeakPassword,
)
from praxis.identity.operations import recover_password
from praxis.identity.operations import verify_email as verification
from praxis.identity.operations.refresh import refresh
from praxis.identity.operations.sign_in import Grant, sign_in
from praxis.identity.operations.sign_out import sign_out
from praxis.identity.schemas import (
    Accepted,
    EmailVerify,
    Login,
    PasswordForgot,
    PasswordReset,
    RefreshedRead,
    RefreshRequest,
    TokenForm,
    TokenPairRead,
    TokenRead,
)
from praxis.kit.problems import problems
from praxis.kit.requests import StrictRoute

router = APIRouter(prefix="/auth", tags=["auth"], route_class=StrictRoute)

COOKIE = "praxis_refresh"
COOKIE_PATH = "/api/v1/auth"

RESET_ANSWER = "If an account has this e-mail, a link to set a new password is on its way."
VERIFICATION_ANSWER = "Unless your e-mail is confirmed already, a link is on its way."

UserAgent = Annotated[str | None, Header(alias="User-Agent", include_in_schema=False)]
RefreshCookie = Annotated[
    str | None, Cookie(alias=COOKIE, max_length=200, description="set by login and refresh")
]


@router.post(
    "/login",
    operation_id="login",
    summary="Sign in; the refresh token goes by cookie",
    responses=problems(BadCredentials, EmailNotVerified),
)
async def login(
    wanted: Login,
    visitor: Visitor,
    identity: IdentityDep,
    response: Response,
    user_agent: UserAgent = None,
) -> TokenRead:
    grant = await sign_in(identity, visitor, wanted.email, wanted.password, user_agent)
    _set_cookie(response, grant, identity)
    return TokenRead(**_shown(grant, response))


@router.post(
    "/token",
    operation_id="create_token",
    summary="Sign in with the OAuth2 password form, for scripts",
    responses=problems(BadCredentials, EmailNotVerified),
)
async def create_token(
    form: Annotated[TokenForm, Form()],
    visitor: Visitor,
    identity: IdentityDep,
    response: Response,
    user_agent: UserAgent = None,
) -> TokenPairRead:
    grant = await sign_in(identity, visitor, form.username, form.password, user_agent)
    return TokenPairRead(**_shown(grant, response), refresh_token=grant.refresh_token)


@router.post(
    "/refresh",
    operation_id="refresh_token",
    summary="Exchange a refresh token, from the body or the cookie, for a new one",
    response_model_exclude_none=True,
    responses=problems(NotSignedIn, SessionEnded),
)
async def refresh_token(
    visitor: Visitor,
    identity: IdentityDep,
    response: Response,
    body: RefreshRequest | None = None,
    cookie: RefreshCookie = None,
) -> RefreshedRead:
    sent = body.refresh_token if body else None
    token = sent or cookie
    if not token:
        raise NotSignedIn
    grant = await refresh(identity, visitor, token)
    if sent:
        return RefreshedRead(**_shown(grant, response), refresh_token=grant.refresh_token)
    _set_cookie(response, grant, identity)
    return RefreshedRead(**_shown(grant, response))


@router.post(
    "/logout",
    operation_id="logout",
    summary="End this session",
    status_code=204,
    responses=problems(NotSignedIn, SessionEnded),
)
async def logout(
    request: Request,
    visitor: Visitor,
    identity: IdentityDep,
    response: Response,
    access_token: Annotated[str | None, Depends(optional_bearer)],
    body: RefreshRequest | None = None,
    cookie: RefreshCookie = None,
) -> None:
    token = (body.refresh_token if body else None) or cookie
    by = visitor
    if not token:
        # A refresh token says by itself whose session it is; an access token may be long expired.
        if access_token is None:
            raise NotSignedIn
        by = await authenticate(access_token, request, None)
    operation = partial(sign_out, by=by, refresh_token=token, now=identity.clock.now())
    await identity.database.transact(operation)
    response.delete_cookie(
        COOKIE,
        COOKIE_PATH,
        secure=identity.settings.secure_cookies,
        httponly=True,
        samesite="strict",
    )


@router.post(
    "/password/forgot",
    operation_id="forget_password",
    summary="Have a link mailed that sets a new password",
    status_code=202,
)
async def forget_password(
    wanted: PasswordForgot, visitor: Visitor, identity: IdentityDep
) -> Accepted:
    operation = partial(
        recover_password.request_reset,
        visitor=visitor,
        email=wanted.email,
        now=identity.clock.now(),
        lifetime=identity.auth.reset_lifetime,
    )
    await identity.database.transact(operation)
    return Accepted(detail=RESET_ANSWER)


@router.post(
    "/password/reset",
    operation_id="reset_password",
    summary="Set a new password with a mailed link",
    status_code=204,
    responses=problems(BadOneTimeToken, WeakPassword),
)
async def reset_password(wanted: PasswordReset, visitor: Visitor, identity: IdentityDep) -> None:
    await recover_password.reset_password(identity, visitor, wanted.token, wanted.password)


@router.post(
    "/email/verify",
    operation_id="verify_email",
    summary="Confirm an e-mail with a mailed link",
    status_code=204,
    responses=problems(BadOneTimeToken),
)
async def verify_email(wanted: EmailVerify, visitor: Visitor, identity: IdentityDep) -> None:
    operation = partial(
        verification.verify_email,
        visitor=visitor,
        tokens=identity.tokens,
        token=wanted.token,
        now=identity.clock.now(),
    )
    await identity.database.transact(operation)


@router.post(
    "/email/verification",
    operation_id="request_email_verification",
    summary="Have another link mailed that confirms your e-mail",
    status_code=202,
    responses=problems(NotSignedIn, SessionEnded),
)
async def request_email_verification(actor: SignedIn, identity: IdentityDep) -> Accepted:
    operation = partial(
        verification.request_verification,
        actor=actor,
        now=identity.clock.now(),
        lifetime=identity.auth.verification_lifetime,
    )
    await identity.database.transact(operation)
    return Accepted(detail=VERIFICATION_ANSWER)


def _shown(grant: Grant, response: Response) -> dict[str, str | int]:
    response.headers["Cache-Control"] = "no-store"
    return {
        "access_token": grant.access_token,
        "expires_in": int(grant.access_lifetime.total_seconds()),
    }


def _set_cookie(response: Response, grant: Grant, identity: IdentityContext) -> None:
    response.set_cookie(
        COOKIE,
        grant.refresh_token,
        max_age=int(grant.session_lifetime.total_seconds()),
        path=COOKIE_PATH,
        secure=identity.settings.secure_cookies,
        httponly=True,
        samesite="strict",
    )
