from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from praxis.billing import errors, service
from praxis.billing.models import PaymentKind, PaymentMethod
from praxis.billing.repository import PaymentFilter
from praxis.billing.rules import check_period
from praxis.billing.schemas import PaymentCreate, PaymentRead, RefundCreate, VisitAccountRead
from praxis.identity.auth import DeskOnly, SignedIn
from praxis.identity.creation import CreationDep
from praxis.identity.errors import RoleForbidden
from praxis.kit.context import ClockDep, DatabaseDep
from praxis.kit.errors import NotFound
from praxis.kit.idempotency import IdempotencyMismatch
from praxis.kit.pagination import BadCursor, Page, PageQuery
from praxis.kit.problems import problems
from praxis.kit.requests import StrictRoute
from praxis.kit.schemas import Day, PublicId

router = APIRouter(tags=["billing"], route_class=StrictRoute)

AMOUNT_ERRORS = (errors.CurrencyMismatch, errors.NothingMoved, errors.TooFine)


async def _filter(
    received_from: Annotated[
        Day | None, Query(alias="from", description="a date by the clock of the place")
    ] = None,
    received_until: Annotated[
        Day | None, Query(alias="to", description="the last such date, included")
    ] = None,
    location_id: PublicId | None = None,
    doctor_id: PublicId | None = None,
    method: PaymentMethod | None = None,
    currency: Annotated[str | None, Query(pattern="^[A-Z]{3}$")] = None,
    kind: PaymentKind | None = None,
) -> PaymentFilter:
    check_period(received_from, received_until)
    return PaymentFilter(
        received_from=received_from,
        received_until=received_until,
        location_uid=location_id,
        doctor_uid=doctor_id,
        method=method,
        currency=currency,
        kind=kind,
    )


Filter = Annotated[PaymentFilter, Depends(_filter)]


@router.get(
    "/appointments/{appointment_id}/payments",
    operation_id="get_visit_account",
    summary="What a visit costs, and what was paid for it",
    responses=problems(NotFound),
)
async def get_visit_account(
    appointment_id: PublicId, actor: SignedIn, database: DatabaseDep, clock: ClockDep
) -> VisitAccountRead:
    return await database.transact(
        partial(service.get_account, uid=appointment_id, actor=actor, clock=clock)
    )


@router.post(
    "/appointments/{appointment_id}/payments",
    status_code=201,
    operation_id="take_payment",
    summary="Write down that a visit was paid, in full or in part",
    response_model=PaymentRead,
    responses=problems(
        *(RoleForbidden, NotFound, errors.NotPayable, errors.AlreadyPaid),
        *(*AMOUNT_ERRORS, errors.MoreThanOwed, IdempotencyMismatch),
    ),
)
async def take_payment(
    appointment_id: PublicId,
    body: PaymentCreate,
    actor: DeskOnly,
    creation: CreationDep,
    clock: ClockDep,
) -> Response:
    return await creation.run(
        partial(service.take_payment, uid=appointment_id, body=body, actor=actor, clock=clock)
    )


@router.post(
    "/payments/{payment_id}/refund",
    status_code=201,
    operation_id="refund_payment",
    summary="Write down that a payment went back, in full or in part",
    response_model=PaymentRead,
    responses=problems(
        *(RoleForbidden, NotFound, errors.NotAPayment, errors.AlreadyRefunded),
        *(*AMOUNT_ERRORS, errors.MoreThanPaid, IdempotencyMismatch),
    ),
)
async def refund_payment(
    payment_id: PublicId,
    body: RefundCreate,
    actor: DeskOnly,
    creation: CreationDep,
    clock: ClockDep,
) -> Response:
    return await creation.run(
        partial(service.refund_payment, uid=payment_id, body=body, actor=actor, clock=clock)
    )


@router.get(
    "/payments",
    operation_id="list_payments",
    summary="Payments and refunds that you may know of, newest first",
    responses=problems(BadCursor, errors.PeriodBackwards),
)
async def list_payments(
    wanted: Filter, page: PageQuery, actor: SignedIn, database: DatabaseDep
) -> Page[PaymentRead]:
    return await database.transact(
        partial(service.list_payments, actor=actor, wanted=wanted, page=page)
    )


@router.get(
    "/payments/{payment_id}",
    operation_id="get_payment",
    summary="One payment or refund",
    responses=problems(NotFound),
)
async def get_payment(payment_id: PublicId, actor: SignedIn, database: DatabaseDep) -> PaymentRead:
    return await database.transact(partial(service.get_payment, uid=payment_id, actor=actor))
