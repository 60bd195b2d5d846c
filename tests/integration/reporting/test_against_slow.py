"""Every figure of reports is what a slow count of the raw rows says, kept tables or not."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from praxis.kit.db.database import UnitOfWork
from tests.integration.reporting.conftest import Desk
from tests.integration.reporting.made import Made, make_random_practice
from tests.integration.reporting.slow import Row, load_raw, shown, slow_overview
from tests.support.api import ok

PERIODS = (
    (date(2026, 10, 1), date(2026, 10, 31)),
    (date(2026, 3, 29), date(2026, 3, 29)),
    (date(2026, 3, 1), date(2026, 6, 8)),
    (date(2026, 3, 1), date(2026, 6, 9)),
    (date(2026, 1, 1), date(2026, 12, 31)),
    (date(2026, 2, 27), date(2027, 2, 2)),
    (date(2025, 12, 30), date(2027, 7, 1)),
)

MOVE = """
    UPDATE appointments SET starts_at = starts_at + $2, ends_at = ends_at + $2, doctor_id = $3
    WHERE id = $1
"""
EVENT = """
    INSERT INTO appointment_events
        (appointment_id, at, kind, to_status, actor_role, previous_starts_at)
    SELECT id, now(), 'rescheduled', status, 'staff', $2 FROM appointments WHERE id = $1
    RETURNING id
"""


def filters(made: Made) -> list[tuple[dict[str, str], Callable[[Row, Row, Row], bool]]]:
    place, doctor = made.places[1], made.doctors[0]
    return [
        ({}, lambda *_: True),
        ({"location_id": str(place.uid)}, lambda _, __, where: bool(where["id"] == place.id)),
        (
            {"specialty": "cardiology"},
            lambda _, who, __: bool(who["specialty"].lower() == "cardiology"),
        ),
        (
            {"doctor_id": str(doctor.uid), "location_id": str(place.uid)},
            lambda _, who, where: bool(who["id"] == doctor.id and where["id"] == place.id),
        ),
    ]


async def compare(desk: Desk, made: Made) -> None:
    raw = await desk.database.read(load_raw)
    for first, last in PERIODS:
        for params, wanted in filters(made):
            period = {"from": str(first), "to": str(last)}
            overview = ok(await desk.admin.get("/reports/overview", **period, **params))
            expected = slow_overview(raw, first, last, desk.clock.now(), wanted)
            assert shown(overview) == expected, (first, last, params)


@pytest.mark.parametrize("seed", range(3))
async def test_figures_are_those_of_the_raw_rows(desk: Desk, seed: int) -> None:
    made = await make_random_practice(desk.database, seed)
    await compare(desk, made)

    await desk.refresh()
    assert await kept_months(desk) >= 17
    await compare(desk, made)

    await change(desk, made, seed)
    # Nobody has heard of it.
    await compare(desk, made)
    await desk.hear()
    # Marked, and not counted anew.
    await compare(desk, made)
    await desk.refresh()
    assert await marks(desk) == 0
    await compare(desk, made)


async def test_another_zone_of_a_place_is_seen_at_once(desk: Desk) -> None:
    made = await make_random_practice(desk.database, 7)
    await desk.refresh()
    path = f"/locations/{made.places[0].uid}"

    ok(await desk.admin.patch(path, {"time_zone": "Pacific/Auckland"}))

    await compare(desk, made)
    await desk.refresh()
    assert await kept_months(desk) >= 17
    await compare(desk, made)


async def change(desk: Desk, made: Made, seed: int) -> None:
    """Moves in time and to other doctors, twice, and other states, told as the product tells."""
    from datetime import timedelta  # noqa: PLC0415 -- used here alone

    from praxis.kit import outbox  # noqa: PLC0415 -- as above

    async def some(unit: UnitOfWork) -> None:
        for number, visit in enumerate(made.visits[:24]):
            starts_at, doctor = visit.starts_at, visit.doctor_id
            for step in range(1 + number % 2):
                by = timedelta(days=35 * (1 if number % 3 else -1), hours=step)
                other = made.doctors[(number + step) % len(made.doctors)]
                former = next(row for row in made.doctors if row.id == doctor)
                await unit.sql.execute(MOVE, visit.id, by, other.id)
                event = await unit.sql.fetchval(EVENT, visit.id, starts_at)
                payload: dict[str, Any] = {"appointment_id": visit.id, "event_id": event}
                if other.id != doctor:
                    payload["previous_doctor"] = former.uid
                await outbox.enqueue(unit, "scheduling.appointment_rescheduled", **payload)
                starts_at, doctor = starts_at + by, other.id
        for number, visit in enumerate(made.visits[24:60]):
            status = ("completed", "no_show", "entered_in_error", "confirmed")[(number + seed) % 4]
            await unit.sql.execute(
                "UPDATE appointments SET status = $2, expires_at = NULL WHERE id = $1",
                visit.id,
                status,
            )
            await outbox.enqueue(
                unit, "scheduling.appointment_updated", appointment_id=visit.id, event_id=0
            )

    await desk.database.transact(some)


async def kept_months(desk: Desk) -> int:
    return int(await number(desk, "SELECT count(*) FROM report_months"))


async def marks(desk: Desk) -> int:
    return await number(
        desk,
        "SELECT (SELECT count(*) FROM report_stale_months)"
        " + (SELECT count(*) FROM report_stale_patients)",
    )


async def number(desk: Desk, query: str) -> int:
    async with desk.database.reading() as reader:
        return int(await reader.sql.fetchval(query))
