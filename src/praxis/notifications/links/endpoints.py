"""Links in mails are opened with POST only: a scanner that follows them changes nothing."""

from functools import partial

from fastapi import APIRouter

from praxis.identity.auth import TokenMakerDep
from praxis.kit.context import ClockDep, DatabaseDep, RequestId
from praxis.kit.problems import problems
from praxis.kit.requests import StrictRoute
from praxis.notifications.links import service
from praxis.notifications.links.errors import BadVisitLink, VisitLinkExpired, VisitLinkOutdated
from praxis.notifications.links.schemas import VisitLinkCancel, VisitLinkOpen, VisitLinkRead
from praxis.scheduling.appointments.errors import BadTransition, TooLate

router = APIRouter(prefix="/visit-links", tags=["appointments"], route_class=StrictRoute)

LINK_ERRORS = (BadVisitLink, VisitLinkExpired, VisitLinkOutdated)


@router.post(
    "/read",
    operation_id="read_visit_link",
    summary="The visit that a mailed link is about; changes nothing",
    responses=problems(*LINK_ERRORS),
)
async def read_visit_link(
    database: DatabaseDep, clock: ClockDep, tokens: TokenMakerDep, body: VisitLinkOpen
) -> VisitLinkRead:
    return await database.read(
        partial(service.read, tokens=tokens, token=body.token, now=clock.now())
    )


@router.post(
    "/confirm",
    operation_id="confirm_by_visit_link",
    summary="Say by a mailed link that the patient will come",
    responses=problems(*LINK_ERRORS, BadTransition),
)
async def confirm_by_visit_link(
    database: DatabaseDep,
    clock: ClockDep,
    tokens: TokenMakerDep,
    request_id: RequestId,
    body: VisitLinkOpen,
) -> VisitLinkRead:
    return await database.transact(
        partial(
            service.confirm, tokens=tokens, token=body.token, clock=clock, request_id=request_id
        )
    )


@router.post(
    "/cancel",
    operation_id="cancel_by_visit_link",
    summary="Cancel a visit by a mailed link, within its notice",
    responses=problems(*LINK_ERRORS, BadTransition, TooLate),
)
async def cancel_by_visit_link(
    database: DatabaseDep,
    clock: ClockDep,
    tokens: TokenMakerDep,
    request_id: RequestId,
    body: VisitLinkCancel,
) -> VisitLinkRead:
    return await database.transact(
        partial(
            service.cancel,
            tokens=tokens,
            token=body.token,
            reason=body.reason,
            clock=clock,
            request_id=request_id,
        )
    )
