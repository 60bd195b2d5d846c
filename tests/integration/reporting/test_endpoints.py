"""Reports as callers ask for them: periods, roles, and files."""

import csv
import io
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pypdfium2
import pytest

from praxis.identity.models import Role
from tests.factories.availability import make_practice
from tests.factories.directory import make_patient
from tests.factories.identity import make_user
from tests.factories.scheduling import make_appointment
from tests.integration.reporting.conftest import Desk
from tests.integration.reporting.made import make_random_practice
from tests.support.api import ok, problem

YEAR = {"from": "2026-01-01", "to": "2026-12-31"}


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_bounded() for page in document)


class TestPeriod:
    @pytest.mark.parametrize(
        ("query", "code", "pointer"),
        [
            ({"from": "2026-05-02", "to": "2026-05-01"}, "period_backwards", "/query/to"),
            ({"from": "2020-01-01", "to": "2070-01-01"}, "period_too_long", "/query/to"),
            ({"from": "2021-01-01", "to": "2026-01-01"}, "period_too_long", "/query/to"),
            ({"from": "1999-12-31", "to": "2000-01-01"}, "period_out_of_range", "/query/from"),
            ({"from": "2100-12-31", "to": "2101-01-01"}, "period_out_of_range", "/query/to"),
        ],
    )
    @pytest.mark.parametrize("path", ["/overview", "/overview.csv", "/overview.pdf", "/visits"])
    async def test_impossible_ones_are_refused(
        self, desk: Desk, path: str, query: dict[str, Any], code: str, pointer: str
    ) -> None:
        body = problem(await desk.admin.get(f"/reports{path}", **query), 422, f"reporting.{code}")
        assert body["errors"][0]["pointer"] == pointer

    async def test_five_years_are_not_too_long(self, desk: Desk) -> None:
        query = {"from": "2024-02-29", "to": "2029-02-28"}
        assert ok(await desk.admin.get("/reports/overview", **query))["visits"]["total"] == 0

    async def test_without_one_it_is_the_month_of_whoever_asks(self, desk: Desk) -> None:
        # Still December in Los Angeles, January already in Dhaka.
        desk.clock.move_to(datetime(2026, 12, 31, 20, tzinfo=UTC))
        there = await make_user(desk.database, Role.ADMIN, time_zone="America/Los_Angeles")
        here = await make_user(desk.database, Role.ADMIN, time_zone="Asia/Dhaka")

        months = [
            ok(await (await desk.api.signed_in(who)).get("/reports/overview"))["period"]
            for who in (there, here)
        ]

        assert months == [
            {"from": "2026-12-01", "to": "2026-12-31"},
            {"from": "2027-01-01", "to": "2027-01-31"},
        ]

    async def test_one_end_means_the_rest_of_its_month(self, desk: Desk) -> None:
        since = ok(await desk.admin.get("/reports/overview", **{"from": "2026-02-10"}))
        until = ok(await desk.admin.get("/reports/overview", to="2026-02-10"))
        assert since["period"] == {"from": "2026-02-10", "to": "2026-02-28"}
        assert until["period"] == {"from": "2026-02-01", "to": "2026-02-10"}


class TestDoctor:
    async def test_reads_the_own_report_and_no_other(self, desk: Desk) -> None:
        made = await make_random_practice(desk.database, 3)
        doctor = await desk.api.signed_in(made.doctors[0].user)
        own, other = (f"/reports/doctors/{row.uid}" for row in made.doctors[:2])

        report = ok(await doctor.get(own, **YEAR))

        assert report["doctor"]["full_name"] == made.doctors[0].user.full_name
        by_admin = ok(await desk.admin.get(own, **YEAR))
        assert by_admin == report
        overview = ok(
            await desk.admin.get("/reports/overview", doctor_id=str(made.doctors[0].uid), **YEAR)
        )
        assert {**overview, "doctor": report["doctor"]} == report
        problem(await doctor.get(other, **YEAR), 403, "auth.role_forbidden")
        problem(await doctor.get("/reports/overview"), 403, "auth.role_forbidden")
        for ending in ("csv", "pdf"):
            problem(await doctor.get(f"{other}.{ending}", **YEAR), 403, "auth.role_forbidden")
            assert (await doctor.get(f"{own}.{ending}", **YEAR)).status_code == 200

    async def test_one_who_left_is_still_counted(self, desk: Desk) -> None:
        made = await make_random_practice(desk.database, 4)
        before = ok(await desk.admin.get("/reports/overview", **YEAR))
        ok(await desk.admin.delete(f"/doctors/{made.doctors[0].uid}"), 204)

        after = ok(await desk.admin.get("/reports/overview", **YEAR))

        assert after["by_doctor"] == before["by_doctor"]


class TestFiles:
    async def test_a_table_says_what_the_report_says(self, desk: Desk) -> None:
        await make_random_practice(desk.database, 5)
        overview = ok(await desk.admin.get("/reports/overview", **YEAR))

        answer = await desk.admin.get("/reports/overview.csv", **YEAR)

        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert "practice-2026-01-01-2026-12-31.csv" in answer.headers["content-disposition"]
        header, whole, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
        assert header[:3] == ["Part", "Name", "Visits"]
        assert whole[2] == str(overview["visits"]["total"])
        first = overview["by_doctor"][0]
        assert rows[0][1:4] == [first["name"], str(first["visits"]), str(first["completed"])]
        paid = {one["currency"]: one["paid"] for one in overview["revenue"]}
        assert whole[header.index("Paid, EUR")] == paid["EUR"]
        assert len(rows[-1]) == len(header)
        assert [row[1] for row in rows[-12:]] == [one["month"] for one in overview["months"]]

    async def test_a_document_says_what_the_report_says(self, desk: Desk) -> None:
        made = await make_random_practice(desk.database, 6)
        overview = ok(await desk.admin.get("/reports/overview", **YEAR))

        answer = await desk.admin.get("/reports/overview.pdf", **YEAR)

        assert answer.headers["content-type"] == "application/pdf"
        text = text_of(answer.content)
        assert "Report of the practice" in text
        assert "1 Jan 2026" in text
        assert f"{overview['visits']['total']}" in text
        for doctor in made.doctors:
            assert doctor.user.full_name in text
        for group in overview["by_specialty"]:
            assert group["name"] in text

    async def test_what_was_paid_for_visits_that_earned_nothing_is_no_part_of_them(
        self, desk: Desk
    ) -> None:
        practice = await make_practice(desk.database)
        await make_appointment(
            desk.database,
            practice.doctor,
            await make_patient(desk.database),
            practice.location,
            practice.visit_type,
            datetime(2026, 5, 4, 4, tzinfo=UTC),
            status="no_show",
            paid_amount=Decimal(600),
            fee_amount=Decimal(600),
        )

        text = text_of((await desk.admin.get("/reports/overview.pdf", **YEAR)).content)

        assert "BDT 0.00" in text.replace("\xa0", " ")
        assert "\nBDT 600.00 paid" in text.replace("\xa0", " ").replace("\r", "")

    async def test_in_bangla_with_its_digits(self, desk: Desk) -> None:
        practice = await make_practice(desk.database)
        patient = await make_patient(desk.database)
        await make_appointment(
            desk.database,
            practice.doctor,
            patient,
            practice.location,
            practice.visit_type,
            datetime(2026, 5, 4, 4, tzinfo=UTC),
        )
        bangla = desk.admin.with_headers(Accept_Language="bn-BD,bn;q=0.9")

        answer = await bangla.get(f"/reports/doctors/{practice.doctor.uid}.pdf", **YEAR)
        table = await bangla.get("/reports/overview.csv", **YEAR)

        text = text_of(answer.content)
        assert "২০২৬" in text
        assert answer.headers["content-language"] == "bn"
        assert "সম্পন্ন" in table.content.decode("utf-8-sig").splitlines()[0]

    async def test_nothing_to_report_is_a_document_too(self, desk: Desk) -> None:
        answer = await desk.admin.get("/reports/overview.pdf", **YEAR)
        assert "No visits in this period." in text_of(answer.content)
