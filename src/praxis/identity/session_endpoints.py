"""Signing in and out, and the links that are mailed for it."""

from dataclasses import replace
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Header, Request, Response

from praxis.identity.attempts.errors import TooManyAttempts
from praxis.identity.attempts.service import guarded
from praxis.identity.auth import SignedIn, Visitor, authenticate, optional_bearer
from praxis.identity.context import IdentityContext, IdentityDep
from praxis.identity.errors import (
    BadCredentials,
    BadOneTimeToken,
    EmailNotVerified,
    NotSignedIn,
    PasswordFormOff,
    SessionEnded,
    TooManyTries,
    WeakPassword,
)
from praxis.identity.factors.errors import BadProof, MfaRequired, SecretChanged
from praxis.identity.factors.proofs import Proof
from praxis.identity.operations import recover_password
from praxis.identity.operations import verify_email as verification
from praxis.identity.operations.open_session import Grant, Seen
from praxis.identity.operations.refresh import refresh
from praxis.identity.operations.second_step import finish_sign_in
from praxis.identity.operations.sign_in import sign_in
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
from praxis.identity.session_cookies import (
    CrossOrigin,
    FromOwnPage,
    RefreshCookie,
    clear_refresh_cookie,
    held_refresh_token,
    set_refresh_cookie,
)
from praxis.identity.tokens import hash_refresh_token
from praxis.kit.clients import client_address
from praxis.kit.context import ClientAddress
from praxis.kit.problems import problems
from praxis.kit.requests import StrictRoute

router = APIRouter(prefix="/auth", tags=["auth"], route_class=StrictRoute)

RESET_ANSWER = "If an account has this e-mail, a link to set a new password is on its way."
VERIFICATION_ANSWER = "Unless your e-mail is confirmed already, a link is on its way."


async def _seen(
    request: Request,
    user_agent: Annotated[str | None, Header(alias="User-Agent", include_in_schema=False)] = None,
) -> Seen:
    return Seen(user_agent, client_address(request.scope))


SeenDep = Annotated[Seen, Depends(_seen)]


async def _seen_of_browser(request: Request, seen: SeenDep, identity: IdentityDep) -> Seen:
    held = held_refresh_token(request, identity.settings)
    return seen if held is None else replace(seen, earlier_token_hash=hash_refresh_token(held))


# For what sets the refresh cookie, and so takes the place of the one that was there.
BrowserSeenDep = Annotated[Seen, Depends(_seen_of_browser)]


@router.post(
    "/login",
    operation_id="login",
    summary="Sign in; the refresh token goes by cookie",
    responses=problems(
        *(BadCredentials, EmailNotVerified, MfaRequired, BadProof, SecretChanged, TooManyTries),
        *(CrossOrigin, TooManyAttempts),
    ),
    dependencies=[FromOwnPage],
)
async def login(
    wanted: Login,
    visitor: Visitor,
    identity: IdentityDep,
    response: Response,
    address: ClientAddress,
    seen: BrowserSeenDep,
) -> TokenRead:
    first = partial(sign_in, identity, visitor, wanted.email, wanted.password, seen)
    try:
        grant = await guarded(identity, visitor, wanted.email, address, first)
    except MfaRequired as asked:
        if wanted.otp is None:
            raise
        token = str(asked.data["mfa_token"])
        proof = Proof(code=wanted.otp)
        grant = (await finish_sign_in(identity, visitor, token, proof, seen)).grant
    set_cookie(response, grant, identity)
    return TokenRead(**shown(grant, response))


@router.post(
    "/token",
    operation_id="create_token",
    summary="Sign in with the OAuth2 password form, for scripts",
    responses=problems(
        BadCredentials, EmailNotVerified, MfaRequired, PasswordFormOff, TooManyAttempts
    ),
)
async def create_token(
    form: Annotated[TokenForm, Form()],
    visitor: Visitor,
    identity: IdentityDep,
    response: Response,
    address: ClientAddress,
    seen: SeenDep,
) -> TokenPairRead:
    if not identity.auth.password_form:
        raise PasswordFormOff
    email, password = form.username, form.password
    operation = partial(sign_in, identity, visitor, email, password, seen, with_cookie=False)
    grant = await guarded(identity, visitor, email, address, operation)
    return TokenPairRead(**shown(grant, response), refresh_token=grant.refresh_token)


@router.post(
    "/refresh",
    operation_id="refresh_token",
    summary="Exchange a refresh token, from the body or the cookie, for a new one",
    response_model_exclude_none=True,
    responses=problems(NotSignedIn, SessionEnded, CrossOrigin),
)
async def refresh_token(
    visitor: Visitor,
    identity: IdentityDep,
    response: Response,
    cookie: RefreshCookie,
    seen: SeenDep,
    body: RefreshRequest | None = None,
) -> RefreshedRead:
    sent = body.refresh_token if body else None
    token = sent or cookie
    if not token:
        raise NotSignedIn
    grant = await refresh(identity, visitor, token, seen.address)
    if sent:
        return RefreshedRead(**shown(grant, response), refresh_token=grant.refresh_token)
    set_cookie(response, grant, identity)
    return RefreshedRead(**shown(grant, response))


@router.post(
    "/logout",
    operation_id="logout",
    summary="End this session",
    status_code=204,
    responses=problems(NotSignedIn, SessionEnded, CrossOrigin),
)
async def logout(
    request: Request,
    visitor: Visitor,
    identity: IdentityDep,
    response: Response,
    access_token: Annotated[str | None, Depends(optional_bearer)],
    cookie: RefreshCookie,
    body: RefreshRequest | None = None,
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
    clear_refresh_cookie(response, identity.settings)


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
async def reset_password(
    wanted: PasswordReset, visitor: Visitor, identity: IdentityDep, address: ClientAddress
) -> None:
    await recover_password.reset_password(identity, visitor, wanted.token, wanted.password, address)


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


def shown(grant: Grant, response: Response) -> dict[str, str | int]:
    response.headers["Cache-Control"] = "no-store"
    return {
        "access_token": grant.access_token,
        "expires_in": int(grant.access_lifetime.total_seconds()),
    }


def set_cookie(response: Response, grant: Grant, identity: IdentityContext) -> None:
    set_refresh_cookie(response, identity.settings, grant.refresh_token, grant.session_lifetime)
