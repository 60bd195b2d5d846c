"""Reports as files: tables for spreadsheets, and documents to be printed."""

from functools import partial
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from praxis.directory.doctors.errors import DoctorNotFound
from praxis.identity.auth import SteppedUpAdmin, SteppedUpDoctorOrAdmin
from praxis.identity.errors import RoleForbidden, StepUpRequired
from praxis.kit.context import ClockDep, DatabaseDep
from praxis.kit.documents.render import render_pdf
from praxis.kit.downloads import pdf_response
from praxis.kit.languages import LanguageDep
from praxis.kit.problems import problems
from praxis.kit.requests import StrictRoute
from praxis.kit.spreadsheets import csv_response
from praxis.reporting import service
from praxis.reporting.asked import PERIOD_ERRORS, AskedDep, AskedOfDoctor
from praxis.reporting.papers.paper import TEMPLATE, report_data
from praxis.reporting.papers.service import open_doctor_report, open_overview
from praxis.reporting.papers.table import report_table
from praxis.reporting.schemas import OverviewRead

router = APIRouter(prefix="/reports", tags=["reports"], route_class=StrictRoute)

CSV: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A table, in the language of Accept-Language",
        "content": {"text/csv": {"schema": {"type": "string"}}},
    }
}
PDF: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A PDF, in the language of Accept-Language",
        "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
    }
}
OF_DOCTOR = problems(RoleForbidden, StepUpRequired, DoctorNotFound, *PERIOD_ERRORS)


def filename(kind: str, report: OverviewRead, extension: str) -> str:
    return f"{kind}-{report.period.first}-{report.period.last}.{extension}"


@router.get(
    "/overview.csv",
    operation_id="get_report_overview_csv",
    summary="The figures of the practice, as a table",
    response_class=Response,
    responses={**CSV, **problems(RoleForbidden, StepUpRequired, *PERIOD_ERRORS)},
)
async def get_report_overview_csv(
    actor: SteppedUpAdmin,
    asked: AskedDep,
    database: DatabaseDep,
    clock: ClockDep,
    language: LanguageDep,
) -> Response:
    read = partial(service.read_overview, actor=actor, asked=asked, now=clock.now())
    return _table("practice", await database.read(read), language)


@router.get(
    "/overview.pdf",
    operation_id="get_report_overview_pdf",
    summary="The figures of the practice, to be printed",
    response_class=Response,
    responses={**PDF, **problems(RoleForbidden, StepUpRequired, *PERIOD_ERRORS)},
)
async def get_report_overview_pdf(
    actor: SteppedUpAdmin,
    asked: AskedDep,
    database: DatabaseDep,
    clock: ClockDep,
    language: LanguageDep,
) -> Response:
    read = partial(open_overview, actor=actor, asked=asked, now=clock.now())
    report, heading = await database.read(read)
    content = await render_pdf(TEMPLATE, report_data(report, heading, language), language=language)
    return pdf_response(filename("practice", report, "pdf"), content, language)


@router.get(
    "/doctors/{doctor_id}.csv",
    operation_id="get_doctor_report_csv",
    summary="The figures of one doctor, as a table",
    response_class=Response,
    responses={**CSV, **OF_DOCTOR},
)
async def get_doctor_report_csv(
    actor: SteppedUpDoctorOrAdmin,
    doctor_id: UUID,  # noqa: ARG001 -- read by `AskedOfDoctor`; named for the path
    asked: AskedOfDoctor,
    database: DatabaseDep,
    clock: ClockDep,
    language: LanguageDep,
) -> Response:
    read = partial(service.read_doctor_report, actor=actor, asked=asked, now=clock.now())
    return _table("doctor", await database.read(read), language)


@router.get(
    "/doctors/{doctor_id}.pdf",
    operation_id="get_doctor_report_pdf",
    summary="The figures of one doctor, to be printed",
    response_class=Response,
    responses={**PDF, **OF_DOCTOR},
)
async def get_doctor_report_pdf(
    actor: SteppedUpDoctorOrAdmin,
    doctor_id: UUID,  # noqa: ARG001 -- as above
    asked: AskedOfDoctor,
    database: DatabaseDep,
    clock: ClockDep,
    language: LanguageDep,
) -> Response:
    read = partial(open_doctor_report, actor=actor, asked=asked, now=clock.now())
    report, heading = await database.read(read)
    content = await render_pdf(TEMPLATE, report_data(report, heading, language), language=language)
    return pdf_response(filename("doctor", report, "pdf"), content, language)


def _table(kind: str, report: OverviewRead, language: str) -> Response:
    table = report_table(report, language)
    return csv_response(filename(kind, report, "csv"), *table, language=language)
