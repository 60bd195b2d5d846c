from functools import partial

from fastapi import APIRouter, Response

from praxis.directory.doctors.errors import LicenceTaken
from praxis.directory.patients.errors import BornInFuture
from praxis.directory.registration import service
from praxis.directory.registration.schemas import Registration, RegistrationRead
from praxis.identity.auth import Visitor
from praxis.identity.context import IdentityDep
from praxis.identity.creation import PublicCreationDep
from praxis.identity.errors import (
    BadMobile,
    NotSignedIn,
    RoleNotOpen,
    SessionEnded,
    WeakPassword,
)
from praxis.kit.idempotency import IdempotencyMismatch
from praxis.kit.problems import problems
from praxis.kit.requests import StrictRoute
from praxis.regions.errors import UnknownRegion

router = APIRouter(prefix="/auth", tags=["auth"], route_class=StrictRoute)


@router.post(
    "/register",
    operation_id="register",
    summary="Register as a patient, or as a doctor who then waits for approval",
    status_code=201,
    response_model=RegistrationRead,
    responses=problems(
        LicenceTaken,
        WeakPassword,
        RoleNotOpen,
        BadMobile,
        BornInFuture,
        UnknownRegion,
        IdempotencyMismatch,
        NotSignedIn,
        SessionEnded,
    ),
)
async def register(
    wanted: Registration, visitor: Visitor, identity: IdentityDep, creation: PublicCreationDep
) -> Response:
    applicant = await service.prepare(identity, wanted)
    return await creation.run(partial(service.register, visitor=visitor, applicant=applicant))
