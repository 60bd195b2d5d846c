from datetime import datetime
from uuid import UUID

from praxis.audit import service as audit
from praxis.billing import repository
from praxis.billing.receipts.paper import receipt_data
from praxis.billing.schemas import number_of
from praxis.directory.practice.letterhead import load_letterhead
from praxis.identity.auth import Actor
from praxis.kit.db.database import UnitOfWork


async def open_receipt(
    unit: UnitOfWork, *, uid: UUID, actor: Actor, language: str, now: datetime
) -> tuple[str, dict[str, object]]:
    """Number and contents of a receipt. Raises `NotFound`."""
    row = await repository.get_payment(unit, actor, uid)
    letterhead = await load_letterhead(unit, row.location)
    number = number_of(row)
    await audit.record(
        unit,
        actor,
        "payment.receipt_opened",
        "payment",
        uid,
        patient_id=row.patient_id,
        receipt_number=number,
    )
    return number, receipt_data(row, letterhead, language, now)
