from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from praxis.billing.day_end import service
from praxis.billing.day_end.paper import TEMPLATE, day_end_table
from praxis.billing.day_end.schemas import DayEndRead
from praxis.billing.receipts.endpoints import PDF
from praxis.directory.locations.errors import LocationNotFound
from praxis.identity.auth import DeskOnly
from praxis.identity.errors import RoleForbidden
from praxis.kit.context import ClockDep, DatabaseDep
from praxis.kit.documents.render import render_pdf
from praxis.kit.downloads import pdf_response
from praxis.kit.languages import LanguageDep
from praxis.kit.problems import problems
from praxis.kit.requests import StrictRoute
from praxis.kit.schemas import Day, PublicId
from praxis.kit.spreadsheets import csv_response

router = APIRouter(prefix="/reports", tags=["billing"], route_class=StrictRoute)

On = Annotated[Day | None, Query(description="by the clock of the place; today, when absent")]
CSV: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A table, in the language of Accept-Language",
        "content": {"text/csv": {"schema": {"type": "string"}}},
    }
}


@router.get(
    "/day-end",
    operation_id="get_day_end",
    summary="What came in and went back at a place on one day",
    responses=problems(RoleForbidden, LocationNotFound),
)
async def get_day_end(
    actor: DeskOnly,
    database: DatabaseDep,
    clock: ClockDep,
    location_id: PublicId,
    on: On = None,
) -> DayEndRead:
    return await database.transact(
        partial(service.get_day_end, location_uid=location_id, on=on, actor=actor, clock=clock)
    )


@router.get(
    "/day-end.csv",
    operation_id="get_day_end_csv",
    summary="The payments and refunds of a place and day, as a table",
    response_class=Response,
    responses={**CSV, **problems(RoleForbidden, LocationNotFound)},
)
async def get_day_end_csv(
    actor: DeskOnly,
    database: DatabaseDep,
    clock: ClockDep,
    language: LanguageDep,
    location_id: PublicId,
    on: On = None,
) -> Response:
    report = await database.transact(
        partial(
            service.get_day_end,
            location_uid=location_id,
            on=on,
            actor=actor,
            clock=clock,
            verb="exported",
        )
    )
    return csv_response(
        f"day-end-{report.on}.csv", *day_end_table(report, language), language=language
    )


@router.get(
    "/day-end.pdf",
    operation_id="get_day_end_pdf",
    summary="The day-end report, to be printed",
    response_class=Response,
    responses={**PDF, **problems(RoleForbidden, LocationNotFound)},
)
async def get_day_end_pdf(
    actor: DeskOnly,
    database: DatabaseDep,
    clock: ClockDep,
    language: LanguageDep,
    location_id: PublicId,
    on: On = None,
) -> Response:
    day, data = await database.transact(
        partial(
            service.open_day_end,
            location_uid=location_id,
            on=on,
            actor=actor,
            clock=clock,
            language=language,
        )
    )
    content = await render_pdf(TEMPLATE, data, language=language)
    return pdf_response(f"day-end-{day}.pdf", content, language)
