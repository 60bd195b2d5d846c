"""Behind every figure of the overview stand as many rows as it says."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from praxis.identity.models import Role
from tests.factories.identity import make_user
from tests.integration.reporting.conftest import Desk
from tests.integration.reporting.made import make_random_practice
from tests.support.api import Api, ok, problem

Row = dict[str, Any]
PERIODS = (("2026-10-01", "2026-10-31"), ("2026-02-03", "2027-01-20"))
DUE = ("checked_in", "in_progress", "completed", "no_show", "left_without_seen")


def figures(overview: Row) -> Iterator[tuple[int, list[tuple[str, str]]]]:
    """Each figure that counts visits, with the filter of its rows."""
    yield overview["visits"]["total"], []
    for one in overview["visits"]["by_status"]:
        yield one["visits"], [("status", one["status"])]
    yield overview["no_shows"]["visits"], [("status", "no_show")]
    yield overview["no_shows"]["of"], [("status", status) for status in DUE]
    yield overview["late_cancels"]["visits"], [("late_cancelled", "true")]
    yield overview["patients"]["new"], [("patients", "new")]
    yield overview["patients"]["returning"], [("patients", "returning")]
    for one in overview["busiest"]:
        hour = [("weekday", one["weekday"]), ("hour", str(one["hour"]))]
        yield one["visits"], hour
    for day in overview["days"][:12]:
        yield day["visits"], [("on", day["on"])]
        yield day["completed"], [("on", day["on"]), ("status", "completed")]
    for part in ("doctor", "specialty", "location", "visit_type"):
        for group in overview[f"by_{part}"]:
            name = part if part == "specialty" else f"{part}_id"
            key = [(name, group["name"] if part == "specialty" else group["id"])]
            yield group["visits"], key
            yield group["completed"], [*key, ("status", "completed")]
            yield group["no_shows"], [*key, ("status", "no_show")]
            yield group["late_cancels"], [*key, ("late_cancelled", "true")]
            yield group["new_patients"], [*key, ("patients", "new")]


async def rows(api: Api, query: list[tuple[str, str]]) -> Row:
    answer = await api.request("GET", "/reports/visits", params=[*query, ("count", "true")])
    found: Row = ok(answer)
    return found


@pytest.mark.parametrize("period", PERIODS, ids=["by days", "by months"])
async def test_every_figure_has_its_rows(desk: Desk, period: tuple[str, str]) -> None:
    await make_random_practice(desk.database, 11)
    await desk.refresh()
    days = [("from", period[0]), ("to", period[1])]
    overview = ok(await desk.admin.request("GET", "/reports/overview", params=days))

    seen = 0
    for count, query in figures(overview):
        found = await rows(desk.admin, [*days, *query])
        assert found["total"] == count, query
        seen += count > 0
    assert seen > 50


async def test_money_has_the_rows_that_it_is_the_sum_of(desk: Desk) -> None:
    await make_random_practice(desk.database, 15)
    days = [("from", "2026-01-01"), ("to", "2026-12-31"), ("limit", "200")]
    overview = ok(await desk.admin.request("GET", "/reports/overview", params=days))

    async def total(part: str, *query: tuple[str, str]) -> Decimal:
        found, cursor = Decimal(0), list[tuple[str, str]]()
        while True:
            page = await rows(desk.admin, [*days, *query, *cursor])
            found += sum(Decimal(visit[part]["amount"]) for visit in page["items"])
            if page["next_cursor"] is None:
                return found
            cursor = [("cursor", page["next_cursor"])]

    assert len(overview["revenue"]) > 1
    for line in overview["revenue"]:
        currency = ("currency", line["currency"])
        earned = await total("fee", currency, ("status", "completed"))
        assert earned == Decimal(line["earned"]) > 0
        assert await total("paid", currency, ("paid", "true")) == Decimal(line["paid"])
        assert await total("paid", currency, ("paid", "false")) == 0
    problem(
        await desk.admin.get("/reports/visits", currency="taka"), 422, "string_pattern_mismatch"
    )


async def test_rows_come_in_pages_by_start_and_leave_a_trace(desk: Desk) -> None:
    await make_random_practice(desk.database, 12)
    days = [("from", "2026-01-01"), ("to", "2026-12-31"), ("limit", "50")]
    query, seen = "/reports/visits", list[Row]()
    cursor: str | None = None
    while True:
        more: list[tuple[str, str]] = [("cursor", cursor)] if cursor else []
        page = ok(await desk.admin.request("GET", query, params=[*days, *more]))
        seen += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            break

    total = (await rows(desk.admin, days))["total"]
    assert len({visit["id"] for visit in seen}) == len(seen) == total > 100
    starts = [visit["starts_at"] for visit in seen]
    assert starts == sorted(starts)
    async with desk.database.reading() as reader:
        traces = await reader.sql.fetchval(
            "SELECT count(DISTINCT patient_id) FROM audit_events"
            " WHERE action = 'appointment.listed'"
        )
    assert traces == len({visit["patient_id"] for visit in seen})


async def test_a_doctor_sees_the_own_rows_alone(desk: Desk) -> None:
    made = await make_random_practice(desk.database, 13)
    doctor = await desk.api.signed_in(made.doctors[0].user)
    days = [("from", "2026-01-01"), ("to", "2026-12-31")]
    own = str(made.doctors[0].uid)

    mine = await rows(doctor, days)

    assert mine["total"] == (await rows(desk.admin, [*days, ("doctor_id", own)]))["total"] > 0
    assert {visit["doctor_id"] for visit in mine["items"]} == {own}
    others = await rows(doctor, [*days, ("doctor_id", str(made.doctors[1].uid))])
    assert others["total"] == 0
    staff = await desk.api.signed_in(await make_user(desk.database, Role.STAFF))
    problem(await staff.get("/reports/visits"), 403, "auth.role_forbidden")


async def test_a_state_and_an_hour_together_mean_both(desk: Desk) -> None:
    await make_random_practice(desk.database, 14)
    days = [("from", "2026-01-01"), ("to", "2026-12-31")]

    hours = await rows(desk.admin, [*days, ("hour", "10"), ("status", "cancelled")])

    # A cancelled visit keeps no time.
    assert hours["total"] == 0
    on = await rows(desk.admin, [*days, ("on", str(date(2026, 3, 29)))])
    assert on["total"] > 0
