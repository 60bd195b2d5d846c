"""The demo's money adds up as the desk's would."""

from collections import Counter

from tests.integration.demo.conftest import Demo

WRONG_SUMS = """
    SELECT a.id FROM appointments a
    LEFT JOIN (
        SELECT appointment_id, sum(CASE kind WHEN 'payment' THEN amount ELSE -amount END) AS paid
        FROM payments GROUP BY appointment_id
    ) p ON p.appointment_id = a.id
    WHERE a.paid_amount <> coalesce(p.paid, 0)
"""
WRONG_PAYMENTS = """
    SELECT p.id FROM payments p
    JOIN appointments a ON a.id = p.appointment_id
    JOIN locations l ON l.id = p.location_id
    LEFT JOIN payments o ON o.id = p.refunds_id
    WHERE (p.patient_id, p.doctor_id, p.location_id, p.currency)
            <> (a.patient_id, a.doctor_id, a.location_id, a.fee_currency)
       OR p.received_on <> (p.received_at AT TIME ZONE l.time_zone)::date
       OR p.received_at > $1
       OR o.amount < p.amount OR o.received_at > p.received_at
"""


async def test_visits_say_what_their_payments_add_up_to(demo: Demo) -> None:
    assert await demo.rows(WRONG_SUMS) == []
    assert await demo.rows(WRONG_PAYMENTS, demo.now) == []


async def test_receipts_are_numbered_without_gaps_in_the_order_of_time(demo: Demo) -> None:
    rows = await demo.rows(
        "SELECT receipt_year, receipt_number FROM payments ORDER BY received_at, id"
    )
    counted: Counter[int] = Counter()
    for year, number in rows:
        counted[year] += 1
        assert number == counted[year]
    kept = dict(await demo.rows("SELECT year, last_number FROM receipt_counters"))
    assert kept == counted


async def test_most_is_paid_some_is_open_and_some_went_back(demo: Demo) -> None:
    ((done, paid, part),) = await demo.rows(
        """
        SELECT count(*), count(*) FILTER (WHERE paid_amount = fee_amount),
               count(*) FILTER (WHERE paid_amount > 0 AND paid_amount < fee_amount)
        FROM appointments WHERE status = 'completed'
        """
    )
    assert 0.85 * done < paid < done
    assert part > 10
    ((refunds, of_cancelled),) = await demo.rows(
        """
        SELECT count(*), count(*) FILTER (WHERE a.status = 'cancelled')
        FROM payments p JOIN appointments a ON a.id = p.appointment_id WHERE p.kind = 'refund'
        """
    )
    assert refunds > of_cancelled > 0
    methods = await demo.rows("SELECT DISTINCT method FROM payments ORDER BY method")
    assert methods == [("card",), ("cash",), ("mobile_wallet",)]


async def test_fees_are_in_the_money_of_the_place_where_the_doctor_works(demo: Demo) -> None:
    found = await demo.rows(
        """
        SELECT DISTINCT l.country, a.fee_currency FROM appointments a
        JOIN locations l ON l.id = a.location_id JOIN doctors d ON d.id = a.doctor_id
        JOIN users u ON u.id = d.user_id
        WHERE u.email <> 'johanna.richter@example.org' ORDER BY 1
        """
    )
    assert found == [("BD", "BDT"), ("DE", "EUR"), ("US", "USD")]
