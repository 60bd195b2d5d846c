from functools import partial
from typing import Any

from fastapi import APIRouter, Response

from praxis.billing.receipts.paper import TEMPLATE
from praxis.billing.receipts.service import open_receipt
from praxis.identity.auth import PatientOrDesk
from praxis.identity.errors import RoleForbidden
from praxis.kit.context import ClockDep, DatabaseDep
from praxis.kit.documents.render import render_pdf
from praxis.kit.downloads import pdf_response
from praxis.kit.errors import NotFound
from praxis.kit.languages import LanguageDep
from praxis.kit.problems import problems
from praxis.kit.requests import StrictRoute
from praxis.kit.schemas import PublicId

router = APIRouter(tags=["billing"], route_class=StrictRoute)

PDF: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The document, in the language of Accept-Language",
        "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.get(
    "/payments/{payment_id}/receipt.pdf",
    operation_id="get_receipt_pdf",
    summary="The receipt of a payment or refund (its patient and the desk)",
    response_class=Response,
    responses={**PDF, **problems(RoleForbidden, NotFound)},
)
async def get_receipt_pdf(
    payment_id: PublicId,
    actor: PatientOrDesk,
    database: DatabaseDep,
    clock: ClockDep,
    language: LanguageDep,
) -> Response:
    number, data = await database.transact(
        partial(open_receipt, uid=payment_id, actor=actor, language=language, now=clock.now())
    )
    content = await render_pdf(TEMPLATE, data, language=language)
    return pdf_response(f"receipt-{number}.pdf", content, language)
