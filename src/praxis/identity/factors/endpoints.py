"""One's own second factors."""

from functools import partial

from fastapi import APIRouter, Response

from praxis.identity.auth import SignedIn, SteppedUp
from praxis.identity.context import IdentityDep
from praxis.identity.errors import StepUpRequired, TooManyTries
from praxis.identity.factors import enrolment
from praxis.identity.factors.errors import (
    BadCode,
    BadPasskey,
    FactorNotFound,
    LastFactor,
    NoFactor,
    PasskeyExists,
    PasskeysUnavailable,
    TooManyPasskeys,
    TotpExists,
)
from praxis.identity.factors.schemas import (
    FactorAddedRead,
    FactorsRead,
    PasskeyCreate,
    PasskeyOptions,
    PasskeyUpdate,
    RecoveryCodesRead,
    TotpConfirm,
    TotpSetupRead,
)
from praxis.kit.problems import problems
from praxis.kit.requests import StrictRoute
from praxis.kit.schemas import PublicId

router = APIRouter(prefix="/users/me/factors", tags=["factors"], route_class=StrictRoute)

# What these answer is shown once, so they are no 201s: those are kept for a repeated request.
SECRET = {"Cache-Control": "no-store"}


@router.get(
    "",
    operation_id="get_my_factors",
    summary="What you sign in with besides the password",
)
async def get_my_factors(actor: SignedIn, identity: IdentityDep) -> FactorsRead:
    return await identity.database.read(
        partial(enrolment.read_factors, context=identity, actor=actor)
    )


@router.post(
    "/totp",
    operation_id="start_totp",
    summary="Begin to add an authenticator app",
    responses=problems(StepUpRequired, TotpExists),
)
async def start_totp(actor: SteppedUp, identity: IdentityDep, response: Response) -> TotpSetupRead:
    response.headers.update(SECRET)
    return await identity.database.transact(
        partial(enrolment.begin_totp, context=identity, actor=actor, now=identity.clock.now())
    )


@router.post(
    "/totp/confirm",
    operation_id="confirm_totp",
    summary="Have the authenticator app count, by a code of it",
    responses=problems(StepUpRequired, BadCode, NoFactor, TotpExists, TooManyTries),
)
async def confirm_totp(
    wanted: TotpConfirm, actor: SteppedUp, identity: IdentityDep, response: Response
) -> FactorAddedRead:
    response.headers.update(SECRET)
    added = await identity.database.transact(
        partial(
            enrolment.confirm_totp,
            context=identity,
            actor=actor,
            code=wanted.code,
            now=identity.clock.now(),
        )
    )
    if added is None:
        raise BadCode(pointer="/code")
    return added


@router.delete(
    "/totp",
    operation_id="remove_totp",
    summary="Remove the authenticator app",
    status_code=204,
    responses=problems(StepUpRequired, FactorNotFound, LastFactor),
)
async def remove_totp(actor: SteppedUp, identity: IdentityDep) -> None:
    await identity.database.transact(partial(enrolment.remove_totp, context=identity, actor=actor))


@router.post(
    "/recovery-codes",
    operation_id="replace_recovery_codes",
    summary="New recovery codes in place of the present ones",
    responses=problems(StepUpRequired, NoFactor),
)
async def replace_recovery_codes(
    actor: SteppedUp, identity: IdentityDep, response: Response
) -> RecoveryCodesRead:
    response.headers.update(SECRET)
    return await identity.database.transact(
        partial(
            enrolment.replace_recovery_codes,
            context=identity,
            actor=actor,
            now=identity.clock.now(),
        )
    )


@router.post(
    "/passkeys/start",
    operation_id="start_passkey",
    summary="What to ask a device that shall hold a passkey",
    responses=problems(StepUpRequired, PasskeysUnavailable),
)
async def start_passkey(actor: SteppedUp, identity: IdentityDep) -> PasskeyOptions:
    return await identity.database.transact(
        partial(
            enrolment.passkey_registration_options,
            context=identity,
            actor=actor,
            now=identity.clock.now(),
        )
    )


@router.post(
    "/passkeys",
    operation_id="add_passkey",
    summary="Add a passkey",
    responses=problems(
        StepUpRequired, BadPasskey, PasskeyExists, TooManyPasskeys, PasskeysUnavailable
    ),
)
async def add_passkey(
    wanted: PasskeyCreate, actor: SteppedUp, identity: IdentityDep, response: Response
) -> FactorAddedRead:
    response.headers.update(SECRET)
    return await identity.database.transact(
        partial(
            enrolment.add_passkey,
            context=identity,
            actor=actor,
            wanted=wanted,
            now=identity.clock.now(),
        )
    )


@router.patch(
    "/passkeys/{passkey_id}",
    operation_id="rename_passkey",
    summary="Call a passkey otherwise",
    status_code=204,
    responses=problems(FactorNotFound),
)
async def rename_passkey(
    passkey_id: PublicId, wanted: PasskeyUpdate, actor: SignedIn, identity: IdentityDep
) -> None:
    await identity.database.transact(
        partial(enrolment.rename_passkey, actor=actor, uid=passkey_id, name=wanted.name)
    )


@router.delete(
    "/passkeys/{passkey_id}",
    operation_id="remove_passkey",
    summary="Remove a passkey",
    status_code=204,
    responses=problems(StepUpRequired, FactorNotFound, LastFactor),
)
async def remove_passkey(passkey_id: PublicId, actor: SteppedUp, identity: IdentityDep) -> None:
    await identity.database.transact(
        partial(enrolment.remove_passkey, context=identity, actor=actor, uid=passkey_id)
    )
