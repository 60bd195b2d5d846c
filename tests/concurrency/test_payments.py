"""Several desks take money at once: a fee is taken once, and receipts stay without gaps."""

import asyncio
from collections import Counter
from typing import Any

import httpx
import pytest

from praxis.directory.patients.models import Patient
from praxis.identity.models import Role
from praxis.kit.clock import SystemClock
from praxis.kit.db.database import Database, UnitOfWork
from praxis.scheduling.appointments.models import Appointment, Status
from tests.concurrency.conftest import Arena
from tests.factories.availability import Practice, make_practice
from tests.factories.directory import make_patient
from tests.factories.identity import make_user
from tests.factories.scheduling import make_appointment
from tests.support.booking import outcomes

pytestmark = pytest.mark.alone

DESKS = 16
ROUNDS = 10
Headers = dict[str, str]


@pytest.fixture(scope="module")
async def desks(arena: Arena) -> list[Headers]:
    users = [await make_user(arena.database, Role.STAFF) for _ in range(DESKS)]
    return [await arena.headers(user) for user in users]


@pytest.fixture(scope="module")
async def practice(arena: Arena) -> Practice:
    return await make_practice(arena.database)


@pytest.fixture(scope="module")
async def patient(arena: Arena) -> Patient:
    return await make_patient(arena.database)


async def visit_of(arena: Arena, practice: Practice, patient: Patient) -> Appointment:
    return await make_appointment(
        arena.database,
        practice.doctor,
        patient,
        practice.location,
        practice.visit_type,
        SystemClock().now(),
        Status.CONFIRMED,
    )


async def take(
    arena: Arena, desk: Headers, visit: Appointment, amount: str | None = None
) -> httpx.Response:
    body: dict[str, Any] = {"method": "cash"}
    if amount is not None:
        body["amount"] = {"amount": amount, "currency": "BDT"}
    path = f"/appointments/{visit.uid}/payments"
    return await arena.client.post(path, json=body, headers=desk)


async def paid(database: Database, visit: Appointment) -> tuple[str, str]:
    """What the visit says was paid, and what its payments add up to."""
    async with database.reading() as reader:
        row = await reader.sql.fetchrow(
            """
            SELECT a.paid_amount::text AS kept, coalesce(sum(
                CASE p.kind WHEN 'payment' THEN p.amount ELSE -p.amount END), 0)::text AS summed
            FROM appointments a LEFT JOIN payments p ON p.appointment_id = a.id
            WHERE a.id = $1 GROUP BY a.id
            """,
            visit.id,
        )
    assert row is not None
    return row["kept"], row["summed"]


async def assert_sound(arena: Arena, deadlocks_before: int) -> None:
    """Receipts of each year run from 1 without a gap, and the server found no fault."""
    async with arena.database.reading() as reader:
        rows = await reader.sql.fetch(
            """
            SELECT p.receipt_year, count(*) AS receipts, max(p.receipt_number) AS highest,
                   min(p.receipt_number) AS lowest, max(c.last_number) AS counted
            FROM payments p JOIN receipt_counters c ON c.year = p.receipt_year
            GROUP BY p.receipt_year
            """
        )
    for row in rows:
        assert (row["lowest"], row["highest"], row["counted"]) == (
            1,
            row["receipts"],
            row["receipts"],
        )
    assert await arena.deadlocks() == deadlocks_before
    assert arena.server.faults() == []


async def test_two_desks_take_the_same_fee_and_one_gets_it(
    arena: Arena, desks: list[Headers], practice: Practice, patient: Patient
) -> None:
    deadlocks = await arena.deadlocks()
    for _ in range(ROUNDS):
        visit = await visit_of(arena, practice, patient)
        answers = await asyncio.gather(*(take(arena, desk, visit) for desk in desks))
        assert outcomes(list(answers)) == {201: 1, 409: DESKS - 1}
        refusals = {answer.json()["code"] for answer in answers if answer.status_code == 409}
        assert refusals == {"billing.already_paid"}
        assert await paid(arena.database, visit) == ("500.00", "500.00")
    await assert_sound(arena, deadlocks)


async def test_parts_taken_at_once_never_exceed_the_fee(
    arena: Arena, desks: list[Headers], practice: Practice, patient: Patient
) -> None:
    deadlocks = await arena.deadlocks()
    visit = await visit_of(arena, practice, patient)
    answers = await asyncio.gather(*(take(arena, desk, visit, "60.00") for desk in desks))
    # Eight times 60 leaves 20, for which 60 is too much.
    assert outcomes(list(answers)) == {201: 8, 422: DESKS - 8}
    assert await paid(arena.database, visit) == ("480.00", "480.00")
    await assert_sound(arena, deadlocks)


async def test_a_payment_goes_back_once_while_others_pay(
    arena: Arena, desks: list[Headers], practice: Practice, patient: Patient
) -> None:
    deadlocks = await arena.deadlocks()
    for _ in range(ROUNDS):
        visit = await visit_of(arena, practice, patient)
        payment = (await take(arena, desks[0], visit, "400.00")).json()
        refunds = [
            arena.client.post(
                f"/payments/{payment['id']}/refund", json={"reason": "Fell ill"}, headers=desk
            )
            for desk in desks[:8]
        ]
        pays = [take(arena, desk, visit, "100.00") for desk in desks[8:]]
        answers = await asyncio.gather(*refunds, *pays)
        back, more = list(answers[:8]), list(answers[8:])
        assert outcomes(back) == {201: 1, 409: 7}
        taken = outcomes(more)[201]
        # One before the refund, five when it came first.
        assert 1 <= taken <= 5
        expected = f"{taken * 100}.00"
        assert await paid(arena.database, visit) == (expected, expected)
    await assert_sound(arena, deadlocks)


async def test_numbers_run_without_gaps_through_refusals_and_rollbacks(
    arena: Arena, desks: list[Headers], practice: Practice, patient: Patient
) -> None:
    """Different visits at once, and transactions that fail after they have taken a number."""
    deadlocks = await arena.deadlocks()
    visits = [await visit_of(arena, practice, patient) for _ in range(DESKS)]
    year = SystemClock().now().year

    async def fail(unit: UnitOfWork) -> None:
        await unit.sql.execute(
            "UPDATE receipt_counters SET last_number = last_number + 1 WHERE year = $1", year
        )
        await asyncio.sleep(0.02)
        message = "the printer burns"
        raise RuntimeError(message)

    async def fail_often() -> None:
        for _ in range(10):
            with pytest.raises(RuntimeError):
                await arena.database.transact(fail)

    answers, _ = await asyncio.gather(
        asyncio.gather(
            *(take(arena, d, v, "1.00") for d, v in zip(desks, visits, strict=True)),
            *(take(arena, d, visits[0], "9999.00") for d in desks),
        ),
        fail_often(),
    )
    assert outcomes(answers) == {201: DESKS, 422: DESKS}
    numbers = Counter(a.json()["receipt_number"] for a in answers if a.status_code == 201)
    assert set(numbers.values()) == {1}
    await assert_sound(arena, deadlocks)
