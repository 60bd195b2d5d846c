"""Receipts are set by the real Typst and read back by PDFium."""

from decimal import Decimal

import pytest

from praxis.identity.models import Role
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database
from tests.factories.directory import make_location
from tests.factories.identity import make_user
from tests.integration.billing.desk import Desk, open_desk
from tests.support.api import Api, problem
from tests.support.audit import events_of
from tests.support.booking import patient_with_account
from tests.support.documents import pages_in, text_of


@pytest.fixture
async def desk(api: Api, database: Database, clock: FixedClock) -> Desk:
    place = await make_location(
        database, name="Praxis Dhanmondi", address="House 12, Road 5", phone="+880 11 5550 0100"
    )
    return await open_desk(api, database, clock, location=place)


async def receipt_of(api: Api, payment: dict[str, str], language: str = "en") -> bytes:
    answer = await api.with_headers(Accept_Language=language).get(
        f"/payments/{payment['id']}/receipt.pdf"
    )
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    name = f"receipt-{payment['receipt_number']}.pdf"
    assert f'filename="{name}"' in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "private, no-store"
    return answer.content


async def test_receipt_says_who_paid_what_for_what(desk: Desk, database: Database) -> None:
    visit = await desk.visit()
    payment = await desk.pay(visit, "mobile_wallet", reference="9F3K2L8Q")
    content = await receipt_of(desk.api, payment)
    text = text_of(content)
    assert pages_in(content) == 1
    for said in (
        f"Receipt {payment['receipt_number']}",
        desk.patient.full_name,
        desk.practice.doctor.user.full_name,
        desk.practice.visit_type.name,
        "Praxis Dhanmondi",
        "House 12, Road 5",
        "+880 11 5550 0100",
        "BDT 500.00",
        "Monday, 4 January 2027, 12:00 (Dhaka time)",
        "Mobile wallet",
        "9F3K2L8Q",
        desk.user.full_name,
        "Page 1 of 1",
    ):
        assert said in text, said
    (event,) = await events_of(database, desk.user.id, "payment.receipt_opened")
    assert (event["entity_uid"], event["patient_id"]) == (
        type(event["entity_uid"])(payment["id"]),
        desk.patient.id,
    )


async def test_receipt_of_a_refund_names_the_payment_and_the_reason(desk: Desk) -> None:
    payment = await desk.pay(await desk.visit(), "card")
    refund = await desk.refund(payment, "The doctor fell ill", amount=None)
    text = text_of(await receipt_of(desk.api, refund))
    assert f"Receipt of a refund {refund['receipt_number']}" in text
    assert f"For receipt {payment['receipt_number']}" in text
    assert "The doctor fell ill" in text
    first = text_of(await receipt_of(desk.api, payment))
    assert "Of this payment, BDT 500.00 was given back later." in first


async def test_receipt_is_in_the_language_that_was_asked_for(desk: Desk) -> None:
    payment = await desk.pay(await desk.visit(fee_amount=Decimal("512.34")))
    text = text_of(await receipt_of(desk.api, payment, "bn-BD,bn;q=0.9,en;q=0.5"))
    assert f"রসিদ {payment['receipt_number']}" in text
    assert "৫১২.৩৪৳" in text
    assert "নগদ" in text
    assert "পৃষ্ঠা ১ / ১" in text
    assert "Receipt" not in text


async def test_patients_open_their_own_receipts_and_no_others(
    desk: Desk, api: Api, database: Database
) -> None:
    payment = await desk.pay(await desk.visit())
    path = f"/payments/{payment['id']}/receipt.pdf"
    await receipt_of(await api.signed_in(desk.patient_user), payment)
    stranger, _ = await patient_with_account(database)
    problem(await (await api.signed_in(stranger)).get(path), 404, "not_found")
    doctor = await api.signed_in(desk.practice.doctor.user)
    assert (await doctor.get(path)).status_code == 403
    admin = await make_user(database, Role.ADMIN)
    await receipt_of(await api.signed_in(admin), payment)
    assert (await api.get(path)).status_code == 401


async def test_what_people_typed_stays_text(desk: Desk) -> None:
    hostile = '#panic("no") *x* $y$ "]} <b>'
    payment = await desk.pay(await desk.visit(), reference=hostile)
    assert hostile in text_of(await receipt_of(desk.api, payment))


async def test_fault_a_letter_that_no_font_has_was_a_500(desk: Desk) -> None:
    # Of private use, and an unassigned one: nobody's fonts have them.
    payment = await desk.pay(await desk.visit(), reference="Wang \ue000\U0004c2d5")
    text = text_of(await receipt_of(desk.api, payment))
    assert "Wang" in text
    assert payment["receipt_number"] in text
