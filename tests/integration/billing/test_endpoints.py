from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database
from tests.integration.billing.desk import money, open_desk
from tests.support.api import Api


async def test_a_visit_is_paid_in_full(api: Api, database: Database, clock: FixedClock) -> None:
    desk = await open_desk(api, database, clock)
    visit = await desk.visit()
    payment = await desk.pay(visit, "card", reference="4711")
    assert payment["amount"] == money("500.00")
    account = await desk.account(visit)
    assert account["outstanding"] == money("0.00")
    assert account["items"] == [payment]
    refund = await desk.refund(payment)
    assert refund["refunds_id"] == payment["id"]
