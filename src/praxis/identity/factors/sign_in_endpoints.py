"""The second step of signing in, signing in with a passkey alone, and a fresh proof."""

from functools import partial

from fastapi import APIRouter, Response

from praxis.identity.auth import SignedIn, Visitor
from praxis.identity.context import IdentityDep
from praxis.identity.errors import EmailNotVerified, TooManyTries
from praxis.identity.factors.errors import (
    BadProof,
    MfaEnded,
    NoFactor,
    PasskeysUnavailable,
    SecretChanged,
    StepUpRefused,
)
from praxis.identity.factors.proofs import Purpose
from praxis.identity.factors.schemas import (
    PasskeyAnswer,
    PasskeyOptions,
    PendingRef,
    SecondFactorWrite,
    SteppedUpRead,
    StepUpWrite,
)
from praxis.identity.operations import second_step
from praxis.identity.operations.step_up import step_up as take_step_up
from praxis.identity.schemas import RefreshedRead, TokenRead
from praxis.identity.session_cookies import CrossOrigin, FromOwnPage
from praxis.identity.session_endpoints import BrowserSeenDep, set_cookie, shown
from praxis.kit.problems import problems
from praxis.kit.requests import StrictRoute

router = APIRouter(prefix="/auth", tags=["auth"], route_class=StrictRoute)


@router.post(
    "/second-factor",
    operation_id="finish_login",
    summary="The second step of signing in: a code, a recovery code or a passkey",
    response_model_exclude_none=True,
    responses=problems(MfaEnded, BadProof, SecretChanged, TooManyTries, CrossOrigin),
    dependencies=[FromOwnPage],
)
async def finish_login(
    wanted: SecondFactorWrite,
    visitor: Visitor,
    identity: IdentityDep,
    response: Response,
    seen: BrowserSeenDep,
) -> RefreshedRead:
    finished = await second_step.finish_sign_in(
        identity, visitor, wanted.mfa_token, wanted.proof, seen
    )
    grant = finished.grant
    if finished.with_cookie:
        set_cookie(response, grant, identity)
        return RefreshedRead(**shown(grant, response))
    return RefreshedRead(**shown(grant, response), refresh_token=grant.refresh_token)


@router.post(
    "/second-factor/passkey",
    operation_id="start_passkey_second_factor",
    summary="What to ask a passkey for the second step",
    responses=problems(MfaEnded, NoFactor, PasskeysUnavailable),
)
async def start_passkey_second_factor(wanted: PendingRef, identity: IdentityDep) -> PasskeyOptions:
    return await identity.database.transact(
        partial(
            second_step.second_factor_options,
            context=identity,
            token=wanted.mfa_token,
            now=identity.clock.now(),
        )
    )


@router.post(
    "/passkey/start",
    operation_id="start_passkey_login",
    summary="What to ask a passkey that signs in by itself",
    responses=problems(PasskeysUnavailable),
)
async def start_passkey_login(identity: IdentityDep) -> PasskeyOptions:
    return await identity.database.transact(
        partial(second_step.passkey_options, context=identity, now=identity.clock.now())
    )


@router.post(
    "/passkey",
    operation_id="login_with_passkey",
    summary="Sign in with a passkey alone; the refresh token goes by cookie",
    responses=problems(BadProof, EmailNotVerified, CrossOrigin),
    dependencies=[FromOwnPage],
)
async def login_with_passkey(
    answer: PasskeyAnswer,
    visitor: Visitor,
    identity: IdentityDep,
    response: Response,
    seen: BrowserSeenDep,
) -> TokenRead:
    grant = await second_step.sign_in_with_passkey(identity, visitor, answer.credential, seen)
    set_cookie(response, grant, identity)
    return TokenRead(**shown(grant, response))


@router.post(
    "/step-up",
    operation_id="step_up",
    summary="Show again that it is you, for what needs a fresh proof",
    responses=problems(StepUpRefused, SecretChanged, TooManyTries),
)
async def step_up(wanted: StepUpWrite, actor: SignedIn, identity: IdentityDep) -> SteppedUpRead:
    until = await take_step_up(identity, actor, wanted.proof, wanted.password)
    return SteppedUpRead(stepped_up_until=until)


@router.post(
    "/step-up/passkey",
    operation_id="start_passkey_step_up",
    summary="What to ask a passkey for a fresh proof",
    responses=problems(NoFactor, PasskeysUnavailable),
)
async def start_passkey_step_up(actor: SignedIn, identity: IdentityDep) -> PasskeyOptions:
    return await identity.database.transact(
        partial(
            second_step.options_for,
            context=identity,
            user_id=actor.known_id,
            purpose=Purpose.STEP_UP,
            now=identity.clock.now(),
        )
    )
